package edition

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/spelling"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Revise decides on a change to the edition, put in the words in which it is recorded. What is said already is no event. `introduces` says
// that what is named is new, or comes back after it ended; otherwise it is known and gets other words.
// It returns one event, or none for what is said already. Errors are those of Merge. Revise alone decides; Apply never refuses.
func Revise(e *Edition, change proto.Message, introduces bool) ([]proto.Message, error) {
	if r, ok := retirementOf(change); ok {
		return e.unlessSaid(change, Retire(e, r))
	}
	if m, ok := mergerOf(change); ok {
		return e.unlessSaid(change, Merge(e, m))
	}
	switch change := change.(type) {
	case *eventv1.SeriesLeftOut:
		return e.unlessSaid(change, checkSeries(change.GetSeries()))
	case *eventv1.SeriesTakenIn:
		return e.unlessSaid(change, checkSeries(change.GetSeries()))
	case *eventv1.TeamDescribed:
		return e.unlessSaid(change, checkedTeam(change.GetTeam()))
	case *eventv1.PillarsOrdered:
		return e.unlessSaid(change, Order(e, "", change.GetFrom(), change.GetIds()))
	case *eventv1.PrioritiesOrdered:
		if change.GetPillar() == "" {
			return nil, fault.Mistakes{{Field: "pillar", Sentence: "say of which pillar the priorities are put in order"}}
		}
		return e.unlessSaid(change, Order(e, change.GetPillar(), change.GetFrom(), change.GetIds()))
	case nil:
		return nil, fault.New(fault.Invalid, "say what is to change in the edition")
	}
	named, err := Name(e, change, introduces)
	if err != nil || !introduces && e.heldSays(named) {
		return nil, err
	}
	return e.unlessSaid(named, nil)
}

// heldSays reports whether what holds in the month of a wording says the same since an earlier one. Taken down it would change nothing, and the history
// would tell of something that was renamed from its name to its name.
func (e *Edition) heldSays(change proto.Message) bool {
	switch c := change.(type) {
	case *eventv1.PillarNamed:
		return saysTheSame(e.pillars[c.GetPillar().GetId()], c.GetPillar(), func(held *eventv1.Pillar) { held.From = c.GetPillar().GetFrom() })
	case *eventv1.PriorityNamed:
		return saysTheSame(e.priorities[c.GetPriority().GetId()], c.GetPriority(), func(held *eventv1.Priority) { held.From = c.GetPriority().GetFrom() })
	case *eventv1.TopicNamed:
		return saysTheSame(e.topics[c.GetTopic().GetId()], c.GetTopic(), func(held *eventv1.Topic) { held.From = c.GetTopic().GetFrom() })
	}
	return false
}

// saysTheSame compares a wording with the one that holds in its month, as if that began with it.
func saysTheSame[T interface {
	proto.Message
	valid
}](wordings []T, next T, begin func(T)) bool {
	m, err := calendar.ParseMonth(next.GetFrom())
	if err != nil {
		return false
	}
	held, ok := holding(wordings, m)
	if !ok {
		return false
	}
	held = proto.CloneOf(held)
	begin(held)
	return proto.Equal(held, next)
}

// checkedTeam names fields without "team." before them: whoever revises the team knows what it is about.
func checkedTeam(team *eventv1.Team) error {
	var m fault.Mistakes
	checkTeam(team, "", &m)
	return m.Err()
}

// unlessSaid returns a change as an event, if it is sound and changes anything.
// Whether it changes anything is found out by folding it into a copy: so there is one description of what an event does.
func (e *Edition) unlessSaid(change proto.Message, err error) ([]proto.Message, error) {
	if err != nil {
		return nil, err
	}
	after := Of(e.content)
	after.Apply(proto.Clone(change))
	if proto.Equal(after.content, e.content) {
		return nil, nil
	}
	return []proto.Message{change}, nil
}

// known says what to write instead of an id that no month knows.
func (e *Edition) known(kind Kind, id string) error {
	names := e.names(kind)
	if _, ok := names[id]; ok {
		return nil
	}
	ids := slices.Sorted(maps.Keys(names))
	for _, known := range ids {
		// Who types the name instead of the short one is told the short one.
		if strings.EqualFold(names[known], strings.TrimSpace(id)) {
			return fault.New(fault.NotFound, "no %s has the short name %q; did you mean %s?", kind, id, known)
		}
	}
	if near := spelling.Nearest(id, ids); near != "" {
		return fault.New(fault.NotFound, "no %s has the short name %q; did you mean %s?", kind, id, near)
	}
	if len(ids) == 0 {
		return fault.New(fault.NotFound, "no %s has the short name %q; there is none yet: add one first", kind, id)
	}
	return fault.New(fault.NotFound, "no %s has the short name %q; there are: %s", kind, id, strings.Join(ids, ", "))
}

// names returns what all of a kind were called last, by id.
// A kind that nobody knows has the names of the furniture, since commands and files cannot say one.
func (e *Edition) names(kind Kind) map[string]string {
	switch kind {
	case Publication:
		return e.PublicationNames()
	case Pillar:
		return e.PillarNames()
	case Priority:
		return e.PriorityNames()
	case Topic:
		return e.TopicNames()
	}
	return e.FurnitureNames()
}

// holds reports whether one of a kind holds in a month.
func (e *Edition) holds(kind Kind, id string, m calendar.Month) bool {
	var ok bool
	switch kind {
	case Publication:
		_, ok = holding(e.publications[id], m)
	case Pillar:
		_, ok = holding(e.pillars[id], m)
	case Priority:
		_, ok = holding(e.priorities[id], m)
	case Topic:
		_, ok = holding(e.topics[id], m)
	case Furniture:
		_, ok = holding(e.furniture[id], m)
	}
	return ok
}

// froms returns the months in which wordings of one begin, the first ones first.
func (e *Edition) froms(kind Kind, id string) []string {
	var all []string
	// From the last month back: each answer is the latest that had begun, and the next question is asked of the month before it.
	for month := "9999-12"; ; {
		begun := e.begun(kind, id, month)
		if begun == "" {
			slices.Sort(all)
			return all
		}
		all = append(all, begun)
		m, err := calendar.ParseMonth(begun)
		if err != nil {
			return all
		}
		month = m.Add(-1).String()
	}
}

// why says why one of a kind does not hold in a month: “it begins only in …”, “it was retired …”, “it goes on as …”.
func (e *Edition) why(kind Kind, id string, m calendar.Month) string {
	if into, ok := e.mergedBy(kind, id, m.String()); ok {
		return fmt.Sprintf("it goes on as %s by then", into)
	}
	if e.begun(kind, id, m.String()) == "" {
		return fmt.Sprintf("it begins only in %s", monthWords(e.froms(kind, id)[0]))
	}
	return "it has ended by then"
}

// monthWords writes "2024-01" as January 2024.
func monthWords(month string) string {
	m, err := calendar.ParseMonth(month)
	if err != nil {
		return month
	}
	return calendar.MonthsWords([]calendar.Month{m}, calendar.English)
}

// parseMonth reads the month of a change.
// what says what is to be typed, for whoever left it out.
func parseMonth(month, field, what string) (calendar.Month, error) {
	if month == "" {
		return calendar.Month{}, fault.Mistakes{{Field: field, Sentence: what + ", like 2024-01"}}
	}
	m, err := calendar.ParseMonth(month)
	if err != nil {
		return m, fault.Mistakes{{Field: field, Sentence: err.Error()}}
	}
	return m, nil
}
