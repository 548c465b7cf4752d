package activity

import (
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Pillar returns the id of the pillar that an activity is told and counted under: the one it names against the default, else that of
// its first priority in the month it starts; "" for an announcement, and when no pillar holds. What was merged by then goes under the other.
func Pillar(content *eventv1.Activity, ed *edition.Edition) string {
	switch {
	case content.GetAnnouncement():
		return ""
	case content.GetPillar() != "":
		return ed.As(edition.Pillar, content.GetPillar(), Span(content).First())
	}
	return defaultPillar(content, ed)
}

func defaultPillar(content *eventv1.Activity, ed *edition.Edition) string {
	if len(content.GetPriorities()) == 0 {
		return ""
	}
	return ed.PillarOf(content.GetPriorities()[0], Span(content).First())
}
