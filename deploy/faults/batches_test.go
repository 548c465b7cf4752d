package faults_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

var properties = map[string][]string{
	"projection": {"TestBatchesOfAnySizeGiveTheSameRowsWhereverTheyBreak"},
	"readmodel":  {"TestHoweverEventsAreCutIntoBatchesTheRowsAreTheSame", "TestHoweverEventsAreCutWhatIsSearchedIsTheSame"},
}

// The properties stand beside what they are about; here they are only tried more often.
func TestRowsAreTheSameHoweverEventsComeInBatches(t *testing.T) {
	atLength(t)
	t.Parallel()
	for name, tests := range properties {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), "go", "test", "-count=1", "-v", "-timeout=2h", "-run=^("+strings.Join(tests, "|")+")$",
				"dontblink.dev/pkg/"+name, fmt.Sprintf("-rapid.checks=%d", often(0, 30, 10_000)))
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, property := range tests {
				if !strings.Contains(string(out), "--- PASS: "+property) {
					t.Errorf("%s did not run: has it another name now?\n%s", property, out)
				}
			}
		})
	}
}
