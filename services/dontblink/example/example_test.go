package example_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/services/dontblink/example"
)

// names of the files that the binary imports when it shows itself.
var names = []string{"edition.yaml", "january-2024.yaml"}

// read reads a file of the example as the importer does.
func read(t *testing.T, name string) *exchange.File {
	t.Helper()
	text, err := example.Files.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	f, refusals := exchange.Open(name, bytes.NewReader(text), int64(len(text)))
	if len(refusals) > 0 {
		t.Fatalf("%s is refused: %v", name, refusals)
	}
	return f
}

func TestNothingInTheExampleIsRefused(t *testing.T) {
	t.Parallel()
	ed := edition.Of(read(t, "edition.yaml").Edition())
	if mistakes := edition.Check(ed.Proto()); len(mistakes) > 0 {
		t.Error(mistakes)
	}
	n := 0
	for item, refusals := range read(t, "january-2024.yaml").Items() {
		n++
		if len(refusals) > 0 {
			t.Errorf("%s is refused: %v", item.Key, refusals)
		}
		if mistakes := activity.Check(item.Content, ed); len(mistakes) > 0 {
			t.Errorf("%s: %v", item.Key, mistakes)
		}
	}
	if n != 6 {
		t.Errorf("the example holds %d activities, want 6", n)
	}
}

func TestLinksOfTheExampleLeadNowhereReal(t *testing.T) {
	t.Parallel()
	for _, name := range names {
		text, err := example.Files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			_, link, found := strings.Cut(line, "url: ")
			leads := !slices.ContainsFunc([]string{`"https://example.org/`, `"mailto:youth@example.org`},
				func(prefix string) bool { return strings.HasPrefix(link, prefix) })
			if found && leads {
				t.Errorf("%s links to a real address: %s", name, strings.TrimSpace(line))
			}
		}
	}
}
