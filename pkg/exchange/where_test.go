package exchange

import (
	"fmt"
	"testing"

	"dontblink.dev/pkg/fault"
)

func TestMistakesInContentAreFoundInTheFile(t *testing.T) {
	t.Parallel()
	const text = `source: x
activities:
  - headline: b
    key: a
    kind: panel
    when: 2024-01
    zone: Europe/Rome
    rule: embargo
    until: 2024-02
    topics:
      - c
      - d
    links:
      - {verb: read}
      - verb: watch
        label: e
        url: http://example.org
    segments:
      - name: f
        rule: embargo
        until: 2024-03
      - name: g
        rule:
          kind: embargo
          until:
            from: 2024-03
            zone: Asia/Tokyo
    body:
      one
    follow_ups:
      - key: h
        when:
          from: 2024-03
          to: 2024-02
        zone: UTC
    relations:
      - follows: i
`
	item := items(t, "f.yaml", text)[0]
	for field, want := range map[string]string{
		"":                            "f.yaml:3: a: s",
		"headline":                    "f.yaml:3: a: headline: s",
		"place":                       "f.yaml:3: a: place: s",
		"kinds":                       "f.yaml:5: a: kind: s",
		"kinds[0]":                    "f.yaml:5: a: kind[0]: s",
		"when":                        "f.yaml:6: a: when: s",
		"when.from":                   "f.yaml:6: a: when.from: s",
		"when.zone":                   "f.yaml:7: a: when.zone: s",
		"zone":                        "f.yaml:7: a: zone: s",
		"rule":                        "f.yaml:8: a: rule: s",
		"rule.kind":                   "f.yaml:8: a: rule.kind: s",
		"rule.until":                  "f.yaml:9: a: rule.until: s",
		"rule.until.from":             "f.yaml:9: a: rule.until.from: s",
		"topics[1]":                   "f.yaml:12: a: topics[1]: s",
		"topics[7]":                   "f.yaml:10: a: topics[7]: s",
		"links[0].url":                "f.yaml:14: a: links[0].url: s",
		"links[1].url":                "f.yaml:17: a: links[1].url: s",
		"segments[0].rule.until":      "f.yaml:21: a: segments[0].rule.until: s",
		"segments[1].rule.until.to":   "f.yaml:25: a: segments[1].rule.until.to: s",
		"segments[1].rule.until.zone": "f.yaml:27: a: segments[1].rule.until.zone: s",
		"body[0].segment":             "f.yaml:29: a: body[0].segment: s",
		"follow_ups[0].when.to":       "f.yaml:34: a: follow_ups[0].when.to: s",
		"follow_ups[0].when.zone":     "f.yaml:35: a: follow_ups[0].when.zone: s",
		"relations[0].key":            "f.yaml:37: a: relations[0].key: s",
		"people[3].name":              "f.yaml:3: a: people[3].name: s",
	} {
		got := fmt.Sprint(item.Refuse(fault.Mistakes{{Field: field, Sentence: "s"}})[0])
		if got != want {
			t.Errorf("%q is refused as %q, want %q", field, got, want)
		}
	}
}

func TestMistakesInAnEditionAreFoundInTheFile(t *testing.T) {
	t.Parallel()
	const text = `pillars:
  - id: a
    from: 2022-12
    priorities:
      - {id: b}
  - id: c
    priorities:
      - id: d
        name: e
furniture:
  - part: f
`
	file, _ := open("e.yaml", text)
	for field, want := range map[string]string{
		"team.zone":                     "e.yaml:1: team.zone: s",
		"pillars[0].from":               "e.yaml:3: pillars[0].from: s",
		"pillars[1].from":               "e.yaml:6: pillars[1].from: s",
		"pillars[1].priorities[0].name": "e.yaml:9: pillars[1].priorities[0].name: s",
		"furniture[0].text":             "e.yaml:11: furniture[0].text: s",
	} {
		got := fmt.Sprint(file.Refuse(fault.Mistakes{{Field: field, Sentence: "s"}})[0])
		if got != want {
			t.Errorf("%q is refused as %q, want %q", field, got, want)
		}
	}
}

func TestMistakesInALineOfJSONAreOnThatLine(t *testing.T) {
	t.Parallel()
	all := items(t, "f.jsonl", "\n"+`{"source":"x","key":"a","links":[{"url":"b"}]}`)
	got := fmt.Sprint(all[0].Refuse(fault.Mistakes{{Field: "links[0].url", Sentence: "s"}})[0])
	if want := "f.jsonl:2: a: links[0].url: s"; got != want {
		t.Errorf("refused as %q, want %q", got, want)
	}
}
