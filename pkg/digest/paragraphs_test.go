package digest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBlankLinesSplitParagraphsButNotListsOrCode(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"paragraphs":              {"One,\nstill one.", "Two."},
		"a list":                  {"Before.", "- a\n- b", "After."},
		"a loose list":            {"- a\n\n  more of a\n\n- b\n\n1. c", "After."},
		"a list under a sentence": {"We did:\n- a\n\n- b", "After."},
		"a fenced block":          {"```go\nx\n\n- y\n```", "After."},
		"a longer fence":          {"~~~~\na\n~~~\n\nb\n~~~~", "After."},
		"a fence never shut":      {"Before.", "```\na\n\nb"},
		"a fence in a list":       {"- ```\n  a\n\n  b\n  ```\n\n- c", "After."},
		"an indented block":       {"Before.", "    a\n\n    b", "After."},
		"a comment":               {"<!-- a\n\nb -->", "After."},
		"a quotation":             {"> a\n>\n> b", "After."},
		"code within a line":      {"```not a fence``` here.", "After."},
		"nothing":                 nil,
	} {
		if diff := cmp.Diff(want, paragraphs("\n\n"+strings.Join(want, "\n\n\n")+" \n")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff([]string{"a\nb", "c"}, paragraphs("a\r\nb\r\n \t\r\nc\r")); diff != "" {
		t.Errorf("line ends of another system (-want +got):\n%s", diff)
	}
}

func FuzzParagraphsLoseNoWord(f *testing.F) {
	f.Add("a\n\n- b\n\n  c\n```\n\nd")
	f.Fuzz(func(t *testing.T, text string) {
		got := strings.Fields(strings.Join(paragraphs(text), "\n"))
		if diff := cmp.Diff(strings.Fields(text), got); diff != "" {
			t.Errorf("words (-want +got):\n%s", diff)
		}
	})
}
