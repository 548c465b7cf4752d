package readmodel

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var (
	a1 = thing.Activity(thing.ID("activity", "1"))
	a2 = thing.Activity(thing.ID("activity", "2"))
)

func TestARowHoldsFromOneEventUntilAnother(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	slot := newSlot(t, db, "rows")
	var s story
	talk := on("2024-01-30", "privacy")
	s.tell(a1, recorded(talk))
	s.tell(a1, amended(with(talk, func(a *eventv1.Activity) { a.Headline = "Speaking again" }), "headline"))
	s.tell(a2, recorded(on("2024-02", "copyright")))
	s.tell(a1, &eventv1.ActivityWithdrawn{Reason: "entered twice"})
	apply(t, db, slot, s.events, 1, 2)

	want := [][]string{
		1: {"1 Speaking on privacy false"},
		2: {"2 Speaking again false"},
		3: {"2 Speaking again false", "1 Speaking on copyright false"},
		4: {"1 Speaking on copyright false", "3 Speaking again true"},
	}
	for sequence := 1; sequence <= 4; sequence++ {
		got := rowsOf(t, db, slot, `
			select version || ' ' || headline || ' ' || withdrawn
			from slot.activity
			where from_seq <= $1 and (until_seq is null or until_seq > $1)
			order by from_seq`, sequence)
		if diff := cmp.Diff(want[sequence], got); diff != "" {
			t.Errorf("rows as of event %d (-want +got):\n%s", sequence, diff)
		}
	}
}

func TestWhatDoesNotFitIntoRowsIsRefused(t *testing.T) {
	t.Parallel()
	for name, tell := range map[string]func(*story){
		"a second first event": func(s *story) {
			s.tell(a1, recorded(on("2024-01", "privacy")))
			s.versions[a1] = 0
			s.tell(a1, recorded(on("2024-01", "privacy")))
		},
		"a character that no row can hold":   func(s *story) { s.tell(a1, recorded(on("2024-01", "a\x00b"))) },
		"an event that is no activity's":     func(s *story) { s.tell(a1, &eventv1.PersonRecorded{Name: "Ada Example"}) },
		"an event that is not the edition's": func(s *story) { s.tell(thing.Edition, &eventv1.PersonRecorded{Name: "Ada Example"}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := localtest.DB(t)
			slot := newSlot(t, db, "unfit")
			var s story
			tell(&s)
			var w Writer
			if err := w.Start(t.Context(), db, slot); err != nil {
				t.Fatal(err)
			}
			err := pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) error {
				// One by one, so that rows meet rows.
				for i := range s.events {
					if err := w.Apply(t.Context(), tx, slot, s.events[i:i+1]); err != nil {
						return err
					}
				}
				return nil
			})
			if err == nil {
				t.Error("Apply took it")
			}
		})
	}
}

func TestAnEditionThatMovesAPriorityMovesItsActivities(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	slot := newSlot(t, db, "moved")
	var s story
	s.tell(thing.Edition, twoPillars()...)
	s.tell(a1, recorded(on("2024-01-30", "privacy")))
	s.tell(a2, recorded(with(on("2024-01-31", "privacy"), func(a *eventv1.Activity) { a.Pillar, a.PillarReason = "people", "as printed" })))
	before := s.tell(thing.Activity(thing.ID("activity", "3")), recorded(on("2023-12", "privacy")))
	moved := s.tell(thing.Edition, belongs("privacy", "model", "2024-01"))
	apply(t, db, slot, s.events)

	got := rowsOf(t, db, slot, `
		select starts || ' ' || pillar || ' version ' || version || ' from ' || from_seq || coalesce(' until ' || until_seq, '')
		from slot.activity
		order by starts, from_seq`)
	want := []string{
		fmt.Sprintf("2023-12-01 people version 1 from %d", before),
		fmt.Sprintf("2024-01-30 people version 1 from %d until %d", before-2, moved),
		fmt.Sprintf("2024-01-30 model version 1 from %d", moved),
		fmt.Sprintf("2024-01-31 people version 1 from %d", before-1),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	january := calendar.Month{Year: 2024, Month: 1}
	counts, err := loadCounts(t.Context(), db, slot, january, january, false)
	if err != nil {
		t.Fatal(err)
	}
	figures := map[string]int{"distinct": 2, "labels": 2, "pillar people": 1, "pillar model": 1, "priority privacy": 2}
	if diff := cmp.Diff(figures, figuresOf(counts)); diff != "" {
		t.Errorf("counts of January (-want +got):\n%s", diff)
	}
}

func TestAPillarThatEndsLeavesItsActivitiesWithoutOne(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	slot := newSlot(t, db, "ended")
	var s story
	s.tell(thing.Edition, twoPillars()...)
	s.tell(a1, recorded(on("2024-01-30", "privacy")))
	s.tell(thing.Edition, &eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "people", Name: "People", From: "2023-01", Until: "2023-12"}})
	apply(t, db, slot, s.events, 8)

	got := rowsOf(t, db, slot, `select pillar from slot.activity order by from_seq`)
	if diff := cmp.Diff([]string{"people", ""}, got); diff != "" {
		t.Errorf("pillars (-want +got):\n%s", diff)
	}
}

func TestAnAmendmentToAnotherMonthMovesTheCounts(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	slot := newSlot(t, db, "months")
	var s story
	s.tell(a1, recorded(on("2024-01-30", "privacy", "copyright")))
	s.tell(a1, amended(on("2024-03-01", "privacy"), "when", "priorities"))
	apply(t, db, slot, s.events, 1)

	cells := `select month || ' ' || %s || ' ' || starts || ' ' || touches from slot.%s order by 1`
	got := append(rowsOf(t, db, slot, fmt.Sprintf(cells, "pillar", "pillar_count")),
		rowsOf(t, db, slot, fmt.Sprintf(cells, "priority", "priority_count"))...)
	if diff := cmp.Diff([]string{"2024-03-01  1 1", "2024-03-01 privacy 1 1"}, got); diff != "" {
		t.Errorf("counts (-want +got), those of January must be gone:\n%s", diff)
	}
}

func TestOnlyWhatWasDoneIsCounted(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	slot := newSlot(t, db, "done")
	var s story
	s.tell(a1, recorded(with(on("2024-01", "privacy"), func(a *eventv1.Activity) { a.Status = "planned" })))
	s.tell(a2, recorded(with(on("2024-01", "privacy"), func(a *eventv1.Activity) { a.Status = "cancelled" })))
	s.tell(a1, amended(on("2024-01", "privacy"), "status"))
	apply(t, db, slot, s.events, 2)

	counts, err := loadCounts(t.Context(), db, slot, calendar.Month{}, calendar.Month{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if counts.Distinct != 1 {
		t.Errorf("counted %d activities, want the one that was done", counts.Distinct)
	}
}

func TestIssuesFillNoRows(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	empty, told := newSlot(t, db, "empty"), newSlot(t, db, "told")
	var s story
	s.tell(thing.Issue("2024-01"), &eventv1.IssueOpened{Months: []string{"2024-01"}})
	apply(t, db, told, s.events)
	if diff := cmp.Diff(dump(t, db, empty), dump(t, db, told)); diff != "" {
		t.Errorf("rows (-none +told):\n%s", diff)
	}
}
