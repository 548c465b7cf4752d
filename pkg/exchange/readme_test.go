package exchange

import (
	"os"
	"strings"
	"testing"
)

func TestTheExampleInTheREADMEIsRead(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(readme), "```yaml\n")
	example, _, _ := strings.Cut(rest, "```")
	all := items(t, "readme.yaml", example)
	if len(all) != 1 || all[0].Content.GetBody()[1].GetSegment() != "Questions" {
		t.Errorf("read %v, want one activity whose second passage is of the segment Questions", all)
	}
}

// TestEveryKeyIsInTheREADME keeps the two from drifting apart.
func TestEveryKeyIsInTheREADME(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range lineFields.names() {
		if !strings.Contains(string(readme), "`"+name+"`") {
			t.Errorf("the README does not tell of the key %s", name)
		}
	}
}
