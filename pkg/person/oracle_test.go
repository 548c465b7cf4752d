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
		text := strings.NewReplacer("*", "", "_", "", "]:", "").Replace(hostile().Draw(t, "text"))
		content := panel()
		content.Body = []*eventv1.Passage{{Text: text}}
		person.Recognise(content)
		got := content.GetBody()[0].GetText()
		if want, have := rendered(t, text), rendered(t, got); want != have {
			t.Fatalf("text %q\nrecognised %q\nrendered before\n%s\nand after\n%s", text, got, want, have)
		}
	})
}
