package edition

import (
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Retire says what is in the way of something holding for the last time in a month. Said again it corrects the month; named anew from a
// later month on it comes back.
// Errors are those of Merge.
func Retire(e *Edition, r *eventv1.Retirement) error {
	kind, id := Kind(r.GetKind()), r.GetId()
	if err := e.known(kind, id); err != nil {
		return err
	}
	until, err := parseMonth(r.GetUntil(), "until", "say in which month it holds for the last time")
	if err != nil {
		return err
	}
	// It is known, so it has a wording, and the list is not empty.
	froms := e.froms(kind, id)
	last := froms[len(froms)-1]
	into, merged := e.mergedBy(kind, id, until.String())
	switch {
	case e.begun(kind, id, until.String()) == "":
		return fault.New(fault.Conflict, "the %s %s begins only in %s, so it cannot end in %s: name a later month",
			kind, id, monthWords(froms[0]), monthWords(until.String()))
	case merged:
		return fault.New(fault.Conflict, "the %s %s goes on as %s by %s: retire that one", kind, id, into, monthWords(until.String()))
	// Typed by somebody, it would end an earlier wording and leave the one that they see.
	case last > until.String():
		return fault.New(fault.Conflict, "the %s %s is named anew from %s on: retire it in that month or a later one",
			kind, id, monthWords(last))
	}
	return nil
}
