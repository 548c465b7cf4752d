package faults_test

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/uuid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// A backup is taken under load, and more is done and erased after it. Going back to it takes nothing away in silence, and brings nothing back
// that was erased.
func TestAnOlderBackupBringsBackWhatItHoldsAndNothingThatWasErased(t *testing.T) {
	atLength(t)
	t.Parallel()
	for n := range often(1, 1, 15) {
		dir := localtest.Dir(t)
		w, before := backedUp(t, dir)
		backup := filepath.Join(dir+"-backup", "b.tar")
		for name, lost := range map[string]func(*testing.T, aged, map[string]*issued, string){
			"the log is lost": logLost, "all is lost but the master key": allLost, "Postgres is lost": rowsLost,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				lost(t, w, before, backup)
			})
		}
		tell(t, "older backups", n, w.ledger)
	}
}

// aged is users who were at work before a backup, while it was made, and after it; one thing was erased after it.
type aged struct {
	*users
	erased thing.Thing
	// meanwhile are the commands that may be in the backup or not.
	meanwhile map[string]*issued
}

// backedUp is a folder that was backed up under load, and what was acknowledged before that; nothing runs there any more.
func backedUp(t *testing.T, dir string) (aged, map[string]*issued) {
	t.Helper()
	typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	u := raise(t, dir)
	w := aged{users: employ(t, dir, 4)}
	w.grown(t, 50)
	before := w.answered()
	folder := dir + "-backup"
	t.Cleanup(func() { os.RemoveAll(folder) })
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	typed(t, "backup", "--data", dir, filepath.Join(folder, "b.tar"))
	w.meanwhile = w.answered()
	w.grown(t, 50)
	w.home(t)
	for _, id := range slices.Sorted(maps.Keys(before)) {
		w.erased = before[id].thing
	}
	w.erase(t)
	archived(t, dir)
	u.end(t)
	return w, before
}

// in is the same in another folder.
func (w aged) in(dir string) aged {
	w.users = &users{ledger: w.ledger, dir: dir}
	return w
}

// answered are the commands that were acknowledged up to now.
func (l *ledger) answered() map[string]*issued {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := map[string]*issued{}
	for id, c := range l.commands {
		if c.became == acknowledged {
			all[id] = c
		}
	}
	return all
}

func (w *aged) erase(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "keeper"), time.Minute)
	defer cancel()
	request := &apiv1.EraseActivityRequest{CommandId: uuid.NewString(), Id: w.erased.ID, Reason: "a test"}
	if _, err := apiv1connect.NewRecorderClient(api(w.dir)).EraseActivity(ctx, request); err != nil {
		t.Fatal(err)
	}
}

// logLost: what is newer than the backup lies in the archive, so the backup is refused until somebody says that older is meant.
func logLost(t *testing.T, w aged, before map[string]*issued, backup string) {
	t.Helper()
	copied := duplicate(t, w.dir)
	remove(t, filepath.Join(copied, "nats"))
	if out, err := tried(t, "restore", "--data", copied, "--from", backup); err == nil || !strings.Contains(out, "--older") {
		t.Fatalf("a backup that knows less than the archive: %v: %s", err, out)
	}
	whole := duplicate(t, copied)
	typed(t, "restore", "--data", whole)
	one := &users{ledger: w.ledger, dir: whole}
	one.audit(t, raise(t, whole))
	if out := typed(t, "restore", "--data", copied, "--from", backup, "--older"); !strings.Contains(out, "put aside in Postgres") {
		t.Errorf("going back says nothing of what was put aside: %s", out)
	}
	wentBack(t, w.in(copied), before, true)
}

// allLost: another machine, on which there are a backup and the master key.
func allLost(t *testing.T, w aged, before map[string]*issued, backup string) {
	t.Helper()
	empty := localtest.Dir(t)
	key, err := os.ReadFile(filepath.Join(w.dir, "master.key"))
	if err == nil {
		err = os.WriteFile(filepath.Join(empty, "master.key"), key, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	typed(t, "restore", "--data", empty, "--from", backup)
	there := w.in(empty)
	there.erased = thing.Thing{} // nobody there has heard of it
	wentBack(t, there, before, false)
}

// rowsLost: the log is there, and with it the word that something was erased, but the keys are those of the backup. What was sealed with a
// later key nobody can read again; then it has to say so and stop, rather than tell half of it.
func rowsLost(t *testing.T, w aged, _ map[string]*issued, backup string) {
	t.Helper()
	copied := duplicate(t, w.dir)
	remove(t, filepath.Join(copied, "postgres"))
	typed(t, "restore", "--data", copied, "--from", backup)
	u := raise(t, copied)
	lost := w.in(copied)
	if why := settled(t, copied); why != "" {
		if !strings.Contains(why, "restore the keys from a backup") {
			t.Errorf("it stops, and says nothing of keys: %s", why)
		}
		taken(t, copied, false)
		t.Logf("keys of later than the backup are lost: %s", why)
		return
	}
	gone(t, lost)
	var back int
	err := rows(t, copied).QueryRow(t.Context(), `select count(*) from keys.key join keys.destroyed using (id)`).Scan(&back)
	var buried int
	err = errors.Join(err, rows(t, copied).QueryRow(t.Context(), `select count(*) from keys.destroyed`).Scan(&buried))
	if err != nil || back > 0 || buried == 0 {
		t.Errorf("of %d keys that the log says are destroyed, %d came back with the backup: %v", buried, back, err)
	}
	lost.audit(t, u)
}

// settled waits until lists and counts follow the log, or have stopped, and returns why.
func settled(t *testing.T, dir string) (why string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "keeper"), 2*time.Minute)
	defer cancel()
	for {
		status, err := apiv1connect.NewKeeperClient(api(dir)).GetStatus(ctx, &apiv1.GetStatusRequest{})
		switch {
		case ctx.Err() != nil:
			t.Fatalf("for two minutes it neither follows the log nor stops: %v, %v", status, err)
		case err == nil && status.GetState() == projection.Stopped:
			return status.GetWhy()
		case err == nil && status.GetState() == projection.Live && status.GetProjected() == status.GetLog():
			return ""
		}
		wait(20*time.Millisecond, 40*time.Millisecond, chance(t))
	}
}

// wentBack holds a folder that was brought back from a backup against what was acknowledged before that.
func wentBack(t *testing.T, w aged, before map[string]*issued, aside bool) {
	t.Helper()
	back := &users{ledger: w.wentBackTo(before), dir: w.dir}
	u := raise(t, w.dir)
	later := w.answered()
	maps.DeleteFunc(later, func(id string, _ *issued) bool { return before[id] != nil })
	if w.erased != (thing.Thing{}) {
		gone(t, w)
	}
	if aside {
		var known int
		if err := rows(t, w.dir).QueryRow(t.Context(), `select count(*) from unnest($1::text[]) as sent (id)
			where exists (select 1 from archive_replaced_1.event where position(convert_to(sent.id, 'UTF8') in header) > 0)`,
			slices.Collect(maps.Keys(later))).Scan(&known); err != nil || known != len(later) {
			t.Errorf("of %d commands that were acknowledged after the backup, %d are put aside: %v", len(later), known, err)
		}
	}
	back.audit(t, u)
	t.Logf("%d commands of before are back, %d came later", len(before), len(later))
}

// gone sees that an erased thing is told of nowhere.
func gone(t *testing.T, w aged) {
	t.Helper()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "reader"), time.Minute)
	defer cancel()
	insights := apiv1connect.NewInsightsClient(api(w.dir))
	found, err := insights.GetActivity(ctx, &apiv1.GetActivityRequest{Id: w.erased.ID})
	for errors.Is(err, fault.Unavailable) && ctx.Err() == nil { // rows are just being made anew
		found, err = insights.GetActivity(ctx, &apiv1.GetActivityRequest{Id: w.erased.ID})
	}
	if !errors.Is(err, fault.NotFound) {
		t.Errorf("what was erased after the backup is back: %v, %v", found, err)
	}
}

func remove(t *testing.T, path string) {
	t.Helper()
	if err := os.RemoveAll(path); err != nil {
		t.Fatal(err)
	}
}

// A restore that is killed leaves the folder as it was, done, or in between; then nothing begins a log there, and a second restore ends it.
func TestARestoreThatIsKilledIsEndedByTheNext(t *testing.T) {
	atLength(t)
	t.Parallel()
	dir := localtest.Dir(t)
	typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml", many(t, 0, 2000))
	w, before := backedUp(t, dir)
	backup := filepath.Join(dir+"-backup", "b.tar")
	for name, c := range map[string]struct {
		args   []string
		ledger *ledger
		damage func(*testing.T, string)
	}{
		"from the archive": {nil, w.ledger, damageAll},
		// The log is whole, and what it has more than the backup must not come back by the second restore either.
		"from an older backup": {[]string{"--from", backup, "--older"}, w.wentBackTo(before), func(*testing.T, string) {}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			takes, moment, met := time.Duration(0), chance(t), map[string]int{}
			for n := range 1 + often(1, 5, 60) {
				broken := &users{ledger: c.ledger, dir: duplicate(t, dir)}
				c.damage(t, broken.dir)
				args := append([]string{"restore", "--data", broken.dir}, c.args...)
				if n > 0 {
					met[killed(t, broken.dir, args, takes, moment)]++
				}
				began := time.Now()
				typed(t, args...)
				if n == 0 {
					takes = time.Since(began)
				}
				broken.audit(t, raise(t, broken.dir))
				tell(t, "killed restores", n, c.ledger)
				if remove(t, broken.dir); t.Failed() {
					return
				}
			}
			t.Logf("the restore was killed %v", met)
		})
	}
}

// wentBackTo is what the ledger says when only what was acknowledged before is to be there: what came after the backup is not, as if it had
// been refused.
func (w aged) wentBackTo(before map[string]*issued) *ledger {
	back := &ledger{shared: true, commands: maps.Clone(before)}
	for id, c := range w.answered() {
		if before[id] != nil {
			continue
		}
		later := &issued{thing: c.thing, events: c.events}
		if w.meanwhile[id] == nil {
			later.became = refused
		}
		back.commands[id] = later
	}
	return back
}

// damageAll takes most of the log away, and leaves the rest.
func damageAll(t *testing.T, dir string) {
	t.Helper()
	blocks, err := filepath.Glob(filepath.Join(dir, "nats", "jetstream", "*", "streams", eventlog.StreamName, "msgs", "*"))
	if err != nil || len(blocks) == 0 {
		t.Fatalf("no block in %s: %v", dir, err)
	}
	for _, block := range blocks {
		if err := os.Truncate(block, 1000); err != nil {
			t.Fatal(err)
		}
	}
}

// killed kills a restore at some moment, sees that no log is begun or gone on with, and says when it was.
func killed(t *testing.T, dir string, args []string, takes time.Duration, moment *rand.Rand) string {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), path, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	wait(0, takes, moment)
	_ = cmd.Process.Signal(syscall.SIGKILL)
	if err := cmd.Wait(); err == nil {
		return "when it was done"
	}
	if _, err := os.Lstat(filepath.Join(dir, "nats.restoring")); err != nil {
		return "before it changed anything"
	}
	out, err := tried(t, "import", "--data", dir, many(t, 99, 1))
	if err == nil || !strings.Contains(out, "a restore was broken off") {
		t.Errorf("after a restore that was killed in between, the next start says: %v: %s", err, out)
	}
	return "in between"
}
