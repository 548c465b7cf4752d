package faults_test

import (
	"bytes"
	"context"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// JetStream drops what it cannot read without a word. So whatever is done to its files, the product has to see it, or it did no harm; and
// what was seen is restored from the archive.
func TestDamageToTheStoreIsSeenAndRestored(t *testing.T) {
	atLength(t)
	t.Parallel()
	w := filled(t)
	moment, seen := chance(t), 0
	for range often(1, 20, 200) {
		copied := duplicate(t, w.dir)
		what := damage(t, filepath.Join(copied, "nats", "jetstream"), moment)
		if found, told := notices(t, copied); found {
			seen++
			t.Logf("%s: seen: %s", what, told)
			typed(t, "restore", "--data", copied)
		} else {
			t.Logf("%s: did no harm, as it seems", what)
		}
		one := &users{ledger: w.ledger, dir: copied}
		one.audit(t, raise(t, copied))
		if t.Failed() {
			t.Fatalf("this is after %s", what)
		}
	}
	t.Logf("%d times damage was seen and restored", seen)
	if seen == 0 {
		t.Error("no damage did any harm: this shows nothing")
	}
}

// filled is a folder in which users were at work, ended in order, with all that they did in the archive.
func filled(t *testing.T) *users {
	t.Helper()
	dir := localtest.Dir(t)
	typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	u := raise(t, dir)
	w := employ(t, dir, 4)
	w.grown(t, 100)
	w.home(t)
	archived(t, dir)
	u.end(t)
	return w
}

// archived waits until the archive holds what the log holds.
func archived(t *testing.T, dir string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "keeper"), time.Minute)
	defer cancel()
	keeper := apiv1connect.NewKeeperClient(api(dir))
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		status, err := keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
		if err == nil && status.GetArchived() >= status.GetLog() {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("after a minute the archive is not where the log is: %v, %v", status, err)
		}
	}
}

// duplicate copies a data folder as it is, owners and all.
func duplicate(t *testing.T, dir string) string {
	t.Helper()
	copied := localtest.Dir(t)
	if out, err := exec.CommandContext(t.Context(), "cp", "-a", dir+"/.", copied).CombinedOutput(); err != nil {
		t.Fatalf("copy %s: %v\n%s", dir, err, out)
	}
	return copied
}

// damage does something to one file of the store, as a disk does, and says what.
func damage(t *testing.T, store string, chance *rand.Rand) string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(store, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.Contains(path, "/streams/"+eventlog.StreamName+"/") {
			return err
		}
		info, err := entry.Info()
		if err == nil && info.Size() > 0 {
			files = append(files, path)
		}
		return err
	})
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files in %s: %v", len(files), store, err)
	}
	path := files[chance.IntN(len(files))]
	// Most of what a disk holds is events.
	if i := slices.IndexFunc(files, func(f string) bool { return strings.HasSuffix(f, ".blk") }); i >= 0 && chance.IntN(2) == 0 {
		path = files[i]
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at, what := chance.IntN(len(content)), ""
	switch chance.IntN(3) {
	case 0:
		content[at] ^= 1 << chance.IntN(8)
		what = "a bit turned over"
	case 1:
		content = content[:at]
		what = "cut short"
	case 2:
		page := content[at/4096*4096 : min(len(content), at/4096*4096+4096)]
		copy(page, bytes.Repeat([]byte{0}, len(page)))
		what = "a page of zeros"
	}
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return what + " in " + filepath.Base(path)
}

// notices starts `up` on a folder and says whether it sees that something is wrong: by refusing to start, or by what verify says.
func notices(t *testing.T, dir string) (bool, string) {
	t.Helper()
	u := begin(t, dir)
	if !u.stands(t) {
		return true, lastLine(u.said.String())
	}
	path, _ := binary()
	out, err := exec.CommandContext(t.Context(), path, "verify", "--data", dir).CombinedOutput()
	u.end(t)
	return err != nil, lastLine(string(out))
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
