package activity_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// asked returns what an activity asks, as words: "planned overdue", "clinic-2 soon".
func asked(content *eventv1.Activity, clock activity.Clock) []string {
	words := []string{}
	for _, due := range activity.DueOf(content, clock, 14, time.UTC) {
		of := "planned"
		if due.FollowUp != nil {
			of = due.FollowUp.GetKey()
		}
		words = append(words, of+" "+due.Standing)
	}
	return words
}

func day(t *testing.T, text string) calendar.Day {
	t.Helper()
	d, err := calendar.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestWhatWasPlannedAsksFromItsLastDayOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		when *eventv1.When
		on   string
		want []string
	}{
		"the day before":                {&eventv1.When{From: "2024-05-02"}, "2024-05-01", []string{}},
		"the day":                       {&eventv1.When{From: "2024-05-02"}, "2024-05-02", []string{"planned now"}},
		"the day after":                 {&eventv1.When{From: "2024-05-02"}, "2024-05-03", []string{"planned overdue"}},
		"in the middle of a conference": {&eventv1.When{From: "2024-05-02", To: "2024-05-04"}, "2024-05-03", []string{}},
		"on the last day of one":        {&eventv1.When{From: "2024-05-02", To: "2024-05-04"}, "2024-05-04", []string{"planned now"}},
		"in the month":                  {&eventv1.When{From: "2024-05"}, "2024-05-30", []string{}},
		"after the month":               {&eventv1.When{From: "2024-05"}, "2024-06-01", []string{"planned overdue"}},
	} {
		content := &eventv1.Activity{Status: "planned", When: c.when}
		if diff := cmp.Diff(c.want, asked(content, activity.OnDay(day(t, c.on)))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		content.Status = "done"
		if got := asked(content, activity.OnDay(day(t, c.on))); len(got) > 0 {
			t.Errorf("%s, and done: asks %v, want nothing", name, got)
		}
	}
}

func TestADayComesWhereItTakesPlace(t *testing.T) {
	t.Parallel()
	// In Tokyo it is the second already, in Washington still the first.
	clock := activity.At(time.Date(2024, time.May, 1, 18, 0, 0, 0, time.UTC))
	for zone, want := range map[string][]string{"Asia/Tokyo": {"planned now"}, "America/New_York": {}, "": {}} {
		content := &eventv1.Activity{Status: "planned", When: &eventv1.When{From: "2024-05-02T19:30", Zone: zone}}
		if diff := cmp.Diff(want, asked(content, clock)); diff != "" {
			t.Errorf("in %q (-want +got):\n%s", zone, diff)
		}
	}
}

func TestAPromiseAsksUntilSomebodySettlesIt(t *testing.T) {
	t.Parallel()
	content := &eventv1.Activity{Status: "done", When: &eventv1.When{From: "2024-01-30"}, FollowUps: []*eventv1.FollowUp{
		{Key: "missed", When: &eventv1.When{From: "2024-02-20"}},
		{Key: "now", When: &eventv1.When{From: "2024-02"}, State: "open"},
		{Key: "near", When: &eventv1.When{From: "2024-03-06"}},
		{Key: "far", When: &eventv1.When{From: "2024-03-07"}},
		{Key: "kept", When: &eventv1.When{From: "2024-02-20"}, State: "closed"},
		{Key: "told", When: &eventv1.When{From: "2024-02-20"}, State: "reported"},
		{Key: "given up", When: &eventv1.When{From: "2024-02-20"}, State: "waived"},
	}}
	want := []string{"missed overdue", "now now", "near soon"}
	if diff := cmp.Diff(want, asked(content, activity.OnDay(day(t, "2024-02-21")))); diff != "" {
		t.Errorf("asked (-want +got):\n%s", diff)
	}
}

func TestListsAreKeptByTheFirstDayOnWhichAnythingAsks(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content *eventv1.Activity
		want    string
	}{
		"done":    {&eventv1.Activity{Status: "done", When: &eventv1.When{From: "2024-05"}}, ""},
		"planned": {&eventv1.Activity{Status: "planned", When: &eventv1.When{From: "2024-05-02", To: "2024-05-04"}}, "2024-05-04"},
		"a promise before": {&eventv1.Activity{Status: "planned", When: &eventv1.When{From: "2024-05"}, FollowUps: []*eventv1.FollowUp{
			{When: &eventv1.When{From: "2024-04"}}, {When: &eventv1.When{From: "2024-03"}, State: "waived", StateReason: "why"},
		}}, "2024-04-01"},
		"a date that nobody can read": {&eventv1.Activity{Status: "planned", When: &eventv1.When{From: "soon"}}, ""},
	} {
		if got := activity.Asks(c.content).String(); got != c.want {
			t.Errorf("%s: asks on %q, want %q", name, got, c.want)
		}
	}
}
