package render_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/digest/internal/january"
	"dontblink.dev/pkg/digest/render"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var update = flag.Bool("update", false, "write the golden files anew")

// drafted returns the issue of these months.
func drafted(tb testing.TB, address string, m digest.Material, ed *edition.Edition) *eventv1.Issue {
	tb.Helper()
	months, err := digest.ParseAddress(address)
	if err != nil {
		tb.Fatal(err)
	}
	frame, entries, err := digest.Draft("", months, m, ed)
	if err != nil {
		tb.Fatal(err)
	}
	issue := &eventv1.Issue{}
	for _, event := range digest.Redraft(nil, "dont-blink", months, frame, entries) {
		digest.Apply(issue, event)
	}
	return issue
}

func TestIssuesPrintAsTheyDidBefore(t *testing.T) {
	t.Parallel()
	for name, issue := range map[string]*eventv1.Issue{
		"january-2024":    drafted(t, "2024-01", january.Material(), january.Edition()),
		"two-months":      drafted(t, "2024-07..2024-08", summer(), january.Edition()),
		"across-the-year": drafted(t, "2023-12..2024-01", acrossTheYear(), january.Edition()),
		"empty":           drafted(t, "2024-03", digest.Material{}, january.Edition()),
		"hostile":         drafted(t, "2024-01", hostile(), hostileEdition()),
	} {
		markdown, err := render.Markdown(issue)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".md", markdown)
		html, err := render.HTML(issue)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name+".html", string(html))
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; write it with go test ./digest/render -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got); if that is meant, go test ./digest/render -update:\n%s", name, diff)
	}
}

func summer() digest.Material {
	return digest.Material{Activities: []digest.Candidate{
		{ID: "talks", Version: 2, Pillar: "model", Content: &eventv1.Activity{
			Headline: "Meeting regulators and affiliates at three days of talks about platforms run by their communities",
			When:     &eventv1.When{From: "2024-07-30", To: "2024-08-01"},
			Links: []*eventv1.Link{
				{Verb: "read", Label: "programme", Url: "https://example.org/talks?day=1&track=(policy)"},
				{Verb: "watch", Label: "Opening panel", Url: "https://example.org/talks/opening"},
				{Verb: "read", Label: "our summary", Url: "https://example.org/talks/summary"},
				{Verb: "read", Label: "notes of the working groups", Url: "https://example.org/talks/notes"},
				{Verb: "register", Label: "next talks", Url: "https://example.org/talks/next"},
				{Verb: "learn", Label: "how to take part", Url: "https://example.org/talks/part"},
			},
			Body: []*eventv1.Passage{{Text: "Three questions came up again and again:\n\n1. Who decides what stays?\n2. Who pays?\n\n   Not the " +
				"volunteers, said *everyone*.\n3. Who is *heard*?\n\n## What we asked for\n\nA rule like the one in the [second draft][1]:\n\n" +
				"```\na provider that its users moderate\n\nis not a provider that moderates\n```\n\n[1]: https://example.org/draft-2"}},
			FollowUps: []*eventv1.FollowUp{
				{What: "Reading the third draft", When: &eventv1.When{From: "2024-09", To: "2024-10"}, Hedge: "tentative"},
				{What: "Hour for questions", When: &eventv1.When{From: "2024-09-03T16:00", Zone: "America/New_York"}, Url: "https://example.org/hour", Hedge: "expected"},
				{What: "Vote", When: &eventv1.When{From: "2024-09-04"}, Hedge: "firm"},
				{What: "Breakfast", When: &eventv1.When{From: "2024-09-05"}, State: "waived", StateReason: "no room"},
			},
		}},
		{ID: "letter", Version: 1, Pillar: "model", Content: &eventv1.Activity{
			Headline: "Signing an open letter on the right to link",
			When:     &eventv1.When{From: "2024-07-02"},
			Links:    []*eventv1.Link{{Verb: "sign", Label: "letter", Url: "https://example.org/letter"}},
			Body:     []*eventv1.Passage{{Text: "Eighty organisations signed with us; see the [list][1].\n\n[1]: <https://example.org/signed>"}},
		}},
	}}
}

func acrossTheYear() digest.Material {
	m := january.Material()
	m.Activities = append(m.Activities[:1], digest.Candidate{ID: "vigil", Version: 1, Content: &eventv1.Activity{
		Headline: "Keeping watch over two bills through the holidays",
		When:     &eventv1.When{From: "2023-12-27", To: "2024-01-04"},
		Body:     []*eventv1.Passage{{Text: "Nothing moved, and we know that nothing did."}},
	}})
	return m
}
