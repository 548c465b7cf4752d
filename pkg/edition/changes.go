package edition

import (
	"fmt"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Take returns the events that bring the edition to what a file says, or everything wrong with the file. What it says has ended, was merged
// or put in order is decided on once all is named; see decide.
// Events come in the order in which they must be folded: the team, then what is named, then what ended. Mistakes have the fields of Edition; with any,
// there are no events, since half a file would be an edition that nobody meant. now is not changed.
func Take(now *Edition, file *eventv1.Edition) ([]proto.Message, fault.Mistakes) {
	mistakes := Check(file)
	// What is misspelt would only be complained of a second time below, as something unknown.
	if len(mistakes) > 0 {
		return nil, mistakes
	}
	after := Of(now.content)
	events := Changes(now, file)
	for _, event := range events {
		// An event that is folded becomes part of the edition, which may change it; the one that is returned must stay as it is.
		after.Apply(proto.Clone(event))
	}
	// Only now is it known which pillars there are: the file may name a pillar that is there already, or one further down.
	for i, p := range file.GetPriorities() {
		if err := after.known(Pillar, p.GetPillar()); p.GetPillar() != "" && err != nil {
			mistakes = append(mistakes, sentence(err, fmt.Sprintf("priorities[%d].pillar", i))...)
		}
	}
	for _, change := range decisions(file) {
		more, err := after.decide(change.event)
		if err != nil {
			mistakes = append(mistakes, sentence(err, change.at)...)
		}
		for _, event := range more {
			after.Apply(proto.Clone(event))
		}
		events = append(events, more...)
	}
	return events, mistakes
}

// Changes returns the events that bring the edition to what a file says: one for each part that is new or worded anew, none for a file
// that says what is known. What the file does not mention stays as it is.
func Changes(now *Edition, file *eventv1.Edition) []proto.Message {
	var events []proto.Message
	if team := file.GetTeam(); team != nil && !proto.Equal(team, now.content.GetTeam()) {
		events = append(events, &eventv1.TeamDescribed{Team: team})
	}
	for _, p := range news(now.content.GetPublications(), file.GetPublications(), samePublication) {
		events = append(events, &eventv1.PublicationNamed{Publication: p})
	}
	for _, p := range news(now.content.GetPillars(), file.GetPillars(), samePillar) {
		events = append(events, &eventv1.PillarNamed{Pillar: p})
	}
	for _, p := range news(now.content.GetPriorities(), file.GetPriorities(), samePriority) {
		events = append(events, &eventv1.PriorityNamed{Priority: p})
	}
	for _, t := range news(now.content.GetTopics(), file.GetTopics(), sameTopic) {
		events = append(events, &eventv1.TopicNamed{Topic: t})
	}
	for _, f := range news(now.content.GetFurniture(), file.GetFurniture(), sameFurniture) {
		events = append(events, &eventv1.FurnitureWorded{Furniture: f})
	}
	return events
}

// news returns what of the file is not known as it stands there.
// same tells whether two are wordings of one from the same month; that they say the same as well is compared whole.
func news[T proto.Message](known, file []T, same func(a, b T) bool) []T {
	var changed []T
	for _, item := range file {
		found := false
		for _, k := range known {
			found = found || same(item, k) && proto.Equal(item, k)
		}
		if !found {
			changed = append(changed, item)
		}
	}
	return changed
}

// decision is what a file says has ended, was merged or put in order, and where it says so.
type decision struct {
	at    string
	event proto.Message
}

// decisions come in the order in which they build on each other: what has ended, then what goes on as another, then the order of what is left.
func decisions(file *eventv1.Edition) []decision {
	var all []decision
	for i, r := range file.GetRetirements() {
		all = append(all, decision{fmt.Sprintf("retired[%d]", i), retired(r)})
	}
	for i, m := range file.GetMergers() {
		all = append(all, decision{fmt.Sprintf("merged[%d]", i), merged(m)})
	}
	for i, series := range file.GetLeftOut() {
		all = append(all, decision{fmt.Sprintf("left_out[%d]", i), &eventv1.SeriesLeftOut{Series: series}})
	}
	for i, o := range file.GetOrders() {
		all = append(all, decision{fmt.Sprintf("orders[%d]", i), ordered(o)})
	}
	return all
}

// retired, merged and ordered put what a file says in the words in which it is recorded.
// A kind that nobody knows is no event, and is refused by Revise as nothing to change.
func retired(r *eventv1.Retirement) proto.Message {
	switch Kind(r.GetKind()) {
	case Publication:
		return &eventv1.PublicationRetired{Id: r.GetId(), Until: r.GetUntil()}
	case Pillar:
		return &eventv1.PillarRetired{Id: r.GetId(), Until: r.GetUntil()}
	case Priority:
		return &eventv1.PriorityRetired{Id: r.GetId(), Until: r.GetUntil()}
	case Topic:
		return &eventv1.TopicRetired{Id: r.GetId(), Until: r.GetUntil()}
	case Furniture:
		return &eventv1.FurnitureRetired{Part: r.GetId(), Until: r.GetUntil()}
	}
	return nil
}

// Publications and furniture are not merged: nobody files anything under them.
func merged(m *eventv1.Merger) proto.Message {
	switch Kind(m.GetKind()) {
	case Pillar:
		return &eventv1.PillarMerged{Id: m.GetId(), Into: m.GetInto(), From: m.GetFrom()}
	case Priority:
		return &eventv1.PriorityMerged{Id: m.GetId(), Into: m.GetInto(), From: m.GetFrom()}
	case Topic:
		return &eventv1.TopicMerged{Id: m.GetId(), Into: m.GetInto(), From: m.GetFrom()}
	case Publication, Furniture:
	}
	return nil
}

func ordered(o *eventv1.Order) proto.Message {
	if o.GetPillar() == "" {
		return &eventv1.PillarsOrdered{From: o.GetFrom(), Ids: o.GetIds()}
	}
	return &eventv1.PrioritiesOrdered{From: o.GetFrom(), Pillar: o.GetPillar(), Ids: o.GetIds()}
}
