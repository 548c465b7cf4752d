package recorder

import (
	"testing"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/exchange"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// said is what became of an activity of a file.
func said(what activity.What, clashes ...string) *saying {
	return &saying{
		item: exchange.Item{Key: "talk"}, after: &activity.Activity{Content: &eventv1.Activity{Headline: "A talk"}},
		outcome: activity.Outcome{What: what, Clashes: clashes},
	}
}

func TestWhatIsNewLeavesRoomForWhatSomebodyHasToLookAt(t *testing.T) {
	t.Parallel()
	i := &intake{answer: &apiv1.ImportResponse{}}
	for range 2000 {
		i.tally(said(activity.Recorded))
	}
	for range 600 {
		i.tally(said(activity.Amended, "headline"))
	}
	a := i.answer
	if a.GetRecorded() != 2000 || a.GetClashed() != 600 || len(a.GetOutcomes()) != 1000 || a.GetMoreOutcomes() != 1600 {
		t.Errorf("%d recorded, %d clashed; %d told and %d more, want 1000 told and 1600 more",
			a.GetRecorded(), a.GetClashed(), len(a.GetOutcomes()), a.GetMoreOutcomes())
	}
	if o := a.GetOutcomes(); o[499].GetOutcome() != "recorded" || o[500].GetOutcome() != "clashed" {
		t.Errorf("the 500th is told as %s, the next as %s", o[499].GetOutcome(), o[500].GetOutcome())
	}
	i.dry, i.answer = true, &apiv1.ImportResponse{}
	for range 2000 {
		i.tally(said(activity.Recorded))
	}
	if len(i.answer.GetOutcomes()) != 1000 || i.answer.GetMoreOutcomes() != 1000 {
		t.Errorf("a dry run tells %d and %d more, want a thousand each", len(i.answer.GetOutcomes()), i.answer.GetMoreOutcomes())
	}
}
