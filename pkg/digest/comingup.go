package digest

import (
	"cmp"
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// comingUp returns what was promised, by an activity that the issue tells of, for after its months, in the order of the dates. What was settled
// since, because it was done early or will not be done at all, is no longer coming.
//
// What has begun within the months and goes on after them is still ahead of the reader, and stays in.
func comingUp(told []chosen, months []calendar.Month) []*eventv1.ComingUp {
	var ahead []*eventv1.ComingUp
	for _, c := range told {
		for _, f := range c.Content.GetFollowUps() {
			if activity.State(f) != activity.Open || !calendar.MustOf(f.GetWhen()).Last().After(months[len(months)-1]) {
				continue
			}
			ahead = append(ahead, &eventv1.ComingUp{
				Activity:  c.ID,
				What:      f.GetWhat(),
				When:      proto.CloneOf(f.GetWhen()),
				Condition: f.GetCondition(),
				Url:       f.GetUrl(),
				Hedge:     f.GetHedge(),
			})
		}
	}
	slices.SortStableFunc(ahead, func(a, b *eventv1.ComingUp) int {
		return cmp.Or(
			byDate(calendar.MustOf(a.GetWhen()), calendar.MustOf(b.GetWhen())),
			cmp.Compare(a.GetWhat(), b.GetWhat()),
			cmp.Compare(a.GetActivity(), b.GetActivity()),
		)
	})
	return ahead
}
