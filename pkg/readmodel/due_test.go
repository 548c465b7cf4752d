package readmodel

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// dueBy returns the headlines of what asks for something by a day, a page of one after the other.
func dueBy(t *testing.T, r *Reader, text string) (headlines []string) {
	t.Helper()
	by, err := calendar.ParseDay(text)
	if err != nil {
		t.Fatal(err)
	}
	for after := ""; ; {
		page, next, err := r.Due(t.Context(), by, 1, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page {
			headlines = append(headlines, row.Content.GetHeadline())
		}
		if after = next; next == "" {
			return headlines
		}
	}
}

func TestWhatAsksToBeDoneIsFoundByItsDayUntilItIsSettled(t *testing.T) {
	t.Parallel()
	var s story
	named := func(headline, from, status string, followUps ...*eventv1.FollowUp) *eventv1.Activity {
		return with(on(from, "privacy"), func(a *eventv1.Activity) { a.Headline, a.Status, a.FollowUps = headline, status, followUps })
	}
	promise := func(state string) *eventv1.FollowUp {
		return &eventv1.FollowUp{Key: "notes", When: &eventv1.When{From: "2024-02-20"}, State: state}
	}
	tell := func(key string, event *eventv1.Activity) thing.Thing {
		it := thing.Activity(thing.ID("activity", key))
		s.tell(it, recorded(event))
		return it
	}
	tell("done", named("done", "2024-02-01", "done"))
	tell("planned", named("planned", "2024-02-10", "planned"))
	tell("promised", named("promised", "2024-01-10", "done", promise("")))
	tell("later", named("later", "2024-03-10", "planned"))
	settled := tell("settled", named("settled", "2024-01-10", "done", promise("")))
	s.tell(settled, &eventv1.FollowUpClosed{Activity: named("settled", "2024-01-10", "done", promise("closed")), Paths: []string{"follow_ups"}, Key: "notes"})
	held := tell("held", named("held", "2024-02-10", "planned"))
	s.tell(held, &eventv1.ActivityCompleted{Activity: named("held", "2024-02-10", "done"), Paths: []string{"status"}})
	s.tell(tell("withdrawn", named("withdrawn", "2024-02-10", "planned")), &eventv1.ActivityWithdrawn{Reason: "why"})
	r := after(t, &s)

	for by, want := range map[string][]string{
		"2024-02-09": nil, "2024-02-10": {"planned"}, "2024-02-20": {"planned", "promised"}, "2024-03-10": {"planned", "promised", "later"},
	} {
		if diff := cmp.Diff(want, dueBy(t, r, by)); diff != "" {
			t.Errorf("due by %s (-want +got):\n%s", by, diff)
		}
	}
	if diff := cmp.Diff([]string{"later", "planned"}, pages(t, r, Query{Status: "planned", Limit: 1})); diff != "" {
		t.Errorf("planned (-want +got):\n%s", diff)
	}
}

func TestAnActivityKnowsWhatItIsTiedToAndWhatIsTiedToIt(t *testing.T) {
	t.Parallel()
	var s story
	id := func(key string) string { return thing.ID("activity", key) }
	tell := func(key string, change func(*eventv1.Activity)) {
		s.tell(thing.Activity(id(key)), recorded(with(on("2024-01-10", "privacy"), func(a *eventv1.Activity) {
			a.Headline = key
			change(a)
		})))
	}
	tell("summit", func(a *eventv1.Activity) {
		a.Relations = []*eventv1.Relation{{Type: "rests_on", Id: id("report")}, {Type: "follows", Id: id("nobody")}}
		a.FollowUps = []*eventv1.FollowUp{{Key: "k", State: "reported", ReportedIn: id("notes")}}
	})
	tell("report", func(*eventv1.Activity) {})
	tell("notes", func(*eventv1.Activity) {})
	tell("panel", func(a *eventv1.Activity) { a.Relations = []*eventv1.Relation{{Type: "part_of", Id: id("summit")}} })
	tell("mistake", func(a *eventv1.Activity) { a.Relations = []*eventv1.Relation{{Type: "part_of", Id: id("summit")}} })
	s.tell(thing.Activity(id("mistake")), &eventv1.ActivityWithdrawn{Reason: "why"})
	s.tell(thing.Activity(id("report")), &eventv1.ActivityWithdrawn{Reason: "why"})
	r := after(t, &s)
	ties := func(key string) []Tie {
		row, err := r.Get(t.Context(), id(key))
		if err != nil {
			t.Fatal(err)
		}
		ties, err := r.Ties(t.Context(), row.ID, row.Content)
		if err != nil {
			t.Fatal(err)
		}
		return ties
	}
	for key, want := range map[string][]Tie{
		"summit": {
			{Type: "rests_on", Other: id("report"), Headline: "report", Withdrawn: true},
			{Type: "follows", Other: id("nobody")},
			{Type: "reported_in", Other: id("notes"), Headline: "notes"},
			{Type: "part_of", Other: id("panel"), Headline: "panel", From: true},
		},
		"notes": {{Type: "reported_in", Other: id("summit"), Headline: "summit", From: true}},
		"panel": {{Type: "part_of", Other: id("summit"), Headline: "summit"}},
	} {
		if diff := cmp.Diff(want, ties(key)); diff != "" {
			t.Errorf("ties of the %s (-want +got):\n%s", key, diff)
		}
	}
}
