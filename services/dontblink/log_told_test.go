package dontblink

import (
	"testing"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestAllMonthsAreNamedInWhichItWillBeTold(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		when   *eventv1.When
		tellIn []string
		want   string
	}{
		"a day":             {&eventv1.When{From: "2024-01-31"}, nil, "January 2024"},
		"over new year":     {&eventv1.When{From: "2023-12-28", To: "2024-01-03"}, nil, "December 2023 and January 2024"},
		"most of a year":    {&eventv1.When{From: "2024-01-02", To: "2024-12-28"}, nil, "each month from January 2024 to December 2024"},
		"told twice":        {&eventv1.When{From: "2024-01-10"}, []string{"2024-01", "2024-03"}, "January 2024 and March 2024"},
		"told in a quarter": {&eventv1.When{From: "2024-01-10"}, []string{"2024-01", "2024-02", "2024-03", "2024-06"}, "each month from January 2024 to March 2024 and June 2024"},
	} {
		content := &eventv1.Activity{When: test.when, TellIn: test.tellIn}
		if got := inWords(monthsOf(content, calendar.MustOf(test.when).Months()), edition.New().Language()); got != test.want {
			t.Errorf("%s is told in %q, want %q", name, got, test.want)
		}
	}
}

func TestWhatIsInternalIsNotSaidToBeTold(t *testing.T) {
	t.Parallel()
	for rule, want := range map[string]string{
		"":              "It will be told in January 2024, among the announcements.",
		"chatham-house": "It will be told in January 2024, among the announcements.",
		"embargo":       "It will be told in January 2024, among the announcements, once its embargo has ended and its rule is public.",
		"internal":      "It counts in January 2024, among the announcements, and is told nowhere while it is under the rule internal.",
		"legal-hold":    "It counts in January 2024, among the announcements, and is told nowhere while it is under the rule legal-hold.",
	} {
		content := &eventv1.Activity{Announcement: true, When: &eventv1.When{From: "2024-01-10"}}
		if rule != "" {
			content.Rule = &eventv1.Rule{Kind: rule}
		}
		if got := toldIn(content, edition.New()); got != want {
			t.Errorf("%q: told %q, want %q", rule, got, want)
		}
	}
}
