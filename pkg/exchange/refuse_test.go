package exchange

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// refusalsOf returns everything that is refused in a text, as people see it.
func refusalsOf(name, text string) []string {
	var all Refusals
	file, refusals := open(name, text)
	all.Add(refusals...)
	if file != nil {
		for _, refusals := range file.Items() {
			all.Add(refusals...)
		}
	}
	if all.Err() == nil {
		return nil
	}
	return strings.Split(all.Error(), "\n")
}

type refusalTest struct {
	name, text string
	want       string
}

func testRefusals(t *testing.T, file string, tests []refusalTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := refusalsOf(file, test.text)
			if diff := cmp.Diff(strings.Split(test.want, "\n"), got); diff != "" {
				t.Errorf("%q is refused otherwise (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

const activityKeys = "announcement, body, by, follow_ups, headline, jurisdictions, key, kind, links, organisations, people, pillar, pillar_reason, " +
	"place, priorities, relations, rule, segments, series, status, status_reason, tell_in, topics, until, when, withdrawn, zone"

func TestKeysAreRefused(t *testing.T) {
	t.Parallel()
	testRefusals(t, "f.yaml", []refusalTest{
		{"unknown, and nothing is like it", inFileOf("foobar: a"),
			`f.yaml:4: a: foobar: there is no such key; the keys here are ` + activityKeys},
		{"misspelt", inFileOf("headlin: a\nfollow-ups: []"), `f.yaml:4: a: headlin: there is no such key; did you mean “headline”?
f.yaml:5: a: follow-ups: there is no such key; did you mean “follow_ups”?`},
		{"by another name", inFileOf("title: a\ndate: 2024\ntags: [b]\nlinks: [{title: c, href: d}]"), `f.yaml:4: a: title: there is no such key; did you mean “headline”?
f.yaml:5: a: date: there is no such key; did you mean “when”?
f.yaml:6: a: tags: there is no such key; did you mean “topics”?
f.yaml:7: a: links[0].title: there is no such key; did you mean “label”?
f.yaml:7: a: links[0].href: there is no such key; did you mean “url”?`},
		{"by another name, misspelt", inFileOf("titel: a"), `f.yaml:4: a: titel: there is no such key; did you mean “headline”?`},
		{"the rest of a text", inFileOf("links: [{label: read, write and edit}]"),
			`f.yaml:4: a: links[0].write and edit: there is no such key; if it is the rest of a text with a comma, put that text in quotes`},
		{"twice", inFileOf("headline: a\nplace: b\nheadline: c"), `f.yaml:6: a: headline: the key stands here again, first on line 4; keep one of the two`},
		{"twice on a line", inFileOf("links: [{url: a, url: b}]"), `f.yaml:4: a: links[0].url: the key stands twice; keep one of the two`},
		{"a list as a key", inFileOf("[a]: b"), `f.yaml:4: a: a list stands here; write a key, which is one word`},
		{"a mapping as a key", inFileOf("? {a: b}\n: c"), `f.yaml:4: a: keys and values stand here; write a key, which is one word`},
		{"merging", inFileOf("<<: {place: b}"), `f.yaml:4: a: “<<” would merge other values in, which is not read; write their keys out here`},
		{"the source of one activity", inFileOf("source: y"), `f.yaml:4: a: source: the source stands once, at the top of the file; take it away here`},
		{"at the top", "sourc: x\nactivitis: b\n", `f.yaml:1: sourc: there is no such key; did you mean “source”?
f.yaml:2: activitis: there is no such key; did you mean “activities”?
f.yaml:1: the source is missing; write at the top source: and a word that names where these activities come from
f.yaml:1: the activities are missing; write them as a list under activities:`},
	})
}

func TestActivitiesWithoutNamesAreRefused(t *testing.T) {
	t.Parallel()
	testRefusals(t, "f.yaml", []refusalTest{
		{"the same key twice", inFileOf("place: b") + "  - key: b\n  - place: d\n    key: a\n",
			`f.yaml:7: a: key: the activity of line 3 has the same key; give each its own, or keep one of the two`},
		{"no key", "source: x\nactivities:\n  - headline: a\n  - key: ''\n", `f.yaml:3: the key is missing; write key: and a word that names this activity within its source for ever
f.yaml:4: the key is missing; write key: and a word that names this activity within its source for ever`},
		{"a key with a blank", "source: x\nactivities:\n  - key: 'a '\n", `f.yaml:3: a : key: a blank stands before or after the text; take it away`},
		{"a long key", "source: x\nactivities:\n  - key: " + strings.Repeat("a", 201) + "\n", `f.yaml:3: key: this has 201 characters; write 200 at the most`},
		{"no source", "activities:\n  - key: a\n", `f.yaml:1: the source is missing; write at the top source: and a word that names where these activities come from`},
		{"no activities", "source: x\n", `f.yaml:1: the activities are missing; write them as a list under activities:`},
		{"nothing under activities", "source: x\nactivities:\n", `f.yaml:2: activities: no activity stands here; write at least one, as a list`},
		{"an empty list", "source: x\nactivities: []\n", `f.yaml:2: activities: no activity stands here; write at least one, as a list`},
		{"a word", "source: x\nactivities: b\n", `f.yaml:2: “b” stands here; write an activity: key:, headline:, kind:, when: and the rest`},
		{"no reason for a withdrawal", inFileOf("withdrawn: true"), `f.yaml:4: a: withdrawn: say why the activity was withdrawn, in a few words; leave the key out if it was not`},
		{"an empty reason for a withdrawal", inFileOf("withdrawn: ' '"), `f.yaml:4: a: withdrawn: say why the activity was withdrawn, in a few words; leave the key out if it was not`},
	})
}

func TestValuesOfAnotherKindAreRefused(t *testing.T) {
	t.Parallel()
	testRefusals(t, "f.yaml", []refusalTest{
		{"a list for text", inFileOf("headline: [a]"), `f.yaml:4: a: headline: a list stands here; write one text, in quotes if it begins with a bracket or holds a colon`},
		{"a mapping for text", inFileOf("headline: {a: b}"), `f.yaml:4: a: headline: keys and values stand here; write one text, in quotes if it begins with a bracket or holds a colon`},
		{"a mapping in a list of texts", inFileOf("topics: [Section 230: the case]"), `f.yaml:4: a: topics[0]: keys and values stand here; write one text, in quotes if it begins with a bracket or holds a colon`},
		{"an empty entry", inFileOf("topics:\n  -\n  - b"), `f.yaml:5: a: topics[0]: nothing stands here; write a text, or take the empty entry away`},
		{"text for links", inFileOf("links: https://example.org"), `f.yaml:4: a: links: “https://example.org” stands here; write a link, as {verb: read, label: …, url: …}`},
		{"text for a person", inFileOf("people:\n  - Jo"), `f.yaml:5: a: people[0]: “Jo” stands here; write a person, as {name: …, role: …, organisation: …, part: speaker}`},
		{"text for an organisation", inFileOf("organisations: [UN, ~]"), `f.yaml:4: a: organisations[0]: “UN” stands here; write an organisation, as {name: …, part: host}
f.yaml:4: a: organisations[1]: nothing stands here; write an organisation, as {name: …, part: host}`},
		{"text for a segment", inFileOf("segments: [a]"), `f.yaml:4: a: segments[0]: “a” stands here; write a segment, as {name: …, rule: …}`},
		{"text for a follow-up", inFileOf("follow_ups: [a]"), `f.yaml:4: a: follow_ups[0]: “a” stands here; write a follow-up, as {key: …, what: …, when: …}`},
		{"a list for a passage", inFileOf("body: [[a]]"), `f.yaml:4: a: body[0]: a list stands here; write the text, or {segment: …, text: …}`},
		{"yes for true", inFileOf("announcement: yes"), `f.yaml:4: a: announcement: “yes” stands here; write true or false, without quotes`},
		{"true in quotes", inFileOf("announcement: 'true'"), `f.yaml:4: a: announcement: “true” stands here; write true or false, without quotes`},
		{"words for numbers", inFileOf("series: {number: one, of: 0}"), `f.yaml:4: a: series.number: “one” stands here; write a whole number from 1, without quotes
f.yaml:4: a: series.of: “0” stands here; write a whole number from 1, without quotes`},
		{"a list for a series", inFileOf("series: [a]"), `f.yaml:4: a: series: a list stands here; write {name: …, number: 1, of: 2}`},
		{"a list for a date", inFileOf("when: [2024-01]"), `f.yaml:4: a: when: a list stands here; write a day as 2024-01-31, a moment as 2024-01-31T19:30, a month as 2024-01, a year as 2024, or {from: …, to: …}`},
		{"an unknown end of a range", inFileOf("when: {form: 2024}"), `f.yaml:4: a: when.form: there is no such key; did you mean “from”?`},
		{"two zones", inFileOf("when: {from: 2024, zone: UTC}\nzone: UTC"), `f.yaml:5: a: zone: the zone stands here and with the date; keep one of the two`},
		{"a word for a relation", inFileOf("relations: [b]"), `f.yaml:4: a: relations[0]: “b” stands here; write a relation, as {rests_on: key-of-the-other}; rests_on, part_of, outcome_of or follows`},
		{"an empty relation", inFileOf("relations: [{}]"), `f.yaml:4: a: relations[0]: nothing stands here; write a relation, as {rests_on: key-of-the-other}; rests_on, part_of, outcome_of or follows`},
		{"two relations in one", inFileOf("relations:\n  - rests_on: b\n    part_of: c"), `f.yaml:6: a: relations[0].part_of: one entry holds one relation; begin a new one`},
		{"a list for the other's key", inFileOf("relations: [{rests_on: [b]}]"), `f.yaml:4: a: relations[0].rests_on: a list stands here; write the key of the other activity`},
		{"an unknown relation", inFileOf("relations: [{rest_on: b}]"), `f.yaml:4: a: relations[0].rest_on: there is no such key; did you mean “rests_on”?`},
		{"an end without an embargo", inFileOf("until: 2024-01-01"), `f.yaml:4: a: until: until ends an embargo; write rule: embargo beside it`},
		{"two ends", inFileOf("rule: {kind: embargo, until: 2024}\nuntil: 2024"), `f.yaml:5: a: until: until stands here and within the rule; keep one of the two`},
		{"a zone without an end", inFileOf("segments: [{name: s, rule: public, zone: UTC}]"), `f.yaml:4: a: segments[0].zone: this zone has no until: beside it; write the zone of the activity beside its when:`},
		{"a list for a rule", inFileOf("rule: [public]"), `f.yaml:4: a: rule: a list stands here; write public, chatham-house, internal, embargo or legal-hold`},
		{"a list for the source", "source: [x]\nactivities: [{key: b}]\n", `f.yaml:1: source: a list stands here; write one text, in quotes if it begins with a bracket or holds a colon`},
		{"a list at the top", "- a\n- b\n", `f.yaml:1: a list stands here; write source: and a name at the top, and the activities under activities:`},
		{"text at the top", "hello\n", `f.yaml:1: “hello” stands here; write source: and a name at the top, and the activities under activities:`},
	})
}

func TestCharactersThatNoTextMayHoldAreRefused(t *testing.T) {
	t.Parallel()
	testRefusals(t, "f.yaml", []refusalTest{
		{"no UTF-8", inFileOf("place: b\nheadline: a\xffb"), `f.yaml:5: a: byte 16 of this line is not UTF-8; save the file as UTF-8`},
		{"half a character", inFileOf("headline: é\xc3"), `f.yaml:4: a: byte 17 of this line is not UTF-8; save the file as UTF-8`},
		{"UTF-16", "\xff\xfes\x00", `f.yaml:1: this is UTF-16; save it as UTF-8`},
		{"NUL", inFileOf("headline: a\x00b"), `f.yaml:4: a: a control character (U+0000) stands at byte 16 of this line; take it away`},
		{"a bell", inFileOf("headline: a\x07b"), `f.yaml:4: a: a control character (U+0007) stands at byte 16 of this line; take it away`},
		{"a lone carriage return", inFileOf("headline: a\rb"), `f.yaml:4: a: a control character (U+000D) stands at byte 16 of this line; take it away`},
		{"a control of Latin-1", inFileOf("headline: a\u0085b"), `f.yaml:4: a: a control character (U+0085) stands at byte 16 of this line; take it away`},
		{"no character", inFileOf("headline: a\ufffeb"), `f.yaml:4: a: a control character (U+FFFE) stands at byte 16 of this line; take it away`},
		{"NUL, escaped", inFileOf(`headline: "a\0b"`), `f.yaml:4: a: headline: a control character (U+0000) stands in this text; take it away`},
		{"an escape of the terminal, escaped", inFileOf(`body: "a\x1b[31m"`), `f.yaml:4: a: body: a control character (U+001B) stands in this text; take it away`},
		{"a tab in a line", inFileOf(`headline: "a\tb"`), `f.yaml:4: a: headline: a tab stands in this text; write a space`},
		{"a headline of two lines", inFileOf("headline: |\n  a\n  b"), `f.yaml:4: a: headline: this goes over several lines; write one`},
		{"a key that steers the terminal", inFileOf(`"\e[31mred": b`), "f.yaml:4: a: �[31mred: there is no such key; the keys here are " + activityKeys},
	})
}

func TestEditionsAreRefused(t *testing.T) {
	t.Parallel()
	testRefusals(t, "e.yaml", []refusalTest{
		{"unknown keys", "team:\n  namme: b\npillars:\n  - id: c\n    priorities:\n      - {id: d, title: e}\n", `e.yaml:2: team.namme: there is no such key; did you mean “name”?
e.yaml:6: pillars[0].priorities[0].title: there is no such key; did you mean “name”?`},
		{"wrong kinds", "team: b\npublications: c\nfurniture: [d]\npillars:\n  - e\n  - priorities: [f]\n",
			`e.yaml:1: team: “b” stands here; write {name: …, zone: Etc/UTC, languages: [en]}
e.yaml:2: publications: “c” stands here; write a publication, as {id: …, series: …, title: …, from: 2024-01}
e.yaml:3: furniture[0]: “d” stands here; write furniture, as {part: welcome, from: 2024-01, text: …}
e.yaml:5: pillars[0]: “e” stands here; write a pillar, as {id: …, name: …, subtitle: …, from: 2024-01, priorities: […]}
e.yaml:6: pillars[1].priorities[0]: “f” stands here; write a priority, as {id: …, name: …}`},
		{"activities beside it", "source: x\nteam: {name: b}\n", `e.yaml:1: activities and an edition stand in one file; write two`},
	})
}
