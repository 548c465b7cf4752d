package activity_test

import (
	"testing"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// reachingBack is the team's edition once disinformation and people have ended for months in which activities are filed under them.
func reachingBack() *edition.Edition {
	later := team().Proto()
	later.Priorities[1].Until, later.Pillars[1].Until = "2023-12", "2023-12"
	return edition.Of(later)
}

func TestAFileMaySayWhatTheEditionHasOutlived(t *testing.T) {
	t.Parallel()
	events, outcome, err := activity.Import(given(), file(panel()), reachingBack(), now)
	if err != nil || len(events) != 1 || outcome.What != activity.Recorded {
		t.Fatalf("a file from before brings %v, %v, %v; want it recorded", events, outcome, err)
	}
	if len(outcome.Outlived) == 0 {
		t.Error("nothing is told of what the edition has otherwise by now")
	}
	// Said once: what stands so already is nothing new.
	changed := with(panel(), func(a *eventv1.Activity) { a.Place = "elsewhere" })
	events, outcome, err = activity.Import(given(events...), file(changed), reachingBack(), now)
	if err != nil || len(events) != 1 || len(outcome.Outlived)+len(outcome.Clashes) > 0 {
		t.Errorf("the file with another place brings %v, %v, %v; want the place, and nothing told", events, outcome, err)
	}
}

func TestAFileMayNotSayWhatHadNotBegun(t *testing.T) {
	t.Parallel()
	early := with(panel(), func(a *eventv1.Activity) { a.When = &eventv1.When{From: "2021-03-05"} })
	_, _, err := activity.Import(given(), file(early), reachingBack(), now)
	happened{nil, err}.refused(t, fault.Invalid, "holds only")
}
