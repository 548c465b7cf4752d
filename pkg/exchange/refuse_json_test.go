package exchange

import (
	"strings"
	"testing"
)

func TestJSONThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	// in puts lines into the activity "a"; they begin on line 3.
	in := func(lines string) string {
		return "{\"source\":\"x\",\"activities\":[\n{\"key\":\"a\",\n" + lines + "\n}\n]}\n"
	}
	testRefusals(t, "f.json", []refusalTest{
		{"a comma at the end", in(`"headline":"a",`), `f.json:4: a: a comma stands before the closing }; take it away`},
		{"no comma", in(`"headline":"a" "place":"b"`), `f.json:3: a: “"” stands where a comma or } belongs`},
		{"text over lines", in("\"body\":\"a\nb\""), `f.json:3: a: this text goes over the end of the line; close it with a quotation mark, and write \n for a line break within it`},
		{"a tab", in("\"body\":\"a\tb\""), `f.json:3: a: a tab stands in this text; write \t`},
		{"single quotes", in(`"headline":'a'`), `f.json:3: a: a single quotation mark stands here; JSON wants double ones`},
		{"no quotes", in(`"headline":a`), `f.json:3: a: “a” stands here without quotes; put text in double quotes`},
		{"a key without quotes", in(`headline:"a"`), `f.json:3: a: “h” stands where a key in double quotes belongs`},
		{"no colon", in(`"headline" "a"`), `f.json:3: a: a colon belongs after the key “headline”`},
		{"a date without quotes", in(`"when": 2024-01`), `f.json:3: a: this is no number; put it in double quotes if it is text or a date`},
		{"a zero before a number", in(`"when": 01`), `f.json:3: a: this is no number; put it in double quotes if it is text or a date`},
		{"an unknown escape", in(`"headline":"a\q"`), `f.json:3: a: a backslash stands here that JSON does not know; write two for one`},
		{"half a character", in(`"headline":"a\ud83d"`), `f.json:3: a: a backslash stands here that JSON does not know; write two for one`},
		{"a comment", in(`// b`), `f.json:3: a: JSON has no comments; take this one away, or name the file .yaml`},
		{"true for text", in(`"headline":true`), `f.json:3: a: headline: “true” stands here; write text, in quotes`},
		{"true in quotes", in(`"announcement":"true"`), `f.json:3: a: announcement: “true” stands here; write true or false, without quotes`},
		{"a number in quotes", in(`"series":{"number":"1"}`), `f.json:3: a: series.number: “1” stands here; write a whole number from 1, without quotes`},
		{"NUL", in(`"headline":"a\u0000b"`), `f.json:3: a: headline: a control character (U+0000) stands in this text; take it away`},
		{"a key twice", in("\"headline\":\"a\",\n\"headline\":\"b\""), `f.json:4: a: headline: the key stands here again, first on line 3; keep one of the two`},
		{"an open bracket", "{\"source\":\"x\",\n\"activities\":[\n\n", `f.json:2: what was opened on line 2 is never closed; a ] is missing`},
		{"an open quotation mark", `"a`, `f.json:1: this text has no closing quotation mark`},
		{"no value", `{"a":`, `f.json:1: nothing stands where a value belongs`},
		{"lines of JSON", "{\"source\":\"x\"}\n{\"source\":\"y\"}\n", `f.json:2: “{” stands after the end of what was opened on line 1; a file with one activity a line ends in .jsonl`},
		{"a list at the top", `[1]`, `f.json:1: a list stands here; write source: and a name at the top, and the activities under activities:`},
		{"nothing", "{}", `f.json:1: the source is missing; write at the top source: and a word that names where these activities come from
f.json:1: the activities are missing; write them as a list under activities:`},
		{"deep nesting", strings.Repeat("[", 100_000), `f.json:1: ` + tooDeep},
		{"no UTF-8", "{\n\"\xff\"}", `f.json:2: byte 2 of this line is not UTF-8; save the file as UTF-8`},
	})
}

func TestLinesOfJSONAreRefusedOneByOne(t *testing.T) {
	t.Parallel()
	testRefusals(t, "f.jsonl", []refusalTest{
		{"each for itself", `{"source":"x","key":"a","headlin":"b"}

{"source":"x","key":"a"}
{"source":"x","key":"b",
{"key":"c"}
{"source":"x"}
[]
{"source":"x","activities":[]}
{"source":"x","key":"d","key":"e"}
{"source":"x","key":"` + "f\xff" + `"}
{"source":"y","key":"a"}
`, `f.jsonl:1: a: headlin: there is no such key; did you mean “headline”?
f.jsonl:3: a: key: the activity of line 1 has the same key; give each its own, or keep one of the two
f.jsonl:4: b: nothing stands where a key in double quotes belongs
f.jsonl:5: c: the source is missing; write source and a word that names where these activities come from
f.jsonl:6: the key is missing; write key: and a word that names this activity within its source for ever
f.jsonl:7: a list stands here; write an activity: key:, headline:, kind:, when: and the rest
f.jsonl:8: a list of activities stands in one line; write one activity a line, each with its source, or name the file .json
f.jsonl:9: e: key: the key stands twice; keep one of the two
f.jsonl:10: f�: byte 23 of this line is not UTF-8; save the file as UTF-8`},
		{"blank lines", "\n \n", `f.jsonl:1: the file is empty; write one activity a line, as {"source": …, "key": …, "headline": …}`},
		{"a long line", `{"source":"x","key":"a","body":"` + strings.Repeat("a", 8<<20) + "\"}\n{\"source\":\"x\"}", `f.jsonl:1: this line has more than 8 MiB; an activity needs less
f.jsonl:2: the key is missing; write key: and a word that names this activity within its source for ever`},
		{"a body of five megabytes", `{"source":"x","key":"a","body":"` + strings.Repeat("a", 5<<20) + `"}`,
			`f.jsonl:1: a: body: the body has 5120 KiB; write 256 KiB at the most, and link to longer documents`},
	})
}
