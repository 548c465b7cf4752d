// Package edition knows who the team is and how its digest is called, divided and framed in each month.
//
// Publications, pillars, priorities and furniture hold from a month on, until another of the same name does or until the month that
// they end with; older issues keep what held for them. The package is pure.
package edition

import (
	"cmp"
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Edition is what the team has said so far, folded from its events. Use New or Of.
type Edition struct {
	content *eventv1.Edition
	// Every wording of a pillar or priority, by id, the latest first: who checks a hundred thousand activities asks often.
	pillars    map[string][]*eventv1.Pillar
	priorities map[string][]*eventv1.Priority
}

// New returns an edition that says nothing yet.
func New() *Edition { return Of(&eventv1.Edition{}) }

// Of returns the edition with that content. It keeps a copy.
func Of(content *eventv1.Edition) *Edition {
	e := &Edition{content: proto.CloneOf(content)}
	if e.content == nil {
		e.content = &eventv1.Edition{}
	}
	e.index()
	return e
}

// Proto returns a copy of the content.
func (e *Edition) Proto() *eventv1.Edition { return proto.CloneOf(e.content) }

// Apply folds an event of the edition. It reports whether it was one.
func (e *Edition) Apply(event proto.Message) bool {
	switch event := event.(type) {
	case *eventv1.TeamDescribed:
		e.content.Team = event.GetTeam()
	case *eventv1.PublicationNamed:
		e.content.Publications = put(e.content.Publications, event.GetPublication(), samePublication)
	case *eventv1.PillarNamed:
		e.content.Pillars = put(e.content.Pillars, event.GetPillar(), samePillar)
	case *eventv1.PriorityNamed:
		e.content.Priorities = put(e.content.Priorities, event.GetPriority(), samePriority)
	case *eventv1.FurnitureWorded:
		e.content.Furniture = put(e.content.Furniture, event.GetFurniture(), sameFurniture)
	default:
		return false
	}
	e.index()
	return true
}

// A wording is known by its name and the month it begins with: said again for both, it corrects what was said.
func samePublication(a, b *eventv1.Publication) bool {
	return a.GetId() == b.GetId() && a.GetFrom() == b.GetFrom()
}
func samePillar(a, b *eventv1.Pillar) bool {
	return a.GetId() == b.GetId() && a.GetFrom() == b.GetFrom()
}
func samePriority(a, b *eventv1.Priority) bool {
	return a.GetId() == b.GetId() && a.GetFrom() == b.GetFrom()
}
func sameFurniture(a, b *eventv1.Furniture) bool {
	return a.GetPart() == b.GetPart() && a.GetFrom() == b.GetFrom()
}

func put[T any](list []T, item T, same func(a, b T) bool) []T {
	if i := slices.IndexFunc(list, func(other T) bool { return same(item, other) }); i >= 0 {
		list[i] = item
		return list
	}
	return append(list, item)
}

func (e *Edition) index() {
	e.pillars = map[string][]*eventv1.Pillar{}
	for _, p := range e.content.GetPillars() {
		e.pillars[p.GetId()] = append(e.pillars[p.GetId()], p)
	}
	e.priorities = map[string][]*eventv1.Priority{}
	for _, p := range e.content.GetPriorities() {
		e.priorities[p.GetId()] = append(e.priorities[p.GetId()], p)
	}
	for _, wordings := range e.pillars {
		latestFirst(wordings)
	}
	for _, wordings := range e.priorities {
		latestFirst(wordings)
	}
}

// valid is anything that holds from a month until another, both "2024-01", the second one perhaps empty.
type valid interface {
	GetFrom() string
	GetUntil() string
}

func latestFirst[T valid](wordings []T) {
	slices.SortStableFunc(wordings, func(a, b T) int { return cmp.Compare(b.GetFrom(), a.GetFrom()) })
}

// holding returns the wording that holds in m: the latest that has begun, unless that one has ended.
func holding[T valid](wordings []T, m calendar.Month) (found T, ok bool) {
	month := m.String()
	for _, w := range wordings {
		// Months written as 2024-01 sort as text.
		if w.GetFrom() <= month {
			return w, w.GetUntil() == "" || month <= w.GetUntil()
		}
	}
	return found, false
}
