package edition

import (
	"google.golang.org/protobuf/proto"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

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
	for _, f := range news(now.content.GetFurniture(), file.GetFurniture(), sameFurniture) {
		events = append(events, &eventv1.FurnitureWorded{Furniture: f})
	}
	return events
}

// news returns what of the file is not known as it stands there.
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
