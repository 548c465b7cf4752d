package faults_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"dontblink.dev/deploy/faults/lossy"
)

// Each activity is sealed with a key that lies in Postgres. An acknowledged event whose key was not on disk is lost, however well the log
// kept it, so here the power goes under both at one moment.
func TestAPowerCutUnderTheWholeFolderTakesNoKeyAndNoEvent(t *testing.T) {
	atLength(t)
	t.Parallel()
	for name, torn := range map[string]bool{"what was not synced is gone": false, "what was not synced is torn": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var tear *rand.Rand
			if torn {
				tear = chance(t)
			}
			disk, dir := insert(t)
			typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
			// The product has to ask for what it needs, whatever the database's own setting is.
			say(t, dir, "synchronous_commit = off")
			u, moment, lost := stand(t, dir), chance(t), 0
			w := employ(t, dir, 6)
			times := often(1, 4, 50)
			for n := range times {
				w.grown(t, 20)
				wait(0, 400*time.Millisecond, moment)
				lost += blackout(t, disk, u, tear)
				u = stand(t, dir)
				tell(t, "power cuts", n, w.ledger)
			}
			w.grown(t, 3)
			w.home(t)
			archived(t, dir)
			u.end(t)
			t.Logf("%d power cuts, %d bytes forgotten, %d syncs", times, lost, disk.Syncs())
			// Looked at elsewhere: whoever serves a file system must not wait for it.
			one := &users{ledger: w.ledger, dir: duplicate(t, dir)}
			one.audit(t, raise(t, one.dir))
		})
	}
}

// The guard of the test above: a Postgres that does not sync takes keys with it, and the test sees it.
func TestAPowerCutTakesKeysFromAPostgresThatDoesNotSync(t *testing.T) {
	atLength(t)
	t.Parallel()
	disk, dir := insert(t)
	typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	say(t, dir, "fsync = off")
	u := stand(t, dir)
	w := employ(t, dir, 6)
	w.grown(t, 100)
	w.stop()
	w.all.Wait()
	blackout(t, disk, u, nil)
	one := &users{ledger: w.ledger, dir: duplicate(t, dir)}
	after := begin(t, one.dir)
	if !after.stands(t) {
		t.Logf("after it, nothing starts: %s", lastLine(after.said.String()))
		return
	}
	after.end(t)
	f, err := one.examine(t)
	if err == nil && len(f.lost)+len(f.wrong) == 0 {
		t.Error("nothing was lost by a Postgres that does not sync: this disk forgets nothing of it, so the test of power cuts shows nothing")
	}
	t.Logf("%d findings, %v", len(f.lost)+len(f.wrong), err)
}

// say adds a setting to those of the Postgres in a folder.
func say(t *testing.T, dir, setting string) {
	t.Helper()
	file, err := os.OpenFile(filepath.Join(dir, "postgres", "data", "postgresql.conf"), os.O_WRONLY|os.O_APPEND, 0)
	if err == nil {
		_, err = file.WriteString(setting + "\n")
		err = errors.Join(err, file.Sync(), file.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// stand is raise on a disk that is taken out when the test ends: by then no process may use it.
func stand(t *testing.T, dir string) *up {
	t.Helper()
	t.Cleanup(func() { deserted(t, dir) })
	return raise(t, dir)
}

// blackout takes the power from the disk and from all processes on it, and says how many bytes that cost.
func blackout(t *testing.T, disk *lossy.Disk, u *up, torn *rand.Rand) (lost int) {
	t.Helper()
	// Stopped first: whoever is told by the disk that it has gone must not tell anybody else.
	_ = u.cmd.Process.Signal(syscall.SIGSTOP)
	disk.Darken()
	powerButton(t, u)
	deserted(t, u.dir)
	return disk.Cut(torn)
}

// deserted waits until the last process of a killed `up` has ended: Postgres' own notice at leisure that the first of them is gone. Each
// holds the same lock.
func deserted(t *testing.T, dir string) {
	t.Helper()
	file, err := os.Open(filepath.Join(dir, "postgres", "running"))
	if err != nil {
		return // it never came so far
	}
	defer file.Close()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); wait(10*time.Millisecond, 20*time.Millisecond, chance(t)) {
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err == nil {
			return
		}
	}
	t.Errorf("a minute after it was killed, processes of the Postgres in %s are still there", dir)
}
