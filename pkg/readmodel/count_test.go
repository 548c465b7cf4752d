package readmodel

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestCount(t *testing.T) {
	t.Parallel()
	r := after(t, januaryAndAround())
	tests := []struct {
		name     string
		from, to string
		want     map[string]int
	}{
		{"one month", "2024-01", "2024-01", map[string]int{
			"distinct": 3, "labels": 4, "pillar people": 2, "pillar model": 1,
			"priority privacy": 1, "priority expression": 2, "priority copyright": 1,
		}},
		{"an announcement is in no pillar's count", "2024-02", "2024-02", map[string]int{
			"distinct": 1, "labels": 1, "announcements": 1, "pillar model": 1, "priority copyright": 1,
		}},
		{"a range counts once in all its months", "2023-12", "2024-02", map[string]int{
			"distinct": 4, "labels": 5, "announcements": 1, "pillar people": 3, "pillar model": 1,
			"priority privacy": 2, "priority expression": 2, "priority copyright": 1,
		}},
		{"and once without bounds", "", "", map[string]int{
			"distinct": 4, "labels": 5, "announcements": 1, "pillar people": 3, "pillar model": 1,
			"priority privacy": 2, "priority expression": 2, "priority copyright": 1,
		}},
		{"a silent month", "2025-01", "2025-12", map[string]int{}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			counts, err := r.Count(t.Context(), month(t, test.from), month(t, test.to), false)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, figuresOf(counts)); diff != "" {
				t.Errorf("Count(%s, %s) (-want +got):\n%s", test.from, test.to, diff)
			}
		})
	}
}

func TestAnActivityIsCountedUnderEachOfItsMonths(t *testing.T) {
	t.Parallel()
	var s story
	s.tell(a1, recorded(with(on("2023-12", "privacy"), func(a *eventv1.Activity) { a.When.To = "2024-02" })))
	counts, err := after(t, &s).Count(t.Context(), month(t, "2024-01"), month(t, "2024-06"), false)
	if err != nil {
		t.Fatal(err)
	}
	january := calendar.Month{Year: 2024, Month: 1}
	want := []LabelCount{{Label: "privacy", Distinct: 1, Months: []MonthCount{{Month: january, Touches: 1}, {Month: january.Next(), Touches: 1}}}}
	if diff := cmp.Diff(want, counts.Priorities); diff != "" {
		t.Errorf("priorities (-want +got):\n%s", diff)
	}
}

func TestThreePrioritiesAreThreeLabelsOfOneActivity(t *testing.T) {
	t.Parallel()
	var s story
	s.tell(thing.Edition, twoPillars()...)
	s.tell(a1, recorded(on("2024-01", "privacy", "copyright", "expression")))
	counts, err := after(t, &s).Count(t.Context(), month(t, "2024-01"), month(t, "2024-01"), false)
	if err != nil {
		t.Fatal(err)
	}
	if counts.Distinct != 1 || counts.Labels != 3 {
		t.Errorf("counted %d activities under %d labels, want 1 under 3", counts.Distinct, counts.Labels)
	}
}

func TestWhatWeDidLeavesOutWhatOnlyOthersDid(t *testing.T) {
	t.Parallel()
	by := func(actors ...string) *eventv1.Activity {
		return with(on("2024-01", "privacy"), func(a *eventv1.Activity) { a.By = actors })
	}
	var s story
	s.tell(thing.Edition, twoPillars()...)
	s.tell(a1, recorded(by("affiliate")))
	s.tell(a2, recorded(by("affiliate", "staff")))
	r := after(t, &s)
	counts, err := r.Count(t.Context(), month(t, "2024-01"), month(t, "2024-01"), true)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"distinct": 1, "labels": 1, "pillar people": 1, "priority privacy": 1}, figuresOf(counts)); diff != "" {
		t.Errorf("what we did (-want +got):\n%s", diff)
	}
	for _, q := range []Query{{Ours: true}, {Ours: true, Priority: "privacy"}, {Ours: true, Pillar: "people"}} {
		page, _, err := r.List(t.Context(), q)
		if err != nil || len(page) != 1 || page[0].ID != a2.ID {
			t.Errorf("listed for %+v: %v, %v, want what staff took part in", q, page, err)
		}
	}
}

func TestWhatIsWithdrawnIsCountedNoMore(t *testing.T) {
	t.Parallel()
	var s story
	s.tell(a1, recorded(on("2024-01", "privacy")))
	s.tell(a1, &eventv1.ActivityWithdrawn{Reason: "entered twice"})
	r := after(t, &s)
	counts, err := r.Count(t.Context(), calendar.Month{}, calendar.Month{}, false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Counts{Edition: counts.Edition}, counts, cmp.Comparer(func(a, b *edition.Edition) bool { return a == b })); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
	if left := rowsOf(t, r.pool, r.slot, `select pillar from slot.pillar_count union all select priority from slot.priority_count`); len(left) > 0 {
		t.Errorf("counts at zero are left behind: %v", left)
	}
}
