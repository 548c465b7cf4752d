package readmodel

import (
	"errors"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// januaryAndAround holds what a list must keep apart.
func januaryAndAround() *story {
	s := &story{}
	s.tell(thing.Edition, twoPillars()...)
	n := 0
	tell := func(headline string, a *eventv1.Activity, later ...*eventv1.ActivityWithdrawn) {
		n++
		a.Headline = headline
		id := thing.Activity(thing.ID("activity", strconv.Itoa(n)))
		s.tell(id, recorded(a))
		for _, event := range later {
			s.tell(id, event)
		}
	}
	tell("session", with(on("2024-01-31T19:30", "privacy", "expression"), func(a *eventv1.Activity) { a.When.Zone = "America/New_York" }))
	tell("campaign", with(on("2023-12-20", "copyright"), func(a *eventv1.Activity) { a.When.To, a.Topics = "2024-02-02", []string{"DSA", " Fair use "} }))
	tell("year", on("2023", "privacy"))
	tell("panel", with(on("2024-01-23", "expression"), func(a *eventv1.Activity) {
		a.Pillar, a.PillarReason, a.Topics = "people", "as printed", []string{"FIMI", "dsa"}
	}))
	tell("plan", with(on("2024-01-24", "privacy"), func(a *eventv1.Activity) { a.Status = "planned" }))
	tell("grants", with(on("2024-02"), func(a *eventv1.Activity) { a.Announcement, a.TellIn = true, []string{"2024-01"} }))
	tell("mistake", on("2024-01-10", "privacy"), &eventv1.ActivityWithdrawn{Reason: "never took place"})
	return s
}

func TestList(t *testing.T) {
	t.Parallel()
	r := after(t, januaryAndAround())
	tests := []struct {
		name     string
		from, to string
		query    Query
		want     []string
	}{
		{"everything begins with the latest", "", "", Query{}, []string{"grants", "session", "plan", "panel", "campaign", "year"}},
		{"an evening in New York on 31 January is January's", "2024-01", "2024-01", Query{}, []string{"session", "plan", "panel", "campaign"}},
		{"a range is found in the month that it starts in", "2023-12", "2023-12", Query{}, []string{"campaign", "year"}},
		{"and in the month that it ends in", "2024-02", "2024-02", Query{}, []string{"grants", "campaign"}},
		{"and once in all three", "2023-12", "2024-02", Query{}, []string{"grants", "session", "plan", "panel", "campaign", "year"}},
		{"a year is found in any of its months", "2023-05", "2023-05", Query{}, []string{"year"}},
		{"only a first month", "2024-02", "", Query{}, []string{"grants", "campaign"}},
		{"only a last month", "", "2023-12", Query{}, []string{"campaign", "year"}},
		{"by the pillar decided", "2024-01", "2024-01", Query{Pillar: "people"}, []string{"session", "plan", "panel"}},
		{"by any priority", "2024-01", "2024-01", Query{Priority: "expression"}, []string{"session", "panel"}},
		{"by topic, whatever its capitals", "", "", Query{Topic: "Dsa"}, []string{"panel", "campaign"}},
		{"by topic of several words", "", "", Query{Topic: "fair use"}, []string{"campaign"}},
		{"by all of them", "2024-01", "2024-01", Query{Pillar: "people", Priority: "expression", Topic: "FIMI"}, []string{"panel"}},
		{"by what nobody ever said", "", "", Query{Priority: "fishing"}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			test.query.From, test.query.To = month(t, test.from), month(t, test.to)
			if diff := cmp.Diff(test.want, pages(t, r, test.query)); diff != "" {
				t.Errorf("List (-want +got):\n%s", diff)
			}
			// However small the pages, they hold the same.
			test.query.Limit = 1
			if diff := cmp.Diff(test.want, pages(t, r, test.query)); diff != "" {
				t.Errorf("List by pages of one (-want +got):\n%s", diff)
			}
		})
	}
}

// pages returns the headlines of all pages.
func pages(t *testing.T, r *Reader, q Query) []string {
	t.Helper()
	var headlines []string
	for {
		page, next, err := r.List(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page {
			headlines = append(headlines, row.Content.GetHeadline())
		}
		if q.After = next; next == "" {
			return headlines
		}
	}
}

func TestAListRefusesWhatItCannotAnswer(t *testing.T) {
	t.Parallel()
	r := after(t, &story{})
	for name, q := range map[string]Query{
		"a page that is none":            {After: "second"},
		"a page with a day that is none": {After: "MjAyNC0wMi0zMS94"},
		"months in the wrong order":      {From: month(t, "2024-02"), To: month(t, "2024-01")},
	} {
		if _, _, err := r.List(t.Context(), q); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: List answers %v, want fault.Invalid", name, err)
		}
	}
}

func TestADayIsListedByTheClock(t *testing.T) {
	t.Parallel()
	s := &story{}
	for i, from := range []string{"2024-01-31T09:00", "2024-01-31T14:00", "2024-01-31", "2024-01-31T11:30", "2024-01-30T23:00", "2024-02-01"} {
		a := on(from)
		a.Headline = from
		s.tell(thing.Activity(thing.ID("activity", strconv.Itoa(i))), recorded(a))
	}
	want := []string{"2024-02-01", "2024-01-31T14:00", "2024-01-31T11:30", "2024-01-31T09:00", "2024-01-31", "2024-01-30T23:00"}
	if diff := cmp.Diff(want, pages(t, after(t, s), Query{})); diff != "" {
		t.Errorf("List (-want +got):\n%s", diff)
	}
}
