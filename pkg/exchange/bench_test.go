package exchange

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// lines returns as many activities as JSON Lines, each as long as one with three paragraphs is.
func lines(b *testing.B, n int) string {
	b.Helper()
	paragraph := strings.Repeat("What a “paragraph” says of the law and of those who write it. ", 7)
	var out bytes.Buffer
	for i := range n {
		err := WriteJSONLine(&out, "our-team", fmt.Sprintf("activity-%d", i), &eventv1.Activity{
			Headline: "Telling a parliament what its bill would do to volunteers, and what it might say instead", Kinds: []string{"hearing"},
			Status: "done", By: []string{"staff"}, When: &eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"}, Place: "Washington, US",
			Jurisdictions: []string{"US"}, Priorities: []string{"privacy", "expression"}, Topics: []string{"a bill"},
			Links:         []*eventv1.Link{{Verb: "read", Label: "what we said", Url: "https://example.org/what-we-said"}},
			People:        []*eventv1.Participation{{Name: "Ada Example", Role: "Counsel", Organisation: "An Organisation", Part: "speaker"}},
			Organisations: []*eventv1.Participation{{Name: "A Parliament", Part: "host"}, {Name: "An Organisation", Part: "speaker"}},
			Body:          []*eventv1.Passage{{Text: paragraph + "\n\n" + paragraph + "\n\n" + paragraph + "\n"}},
			FollowUps:     []*eventv1.FollowUp{{Key: "vote", What: "The vote", When: &eventv1.When{From: "2024-03-01"}}},
		}, "")
		if err != nil {
			b.Fatal(err)
		}
	}
	return out.String()
}

func BenchmarkJSONLines(b *testing.B) {
	const n = 10_000
	text := lines(b, n)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		file, refusals := open("f.jsonl", text)
		for _, more := range file.Items() {
			refusals = append(refusals, more...)
		}
		if len(refusals) > 0 {
			b.Fatal(refusals[0])
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "lines/s")
}

func BenchmarkYAML(b *testing.B) {
	var text strings.Builder
	text.WriteString("source: x\nactivities:\n")
	for i := range 1000 {
		fmt.Fprintf(&text, "  - key: activity-%d\n    headline: b\n    kind: [c]\n    when: 2024-01-31\n    links:\n"+
			"      - {verb: read, label: d, url: \"https://example.org\"}\n    body: |\n%s", i, strings.Repeat("      what stands in a paragraph, line by line\n", 20))
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		file, refusals := open("f.yaml", text.String())
		for _, more := range file.Items() {
			refusals = append(refusals, more...)
		}
		if len(refusals) > 0 {
			b.Fatal(refusals[0])
		}
	}
}

func BenchmarkWriteJSONLine(b *testing.B) {
	file, _ := open("f.jsonl", lines(b, 1))
	for item := range file.Items() {
		b.ReportAllocs()
		for b.Loop() {
			if err := WriteJSONLine(&bytes.Buffer{}, item.Source, item.Key, item.Content, ""); err != nil {
				b.Fatal(err)
			}
		}
	}
}
