package eventlog_test

import (
	"errors"
	"strings"
	"testing"

	"dontblink.dev/pkg/fault"
)

func TestAVerdictStandsUntilItIsLifted(t *testing.T) {
	t.Parallel()
	log, _ := open(t)
	mine, err := log.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	others, err := log.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := others.Pass(t.Context()); err != nil {
		t.Errorf("without a verdict = %v, want that commands pass", err)
	}
	if err := mine.Refuse(t.Context(), "event 2 is of a type that nobody knows"); err != nil {
		t.Fatal(err)
	}
	if err := others.Pass(t.Context()); !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "event 2") {
		t.Errorf("with a verdict = %v, want a refusal that says why", err)
	}
	for range 2 { // lifting what is lifted is nothing
		if err := mine.Lift(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := others.Pass(t.Context()); err != nil {
		t.Errorf("after the verdict was lifted = %v, want that commands pass", err)
	}
}
