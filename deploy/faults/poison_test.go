package faults_test

import (
	"context"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// A row cannot hold a NUL, and nothing mends that. So the things it happened to stand still for ever, whoever is killed, and all others go on.
func TestPoisonStopsWhatItHappenedToAndNothingElse(t *testing.T) {
	atLength(t)
	t.Parallel()
	dir := localtest.Dir(t)
	typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	u, moment := raise(t, dir), chance(t)
	w := employ(t, dir, 4)
	poisoned := map[string]uint64{}
	for n := range often(1, 6, 40) {
		w.grown(t, 10)
		wait(0, 300*time.Millisecond, moment)
		u.kill()
		if n < 5 { // one in a hundred is too many
			w.poison(t, poisoned)
		}
		u = raise(t, dir)
		tell(t, "kills of a log with poison in it", n, w.ledger)
	}
	w.grown(t, 10)
	w.home(t)
	stands(t, dir, poisoned)
	w.audit(t, u)
	t.Logf("%d things stand still", len(poisoned))
}

// poison has something happen to a new thing and to one that people work on, past the recorder, while nothing runs.
func (u *users) poison(t *testing.T, poisoned map[string]uint64) {
	t.Helper()
	nul := &eventv1.Activity{
		Headline: "A \x00 talk", Kinds: []string{"talk"}, Status: "done", When: &eventv1.When{From: "2024-01"}, Priorities: []string{"privacy"},
	}
	within(t, u.dir, func(g *host.Ground) {
		u.mu.Lock()
		old, fresh := thing.Activity(u.known[len(u.known)-1]), thing.Activity(uuid.NewString())
		u.known = append(u.known, fresh.ID)
		u.mu.Unlock()
		h, err := g.Log.Load(t.Context(), old)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range g.Log.AppendAll(t.Context(), []eventlog.Entry{
			{Command: mallory(), Thing: old, After: h.At(), Events: []proto.Message{&eventv1.ActivityAmended{Activity: nul, Paths: []string{"headline"}}}},
			{Command: mallory(), Thing: fresh, Events: []proto.Message{&eventv1.ActivityRecorded{Activity: nul}}},
		}) {
			if r.Err != nil {
				t.Fatal(r.Err)
			}
		}
		for _, p := range []thing.Thing{old, fresh} {
			if _, twice := poisoned[p.String()]; !twice {
				poisoned[p.String()] = 1
			}
		}
	})
}

func mallory() eventlog.Command {
	return eventlog.Command{ID: uuid.NewString(), Actor: "mallory", Source: "/test", Time: now}
}

// stands waits until exactly these things stand still, each with so many events put aside at the least.
func stands(t *testing.T, dir string, want map[string]uint64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "keeper"), time.Minute)
	defer cancel()
	keeper := apiv1connect.NewKeeperClient(api(dir))
	got := map[string]uint64{}
	for ctx.Err() == nil {
		status, err := keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
		if err == nil && status.GetProjected() == status.GetLog() && int(status.GetParked()) >= len(want) {
			break
		}
		wait(20*time.Millisecond, 40*time.Millisecond, chance(t))
	}
	answer, err := keeper.ListParked(ctx, &apiv1.ListParkedRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range answer.GetParked() {
		if got[p.GetThing()] = p.GetEvents(); want[p.GetThing()] == 0 {
			t.Errorf("%s should not stand still: %s", p.GetThing(), p.GetWhy())
		}
	}
	if a, b := slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want)); !slices.Equal(a, b) {
		t.Errorf("these things stand still: %v, want these: %v", a, b)
	}
	for of, events := range want {
		if got[of] < events {
			t.Errorf("of %s %d events are put aside, want %d", of, got[of], events)
		}
	}
}

// As when somebody laid a rule on the rows by hand that some activities break, and took it away again.
func TestWhatIsMendedIsTakenUpWhoeverIsKilledMeanwhile(t *testing.T) {
	atLength(t)
	t.Parallel()
	dir := localtest.Dir(t)
	typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	u, moment := raise(t, dir), chance(t)
	w := employ(t, dir, 4)
	for n := range often(1, 2, 12) {
		w.grown(t, 10)
		// Another word each time: whoever amends one of the last time touches its old row too.
		word := fmt.Sprintf("Poison %d.", n)
		alter(t, dir, "add constraint mine check (headline not like '"+word+"%') not valid")
		breaking := map[string]uint64{}
		for range 8 {
			breaking[w.breaks(t, word)] = 1
			if moment.IntN(2) == 0 {
				u.kill()
				u = raise(t, dir)
			}
		}
		stands(t, dir, breaking)
		alter(t, dir, "drop constraint mine")
		kills := 0
		for of := range breaking {
			for !w.unpark(t, of, func() {
				if kills < 5 {
					wait(0, 30*time.Millisecond, moment)
					kills++
					u.kill()
					u = raise(t, dir)
				}
			}) {
			}
		}
		stands(t, dir, nil)
		tell(t, "times of eight things mended", n, w.ledger)
	}
	w.grown(t, 3)
	w.home(t)
	w.audit(t, u)
}

// breaks records what the rule refuses, and amends it, so that something waits behind.
func (u *users) breaks(t *testing.T, word string) (of string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "mallory"), time.Minute)
	defer cancel()
	recorder := apiv1connect.NewRecorderClient(api(u.dir))
	record := &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: &eventv1.Activity{
		Headline: word, Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-05-03"}, Priorities: []string{"privacy"},
	}}
	answer, err := recorder.Record(ctx, record)
	if err != nil {
		t.Fatal(err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	// From now on people amend it too.
	u.known = append(u.known, answer.GetId())
	u.issue(record.GetCommandId(), thing.Activity(answer.GetId()), 1)
	u.acknowledge(record.GetCommandId(), eventlog.At{})
	return thing.Activity(answer.GetId()).String()
}

// unpark has a thing taken up while something else happens, and reports whether it was, or had been.
func (u *users) unpark(t *testing.T, of string, meanwhile func()) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "keeper"), 30*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := apiv1connect.NewKeeperClient(api(u.dir)).Unpark(ctx, &apiv1.UnparkRequest{Thing: of})
		done <- err
	}()
	meanwhile()
	err := <-done
	switch {
	case err == nil || strings.Contains(err.Error(), "nothing that is called"):
		return true
	case strings.Contains(err.Error(), "still cannot be applied"):
		t.Fatalf("unpark %s after it was mended: %v", of, err)
	case ctx.Err() != nil:
		t.Fatalf("unpark %s is not answered in half a minute: %v", of, err)
	}
	return false
}

// When many things cannot be applied the fault lies elsewhere: all stops, and nothing more is taken down.
func TestTheTwentyFirstThingStopsAllUntilItIsMended(t *testing.T) {
	atLength(t)
	t.Parallel()
	dir := localtest.Dir(t)
	typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	u := raise(t, dir)
	w := &users{ledger: newLedger(), dir: dir}
	w.shared = true
	alter(t, dir, "add constraint mine check (headline not like 'Poison%') not valid")
	breaking := map[string]uint64{}
	for n := range 20 {
		if n%10 == 0 { // or it were more than one in a hundred
			typed(t, "import", "--data", dir, many(t, n, 1000))
		}
		breaking[w.breaks(t, "Poison")] = 1
	}
	stands(t, dir, breaking)
	typed(t, "import", "--data", dir, many(t, 20, 1000))
	w.breaks(t, "Poison")
	for range 2 {
		stopped(t, dir, "20 things stand still already")
		u.kill()
		u = raise(t, dir)
	}
	stopped(t, dir, "20 things stand still already")
	alter(t, dir, "drop constraint mine")
	u.kill()
	u = raise(t, dir)
	stands(t, dir, breaking) // and not the last, which is applied now
	for of := range breaking {
		if !w.unpark(t, of, func() {}) {
			t.Errorf("%s is not taken up", of)
		}
	}
	stands(t, dir, nil)
	w.breaks(t, "Poison")
	w.audit(t, u)
}

// stopped waits until the product says that all stands still and why, and sees that nothing is taken down.
func stopped(t *testing.T, dir, why string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "keeper"), 30*time.Second)
	defer cancel()
	for {
		status, err := apiv1connect.NewKeeperClient(api(dir)).GetStatus(ctx, &apiv1.GetStatusRequest{})
		if err == nil && status.GetState() == projection.Stopped && strings.Contains(status.GetWhy(), why) {
			break
		}
		if ctx.Err() != nil {
			t.Fatalf("after half a minute it has not stopped because %q: %v, %v", why, status, err)
		}
		wait(20*time.Millisecond, 40*time.Millisecond, chance(t))
	}
	taken(t, dir, false)
}

// taken sees whether a command is taken down.
func taken(t *testing.T, dir string, want bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "user"), 30*time.Second)
	defer cancel()
	_, err := apiv1connect.NewRecorderClient(api(dir)).Record(ctx, &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: &eventv1.Activity{
		Headline: "A talk", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-05-03"}, Priorities: []string{"privacy"},
	}})
	if (err == nil) != want {
		t.Errorf("a command is answered with %v; it should be taken: %t", err, want)
	}
}

// many is a file of so many activities.
func many(t *testing.T, of, n int) string {
	t.Helper()
	var text strings.Builder
	for i := range n {
		fmt.Fprintf(&text, `{"source":"load","key":"%d-%d","headline":"Imported %d","kind":"panel","when":"2024-05-02","priorities":["privacy"]}`+"\n", of, i, i)
	}
	path := filepath.Join(t.TempDir(), "many.jsonl")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// alter changes the table of activities that is read, under a running `up`.
func alter(t *testing.T, dir, how string) {
	t.Helper()
	pool := rows(t, dir)
	slot, ok, err := projection.Serving(t.Context(), pool, readmodel.Version)
	if err != nil || !ok {
		t.Fatalf("no rows serve: %v", err)
	}
	if _, err := pool.Exec(t.Context(), "alter table "+slot+".activity "+how); err != nil {
		t.Fatal(err)
	}
}

// rows opens the Postgres beneath a running `up`.
func rows(t *testing.T, dir string) *pgxpool.Pool {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(content), "\n")
	address := url.URL{Scheme: "postgres", Path: "/dontblink", RawQuery: url.Values{
		"host": {lines[4]}, "port": {lines[3]}, "user": {"dontblink"}, "sslmode": {"disable"},
	}.Encode()}
	pool, err := pgxpool.New(t.Context(), address.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}
