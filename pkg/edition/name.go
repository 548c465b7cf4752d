package edition

import (
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Name decides on what something is called from a month on, and returns it with what was left open. What is introduced does not hold then:
// it is new, or it ended; anything else does, and is only worded anew. A part of the furniture may be either.
// Left open may be the place (behind all others). Errors are those of Merge; neither e nor change is altered.
func Name(e *Edition, change proto.Message, introduces bool) (proto.Message, error) {
	change = proto.Clone(change)
	var m fault.Mistakes
	kind, id, from := e.look(change, &m)
	if kind == "" {
		return nil, fault.New(fault.Invalid, "say what is to change in the edition")
	}
	if err := m.Err(); err != nil {
		return nil, err
	}
	month, err := parseMonth(from, "from", "say from which month on it is called so")
	if err != nil {
		return nil, err
	}
	if err := e.mayName(kind, id, month, introduces); err != nil {
		return nil, err
	}
	if err := e.oneName(kind, id, change, month); err != nil {
		return nil, err
	}
	return change, e.complete(change, month)
}

// look checks the shape of a wording, and says what it is of.
func (e *Edition) look(change proto.Message, m *fault.Mistakes) (kind Kind, id, from string) {
	switch c := change.(type) {
	case *eventv1.PublicationNamed:
		checkPublication(c.GetPublication(), "", m)
		return Publication, c.GetPublication().GetId(), c.GetPublication().GetFrom()
	case *eventv1.PillarNamed:
		checkPillar(c.GetPillar(), "", m)
		return Pillar, c.GetPillar().GetId(), c.GetPillar().GetFrom()
	case *eventv1.PriorityNamed:
		checkPriority(c.GetPriority(), "", m)
		return Priority, c.GetPriority().GetId(), c.GetPriority().GetFrom()
	case *eventv1.TopicNamed:
		checkTopic(c.GetTopic(), "", m)
		return Topic, c.GetTopic().GetId(), c.GetTopic().GetFrom()
	case *eventv1.FurnitureWorded:
		checkFurniture(c.GetFurniture(), "", m)
		return Furniture, c.GetFurniture().GetPart(), c.GetFurniture().GetFrom()
	}
	return "", "", ""
}

// mayName refuses to introduce what is there, and to word anew what is not.
// That the two are told apart keeps a slip in an id from making a new pillar, and a new one from renaming an old one.
func (e *Edition) mayName(kind Kind, id string, m calendar.Month, introduces bool) error {
	// Its parts are few and the same for all teams, and none is introduced by a slip that could not be seen.
	if kind == Furniture {
		return nil
	}
	holds := e.holds(kind, id, m)
	merges := slices.IndexFunc(e.mergers[named{kind, id}], func(o *eventv1.Merger) bool { return o.GetFrom() == m.String() })
	switch {
	case introduces && merges >= 0:
		return fault.New(fault.Conflict, "the %s %s goes on as %s from %s on: bring it back from a later month on, or take another short name",
			kind, id, e.mergers[named{kind, id}][merges].GetInto(), monthWords(m.String()))
	case introduces && holds:
		return fault.New(fault.Conflict, "there is a %s %s in %s already, called “%s”: rename that one, or take another short name",
			kind, id, monthWords(m.String()), e.names(kind)[id])
	case introduces:
		return nil
	}
	if err := e.known(kind, id); err != nil {
		return err
	}
	// Wordings may be added before the first one: it is then known for longer.
	if !holds && e.begun(kind, id, m.String()) != "" {
		return fault.New(fault.Conflict, "the %s %s does not hold in %s: %s. To bring it back, add it anew from then on",
			kind, id, monthWords(m.String()), e.why(kind, id, m))
	}
	return nil
}

// oneName refuses a name that another one bears at the time: nobody could tell the two apart.
// Of topics their abbreviations are names too. Publications and furniture may be called alike: activities never name them.
func (e *Edition) oneName(kind Kind, id string, change proto.Message, m calendar.Month) error {
	var words []string
	others := map[string][]string{}
	switch c := change.(type) {
	case *eventv1.PillarNamed:
		words = []string{c.GetPillar().GetName()}
		for _, p := range e.Pillars(m) {
			others[p.GetId()] = []string{p.GetName()}
		}
	case *eventv1.PriorityNamed:
		words = []string{c.GetPriority().GetName()}
		for _, p := range e.Priorities(m) {
			others[p.GetId()] = []string{p.GetName()}
		}
	case *eventv1.TopicNamed:
		words = topicWords(id, []*eventv1.Topic{c.GetTopic()})
		for _, t := range e.Topics(m) {
			others[t.GetId()] = topicWords(t.GetId(), []*eventv1.Topic{t})
		}
	}
	// It may keep its own name.
	delete(others, id)
	for _, other := range slices.Sorted(maps.Keys(others)) {
		for _, word := range words {
			for _, t := range others[other] {
				if strings.EqualFold(word, t) {
					return fault.New(fault.Conflict, "the %s %s is called “%s” already in %s: take another name, or merge the two",
						kind, other, t, monthWords(m.String()))
				}
			}
		}
	}
	return nil
}

// complete gives a new pillar or priority its place behind the others, and sees that a priority's pillar holds.
func (e *Edition) complete(change proto.Message, m calendar.Month) error {
	switch c := change.(type) {
	case *eventv1.PillarNamed:
		if c.GetPillar().GetPosition() == 0 {
			c.Pillar.Position = behind(e.Pillars(m), c.GetPillar().GetId())
		}
	case *eventv1.PriorityNamed:
		p := c.GetPriority()
		if p.GetPillar() != "" {
			if err := e.mustHold(Pillar, p.GetPillar(), m); err != nil {
				return err
			}
		}
		// What is moved to where it stands keeps its place there.
		if held, ok := e.Priority(p.GetId(), m); ok && p.GetPosition() == 0 && held.GetPillar() == p.GetPillar() {
			p.Position = held.GetPosition()
		}
		if p.GetPosition() == 0 {
			p.Position = behind(e.PrioritiesOf(p.GetPillar(), m), p.GetId())
		}
	}
	return nil
}

// behind returns the place of one behind all others.
// Places begin at 1, since 0 is a place that nobody said.
func behind[T placed](others []T, id string) uint32 {
	last := uint32(0)
	for _, other := range others {
		if other.GetId() != id {
			last = max(last, other.GetPosition())
		}
	}
	return last + 1
}

// mustHold refuses what is not known, or does not hold in a month.
func (e *Edition) mustHold(kind Kind, id string, m calendar.Month) error {
	if err := e.known(kind, id); err != nil {
		return err
	}
	if !e.holds(kind, id, m) {
		return fault.New(fault.Conflict, "the %s %s does not hold in %s: %s", kind, id, monthWords(m.String()), e.why(kind, id, m))
	}
	return nil
}
