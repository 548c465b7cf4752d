package readmodel

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestGet(t *testing.T) {
	t.Parallel()
	var s story
	s.tell(thing.Edition, twoPillars()...)
	talk := on("2024-01-30", "privacy")
	file := &eventv1.Import{Source: "team", Key: "talk", Activity: talk, Clashes: []string{"topics"}}
	first := s.tell(a1, &eventv1.ActivityRecorded{Activity: talk, Import: file})
	last := s.tell(a1, amended(with(talk, func(a *eventv1.Activity) { a.Place = "Brussels" }), "place"))
	r := after(t, &s)

	got, err := r.Get(t.Context(), " "+a1.ID[:8]+" ")
	if err != nil {
		t.Fatal(err)
	}
	want := Row{
		ID: a1.ID, Version: 2, Sequence: last, Pillar: "people", RecordedAt: s.events[first-1].Time, RecordedBy: "ada",
		Content: with(talk, func(a *eventv1.Activity) { a.Place = "Brussels" }), Import: file,
	}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("Get (-want +got):\n%s", diff)
	}

	want.Import = &eventv1.Import{Source: "team", Key: "talk"}
	page, _, err := r.List(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Row{want}, page, protocmp.Transform()); diff != "" {
		t.Errorf("List, which tells where it came from and not what the file said (-want +got):\n%s", diff)
	}
}

func TestGetRefusesAnIDThatNamesNoneOrSeveral(t *testing.T) {
	t.Parallel()
	var s story
	for _, id := range []string{"12345678-aaaa", "12345678-bbbb", "1234", "other-one"} {
		s.tell(thing.Activity(id), recorded(on("2024-01", "privacy")))
	}
	r := after(t, &s)
	for id, want := range map[string]error{
		"12345678":      fault.Invalid,
		"1234567":       fault.Invalid,
		"":              fault.Invalid,
		"87654321":      fault.NotFound,
		"12345678-aaab": fault.NotFound,
		"12345678-a":    nil,
		"12345678-BBBB": nil,
		"1234":          nil,
	} {
		if _, err := r.Get(t.Context(), id); !errors.Is(err, want) {
			t.Errorf("Get(%q) answers %v, want %v", id, err, want)
		}
	}
}

func TestHistoryOutlastsAWithdrawal(t *testing.T) {
	t.Parallel()
	var s story
	talk := on("2024-01-30", "privacy")
	s.tell(a1, recorded(talk))
	s.tell(a1, &eventv1.ActivityAmended{Activity: talk, Import: &eventv1.Import{Source: "team", Key: "talk", Activity: talk, Clashes: []string{"place"}}})
	s.tell(a1, amended(with(talk, func(a *eventv1.Activity) { a.Place = "Brussels" }), "place"))
	s.tell(a1, &eventv1.ActivityWithdrawn{Reason: "entered twice"})
	r := after(t, &s)

	got, err := r.History(t.Context(), a1.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := []Change{
		{Sequence: 1, Version: 1, Change: activity.Change{What: "recorded"}},
		{Sequence: 2, Version: 2, Change: activity.Change{What: "amended", Source: "team", Clashes: []string{"place"}}},
		{Sequence: 3, Version: 3, Change: activity.Change{What: "amended", Paths: []string{"place"}, Reason: "it was wrong"}},
		{Sequence: 4, Version: 4, Change: activity.Change{What: "withdrawn", Reason: "entered twice"}},
	}
	for i := range want {
		want[i].Activity, want[i].Actor, want[i].At = a1.ID, "ada", s.events[i].Time
		want[i].Paths, want[i].Clashes, want[i].Promises = present(want[i].Paths), present(want[i].Clashes), present(want[i].Promises)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("History (-want +got):\n%s", diff)
	}
	if row, err := r.Get(t.Context(), a1.ID); err != nil || !row.Withdrawn {
		t.Errorf("Get answers %+v, %v, want it withdrawn", row, err)
	}
	if listed := pages(t, r, Query{}); len(listed) > 0 {
		t.Errorf("still listed: %v", listed)
	}
}

func TestTimesAreUTC(t *testing.T) {
	t.Parallel()
	var s story
	s.tell(a1, recorded(on("2024-01-30", "privacy")))
	changes, err := after(t, &s).History(t.Context(), a1.ID)
	if err != nil {
		t.Fatal(err)
	}
	if at := changes[0].At; at.Location() != time.UTC {
		t.Errorf("the change was made at %s, want UTC", at)
	}
}
