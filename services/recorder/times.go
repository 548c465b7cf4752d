package recorder

import (
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// anotherTime adds a time of a recurring event to the outcome that tells of one before it, if the same came of both: fifty weekly calls that are
// told one by one hide the hearing among them. A clash is told by itself, since somebody has to look at it.
func (i *intake) anotherTime(s *saying, outcome *apiv1.ImportOutcome) bool {
	if s.item.Series == "" || len(outcome.GetClashes()) > 0 {
		return false
	}
	same := strings.Join(append([]string{
		activity.SeriesID(s.item.Source, s.item.Series), outcome.GetOutcome(), outcome.GetHeadline(), outcome.GetStatus(), outcome.GetMergedInto(),
	}, outcome.GetPaths()...), "\x00")
	told, ok := i.times[same]
	if !ok {
		i.times[same] = outcome
		return false
	}
	if told.Times++; told.Last == nil {
		told.Last = told.GetWhen()
	}
	// A time that was moved may stand before those that it follows.
	told.When, told.Last = earlier(told.GetWhen(), outcome.GetWhen()), later(told.GetLast(), outcome.GetWhen())
	return true
}

func earlier(a, b *eventv1.When) *eventv1.When {
	if calendar.MustOf(b).From.Compare(calendar.MustOf(a).From) < 0 {
		return b
	}
	return a
}

func later(a, b *eventv1.When) *eventv1.When {
	if calendar.MustOf(b).To.Compare(calendar.MustOf(a).To) > 0 {
		return b
	}
	return a
}
