package exchange

import (
	"strings"
	"testing"
)

const (
	unlike = `this line is not indented like its neighbours; let keys that belong together begin at the same column, and text that goes on further right`
	deeper = `this line is not indented like its neighbours; let keys that belong together begin at the same column, and if it goes on the text above, put that text in quotes, since it holds a colon`
	after  = `something stands after the closing quotation mark or bracket; put the whole text after “headline:” in quotes, and write '' for each ' within single quotes`
	parted = `lines with ---, ... or % part a file into documents; take them away, and put a second document into a file of its own`
)

func TestYAMLThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	const top = "source: x\nactivities:\n  - key: a\n"
	testRefusals(t, "f.yaml", []refusalTest{
		{"a colon in a headline", inFileOf("headline: Privacy: a primer\nkind: b"),
			`f.yaml:4: a: the text holds a colon; put the text after “headline:” in quotes, as in headline: "…: …"`},
		{"a colon on the first line", "headline: Privacy: a primer\n",
			`f.yaml:1: the text holds a colon; put the text after “headline:” in quotes, as in headline: "…: …"`},
		{"a colon at the end", inFileOf("headline: Privacy:\nkind: b"),
			`f.yaml:4: a: the text holds a colon; put the text after “headline:” in quotes, as in headline: "…: …"`},
		{"a colon further within", inFileOf("body:\n  - segment: q\n    text: hello: you"),
			`f.yaml:6: a: the text holds a colon; put the text after “text:” in quotes, as in text: "…: …"`},
		{"a colon in text that goes on", inFileOf("headline: Privacy and\n  law: a primer"), `f.yaml:5: a: ` + deeper},
		{"a colon in a second activity", inFileOf("headline: c") + "  - key: b\n    headline: Privacy: a primer\n",
			`f.yaml:6: b: the text holds a colon; put the text after “headline:” in quotes, as in headline: "…: …"`},
		{"a colon before the key", inFileOf("headline: c") + "  - headline: Privacy: a primer\n    key: b\n",
			`f.yaml:5: the text holds a colon; put the text after “headline:” in quotes, as in headline: "…: …"`},
		{"a colon between brackets", inFileOf("place: c\nlinks:\n  - {verb: read, label: Privacy: a primer}\nkind: b"), `f.yaml:6: a: ` + unclosed},
		{"an open bracket", inFileOf("kind: [a, b\nwhen: d\nby: e"), `f.yaml:4: a: ` + unclosed},
		{"a hash after a bracket", inFileOf("topics: [#DSA, b]\nkind: c"), `f.yaml:4: a: ` + unclosed},
		{"a tab for a key", top + "\theadline: b\n", `f.yaml:4: a: a tab stands in the indentation; write spaces`},
		{"a tab for a list", "source: x\nactivities:\n\t- key: a\n", `f.yaml:3: a: a tab stands in the indentation; write spaces`},
		{"a tab for a body", top + "    body: |\n    \tfoo\n", `f.yaml:5: a: a tab stands in the indentation; write spaces`},
		{"too far left", top + "    headline: b\n   kind: c\n", `f.yaml:5: a: ` + unlike},
		{"too far right", top + "    headline: b\n     kind: c\n", `f.yaml:5: a: ` + deeper},
		{"a body too far left", inFileOf("body: |\n  foo\n bar\nkind: c"), `f.yaml:6: a: ` + unlike},
		{"activities too far right", "source: x\n activities:\n  - key: a\n", `f.yaml:2: ` + deeper},
		{"a list among keys", inFileOf("- b"), `f.yaml:4: a: ` + unlike},
		{"no colon", inFileOf("headline b\nkind: c"), `f.yaml:4: a: a key stands here without its colon, or text that does not belong to the line above; write “key: text”, and indent text that goes on`},
		{"no space after a colon", top + "    headline:b\n    kind: c\n", `f.yaml:4: a: a space is missing after the colon`},
		{"no space after the first colon", "source: x\nactivities:\n  - headline:b\n    kind: c\n", `f.yaml:4: a space is missing after the colon on the line above`},
		{"no space after a dash", top + "  -key: b\n", `f.yaml:4: a space is missing after the dash; write “- ”`},
		{"an open quotation mark", inFileOf("headline: \"b\nkind: c\nwhen: d"), `f.yaml:4: a: the quotation mark that opens here is never closed; close it`},
		{"an open quotation mark on the first line", "source: 'b\n", `f.yaml:1: the quotation mark that opens here is never closed; close it`},
		{"text after quotes", inFileOf("headline: \"b\" c\nkind: c\nwhen: d"), `f.yaml:4: a: ` + after},
		{"text after quotes, with comments below", inFileOf("headline: \"b\" c" + strings.Repeat("\n# d", 300)), `f.yaml:4: a: ` + after},
		{"an apostrophe in single quotes", inFileOf("headline: 'it's'\nkind: c"), `f.yaml:4: a: ` + after},
		{"text after a bracket", inFileOf("headline: [x] y\nkind: c"), `f.yaml:4: a: ` + after},
		{"a backslash", inFileOf(`headline: "b \q"`), `f.yaml:4: a: a backslash stands in double quotes; write two for one, or put the text in single quotes`},
		{"half a character", inFileOf(`headline: "b \ud83d"`), `f.yaml:4: a: a backslash stands in double quotes; write two for one, or put the text in single quotes`},
		{"an asterisk", inFileOf("headline: *bold* text"), `f.yaml:4: a: YAML keeps “*” at the beginning of a text for itself; put the text after “headline:” in quotes`},
		{"an at sign", inFileOf("headline: @who"), `f.yaml:4: a: YAML keeps “@” at the beginning of a text for itself; put the text after “headline:” in quotes`},
		{"a backtick", inFileOf("headline: `who`"), "f.yaml:4: a: YAML keeps “`” at the beginning of a text for itself; put the text after “headline:” in quotes"},
		{"a per cent sign", inFileOf("headline: %who"), `f.yaml:4: a: YAML keeps “%” at the beginning of a text for itself; put the text after “headline:” in quotes`},
		{"a dash", inFileOf("headline: - y"), `f.yaml:4: a: a list begins on a line of its own; if this is text, put the text after “headline:” in quotes`},
		{"text after a bar", inFileOf("body: |x\n foo"), `f.yaml:4: a: nothing but spaces may stand after “|”; write the text on the lines below, indented`},
		{"two documents", "source: x\n---\nfoo: b\n", `f.yaml:2: a second document begins here; put it into a file of its own, and take --- and ... away`},
		{"three dashes at the end", top + "---\n", `f.yaml:4: a second document begins here; put it into a file of its own, and take --- and ... away`},
		{"an end within", "source: x\n...\nfoo: b\n", `f.yaml:3: ` + parted},
		{"a directive", "%TAG ! x y z\n---\nsource: x\n", `f.yaml:1: ` + parted},
		{"an open list and a document", "source: [\n---\nfoo: b\n", `f.yaml:1: ` + unclosed},
		{"a bracket too many", "source: x\n]\n", `f.yaml:2: ` + unlike},
	})
}

func TestWhatYAMLWouldReadIntoATextIsRefused(t *testing.T) {
	t.Parallel()
	testRefusals(t, "f.yaml", []refusalTest{
		{"an anchor and an alias", inFileOf("place: &x b\nheadline: *x"), `f.yaml:4: a: place: YAML reads “&x” as the name of a value; put the text in quotes if that belongs to it, otherwise take it away
f.yaml:5: a: headline: “*x” repeats another value, which is not read; write the value out, or put it in quotes if it is text`},
		{"an alias of nothing", inFileOf("headline: *bold text"), `f.yaml:4: a: “*bold” repeats another value, which is not read; write the value out, or put it in quotes if it is text`},
		{"a word before a text", inFileOf("headline: &more about it"), `f.yaml:4: a: headline: YAML reads “&more” as the name of a value; put the text in quotes if that belongs to it, otherwise take it away`},
		{"a tag", inFileOf("headline: !important news"), `f.yaml:4: a: headline: YAML reads “!important” as a tag; put the text in quotes if that belongs to it, otherwise take it away`},
		{"an exclamation mark", inFileOf("headline: ! news"), `f.yaml:4: a: headline: YAML reads “!” as a tag; put the text in quotes if that belongs to it, otherwise take it away`},
		{"a tag of a language", inFileOf("body: !!python/object/apply:os.system [ls]"), `f.yaml:4: a: body: YAML reads “!!python/object/apply:os.system” as a tag; put the text in quotes if that belongs to it, otherwise take it away`},
		{"a tag on a mapping", inFileOf("series: !x {name: b}"), `f.yaml:4: a: series: YAML reads “!x” as a tag; put the text in quotes if that belongs to it, otherwise take it away`},
		{"binary", inFileOf("headline: !!binary aGVsbG8="), `f.yaml:4: a: headline: YAML reads “!!binary” as a tag; put the text in quotes if that belongs to it, otherwise take it away`},
		{"a number sign within", inFileOf("headline: We are #1 in the world"), `f.yaml:4: a: headline: YAML reads “#1 in the world” as a comment; put the text in quotes if that belongs to it, otherwise write a space after #`},
		{"a number sign at the beginning", inFileOf("headline: #1 in the world"), `f.yaml:4: a: YAML reads “#1 in the world” as a comment; put the text in quotes if that belongs to it, otherwise write a space after #`},
		{"a bomb", "source: x\na: &a [x, x]\nb: &b [*a, *a]\nactivities: *b\n", `f.yaml:2: a: there is no such key; the keys here are activities, source
f.yaml:3: b: there is no such key; the keys here are activities, source
f.yaml:4: “*b” repeats another value, which is not read; write the value out, or put it in quotes if it is text`},
	})
}
