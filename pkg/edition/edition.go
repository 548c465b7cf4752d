// Package edition knows who the team is and how its digest is called, divided and framed in each month.
//
// Publications, pillars, priorities, topics and furniture hold from a month on, until another wording of the same one does, until the month
// that they end with, or until they are merged into another; older issues keep what held for them. Revise decides what may be changed, and
// Apply folds what was. The package is pure.
package edition

import (
	"slices"

	"google.golang.org/protobuf/proto"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Edition is what the team has said so far, folded from its events. Use New or Of.
type Edition struct {
	// content is what was said, in the order in which it was first said; index is made from it anew after each change.
	content *eventv1.Edition
	index
}

// New returns an edition that says nothing yet.
func New() *Edition { return Of(&eventv1.Edition{}) }

// Of returns the edition with that content. It keeps a copy.
// nil is an edition that says nothing.
func Of(content *eventv1.Edition) *Edition {
	e := &Edition{content: proto.CloneOf(content)}
	if e.content == nil {
		e.content = &eventv1.Edition{}
	}
	e.index = indexed(e.content)
	return e
}

// Proto returns a copy of the content.
func (e *Edition) Proto() *eventv1.Edition { return proto.CloneOf(e.content) }

// Apply folds an event of the edition. It reports whether it was one.
// Nothing is checked here: what is recorded has happened, and must fold also in years when Revise would decide otherwise.
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
	case *eventv1.TopicNamed:
		e.content.Topics = put(e.content.Topics, event.GetTopic(), sameTopic)
	case *eventv1.FurnitureWorded:
		e.content.Furniture = put(e.content.Furniture, event.GetFurniture(), sameFurniture)
	case *eventv1.SeriesLeftOut:
		e.leave(event.GetSeries(), true)
	case *eventv1.SeriesTakenIn:
		e.leave(event.GetSeries(), false)
	case *eventv1.PillarsOrdered:
		e.order(&eventv1.Order{From: event.GetFrom(), Ids: event.GetIds()})
	case *eventv1.PrioritiesOrdered:
		e.order(&eventv1.Order{From: event.GetFrom(), Pillar: event.GetPillar(), Ids: event.GetIds()})
	default:
		if !e.end(event) {
			return false
		}
	}
	e.index = indexed(e.content)
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
func sameTopic(a, b *eventv1.Topic) bool {
	return a.GetId() == b.GetId() && a.GetFrom() == b.GetFrom()
}
func sameFurniture(a, b *eventv1.Furniture) bool {
	return a.GetPart() == b.GetPart() && a.GetFrom() == b.GetFrom()
}

// put takes the place of one that is the same, or comes last: places in these lists are the order in which things were first named.
func put[T any](list []T, item T, same func(a, b T) bool) []T {
	if i := slices.IndexFunc(list, func(other T) bool { return same(item, other) }); i >= 0 {
		list[i] = item
		return list
	}
	return append(list, item)
}
