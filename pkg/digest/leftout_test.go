package digest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/digest/internal/january"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// told drafts January 2024 from one activity: the paragraphs it prints, nil when it does not tell of it, and why it is left out.
func told(t *testing.T, content *eventv1.Activity) (entry *eventv1.Entry, why string) {
	t.Helper()
	issue := drafted(t, "2024-01", digest.Material{Activities: []digest.Candidate{{ID: "a", Version: 3, Content: content}}}, january.Edition())
	if left := issue.GetFrame().GetLeftOut(); len(left) > 0 {
		why = left[0].GetWhy()
	}
	if len(issue.GetEntries()) > 0 {
		entry = issue.GetEntries()[0]
	}
	return entry, why
}

func TestAnActivityIsToldInItsMonthsOrWhereItSays(t *testing.T) {
	t.Parallel()
	in := func(from string) *eventv1.When { return &eventv1.When{From: from} }
	for name, c := range map[string]struct {
		content *eventv1.Activity
		told    bool
		why     string
	}{
		"a day of the month":                       {&eventv1.Activity{When: in("2024-01-31")}, true, ""},
		"an evening in Washington on the last day": {&eventv1.Activity{When: &eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"}}, true, ""},
		"a range that ends in the month":           {&eventv1.Activity{When: &eventv1.When{From: "2023-11", To: "2024-01"}}, true, ""},
		"another month":                            {&eventv1.Activity{When: in("2024-02-01")}, false, ""},
		"another month, told here":                 {&eventv1.Activity{When: in("2024-02-01"), TellIn: []string{"2024-01"}}, true, ""},
		"this month, told elsewhere":               {&eventv1.Activity{When: in("2024-01-31"), TellIn: []string{"2024-02"}}, false, "tell_in names 2024-02"},
		"planned in the month":                     {&eventv1.Activity{When: in("2024-01-31"), Status: "planned"}, false, "complete it"},
		"planned for later":                        {&eventv1.Activity{When: in("2024-02-28"), Status: "planned"}, false, ""},
		"planned for later, told here":             {&eventv1.Activity{When: in("2024-02"), Status: "planned", TellIn: []string{"2024-01"}}, true, ""},
		"cancelled":                                {&eventv1.Activity{When: in("2024-01-31"), Status: "cancelled"}, false, "it was cancelled: to tell"},
		"cancelled for a reason":                   {&eventv1.Activity{When: in("2024-01-31"), Status: "cancelled", StatusReason: "no room"}, false, "it was cancelled (no room): to tell"},
		"cancelled, told all the same":             {&eventv1.Activity{When: in("2024-01-31"), Status: "cancelled", TellIn: []string{"2024-01"}}, true, "told though it was cancelled, since tell_in"},
		"a date that nobody can read":              {&eventv1.Activity{When: in("soon")}, false, "cannot be read"},
	} {
		entry, why := told(t, c.content)
		if (entry != nil) != c.told || !strings.Contains(why, c.why) || (why == "") != (c.why == "") {
			t.Errorf("%s: told = %v, left out because %q; want %v, %q", name, entry != nil, why, c.told, c.why)
		}
		if digest.Tells(c.content, months(t, "2024-01")) != c.told {
			t.Errorf("%s: Tells = %v, want %v", name, !c.told, c.told)
		}
	}
}

func TestWhatARuleForbidsIsNotPrinted(t *testing.T) {
	t.Parallel()
	for kind, why := range map[string]string{
		"":              "",
		"public":        "",
		"chatham-house": "",
		"internal":      "its rule is internal",
		"embargo":       "under embargo until 1 March 2024, 12:00",
		"legal-hold":    "legal hold",
		"from-tomorrow": `its rule "from-tomorrow" is not known here`,
	} {
		content := &eventv1.Activity{
			When: &eventv1.When{From: "2024-01-31"}, Body: []*eventv1.Passage{{Text: "Said."}},
			Rule:      &eventv1.Rule{Kind: kind, Until: &eventv1.When{From: "2024-03-01T12:00", Zone: "Etc/UTC"}},
			FollowUps: []*eventv1.FollowUp{{What: "More", When: &eventv1.When{From: "2024-03-01"}}},
		}
		entry, got := told(t, content)
		if (entry == nil) != (why != "") || !strings.Contains(got, why) || (got == "") != (why == "") {
			t.Errorf("rule %q: entry = %v, left out because %q; want %q", kind, entry, got, why)
		}
	}
}

func TestASegmentUnderASealIsLeftOutOfTheStory(t *testing.T) {
	t.Parallel()
	content := &eventv1.Activity{
		When: &eventv1.When{From: "2024-01-31"},
		Segments: []*eventv1.Segment{
			{Name: "Opening", Rule: &eventv1.Rule{Kind: "public"}},
			{Name: "Briefing", Rule: &eventv1.Rule{Kind: "internal"}},
			{Name: "Panel", Rule: &eventv1.Rule{Kind: "chatham-house"}},
		},
		Body: []*eventv1.Passage{
			{Segment: "Opening", Text: "Opened."}, {Segment: "Briefing", Text: "Secret."}, {Segment: "Panel", Text: "Discussed."},
			{Segment: "Dinner", Text: "Eaten."}, {Segment: "Briefing", Text: "Secret again."}, {Text: "Went home."},
		},
	}
	entry, why := told(t, content)
	if diff := cmp.Diff([]string{"Opened.", "Discussed.", "Went home."}, entry.GetParagraphs()); diff != "" {
		t.Errorf("paragraphs (-want +got):\n%s", diff)
	}
	want := "told without a part: segment “Briefing”: its rule is internal: it is not told outside the team; " +
		"segment “Dinner”: the activity has no such segment, so nobody knows its rule: add it under segments"
	if why != want {
		t.Errorf("why = %q, want %q", why, want)
	}
}

func TestAMeetingThatIsClosedThroughoutIsNotToldAtAll(t *testing.T) {
	t.Parallel()
	closed := &eventv1.Segment{Name: "Briefing", Rule: &eventv1.Rule{Kind: "internal"}}
	open := &eventv1.Segment{Name: "Opening"}
	when := &eventv1.When{From: "2024-01-31"}
	written := []*eventv1.Passage{{Segment: "Briefing", Text: "Secret."}}
	for name, c := range map[string]struct {
		content *eventv1.Activity
		told    bool
	}{
		"all that was written is closed":        {&eventv1.Activity{When: when, Segments: []*eventv1.Segment{open, closed}, Body: written}, false},
		"nothing written, all closed":           {&eventv1.Activity{When: when, Segments: []*eventv1.Segment{closed}}, false},
		"nothing written, one part was open":    {&eventv1.Activity{When: when, Segments: []*eventv1.Segment{closed, open}}, true},
		"nothing written, no segments, no rule": {&eventv1.Activity{When: when}, true},
	} {
		entry, why := told(t, c.content)
		if (entry != nil) != c.told || (why == "") != c.told {
			t.Errorf("%s: told = %v because %q, want %v", name, entry != nil, why, c.told)
		}
	}
}

func TestOnlyWhatLiesAheadIsComingUp(t *testing.T) {
	t.Parallel()
	follow := func(what, from, to string) *eventv1.FollowUp {
		return &eventv1.FollowUp{What: what, When: &eventv1.When{From: from, To: to}}
	}
	content := &eventv1.Activity{When: &eventv1.When{From: "2024-01-05"}, FollowUps: []*eventv1.FollowUp{
		follow("march", "2024-03-01", ""), follow("before", "2023-12-01", ""), follow("within", "2024-01-31", ""),
		follow("february", "2024-02", ""), follow("first of february", "2024-02-01", ""), follow("begun", "2024-01-20", "2024-02-10"),
		follow("unreadable", "soon", ""),
	}}
	for _, state := range []string{"open", "closed", "reported", "waived"} {
		settled := follow(state, "2024-03-02", "")
		settled.State, settled.Hedge = state, "expected"
		content.FollowUps = append(content.FollowUps, settled)
	}
	issue := drafted(t, "2024-01", digest.Material{Activities: []digest.Candidate{{ID: "a", Content: content}}}, january.Edition())
	var got []string
	for _, c := range issue.GetFrame().GetComingUp() {
		got = append(got, strings.TrimSpace(c.GetWhat()+" "+c.GetHedge()))
	}
	if diff := cmp.Diff([]string{"begun", "february", "first of february", "march", "open expected"}, got); diff != "" {
		t.Errorf("coming up (-want +got):\n%s", diff)
	}
}
