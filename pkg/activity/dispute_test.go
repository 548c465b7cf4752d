package activity_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestADisputeIsToldAsPeopleSayIt(t *testing.T) {
	t.Parallel()
	here := &eventv1.Activity{
		Status: "done", Priorities: []string{"privacy", "copyright"}, Announcement: true,
		People: []*eventv1.Participation{{Name: "Ada Example", Role: "Counsel"}, {Name: "Bo"}},
	}
	file := &eventv1.Activity{
		Status: "cancelled", StatusReason: "nobody came", When: &eventv1.When{From: "2024-01-31T19:30", Zone: "Europe/Brussels"},
		Links: []*eventv1.Link{{Verb: "read", Url: "https://example.org"}},
	}
	got := activity.Disputes(here, file, []string{"status", "status_reason", "when", "priorities", "announcement", "people", "links"})
	want := []activity.Dispute{
		{Path: "status", Here: "done", File: "cancelled (nobody came)"},
		{Path: "when", Here: "nothing", File: "31 January 2024, 19:30 (Europe/Brussels)"},
		{Path: "priorities", Here: "privacy, copyright", File: "nothing"},
		{Path: "announcement", Here: "it is one", File: "nothing"},
		{Path: "people", Here: "Ada Example (Counsel); Bo", File: "nothing"},
		{Path: "links", Here: "nothing", File: `{"links":[{"verb":"read","url":"https://example.org"}]}`},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told otherwise:\n%s", diff)
	}
	// A reason by itself is told by itself.
	alone := activity.Disputes(here, file, []string{"status_reason"})
	if want := []activity.Dispute{{Path: "status_reason", Here: "nothing", File: "nobody came"}}; !cmp.Equal(alone, want) {
		t.Errorf("the reason alone is told as %v, want %v", alone, want)
	}
}

func TestWhatChangedAboutFollowUpsIsToldInAFewWords(t *testing.T) {
	t.Parallel()
	before := &eventv1.Activity{FollowUps: []*eventv1.FollowUp{
		{Key: "clinic-2", What: "A clinic", When: &eventv1.When{From: "2024-02-21"}}, {Key: "notes", What: "Notes"}, {Key: "hours", What: "Hours"},
	}}
	after := &eventv1.Activity{FollowUps: []*eventv1.FollowUp{
		{Key: "clinic-2", What: "The second clinic", When: &eventv1.When{From: "2024-03-06"}, Hedge: "firm"}, {Key: "notes", What: "Notes"}, {Key: "vote", What: "Vote"},
	}}
	want := []string{"“clinic-2”: its date, from 21 February 2024 to 6 March 2024; how sure it is, from unsaid to firm; what it is", "“vote” added", "“hours” taken away"}
	if diff := cmp.Diff(want, activity.PromiseChanges(before, after)); diff != "" {
		t.Errorf("told otherwise:\n%s", diff)
	}
	if got := activity.PromiseChanges(after, after); len(got) > 0 {
		t.Errorf("nothing changed, and told is %v", got)
	}
}
