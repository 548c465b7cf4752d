package edition

import (
	"slices"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Merge says what is in the way of one going on as another from a month on. Of before that month both stay as they were.
// What is in the way is a sentence: fault.NotFound for an id that no month knows, fault.Conflict for what does not fit what was said, and mistakes of
// fields. nil: nothing is.
func Merge(e *Edition, m *eventv1.Merger) error {
	kind, id, into := Kind(m.GetKind()), m.GetId(), m.GetInto()
	if id == into {
		return fault.New(fault.Invalid, "a %s cannot be merged into itself: name the one that it goes on as", kind)
	}
	if err := e.known(kind, id); err != nil {
		return err
	}
	from, err := parseMonth(m.GetFrom(), "from", "say from which month on the two are one")
	if err != nil {
		return err
	}
	if err := e.mustHold(kind, into, from); err != nil {
		return err
	}
	froms := e.froms(kind, id)
	earlier, merged := e.mergedBy(kind, id, from.String())
	switch last := froms[len(froms)-1]; {
	case e.begun(kind, id, from.String()) == "":
		return fault.New(fault.Conflict, "the %s %s begins only in %s: merge it from then on, or later", kind, id, monthWords(last))
	// Said again of the same month, it corrects; of another month it would leave two answers to what it goes on as.
	case merged && !slices.ContainsFunc(e.mergers[named{kind, id}], func(o *eventv1.Merger) bool { return o.GetFrom() == m.GetFrom() }):
		return fault.New(fault.Conflict, "the %s %s goes on as %s already by %s: merge that one", kind, id, earlier, monthWords(m.GetFrom()))
	case last > from.String():
		return fault.New(fault.Conflict, "the %s %s is named anew from %s on: merge it from then on, or later", kind, id, monthWords(last))
	}
	return e.noCircle(m, kind)
}

// noCircle looks where the two lead once they are merged, in every month from which on any merger holds.
// A circle may close only later: a goes on as b from March on, and b was to go on as a from June on.
func (e *Edition) noCircle(m *eventv1.Merger, kind Kind) error {
	after := Of(e.content)
	after.merge(m)
	after.index = indexed(after.content)
	for n, all := range after.mergers {
		for _, other := range all {
			if n.kind == kind && other.GetFrom() >= m.GetFrom() && after.circles(kind, m.GetId(), other.GetFrom()) {
				return fault.New(fault.Conflict, "the %s %s goes on as %s from %s on: merging this one into that would lead round in a circle",
					kind, m.GetInto(), m.GetId(), monthWords(other.GetFrom()))
			}
		}
	}
	return nil
}

// circles follows one id through mergers of a month until it comes by the same again.
func (e *Edition) circles(kind Kind, id, month string) bool {
	seen := map[string]bool{}
	for next, ok := id, true; ok; next, ok = e.mergedBy(kind, next, month) {
		if seen[next] {
			return true
		}
		seen[next] = true
	}
	return false
}

// Former is one that was merged into another.
type Former struct {
	// From is the month of the merger.
	ID, Name string
	From     calendar.Month
}

// Formers returns those that were merged into one by m, with the names that they bore last, by id.
// Whoever looks at one sees what it was told under before.
func (e *Edition) Formers(kind Kind, id string, m calendar.Month) []Former {
	var all []Former
	names := e.names(kind)
	for _, member := range e.Family(kind, id, m)[1:] {
		for _, merger := range e.mergers[named{kind, member}] {
			if merger.GetFrom() <= m.String() {
				from, _ := calendar.ParseMonth(merger.GetFrom())
				all = append(all, Former{member, names[member], from})
				break
			}
		}
	}
	return all
}
