package web

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func stored(id, pillar string, a *eventv1.Activity) *apiv1.ActivityRow {
	return &apiv1.ActivityRow{Id: id, Pillar: pillar, Sequence: 7, Activity: a}
}

func someRows() []*apiv1.ActivityRow {
	return []*apiv1.ActivityRow{
		stored("a", "people", &eventv1.Activity{Headline: "A panel", Status: "done", Kinds: []string{"panel"}, By: []string{"staff", "third-party"},
			When: &eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"}, Place: "Brussels", Jurisdictions: []string{"EU"},
			Priorities: []string{"human-rights", "privacy"}, Pillar: "people"}),
		stored("b", "values", &eventv1.Activity{Headline: "A talk", Status: "planned", When: &eventv1.When{From: "2024-01-02", To: "2024-01-04"},
			Jurisdictions: []string{"EU", "US"}, Priorities: []string{"human-rights", "climate", "spam"}}),
		stored("c", "retired", &eventv1.Activity{Headline: "A letter", Status: "cancelled", When: &eventv1.When{From: "2024-01"}}),
		stored("d", "", &eventv1.Activity{Headline: "A grant", Status: "done", When: &eventv1.When{From: "2024-01"}, Announcement: true}),
		{Id: "e", Pillar: "values", Withdrawn: true, Activity: &eventv1.Activity{Headline: "Logged twice"}},
	}
}

func TestActivitiesStandUnderTheirPillars(t *testing.T) {
	t.Parallel()
	k := knowledge{month: january, edition: someEdition(), rows: someRows(), receipt: receipt{ID: "b", Sequence: 7}}
	want := activitiesView{
		Counts: "3 activities and 1 announcement",
		Groups: []group{
			{Name: "Our values", Rows: []row{{ID: "b", Headline: "A talk", Day: "2–4 Jan", Exact: "2–4 January 2024", Machine: "2024-01-02",
				Facts: []string{"EU, US"}, Priorities: "Human rights, Climate, spam", Status: "planned", Logged: true}}},
			{Name: "Our people", Rows: []row{{ID: "a", Headline: "A panel", Day: "31 Jan", Exact: "31 January 2024, 19:30", Machine: "2024-01-31T19:30",
				Facts: []string{"Panel", "Brussels", "filed here, not under “Our values”"}, Priorities: "Human rights, Privacy", By: "Staff, third party"}}},
			{Name: "Under no pillar", Rows: []row{{ID: "c", Headline: "A letter", Day: "January", Exact: "January 2024", Machine: "2024-01", Status: "cancelled"}}},
			{Name: "Announcements", Rows: []row{{ID: "d", Headline: "A grant", Day: "January", Exact: "January 2024", Machine: "2024-01"}}},
		},
	}
	opt := cmp.Transformer("NilIsEmpty", func(s []string) []string { return append([]string{}, s...) })
	if diff := cmp.Diff(want, activitiesOf(k), cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".Facts" }, opt)); diff != "" {
		t.Errorf("the list differs (-want +got):\n%s", diff)
	}
}

func TestAPillarWithoutActivitiesIsNamedBelow(t *testing.T) {
	t.Parallel()
	v := activitiesOf(knowledge{month: january, edition: someEdition()})
	if diff := cmp.Diff([]string{"Our values", "Our people"}, v.Silent); diff != "" || v.Counts != "" {
		t.Errorf("counts are %q, silent pillars differ (-want +got):\n%s", v.Counts, diff)
	}
}

func TestCountsReadAsWords(t *testing.T) {
	t.Parallel()
	for want, n := range map[string][2]int{
		"":                                {0, 0},
		"1 activity":                      {1, 0},
		"2 announcements":                 {0, 2},
		"4 activities and 1 announcement": {4, 1},
	} {
		if got := counted(n[0], n[1]); got != want {
			t.Errorf("%d activities and %d announcements are counted as %q, want %q", n[0], n[1], got, want)
		}
	}
}

func TestARuleIsSaidBesideItsLock(t *testing.T) {
	t.Parallel()
	rule := func(kind string) *eventv1.Rule { return &eventv1.Rule{Kind: kind} }
	parts := func(kinds ...string) (segments []*eventv1.Segment) {
		for _, kind := range kinds {
			segments = append(segments, &eventv1.Segment{Name: kind, Rule: rule(kind)})
		}
		return segments
	}
	for want, a := range map[string]*eventv1.Activity{
		"":                                      {Segments: parts("public", "")},
		"Chatham House":                         {Segments: parts("chatham-house")},
		"one part protected: Chatham House":     {Segments: parts("public", "chatham-house")},
		"2 parts protected":                     {Segments: parts("public", "chatham-house", "internal")},
		"every part protected":                  {Segments: parts("chatham-house", "internal")},
		"inside the team only":                  {Rule: rule("internal")},
		"legal hold":                            {Rule: rule("legal-hold")},
		"a rule of next year":                   {Rule: rule("a rule of next year")},
		"embargo until 15 February 2024, 09:00": {Rule: &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-02-15T09:00"}}},
	} {
		if got := ruleOf(a, "en"); got != want {
			t.Errorf("the rule is said as %q, want %q", got, want)
		}
	}
}

func TestAReceiptLeadsToItsRow(t *testing.T) {
	t.Parallel()
	path := receipt{ID: "0f5c", Sequence: 42}.path("2024-01")
	if want := "/month/2024-01?logged=0f5c&saved=42#a-0f5c"; path != want {
		t.Errorf("the receipt leads to %q, want %q", path, want)
	}
	if _, err := url.Parse(path); err != nil {
		t.Error(err)
	}
	if (receipt{ID: "a"}).is(stored("a", "", nil)) || (receipt{}).is(&apiv1.ActivityRow{}) {
		t.Error("a page that was sent nothing marks a row")
	}
}

func TestALoggedActivityIsSeenInTheMonthLookedAtIfItTouchesIt(t *testing.T) {
	t.Parallel()
	for want, when := range map[string]*eventv1.When{
		"2024-01": {From: "2023-12-30", To: "2024-01-02"},
		"2023-12": {From: "2023-12-30"},
		"2024-03": {From: "2024-03", To: "2024-04"},
	} {
		if got := monthOfContent(&eventv1.Activity{When: when}, january).String(); got != want {
			t.Errorf("%v is seen in %s, want %s", when, got, want)
		}
	}
}
