package fault_test

import (
	"errors"
	"fmt"
	"testing"

	"dontblink.dev/pkg/fault"
)

func TestAFaultIsASentenceOfItsKind(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("import march.yaml: %w", fault.New(fault.Conflict, "somebody was faster"))
	if got := err.Error(); got != "import march.yaml: somebody was faster" {
		t.Errorf("text = %q", got)
	}
	if !errors.Is(err, fault.Conflict) || errors.Is(err, fault.Invalid) {
		t.Errorf("%v is of the wrong kind", err)
	}
}

func TestMistakesAreInvalidAndALineEach(t *testing.T) {
	t.Parallel()
	var m fault.Mistakes
	if m.Err() != nil {
		t.Error("no mistakes are an error")
	}
	m.Add("when", "say when")
	m.Add("", "there is nothing")
	if got := m.Err(); !errors.Is(got, fault.Invalid) || got.Error() != "when: say when\nthere is nothing" {
		t.Errorf("mistakes = %q", got)
	}
}
