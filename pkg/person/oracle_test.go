package person_test

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var mentionTag = regexp.MustCompile(`(?s)<a href="person:[0-9a-f-]{36}">(.*?)</a>`)

// rendered returns the text as a reader sees it.
func rendered(t *rapid.T, markdown string) string {
	var out bytes.Buffer
	md := goldmark.New(goldmark.WithExtensions(extension.GFM, extension.Footnote), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := md.Convert([]byte(markdown), &out); err != nil {
		t.Fatal(err)
	}
	return mentionTag.ReplaceAllString(out.String(), "$1")
}

// TestMentionsChangeNothingElse renders texts with another reader of Markdown: but for the links of the mentions, nothing may differ.
func TestMentionsChangeNothingElse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// A definition of a reference may stand where only the other reader sees it, and an asterisk before a name no longer begin an emphasis.
		changesNothingElse(t, strings.NewReplacer("*", "", "_", "", "]:", "").Replace(hostile().Draw(t, "text")))
	})
}

// few are the pieces of which blocks within blocks, HTML and links are made: drawn from all, they seldom meet.
var few = [][]string{
	{"Ada", "`", "```", "    ", "  ", "\n", "> ", "- ", "1. ", "2024. ", "---", "# ", "~~~"},
	{"Ada", "`", "    ", " ", "\n", "\n\n", "> ", "- ", "<div>", "<!--", "-->", "<pre>", "</pre>", "<b>", "|", "---|---", "|\n"},
	{"Ada", "[", "](x)", "]", "\n", "> ", "![", "`", "<b ", ">", "(", ")", "\\", "    "},
}

func TestMentionsChangeNothingElseWhereBlocksMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SampledFrom(few).Draw(t, "pieces")
		changesNothingElse(t, strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 14).Draw(t, "text"), ""))
	})
}

func changesNothingElse(t *rapid.T, text string) {
	t.Helper()
	content := panel()
	content.Body = []*eventv1.Passage{{Text: text}}
	person.Recognise(content)
	got := content.GetBody()[0].GetText()
	if want, have := rendered(t, text), rendered(t, got); want != have {
		t.Fatalf("text %q\nrecognised %q\nrendered before\n%s\nand after\n%s", text, got, want, have)
	}
}
