package faults_test

import (
	"context"
	"syscall"
	"testing"
	"time"

	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

func TestNothingAcknowledgedIsLostWhicheverPartIsKilled(t *testing.T) {
	t.Parallel()
	for _, part := range []struct {
		name  string
		times int
		end   func(*testing.T, *up)
	}{
		// `make check` does this one twenty times, in deploy/e2e.
		{"the log and the services, which are one process", often(0, 0, 200), func(_ *testing.T, u *up) { u.kill() }},
		{"Postgres", often(0, 20, 200), endPostgres},
		{"all at one moment", often(0, 10, 50), powerButton},
	} {
		t.Run(part.name, func(t *testing.T) {
			t.Parallel()
			if part.times == 0 {
				t.Skip("takes a while: make faults, make faults-full")
			}
			killAgainAndAgain(t, part.times, part.end)
		})
	}
}

func killAgainAndAgain(t *testing.T, times int, end func(*testing.T, *up)) {
	t.Helper()
	dir := localtest.Dir(t)
	typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	u, moment := raise(t, dir), chance(t)
	w := employ(t, dir, 6)
	for n := range times {
		w.grown(t, 3)
		wait(0, 400*time.Millisecond, moment)
		end(t, u)
		u = raise(t, dir)
		tell(t, "kills", n, w.ledger)
	}
	w.grown(t, 3)
	w.home(t)
	w.audit(t, u)
}

// endPostgres ends the rows beneath `up`, which then ends by itself: it does not go on without them.
func endPostgres(t *testing.T, u *up) {
	t.Helper()
	if err := syscall.Kill(u.postmaster(t), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	select {
	case <-u.ended:
	case <-timer.C:
		t.Fatal("a minute after Postgres was killed, up has neither ended nor said why")
	}
}

// powerButton ends both before either can notice.
func powerButton(t *testing.T, u *up) {
	t.Helper()
	postmaster := u.postmaster(t)
	_ = syscall.Kill(postmaster, syscall.SIGSTOP)
	_ = u.cmd.Process.Signal(syscall.SIGSTOP)
	_ = syscall.Kill(postmaster, syscall.SIGKILL)
	u.kill()
}

func TestARebuildThatIsKilledUnderLoadLeavesTheRowsSound(t *testing.T) {
	atLength(t)
	t.Parallel()
	dir := localtest.Dir(t)
	typed(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	u, moment := raise(t, dir), chance(t)
	w := employ(t, dir, 4)
	w.grown(t, 100) // so that there is something to make anew
	finished := 0
	for n := range often(1, 10, 60) {
		w.grown(t, 3)
		tell(t, "kills in a rebuild", n, w.ledger)
		done := rebuilding(t, dir)
		wait(0, time.Second, moment)
		u.kill()
		if <-done {
			finished++
		}
		u = raise(t, dir)
	}
	if !<-rebuilding(t, dir) {
		t.Error("after the last kill a rebuild does not come to its end")
	}
	w.home(t)
	w.audit(t, u)
	t.Logf("%d rebuilds had come to their end before the kill", finished)
}

// rebuilding asks for a rebuild; what comes says whether it came to its end.
func rebuilding(t *testing.T, dir string) <-chan bool {
	t.Helper()
	done := make(chan bool, 1)
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "keeper"), time.Minute)
	t.Cleanup(cancel)
	go func() {
		_, err := apiv1connect.NewKeeperClient(api(dir)).Rebuild(ctx, &apiv1.RebuildRequest{})
		done <- err == nil
	}()
	return done
}
