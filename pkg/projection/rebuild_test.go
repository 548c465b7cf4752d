package projection_test

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
)

// rebuild makes the rows anew with a read model of its own.
func (s stand) rebuild(ctx context.Context, r *projection.Rebuilder, y *tally) (string, error) {
	return r.Rebuild(ctx, projection.Config{
		Log: s.log, Pool: s.pool, Version: "v1", Schema: tallySchema, Indexes: tallyIndexes, Apply: y.apply, Start: y.start, MaxBatch: 7,
		Logger: slog.New(slog.DiscardHandler),
	})
}

// states returns the state of each slot.
func (s stand) states(tb testing.TB) map[string]string {
	tb.Helper()
	states := map[string]string{}
	rows, _ := s.pool.Query(tb.Context(), "select name, state from keeper.slot")
	var name, state string
	if _, err := pgx.ForEachRow(rows, []any{&name, &state}, func() error { states[name] = state; return nil }); err != nil {
		tb.Fatal(err)
	}
	return states
}

func with(r *projection.Rebuilder) func(*projection.Config, *running) {
	return func(c *projection.Config, _ *running) { c.Rebuilder = r }
}

func TestARebuildUnderLoadLosesNothingAndReadersNeverNoticeIt(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 30)
	r := &projection.Rebuilder{}
	live := s.run(t, &tally{}, with(r))
	live.live(30)
	ended := make(chan struct{})
	var atWork sync.WaitGroup
	atWork.Go(func() {
		defer close(ended)
		for _, want := range []string{"rm_v1_2", "rm_v1_3"} {
			if slot, err := s.rebuild(t.Context(), r, &tally{}); slot != want || err != nil {
				t.Errorf("Rebuild = %q, %v, want %s", slot, err, want)
			}
		}
	})
	atWork.Go(func() { s.reads(t, ended) })
	for going := true; going; {
		select {
		case <-ended:
			going = false
		default:
			s.happen(t, 1)
		}
	}
	atWork.Wait()
	s.happen(t, 2)
	head, err := s.log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if slot := live.live(head.Sequence).Slot; slot != "rm_v1_3" {
		t.Errorf("it goes on in %s, want rm_v1_3", slot)
	}
	s.check(t, "rm_v1_3", head.Sequence)
	if got := s.states(t); got["rm_v1_2"] != "kept" || got["rm_v1_3"] != "serving" || len(got) != 2 || r.Progress() != "" {
		t.Errorf("slots %v, progress %q", got, r.Progress())
	}
}

// reads reads until the end: there is always a slot, its place never goes back, and its rows are those of that place.
func (s stand) reads(t *testing.T, ended <-chan struct{}) {
	t.Helper()
	var last uint64
	for {
		select {
		case <-ended:
			return
		default:
		}
		slot, ok, err := projection.Serving(t.Context(), s.pool, "v1")
		if err != nil || !ok {
			t.Errorf("no slot serves: %v", err)
			return
		}
		var place, total uint64
		sql := projection.In(slot, "select sequence, events from slot.place, slot.total")
		if err := s.pool.QueryRow(t.Context(), sql).Scan(&place, &total); err != nil || place < last || total != place {
			t.Errorf("%s is at %d after %d with %d events: %v", slot, place, last, total, err)
			return
		}
		last = place
	}
}

func TestTheServingSlotFollowsTheLogWhileAnotherIsFilled(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 10)
	r := &projection.Rebuilder{}
	live := s.run(t, &tally{}, with(r))
	live.live(10)
	begun, goOn := make(chan struct{}), make(chan struct{})
	y := &tally{before: func(_ context.Context, _ pgx.Tx, e eventlog.Recorded) error {
		if e.Sequence == 9 {
			close(begun)
			<-goOn
		}
		return nil
	}}
	ended := make(chan error, 1)
	go func() {
		_, err := s.rebuild(t.Context(), r, y)
		ended <- err
	}()
	<-begun
	if got := r.Progress(); got != "70 %" {
		t.Errorf("progress %q, want 70 %%", got)
	}
	if _, err := s.rebuild(t.Context(), r, &tally{}); !errors.Is(err, fault.Conflict) {
		t.Errorf("a second rebuild at the same time: %v, want a conflict", err)
	}
	s.happen(t, 4)
	live.live(14)
	close(goOn)
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	s.check(t, live.live(14).Slot, 14)
}

func TestARebuildThatFailsLeavesTheServingSlotAndNothingElse(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 10)
	r := &projection.Rebuilder{}
	live := s.run(t, &tally{}, with(r))
	live.live(10)
	y := &tally{before: func(ctx context.Context, tx pgx.Tx, e eventlog.Recorded) error {
		if e.Sequence == 9 {
			return noTable(ctx, tx)
		}
		return nil
	}}
	if _, err := s.rebuild(t.Context(), r, y); err == nil {
		t.Error("it says nothing")
	}
	s.happen(t, 1)
	s.check(t, live.live(11).Slot, 11)
	if got := s.states(t); got["rm_v1_1"] != "serving" || len(got) != 1 {
		t.Errorf("slots %v, want rm_v1_1 alone", got)
	}
}

func TestAfterAKilledRebuildTheServingSlotGoesOn(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 5)
	first := s.run(t, &tally{})
	first.live(5)
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		"insert into keeper.slot (name, version, state) values ('rm_v1_2', 'v1', 'filling')",
		"create schema rm_v1_2 create table half (made text)",
	} {
		if _, err := s.pool.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	s.happen(t, 1)
	s.check(t, s.run(t, &tally{}).live(6).Slot, 6)
	var left int
	if err := s.pool.QueryRow(t.Context(), "select count(*) from pg_namespace where nspname = 'rm_v1_2'").Scan(&left); err != nil || left != 0 {
		t.Errorf("the half-filled slot is still there: %v", err)
	}
	if got := s.states(t); got["rm_v1_1"] != "serving" || len(got) != 1 {
		t.Errorf("slots %v, want rm_v1_1 alone", got)
	}
}

// killed ends a rebuild at some event as a process ends it that is killed: its question is broken off, or its connection is gone.
func killed(ctx context.Context, cancel context.CancelFunc, at uint64, abruptly bool) *tally {
	return &tally{before: func(_ context.Context, tx pgx.Tx, e eventlog.Recorded) error {
		if e.Sequence != at {
			return nil
		}
		if abruptly {
			_, err := tx.Exec(ctx, "select pg_terminate_backend(pg_backend_pid())")
			return err
		}
		cancel()
		return ctx.Err()
	}}
}

func TestARebuildKilledAnywhereLeavesWhatServesAloneAndTheNextOneWorks(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	const events = 40
	s.happen(t, events)
	r := &projection.Rebuilder{}
	live := s.run(t, &tally{}, with(r), indexed)
	serving := live.live(events).Slot
	before := s.rows(t, serving, events)
	ended := make(chan struct{})
	var reading sync.WaitGroup
	reading.Go(func() { s.reads(t, ended) })
	for round := range 8 {
		at := 1 + rand.Uint64N(events)
		ctx, cancel := context.WithCancel(t.Context())
		if slot, err := s.rebuild(ctx, r, killed(ctx, cancel, at, round%2 == 0)); err == nil {
			t.Errorf("a rebuild that was killed at event %d returns %s", at, slot)
		}
		cancel()
		if diff := cmp.Diff(before, s.rows(t, serving, events)); diff != "" || s.states(t)[serving] != "serving" {
			t.Errorf("killed at event %d, slots %v, what serves (-before +after):\n%s", at, s.states(t), diff)
		}
	}
	again, err := s.rebuild(t.Context(), r, &tally{})
	if err != nil {
		t.Fatal(err)
	}
	s.happen(t, 2)
	s.check(t, live.live(events+2).Slot, events+2)
	close(ended)
	reading.Wait()
	if got := s.states(t); got[again] != "serving" || got[serving] != "kept" || len(got) != 2 {
		t.Errorf("slots %v, want %s to serve and %s to be kept", got, again, serving)
	}
}

func TestWhoDoesNotServeDoesNotRebuild(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	if _, err := s.rebuild(t.Context(), &projection.Rebuilder{}, &tally{}); !errors.Is(err, fault.Unavailable) {
		t.Errorf("Rebuild = %v, want it to say that nothing serves here", err)
	}
}
