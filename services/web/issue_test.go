package web

import (
	"strings"
	"testing"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestAnIssueStandsBelowItsMonth(t *testing.T) {
	t.Parallel()
	got := lowered(`<h1>Issue</h1><h2 id="x">Pillar</h2><h3>Entry</h3><h5>Deep</h5><hr/><header>&lt;h1&gt;</header>`)
	want := `<h3>Issue</h3><h4 id="x">Pillar</h4><h5>Entry</h5><h6>Deep</h6><hr/><header>&lt;h1&gt;</header>`
	if string(got) != want {
		t.Errorf("the headings are\n%s, want\n%s", got, want)
	}
}

func TestWhatChangedSinceTheDraftIsCounted(t *testing.T) {
	t.Parallel()
	for through, want := range map[uint64]string{7: "", 8: "", 6: "4 activities changed since"} {
		k := knowledge{month: january, edition: someEdition(), rows: someRows(), issue: &eventv1.Issue{Frame: &eventv1.Frame{Through: through}}}
		if got := issueOf(k).Changed; got != want {
			t.Errorf("drafted through %d, %q changed, want %q", through, got, want)
		}
	}
}

func TestAnIssueOfSeveralMonthsSaysSo(t *testing.T) {
	t.Parallel()
	k := knowledge{month: january, edition: someEdition(), issue: &eventv1.Issue{Id: "2023-12..2024-01", Months: []string{"2023-12", "2024-01"}}}
	v := issueOf(k)
	if v.Months != "December 2023–January 2024" || v.Path != "/issue/2023-12..2024-01" {
		t.Errorf("the issue covers %q and is read at %s", v.Months, v.Path)
	}
}

func TestSentencesBeginAndEndAsSentences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          "",
		"say when":                  "Say when.",
		"écris une date":            "Écris une date.",
		"write https://e.org/":      "Write https://e.org/",
		"is it so?":                 "Is it so?",
		"“spam” is not “ham”":       "“spam” is not “ham”.",
		strings.Repeat("é", 3):      "Éé" + "é.",
		"preparing the lists: 62 %": "Preparing the lists: 62 %.",
	} {
		if got := sentence(text); got != want {
			t.Errorf("sentence(%q) = %q, want %q", text, got, want)
		}
	}
}
