package dontblink

import (
	"bytes"
	"strings"
	"testing"
)

func TestFlagsThatExcludeEachOtherAreForTheUserToMend(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"list --month 2024-01 --from 2024-01", "likely --month 2024-01 --to 2024-02", "not-advocacy 12345678 --series --only"} {
		var out, complaint bytes.Buffer
		code := Main(append(strings.Fields(line), "--data", t.TempDir()), &out, &complaint)
		if code != exitYours || !strings.Contains(complaint.String(), "exclude each other: take one") {
			t.Errorf("%s ends with %d and says %q", line, code, complaint.String())
		}
	}
}
