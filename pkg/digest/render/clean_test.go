package render

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
)

func TestCleanMarkdownSaysTheSame(t *testing.T) {
	t.Parallel()
	for _, markdown := range []string{
		"One *word*, **two** _words_, ***three***, __four__ and _*five*_ with snake_case.",
		"*a **b** c* and **a *b* c**, *a*_b_, 2 * 3 * 4, a_b_c, \\*not\\* and \\\\ a backslash \\",
		"A [link](https://example.org/a?b=c&d=e), [one with (brackets)](<https://example.org/a> \"and a title\"), <https://example.org>.",
		"A reference [here][1], [there][], and [sic].\n\n[1]: https://example.org/1\n[there]: https://example.org/2",
		"Broken  \nhard\\\nand soft\nlines.",
		"`code`, `` a ` b ``, ` ` ` `, `<b>` and `\\`.",
		"- a\n- b\n  - c\n    continued\n- d",
		"* a\n\n  more\n\n      code\n\n* b\n\n+ another list\n",
		"7. seven\n8. eight\n   1. one\n\n1) other",
		"1986\\. A year\n\\- no item\n\\# no heading\n\\> no quotation",
		"> a quotation\n> > in another\n>\n> - with a list",
		"```go\nfunc main() {}\n\n```\n\n~~~\n```\n~~~\n\n    indented\n\n      more",
		"a\n***\nb\n\n---\n\nc",
		"&copy; &amp; &lt;b&gt; &#42;not&#42; AT&T 1 < 2 <3",
		"“Quotes” – dashes … [unbalanced ( brackets] ) and ![ and ] and `",
		"Colon: not a [definition]: at all",
		"- \n- b",
	} {
		want := convert(t, markdown)
		if diff := cmp.Diff(want, convert(t, clean(markdown))); diff != "" {
			t.Errorf("%q became %q (-want +got):\n%s", markdown, clean(markdown), diff)
		}
	}
}

func convert(t *testing.T, markdown string) string {
	t.Helper()
	var b bytes.Buffer
	if err := goldmark.New().Convert([]byte(markdown), &b); err != nil {
		t.Fatal(err)
	}
	// An ampersand may be written in two ways and is one.
	return string(bytes.ReplaceAll(b.Bytes(), []byte("&amp;"), []byte("&")))
}

func TestCleanMarkdownDoesNoHarm(t *testing.T) {
	t.Parallel()
	for markdown, want := range map[string]string{
		"plain words, as they are":                    "plain words, as they are",
		"[Ann](person:5f) of [EU!](person:6a)":        "Ann of EU!",
		"[a](javascript:b) [b](http://c.d) [c](/d)":   "a b c",
		"[a](JavaScript:b) [b](&#x6A;avascript:c)":    "a b",
		"[a](https://) [b](https:///c) [d](mailto:e)": "a b d",
		"[a](HTTPS://b.c) [d](mailto:e@f.g)":          "[a](HTTPS://b.c) [d](mailto:e@f.g)",
		"[a](<https://b.c/d e>)":                      "a",
		"[a](https://b.c/d_(e))":                      "[a](https://b.c/d_%28e%29)",
		"[a](https://b.c/?d&amp;copy; 'e \"f\" \\*')": "[a](https://b.c/?d&amp;copy; \"e &quot;f&quot; \\*\")",
		"<javascript:a> <http://b.c> <D@e.org>":       "javascript:a http://b.c <D@e.org>",
		"![a](https://b.c/d.png)":                     "[a](https://b.c/d.png)",
		"[![a](https://b.c/d.png)](https://e.f)":      "[a](https://e.f)",
		"[![a](https://b.c/d.png)](person:x)":         "a",
		"!![a](https://b.c) \\![d](https://e.f)":      "\\![a](https://b.c) \\![d](https://e.f)",
		"!<!-- -->[a](https://b.c)":                   "\\![a](https://b.c)",
		"[a [b](x:1)](javascript:2)":                  "\\[a b\\](javascript:2)",
		"<b onclick=a()>c</b>":                        "\\<b onclick=a()>c\\</b>",
		"<!-- a\n\nb --> c":                           "c",
		"a <!-- b -->c":                               "a c",
		"<!-- never shut":                             "\\<!-- never shut",
		"# a\n\n### b\n\n# c":                         "#### a\n\n###### b\n\n#### c",
		"### a #\n\nb\n---":                           "##### a\n\n#### b",
		"Setext #\nof two lines\n===":                 "#### Setext # of two lines",
		"```\nnever shut":                             "```\nnever shut\n```",
		"```\"><script>\na\n```":                      "```\na\n```",
		"a\x00b\x1bc\ufffed":                          "abcd",
		"[a]: https://b.c":                            "",
		strings.Repeat("> ", 40) + "a":                strings.Repeat("> ", 12) + "a",
		"*<!-- -->*":                                  "",
		"":                                            "",
	} {
		if got := clean(markdown); got != want {
			t.Errorf("clean(%q) = %q, want %q", markdown, got, want)
		}
	}
}

func TestWordsAreShownAsTheyAre(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"Plain words", "# not a heading #", "C# and F#", "*a* _b_ `c` [d](https://e.f) <g> &amp; &#38; AT&T \\ \\* ~~h~~ snake_case !",
		"1. no list", "#", "##", "a ##", "Ends with a backslash \\", "<script>alert(1)</script>",
	} {
		var want bytes.Buffer
		want.WriteString("<h3>")
		want.WriteString(htmlOf.Replace(words))
		want.WriteString("</h3>\n")
		var got bytes.Buffer
		if err := goldmark.New().Convert([]byte("### "+literal(words)), &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), got.String()); diff != "" {
			t.Errorf("%q written as %q (-want +got):\n%s", words, literal(words), diff)
		}
	}
}
