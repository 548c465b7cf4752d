package archive_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// happen appends so many events to a log, in commands of up to a hundred.
func happen(tb testing.TB, l *eventlog.Log, n int) {
	tb.Helper()
	last, err := l.Last(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	for n > 0 {
		some := min(n, 100)
		id := fmt.Sprintf("%s-%d", last.ID, n)
		events := make([]proto.Message, some)
		for i := range events {
			events[i] = &eventv1.ActivityRecorded{Activity: &eventv1.Activity{
				Headline: "A talk, number " + strconv.Itoa(n-i), When: &eventv1.When{From: "2024-01"},
			}}
		}
		command := eventlog.Command{ID: id, Actor: "amara", Source: "/recorder", Time: time.Unix(1700000000, 0).UTC()}
		if _, err := l.Append(tb.Context(), command, thing.Activity(id), eventlog.At{}, events...); err != nil {
			tb.Fatal(err)
		}
		n -= some
	}
}

func open(tb testing.TB) (*archive.Archive, *pgxpool.Pool) {
	tb.Helper()
	pool := localtest.DB(tb)
	a, err := archive.Open(tb.Context(), pool)
	if err != nil {
		tb.Fatal(err)
	}
	return a, pool
}

func copier(tb testing.TB, a *archive.Archive, l *eventlog.Log) *archive.Copier {
	tb.Helper()
	c := &archive.Copier{Archive: a, Log: l, Logger: slog.Default()}
	if mine, err := c.Claim(tb.Context()); err != nil || !mine {
		tb.Fatalf("claim: %v, %v", mine, err)
	}
	tb.Cleanup(func() { c.Release(context.Background()) })
	return c
}

// archived returns an archive of all that is in the log.
func archived(tb testing.TB, l *eventlog.Log) (*archive.Archive, *pgxpool.Pool) {
	tb.Helper()
	a, pool := open(tb)
	c := copier(tb, a, l)
	if _, err := c.Once(tb.Context()); err != nil {
		tb.Fatal(err)
	}
	c.Release(tb.Context())
	return a, pool
}

func compare(tb testing.TB, a *archive.Archive, l *eventlog.Log) *archive.Loss {
	tb.Helper()
	loss, err := a.Compare(tb.Context(), l, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return loss
}

// wantLoss compares the beginning of the sentence that says what is lost.
func wantLoss(tb testing.TB, loss *archive.Loss, want string) {
	tb.Helper()
	if want == "" && loss == nil {
		return
	}
	if loss == nil || want == "" || !strings.HasPrefix(loss.Stop().Why, want+";") {
		tb.Errorf("lost %+v, want %q", loss, want)
	}
}

func refill(tb testing.TB, a *archive.Archive, l *eventlog.Log) {
	tb.Helper()
	if err := a.Refill(tb.Context(), l, nil); err != nil {
		tb.Fatal(err)
	}
}

func TestTheArchiveFollowsTheLogWhileItRuns(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	happen(t, l, 30)
	a, _ := open(t)
	heads := make(chan archive.Head, 100)
	c := &archive.Copier{Archive: a, Log: l, Logger: slog.Default(), OnHead: func(h archive.Head) { heads <- h }}
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- c.Run(ctx) }()
	until := func(want uint64) {
		for {
			select {
			case h := <-heads:
				if h.Sequence >= want {
					return
				}
			case <-ctx.Done():
				t.Fatalf("the archive does not come to %d", want)
			}
		}
	}
	until(30)
	happen(t, l, 5)
	until(35)
	stop()
	if err := <-ended; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if head, err := a.Check(t.Context()); err != nil || head.Sequence != 35 {
		t.Errorf("the archive is %v, %v, want a sound one of 35 events", head, err)
	}
	wantLoss(t, compare(t, a, l), "")
}

func TestOnlyOneCopiesAtATime(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	a, _ := open(t)
	first := copier(t, a, l)
	second := &archive.Copier{Archive: a, Log: l, Logger: slog.Default()}
	if mine, err := second.Claim(t.Context()); mine || err != nil {
		t.Fatalf("a second claim: %v, %v, want none", mine, err)
	}
	first.Release(t.Context())
	// Postgres gives a lock free a moment after the connection that held it was closed.
	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	if !second.Wait(ctx) {
		t.Error("the claim does not pass on")
	}
	second.Release(t.Context())
}

func TestTheArchiveIsOnlyAddedTo(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	happen(t, l, 3)
	_, pool := archived(t, l)
	for _, sql := range []string{
		"update archive.event set data = '' where sequence = 2", "delete from archive.event where sequence = 3", "truncate archive.event",
	} {
		if _, err := pool.Exec(t.Context(), sql); err == nil || !strings.Contains(err.Error(), "only added to") {
			t.Errorf("%s: %v, want it refused", sql, err)
		}
	}
}

func TestTheArchiveNoticesWhatWasChangedInIt(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	happen(t, l, 30)
	a, pool := archived(t, l)
	force := func(sql string) {
		t.Helper()
		if _, err := pool.Exec(t.Context(), "alter table archive.event disable trigger all; "+sql); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct{ sql, want string }{
		{"update archive.event set data = data || '\\x00' where sequence = 17", "event 17 is not what its hash says"},
		{"delete from archive.event where sequence = 9", "event 8 is followed by 10"},
	} {
		force(c.sql)
		_, err := a.Check(t.Context())
		if stop, ok := errors.AsType[*eventlog.Stop](err); !ok || !strings.Contains(stop.Why, c.want) {
			t.Errorf("after %s: %v, want %q", c.sql, err, c.want)
		}
	}
}

func TestCompareSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	happen(t, l, 2500)
	a, _ := archived(t, l)
	all := stored(t, l)

	empty := localtest.Log(t)
	wantLoss(t, compare(t, a, empty), "the log ends at event 0 and its archive at 2500: events 1 to 2500 are in the archive and not in the log")

	short := localtest.Log(t)
	put(t, short, all[:700])
	wantLoss(t, compare(t, a, short), "the log ends at event 700 and its archive at 2500: events 701 to 2500 are in the archive and not in the log")

	one := localtest.Log(t)
	put(t, one, all[:2499])
	wantLoss(t, compare(t, a, one), "the log ends at event 2499 and its archive at 2500: event 2500 is in the archive and not in the log")

	other := localtest.Log(t)
	put(t, other, all[:1300])
	happen(t, other, 1300)
	wantLoss(t, compare(t, a, other), "event 1301 of the log is not the one that was archived")

	longer := localtest.Log(t)
	put(t, longer, all)
	happen(t, longer, 10)
	wantLoss(t, compare(t, a, longer), "")
}

func TestALogThatIsAnotherStopsTheCopier(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	happen(t, l, 20)
	a, _ := archived(t, l)
	all := stored(t, l)
	for name, other := range map[string]func(*eventlog.Log){
		"shorter":            func(l *eventlog.Log) { put(t, l, all[:10]) },
		"another event":      func(l *eventlog.Log) { put(t, l, all[:19]); happen(t, l, 1) },
		"another and longer": func(l *eventlog.Log) { put(t, l, all[:19]); happen(t, l, 5) },
	} {
		log := localtest.Log(t)
		other(log)
		c := copier(t, a, log)
		ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
		err := c.Run(ctx)
		stop()
		if why, ok := errors.AsType[*eventlog.Stop](err); !ok || !strings.Contains(why.Why, "dontblink restore") {
			t.Errorf("%s: %v, want a stop that says what to do", name, err)
		}
	}
	if head, err := a.Check(t.Context()); err != nil || head.Sequence != 20 {
		t.Errorf("the archive is %v, %v, want it as it was", head, err)
	}
}

func TestARefilledLogIsTheOneThatWasArchived(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	happen(t, l, 2100)
	a, _ := archived(t, l)
	again := localtest.Log(t)
	refill(t, a, again)
	wantLoss(t, compare(t, a, again), "")
	was, _ := l.Last(t.Context())
	if is, err := again.Last(t.Context()); err != nil || is != was {
		t.Errorf("it ends at %v, %v, want %v", is, err, was)
	}
	// One that ends early is completed.
	short := localtest.Log(t)
	put(t, short, stored(t, l)[:1234])
	refill(t, a, short)
	wantLoss(t, compare(t, a, short), "")
}

func stored(tb testing.TB, l *eventlog.Log) (all []eventlog.Stored) {
	tb.Helper()
	ends, err := l.Ends(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	if err := l.Raw(tb.Context(), 0, ends, func(events []eventlog.Stored) error {
		all = append(all, events...)
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	return all
}

func put(tb testing.TB, l *eventlog.Log, events []eventlog.Stored) {
	tb.Helper()
	if err := l.Refill(tb.Context(), events); err != nil {
		tb.Fatal(err)
	}
}
