package activity

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// anew returns the mistakes that are this change's own. The edition may have gone on since an activity was filed: a priority was retired for its
// month, or went to another pillar. Whoever mends a headline then, or puts a meeting under a rule that was learned late, is not held up by that; whoever
// files it anew is asked.
func anew(before, next *eventv1.Activity, mistakes fault.Mistakes) fault.Mistakes {
	if before == nil || Span(before).First() != Span(next).First() || before.GetAnnouncement() != next.GetAnnouncement() {
		return mistakes
	}
	refiled := before.GetPillar() != next.GetPillar() || before.GetPillarReason() != next.GetPillarReason() || first(before) != first(next)
	return slices.DeleteFunc(mistakes, func(m fault.Mistake) bool {
		if m.Field == "pillar" || m.Field == "pillar_reason" {
			return !refiled
		}
		for i, id := range next.GetPriorities() {
			if m.Field == nth("priorities", i) {
				return slices.Contains(before.GetPriorities(), id) && slices.Index(next.GetPriorities(), id) == i
			}
		}
		return false
	})
}

// first returns the priority that decides the pillar; empty for none.
func first(content *eventv1.Activity) string {
	return strings.Join(content.GetPriorities()[:min(1, len(content.GetPriorities()))], "")
}
