package figure_test

import (
	"testing"

	"dontblink.dev/pkg/figure"
)

func TestAFigureIsReadWithWhatItCounts(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "0 entries", 1: "1 entry", 2: "2 entries", 999: "999 entries", 1000: "1,000 entries", 12_345: "12,345 entries", 1_000_001: "1,000,001 entries",
	} {
		if got := figure.Counted(n, "entry", "entries"); got != want {
			t.Errorf("%d of them read %q, want %q", n, got, want)
		}
	}
}
