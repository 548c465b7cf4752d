package dontblink_test

import (
	"fmt"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// weekly writes a calendar with a call that takes place so many times, a week apart: the first one was eight days ago.
func weekly(ts *testscript.TestScript, _ bool, args []string) {
	begins := time.Now().UTC().AddDate(0, 0, -8).Format("20060102")
	calendar := fmt.Sprintf("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nX-WR-CALNAME:Team\r\nBEGIN:VEVENT\r\nUID:call@example.org\r\nSUMMARY:Weekly call\r\n"+
		"DTSTART:%sT100000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY;COUNT=%s\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n", begins, args[1])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(calendar), 0o600))
}
