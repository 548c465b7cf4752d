package faults_test

import (
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"dontblink.dev/deploy/faults/lossy"
)

// insert mounts a lossy disk for this test.
func insert(t *testing.T) (disk *lossy.Disk, dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "dontblink-lossy-") //nolint:usetesting // t would remove it before it is unmounted
	if err != nil {
		t.Fatal(err)
	}
	disk, err = lossy.Mount(dir)
	if err != nil {
		os.Remove(dir)
		t.Skipf("power cannot be cut on this machine: it wants /dev/fuse, and root or fusermount: %v", err)
	}
	t.Cleanup(func() {
		if err := disk.Unmount(); err != nil {
			t.Errorf("unmount %s: %v", dir, err)
		}
		os.Remove(dir)
	})
	return disk, dir
}

func TestAPowerCutLosesNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	for name, torn := range map[string]bool{"what was not synced is gone": false, "what was not synced is torn": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var tear *rand.Rand
			if torn {
				tear = chance(t)
			}
			cutPower(t, often(2, 8, 50), false, tear).report(t)
		})
	}
}

// The guard of the test above: a server that does not sync loses what it acknowledged, and the test sees it.
func TestAPowerCutTakesMuchFromALogThatDoesNotSync(t *testing.T) {
	t.Parallel()
	f := cutPower(t, 1, true, nil)
	if len(f.lost) == 0 {
		t.Error("nothing was lost without syncing: this disk forgets nothing, so the test of power cuts shows nothing")
	}
	t.Logf("%d acknowledged commands were lost in one cut, as they should be", len(f.lost))
}

// cutPower cuts the power of a server under load so many times, and holds what is left against what clients were told.
func cutPower(t *testing.T, times int, forgetful bool, torn *rand.Rand) findings {
	t.Helper()
	disk, dir := insert(t)
	s := settings{Dir: dir + "/nats", Port: freePort(t), Forgetful: forgetful}
	moment := chance(t)
	l, lost := newLedger(), 0
	p := start(t, s)
	logs := clients(t, 8, p.url)
	for range times {
		w := work(t, l, 50, logs...)
		w.grown(t, 100)
		wait(50*time.Millisecond, 400*time.Millisecond, moment)
		p.kill()
		w.stopped(t)
		lost += disk.Cut(torn)
		p = start(t, s)
		if forgetful {
			// The stream itself may be gone, without which nobody goes on.
			logs = clients(t, 1, p.url)
		}
	}
	if !forgetful {
		w := work(t, l, 50, logs...)
		w.grown(t, 100)
		w.stopped(t)
	}
	f, err := l.check(t.Context(), logs[0])
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d cuts, %d bytes forgotten, %d syncs, %d commands acknowledged, %d unknown", times, lost, disk.Syncs(), l.count(acknowledged), len(l.open()))
	return f
}
