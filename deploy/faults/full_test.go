package faults_test

import (
	"strings"
	"testing"
	"time"
)

func TestAFullDiskLosesNothingThatWasAcknowledgedAndSpaceMendsIt(t *testing.T) {
	t.Parallel()
	for name, restarted := range map[string]bool{"restarted once there is space": true, "killed while it is full": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fillDisk(t, restarted)
		})
	}
}

// fillDisk fills the disk under a log, looks at what clients are told, makes space, and starts the server anew.
func fillDisk(t *testing.T, spaceFirst bool) {
	t.Helper()
	disk, dir := insert(t)
	s := settings{Dir: dir + "/nats", Port: freePort(t)}
	p := start(t, s)
	logs, l, moment := clients(t, 8, p.url), newLedger(), chance(t)
	w := work(t, l, 50, logs...)
	for range often(1, 4, 40) {
		w.grown(t, 100)
		disk.Room(20 << 10)
		told := w.refusal(t)
		t.Logf("with a full disk clients hear: %s", told)
		if !strings.Contains(told, "disk") {
			t.Errorf("clients hear %q: nobody learns from that to make space on the disk", told)
		}
		wait(0, time.Second, moment)
		if spaceFirst {
			disk.Room(1 << 30)
		}
		p.kill()
		disk.Room(1 << 30)
		p = start(t, s)
	}
	w.grown(t, 100)
	w.stopped(t)
	l.audit(t, open(t, connect(t, p.url)))
}
