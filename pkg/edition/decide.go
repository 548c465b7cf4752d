package edition

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// decide is Revise for what a file says has ended, was merged or put in order. A command is held to what stands when it is given; a file tells
// of many, and not in which order they were given: what one was merged into may have been retired since, for that very month. So only what
// can never have been is refused: what nobody knows, what had not begun by then, what leads round in a circle.
func (e *Edition) decide(change proto.Message) ([]proto.Message, error) {
	if r, ok := retirementOf(change); ok {
		return e.unlessSaid(change, e.begins(Kind(r.GetKind()), r.GetId(), r.GetUntil(), "until"))
	}
	if m, ok := mergerOf(change); ok {
		return e.unlessSaid(change, e.couldMerge(m))
	}
	switch change := change.(type) {
	case *eventv1.PillarsOrdered:
		return e.unlessSaid(change, e.couldOrder(Pillar, change.GetFrom(), change.GetIds()))
	case *eventv1.PrioritiesOrdered:
		if err := e.known(Pillar, change.GetPillar()); err != nil {
			return nil, err
		}
		return e.unlessSaid(change, e.couldOrder(Priority, change.GetFrom(), change.GetIds()))
	}
	return Revise(e, change, false)
}

// begins refuses what nobody knows, or had not begun by a month.
func (e *Edition) begins(kind Kind, id, month, field string) error {
	if err := e.known(kind, id); err != nil {
		return err
	}
	m, err := parseMonth(month, field, "say the month")
	if err != nil {
		return err
	}
	if e.begun(kind, id, m.String()) == "" {
		return fault.New(fault.Conflict, "the %s %s begins only in %s, so nothing ends in %s: name a later month",
			kind, id, monthWords(e.froms(kind, id)[0]), monthWords(month))
	}
	return nil
}

func (e *Edition) couldMerge(m *eventv1.Merger) error {
	kind := Kind(m.GetKind())
	if m.GetId() == m.GetInto() {
		return fault.New(fault.Invalid, "a %s cannot be merged into itself: name the one that it goes on as", kind)
	}
	for _, id := range []string{m.GetId(), m.GetInto()} {
		if err := e.begins(kind, id, m.GetFrom(), "from"); err != nil {
			return err
		}
	}
	return e.noCircle(m, kind)
}

func (e *Edition) couldOrder(kind Kind, from string, ids []string) error {
	if _, err := parseMonth(from, "from", "say from which month on they stand so"); err != nil {
		return err
	}
	return eachOnce(ids, func(id string) error { return e.known(kind, id) })
}
