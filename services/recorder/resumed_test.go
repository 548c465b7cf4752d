package recorder_test

import (
	"fmt"
	"testing"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
)

// TestTheSameFileGoesOnWhereAnImportWasCutOff imports it as a member does who saw an import fail: as a new command, that knows nothing of the first.
func TestTheSameFileGoesOnWhereAnImportWasCutOff(t *testing.T) {
	t.Parallel()
	for _, after := range []int{1, 4, 9} {
		t.Run(fmt.Sprint("after ", after), func(t *testing.T) {
			t.Parallel()
			d := openBy(t, 2)
			d.cutOff(after, numbered(1))
			before := d.stories()
			again := d.imports("talks.jsonl", dozen(asItIs), numberedImport(2))
			if int(again.GetUnchanged()) < before[thing.KindActivity] || again.GetRecorded()+again.GetUnchanged() != 12 {
				t.Errorf("%d were there; again it is %v, want these unchanged and the rest recorded", before[thing.KindActivity], again)
			}
			if got := d.stories(); got[thing.KindActivity] != 12 || got[thing.KindPerson] != 5 {
				t.Errorf("the log tells of %v, want twelve activities and five people", got)
			}
		})
	}
}

// stories counts of how many things of each kind the log tells, and wants to hear of each once.
func (d *desk) stories() map[string]int {
	d.t.Helper()
	told := map[string]int{}
	_, err := d.log.Read(d.t.Context(), "", 0, func(r eventlog.Recorded) error {
		told[r.Thing.Kind]++
		if r.Thing.Kind != thing.KindEdition && r.Version != 1 {
			d.t.Errorf("%s is told of %d times", r.Thing, r.Version)
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return told
}
