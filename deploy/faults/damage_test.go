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
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
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
	all := &damages{harmless: map[string]int{}}
	t.Cleanup(func() {
		t.Logf("%d times damage was seen at the start, within %.1f s, and restored; it did no harm to these files: %v",
			all.seen, all.longest.Seconds(), all.harmless)
		if all.seen == 0 {
			t.Error("no damage did any harm: this shows nothing")
		}
	})
	const lanes = 4
	for lane := range lanes {
		t.Run(strconv.Itoa(lane), func(t *testing.T) {
			t.Parallel()
			moment := chance(t)
			for range often(1, 20, 200) / lanes {
				if damaged(t, w, all, moment); t.Failed() {
					return
				}
			}
		})
	}
}

// damages are what became of all of them.
type damages struct {
	mu       sync.Mutex
	seen     int
	longest  time.Duration
	harmless map[string]int
}

func (d *damages) note(t *testing.T, told, file string, after time.Duration) {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if told == "" {
		d.harmless[strings.TrimLeft(file, "0123456789")]++
	} else {
		d.seen, d.longest = d.seen+1, max(d.longest, after)
	}
	t.Logf("%d times damage was seen, within %.1f s; it did no harm to these files: %v", d.seen, d.longest.Seconds(), d.harmless)
}

// damaged damages a copy of the folder, sees what the start makes of it, has it restored, and looks whether all is as it was.
func damaged(t *testing.T, w *users, all *damages, moment *rand.Rand) {
	t.Helper()
	one := &users{ledger: w.ledger, dir: duplicate(t, w.dir)}
	what, file := damage(t, filepath.Join(one.dir, "nats", "jetstream"), moment)
	told, after := notices(t, one.dir)
	all.note(t, told, file, after)
	if told != "" {
		t.Logf("%s in %s: %s", what, file, told)
		typed(t, "restore", "--data", one.dir)
	}
	u := raise(t, one.dir)
	taken(t, one.dir, true)
	one.audit(t, u)
	if remove(t, one.dir); t.Failed() {
		t.Errorf("this is after %s in %s", what, file)
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

// damage does something to one file of the store, as a disk does, and says what and to which.
func damage(t *testing.T, store string, chance *rand.Rand) (what, file string) {
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
	at := chance.IntN(len(content))
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
	return what, filepath.Base(path)
}

// startPatience is how long a start on a damaged store may take until it says what is missing. The log here is short.
const startPatience = 30 * time.Second

// notices starts `up` on a folder and returns what the start says is wrong and how long that took: it ends with a word, or it stands and
// takes nothing down. It says nothing where the log is whole, which verify has to confirm then.
func notices(t *testing.T, dir string) (told string, after time.Duration) {
	t.Helper()
	began := time.Now()
	u := begin(t, dir)
	if !u.stands(t) {
		return lastLine(u.said.String()), time.Since(began)
	}
	defer u.end(t)
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "keeper"), startPatience)
	defer cancel()
	status, err := apiv1connect.NewKeeperClient(api(dir)).GetStatus(ctx, &apiv1.GetStatusRequest{})
	if after = time.Since(began); after > startPatience {
		t.Errorf("it took %s to see whether the log is whole", after)
	}
	switch {
	case err != nil:
		t.Errorf("who asks how it stands hears: %v", err)
	case status.GetState() == projection.Stopped:
		if taken(t, dir, false); !strings.Contains(status.GetWhy(), "`dontblink restore`") {
			t.Errorf("it has stopped, and does not say what to do: %s", status.GetWhy())
		}
		return status.GetWhy(), after
	}
	if out, err := tried(t, "verify", "--data", dir); err != nil {
		t.Errorf("the start has seen nothing, and verify says: %s", out)
	}
	return "", after
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}
