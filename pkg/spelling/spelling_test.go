package spelling_test

import (
	"strings"
	"testing"

	"dontblink.dev/pkg/spelling"
)

func TestDistanceCountsSlips(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"a", "", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}, {"panel", "panel", 0}, {"panel", "pannel", 1},
		{"Zürich", "Zurich", 1}, {"ab", "ba", 2},
	} {
		if got := spelling.Distance(c.a, c.b); got != c.want || spelling.Distance(c.b, c.a) != got {
			t.Errorf("from %q to %q are %d slips, want %d, and as many back", c.a, c.b, got, c.want)
		}
	}
}

func TestTheNearestWordIsTheOneThatWasMeant(t *testing.T) {
	t.Parallel()
	known := []string{"privacy", "human-rights", "copyright", "ai"}
	for word, want := range map[string]string{
		"privcy": "privacy", "Privacy ": "privacy", "priv": "privacy", "human": "human-rights", "copyrihgt": "copyright", "al": "ai",
		"": "", "climate": "", "co": "", strings.Repeat("privacy", 1<<16): "",
	} {
		if got := spelling.Nearest(word, known); got != want {
			t.Errorf("%.20q is taken for %q, want %q", word, got, want)
		}
	}
	if got := spelling.Nearest("privacy", []string{strings.Repeat("privacy", 1<<16)[:1<<16], "piracy"}); !strings.HasPrefix(got, "privacy") {
		t.Errorf("what begins alike is taken for %.20q", got)
	}
	if got := spelling.Nearest("privacy", nil); got != "" {
		t.Errorf("of no words, %q is the nearest", got)
	}
}
