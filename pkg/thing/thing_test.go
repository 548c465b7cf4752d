package thing_test

import (
	"testing"

	"dontblink.dev/pkg/thing"
)

func TestIDsNeverChange(t *testing.T) {
	t.Parallel()
	// Every log rests on this: an id that comes out otherwise names another thing.
	const want = "392db6e4-c15b-5892-bba6-65f388e5cde0"
	if got := thing.ID("activity", "global-advocacy", "cria-2024"); got != want {
		t.Errorf("ID = %s, want %s", got, want)
	}
}

func TestPartsDoNotRunTogether(t *testing.T) {
	t.Parallel()
	if thing.ID("ab", "c") == thing.ID("a", "bc") {
		t.Error("(ab, c) and (a, bc) have one id")
	}
}

func TestAThingReadsBackAsItIsWritten(t *testing.T) {
	t.Parallel()
	for _, want := range []thing.Thing{thing.Activity("x"), thing.Person("y"), thing.Issue("2024-07..2024-08"), thing.Edition} {
		if got := thing.Parse(want.String()); got != want {
			t.Errorf("Parse(%q) = %v", want.String(), got)
		}
	}
}
