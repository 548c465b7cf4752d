package edition

import (
	"errors"
	"fmt"
	"slices"

	"dontblink.dev/pkg/fault"
)

// Order says what is in the way of the pillars standing in an order from a month on, or the priorities of a pillar. Those not named follow
// as they stood.
// The error is fault.Mistakes, one for each id that cannot stand there, or what is wrong with the month or the pillar.
func Order(e *Edition, pillar, from string, ids []string) error {
	m, err := parseMonth(from, "from", "say from which month on they stand so")
	if err != nil {
		return err
	}
	kind := Pillar
	if pillar != "" {
		kind = Priority
		if err := e.mustHold(Pillar, pillar, m); err != nil {
			return err
		}
	}
	return eachOnce(ids, func(id string) error {
		if err := e.mustHold(kind, id, m); err != nil {
			return err
		}
		if pillar != "" && e.PillarOf(id, m) != pillar {
			return fmt.Errorf("%s belongs to another pillar in %s: leave it out, or move it first", id, monthWords(from))
		}
		return nil
	})
}

// eachOnce holds ids that are put in an order to standing there once, and each to a check of its own.
func eachOnce(ids []string, check func(id string) error) error {
	var mistakes fault.Mistakes
	if len(ids) == 0 {
		mistakes.Add("ids", "name them in the order in which they are to stand")
	}
	for i, id := range ids {
		at := fmt.Sprintf("ids[%d]", i)
		if slices.Contains(ids[:i], id) {
			mistakes.Add(at, "%s stands there twice: keep one of them", id)
		} else if err := check(id); err != nil {
			mistakes.Add(at, "%s", err)
		}
	}
	return mistakes.Err()
}

// sentence returns a fault as a mistake at its place.
// A file has many places, and a fault of Revise knows only its own field.
func sentence(err error, at string) fault.Mistakes {
	if many, ok := errors.AsType[fault.Mistakes](err); ok {
		for i := range many {
			many[i].Field = under(at, many[i].Field)
		}
		return many
	}
	return fault.Mistakes{{Field: at, Sentence: err.Error()}}
}

// under writes the place of a field: "pillars[0]" and "name" as "pillars[0].name".
func under(at, field string) string {
	if at == "" || field == "" {
		return at + field
	}
	return at + "." + field
}
