package readmodel

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// everythingOf pages through everything.
func everythingOf(t *testing.T, r *Reader, q Query) (all []Row) {
	t.Helper()
	for {
		page, next, err := r.Everything(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, page...); next == "" {
			return all
		}
		q.After = next
	}
}

// outline says of a row what an export needs to know beside its content.
func outline(id string, version uint64, withdrawn bool, reason, into, headline string) string {
	return fmt.Sprintf("%s %d %t %q %q %q", id, version, withdrawn, reason, into, headline)
}

// toldPlainly reads a story as it stands on paper: each activity folded, in the order of ids.
func toldPlainly(s *story) (lines []string) {
	folded, why := map[string]*activity.Activity{}, map[string]string{}
	for _, event := range s.events {
		if event.Thing.Kind != thing.KindActivity {
			continue
		}
		id := event.Thing.ID
		if folded[id] == nil {
			folded[id] = &activity.Activity{ID: id}
		}
		folded[id].Apply(event.Event)
		if withdrawal, ok := event.Event.(*eventv1.ActivityWithdrawn); ok {
			why[id] = withdrawal.GetReason()
		}
	}
	for id, a := range folded {
		withdrawn := a.Withdrawn || a.MergedInto != ""
		lines = append(lines, outline(id, a.Version, withdrawn, why[id], a.MergedInto, a.Content.GetHeadline()))
	}
	slices.Sort(lines)
	return lines
}

func TestEverythingIsWhatTheStorySaysHoweverSmallThePages(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		s := withMergers(rt, anyStory(rt))
		slot := newSlot(t, db, fmt.Sprintf("everything_%d", n))
		apply(t, db, slot, s.events)
		r := &Reader{pool: db, slot: slot, place: uint64(len(s.events)), advanced: make(chan struct{})}
		want := toldPlainly(s)
		for _, limit := range []int{0, 1, 3} {
			var got []string
			for _, row := range everythingOf(t, r, Query{Limit: limit}) {
				got = append(got, outline(row.ID, row.Version, row.Withdrawn, row.WithdrawnReason, row.MergedInto, row.Content.GetHeadline()))
			}
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Fatalf("everything by pages of %d (-told +read):\n%s", limit, diff)
			}
		}
		if _, err := db.Exec(t.Context(), "drop schema "+slot+" cascade"); err != nil {
			rt.Fatal(err)
		}
	})
}

// withMergers has some activities of a story told as one with another at its end, and some withdrawn that were not.
func withMergers(rt *rapid.T, s *story) *story {
	into := thing.ID("activity", "another")
	s.tell(thing.Activity(into), recorded(on("2024-01-02", "privacy")))
	for i := range rapid.IntRange(0, 5).Draw(rt, "merged") {
		id := thing.Activity(thing.ID("activity", "merged", strconv.Itoa(i)))
		s.tell(id, recorded(on("2024-01-01", "privacy")), &eventv1.ActivityMerged{Into: into, Reason: "the same"})
		if rapid.Bool().Draw(rt, "undone") {
			s.tell(id, &eventv1.ActivityMergeUndone{Reason: "not the same", Activity: on("2024-01-01", "copyright")})
		}
	}
	return s
}

func TestEverythingIsNarrowedAsAListIs(t *testing.T) {
	t.Parallel()
	january := month(t, "2024-01")
	for name, q := range map[string]Query{
		"all": {}, "a month": {From: january, To: january}, "from": {From: month(t, "2024-02")}, "to": {To: month(t, "2023-12")},
		"a month within a range": {From: month(t, "2023-05"), To: month(t, "2023-05")},
		"pillar":                 {Pillar: "people"}, "priority": {Priority: "expression"}, "topic": {Topic: "dsa"}, "status": {Status: "planned"},
		"nothing": {Priority: "fishing"}, "all of them": {From: january, To: january, Pillar: "people", Topic: "FIMI"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sameAsListed(t, after(t, januaryAndAround()), q)
		})
	}
	t.Run("people", func(t *testing.T) {
		t.Parallel()
		r := after(t, cast())
		for _, who := range []string{"George Costanza", "Bo Ólsen", "Art Vandelay"} {
			kin, err := r.Kin(t.Context(), who)
			if err != nil {
				t.Fatal(err)
			}
			sameAsListed(t, r, Query{People: kin})
		}
		if all := everythingOf(t, r, Query{People: []string{person.ID("Nobody")}}); len(all) > 0 {
			t.Errorf("%d activities name nobody", len(all))
		}
	})
}

// sameAsListed compares what counts of everything with the list.
func sameAsListed(t *testing.T, r *Reader, q Query) {
	t.Helper()
	var got []string
	for _, row := range everythingOf(t, r, q) {
		if !row.Withdrawn {
			got = append(got, row.Content.GetHeadline())
		}
	}
	want := pages(t, r, q)
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("everything of %+v (-listed +everything):\n%s", q, diff)
	}
}

func TestAPageOfEverythingThatNobodyNamedIsRefused(t *testing.T) {
	t.Parallel()
	r := after(t, januaryAndAround())
	if _, _, err := r.Everything(t.Context(), Query{After: "no page"}); !errors.Is(err, fault.Invalid) {
		t.Errorf("a page after “no page” = %v, want it to be refused", err)
	}
	if _, _, err := r.Everything(t.Context(), Query{From: month(t, "2024-02"), To: month(t, "2024-01")}); !errors.Is(err, fault.Invalid) {
		t.Errorf("from February to January = %v, want it to be refused", err)
	}
}
