package person_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func people(names ...string) []*eventv1.Participation {
	var all []*eventv1.Participation
	for _, name := range names {
		all = append(all, &eventv1.Participation{Name: name})
	}
	return all
}

// marked returns the text as it reads with the names recognised, ids shortened to the name: [Ada Lovelace](person:Ada Lovelace).
func marked(t *testing.T, content *eventv1.Activity, text string) string {
	t.Helper()
	content.Body = []*eventv1.Passage{{Text: text}}
	person.Recognise(content)
	got := content.GetBody()[0].GetText()
	for _, n := range person.Of(content) {
		got = strings.ReplaceAll(got, "person:"+n.ID, "@"+n.Name)
	}
	return got
}

func panel() *eventv1.Activity {
	return &eventv1.Activity{
		People: people("Ada Lovelace", "Ada", "José Núñez", "3M Mary"),
		Organisations: []*eventv1.Participation{
			{Name: "European External Action Service", Abbreviation: "EEAS"},
			{Name: "Wikimedia Colombia"},
			{Name: "Wikimedia"},
			{Name: "Let's Connect"},
			{Name: "E*Trade [Europe]"},
			{Name: "1. FC Law"},
			{Name: "AT&T"},
		},
	}
}

func TestNamesInABodyBecomeMentions(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, want string }{
		"every occurrence":                   {"Ada met Ada.", "[Ada](@Ada) met [Ada](@Ada)."},
		"the longest name":                   {"Ada Lovelace spoke", "[Ada Lovelace](@Ada Lovelace) spoke"},
		"a possessive":                       {"Wikimedia Colombia's case", "[Wikimedia Colombia](@Wikimedia Colombia)'s case"},
		"a possessive with the other":        {"Wikimedia’s", "[Wikimedia](@Wikimedia)’s"},
		"an abbreviation":                    {"(EEAS) said", "([EEAS](@European External Action Service)) said"},
		"either apostrophe":                  {"Let’s Connect", "[Let’s Connect](@Let's Connect)"},
		"a name broken over two lines":       {"Wikimedia\nColombia", "[Wikimedia\nColombia](@Wikimedia Colombia)"},
		"accents":                            {"José Núñez.", "[José Núñez](@José Núñez)."},
		"emphasis":                           {"**Ada** and _Ada_", "**[Ada](@Ada)** and _[Ada](@Ada)_"},
		"brackets that stand for themselves": {"E*Trade [Europe] came", "[E*Trade [Europe]](@E*Trade [Europe]) came"},
		"escaped signs":                      {`E\*Trade \[Europe\]`, `[E\*Trade \[Europe\]](@E*Trade [Europe])`},
		"in brackets":                        {"[with Ada]", "[with [Ada](@Ada)]"},
		"a digit at the beginning of a line": {"3M Mary\n", "[3M Mary](@3M Mary)\n"},
		"in a table":                         {"| a | b |\n|---|---|\n| `x | y |\n| Ada` | z |", "| a | b |\n|---|---|\n| `x | y |\n| [Ada](@Ada)` | z |"},
		"in a list":                          {"1. Ada\n2. Wikimedia", "1. [Ada](@Ada)\n2. [Wikimedia](@Wikimedia)"},
		"in a heading and a quote":           {"# Ada\n> Wikimedia", "# [Ada](@Ada)\n> [Wikimedia](@Wikimedia)"},
		"in an item's second paragraph":      {"1. x\n\n    Ada", "1. x\n\n    [Ada](@Ada)"},
		"next to another":                    {"Ada/EEAS", "[Ada](@Ada)/[EEAS](@European External Action Service)"},
		"in a broken link":                   {"[Ada](not an address", "[[Ada](@Ada)](not an address"},
		"after a broken tag":                 {"a <b Ada", "a <b [Ada](@Ada)"},
		"after a lone backtick":              {"a ` Ada", "a ` [Ada](@Ada)"},
		"with an ampersand":                  {"AT&T", "[AT&T](@AT&T)"},
		"behind a sign of code too deep":     {"x\n    ~~~\nAda", "x\n    ~~~\n[Ada](@Ada)"},
		"behind a sign of code in a line":    {"x\n2024. ~~~\nAda", "x\n2024. ~~~\n[Ada](@Ada)"},
		"after another's mention":            {"[x](person:1) Ada", "[x](person:1) [Ada](@Ada)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := marked(t, panel(), c.text); got != c.want {
				t.Errorf("recognised in %q:\n got %q\nwant %q", c.text, got, c.want)
			}
		})
	}
}

func TestSomeNamesAreLeftAlone(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"part of a word":                     "Adam, Canada, Adaö, Ada2, 2Ada, my_Ada_x",
		"another case":                       "ada lovelace",
		"a decomposed accent behind":         "Ada\u0301",
		"a mention":                          "[Ada](person:someone-else)",
		"a link":                             "[by Ada](https://example.org/Ada)",
		"a link with a title":                "[by Ada](<https://example.org/x y> \"Ada\")",
		"a link over two lines":              "[a\nof Ada](https://example.org)",
		"a line that begins with 7.":         "[the report of\n2024. Ada](https://example.org)",
		"an image":                           "![Ada at her desk](ada.jpg)",
		"an image in a link":                 "[![Ada](a.jpg) Ada](https://example.org)",
		"a reference":                        "[Ada][report], [Ada][]",
		"a reference in short":               "[Ada]\n\n[ada]: https://example.org/Ada \"Ada\"",
		"a footnote":                         "so[^Ada]",
		"an autolink":                        "<https://example.org/Ada>",
		"a bare address":                     "https://example.org/Ada,Ada www.example.org/Ada",
		"an e-mail address":                  "Ada@example.org, press@Ada.org",
		"a handle":                           "@Ada",
		"code":                               "`Ada` and `` ` Ada ` ``",
		"code over two lines":                "`a\nAda`",
		"a block of code":                    "x\n\n```\nAda\n\nAda\n```",
		"a block that never ends":            "~~~~\nAda\n~~~\nAda",
		"code in a quote":                    "> ```\n> Ada\n> ```",
		"code in a list":                     "- x\n\n  ```\n  Ada\n  ```",
		"indented code":                      "x\n\n    Ada\n",
		"indented code by a tab":             "\tAda",
		"code in a quote by its depth":       ">     Ada",
		"code after an empty quote":          "- x\n> \n    Ada",
		"code after a rule":                  "- x\n---\n\tAda",
		"code over an empty sign":            "`Ada\n1. \n`",
		"code over a sunken sign of a quote": "`Ada\n    > \n`",
		"code in an item that begins empty":  "- \n    `\nAda`",
		"code up to a sign left of its item": "2024. `Ada\n    ~~~`",
		"code over what rules no table":      "`Ada\n---|---||\n`",
		"code over the sign of another list": "- `\n2024. `Ada`",
		"code behind code in a list":         "- ~~~\n~~~\nAda",
		"code in an item of an item":         "x\n- 2024. ```Ada",
		"code in a quote in a quote":         "> x\n> >     Ada",
		"code behind an item in a quote":     "> - x\n\n    Ada",
		"a tag over two lines of a quote":    "> <Ada\n>Ada>",
		"a link around what is no tag":       "<b [> Ada](x)",
		"a link to half a bracket":           "[](Ada( )",
		"a comment behind HTML in a quote":   "> <div>\n<!--\n\nAda",
		"a comment behind the end of a tag":  "</pre>\n<!--\n\nAda",
		"HTML over an empty quote":           "<b >\nx\n> \nAda",
		"a block of code with a quote in it": "```\n> ```\nAda",
		"code over a line that is no row":    "``\n|Ada``",
		"code up to a sign of code":          "x```\nAda\n    ```\n",
		"code over a deep heading":           "x `\n    # y\nAda`",
		"code over a deep line":              "x `\n    ---\nAda`",
		"a link around no reference":         "[of Ada [1][2]](https://example.org)",
		"a tag":                              "<b title=\"> Ada\">",
		"a block of HTML":                    "<div>\nAda\n</div>",
		"preformatted HTML":                  "<pre>\n\nAda\n</pre>",
		"a comment":                          "x <!-- Ada -->\n\n<!--\n\nAda",
		"a list's own mark":                  "1. FC Law",
		"what would become an image":         "Hello!Ada",
		"what would become an escape":        `\Ada`,
		"one bracket of two":                 "E*Trade [Europe",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := marked(t, panel(), text); got != text {
				t.Errorf("recognised in %q: %q, want nothing", text, got)
			}
		})
	}
}

func TestWhoAnAbbreviationMeansMustBeClear(t *testing.T) {
	t.Parallel()
	content := &eventv1.Activity{
		People: people("NASA"),
		Organisations: []*eventv1.Participation{
			{Name: "Free Knowledge Alliance", Abbreviation: "FKA"},
			{Name: "Free Knowledge Association", Abbreviation: "FKA"},
			{Name: "National Archive", Abbreviation: "NASA"},
		},
	}
	if got, want := marked(t, content, "FKA and NASA"), "FKA and [NASA](@NASA)"; got != want {
		t.Errorf("recognised: %q, want %q: one abbreviation is shared, the other is somebody's name", got, want)
	}
}

func TestANameOfSignsAloneIsNotRecognised(t *testing.T) {
	t.Parallel()
	content := &eventv1.Activity{People: people("-", "a|b", "", " ")}
	const text = "- - -\n\n| a|b |"
	if got := marked(t, content, text); got != text {
		t.Errorf("recognised: %q, want nothing", got)
	}
}

// pieces are what hostile texts are made of.
var pieces = []string{
	"Ada", "Ada Lovelace", "EEAS", "Wikimedia", "Colombia", "Let’s", "Connect", "E*Trade", "Europe", "x", "é", " ", "  ", "    ",
	"\n", "\n\n", "\t", "[", "]", "(", ")", "](", "![", "][", "[^", "]:", "<", ">", "<a ", "<div>", "<pre>", "</pre>", "<!--", "-->", "`", "``",
	"```\n", "~~~\n", "\\", "!", "\"", "'", "*", "_", "#", "# ", "> ", "- ", "1. ", "2024. ", "|", "person:", "https://", "www.", "@", "://", ":", "|\n", "---\n",
	"[Ada](person:1)", "[x](https://example.org)", "&", "1. FC Law", "3M Mary",
}

func hostile() *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 40), func(all []string) string { return strings.Join(all, "") })
}

func TestRecognisingAgainChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { recognisesOnce(t, panel(), hostile().Draw(t, "text")) })
}

func TestTheLabelOfAReferenceThatIsNotDefinedIsLeftAlone(t *testing.T) {
	t.Parallel()
	const text = "![Ada][Ada]( and [the service][EEAS]"
	recognisesOnce(t, panel(), text)
	content := panel()
	if got := marked(t, content, text); got != text {
		t.Errorf("recognised: %q, want nothing", got)
	}
}

func FuzzRecognise(f *testing.F) {
	for _, piece := range pieces {
		f.Add("Ada "+piece+" EEAS", "Ada", "EEAS")
	}
	f.Add("[A [B] C](x)", "A [B] C", "B")
	f.Fuzz(func(t *testing.T, text, someone, short string) {
		recognisesOnce(t, &eventv1.Activity{
			People:        people(someone, "Ada"),
			Organisations: []*eventv1.Participation{{Name: "European Service", Abbreviation: short}},
		}, text)
	})
}

// recognisesOnce holds what must be true of any text and any names.
func recognisesOnce(t interface {
	Helper()
	Fatalf(string, ...any)
}, content *eventv1.Activity, text string,
) {
	t.Helper()
	content.Body = []*eventv1.Passage{{Text: text}}
	person.Recognise(content)
	once := content.GetBody()[0].GetText()
	person.Recognise(content)
	if twice := content.GetBody()[0].GetText(); twice != once {
		t.Fatalf("recognised twice:\n text %q\n once %q\ntwice %q", text, once, twice)
	}
	if got := person.Plain(once); got != person.Plain(text) {
		t.Fatalf("plain again:\n text %q\n once %q\nplain %q\n want %q", text, once, got, person.Plain(text))
	}
}
