package projection_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/projection"
)

func TestRowsFollowTheLog(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	y := &tally{}
	s.happen(t, 5)
	r := s.run(t, y)
	slot := r.live(5).Slot
	s.check(t, slot, 5)
	s.happen(t, 2)
	r.live(7)
	s.check(t, slot, 7)
	if err := r.stop(); err != nil {
		t.Errorf("Run = %v, want nil when its context is done", err)
	}
	y.contiguous(t, 1, 7)
}

func TestAfterARestartItGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 4)
	r := s.run(t, &tally{})
	slot := r.live(4).Slot
	if err := r.stop(); err != nil {
		t.Fatal(err)
	}
	s.happen(t, 3)
	again := &tally{}
	if got := s.run(t, again).live(7).Slot; got != slot {
		t.Errorf("it went on in %s, want %s", got, slot)
	}
	s.check(t, slot, 7)
	again.contiguous(t, 5, 7)
}

func TestAnUnknownEventStopsAndTheRowsBeforeItAreThere(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 3)
	js, err := jetstream.New(s.nc)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := js.PublishMsg(t.Context(), &nats.Msg{Subject: "advocacy.activity.new", Header: nats.Header{
		"ce-specversion": {"1.0"}, "ce-id": {"e"}, "ce-type": {"advocacy.event.v1.ActivityForetold"}, "ce-subject": {"activity/new"},
		"ce-time": {"2024-02-21T10:30:00Z"}, "ce-commandid": {"c"}, "ce-version": {"1"},
	}}); err != nil {
		t.Fatal(err)
	}
	r := s.run(t, &tally{})
	err = r.end()
	stop, ok := errors.AsType[*eventlog.Stop](err)
	if !ok || stop.Sequence != 4 || stop.Type != "advocacy.event.v1.ActivityForetold" {
		t.Errorf("Run = %v, want a Stop at 4 that names the type", err)
	}
	s.check(t, r.status().Slot, 3)
}

func TestWhatPassesIsTriedAgainAndMemoryIsLoadedAnew(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func(context.Context, pgx.Tx) error{
		"a serialization failure": func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, "do $$ begin raise exception 'at odds' using errcode = '40001'; end $$")
			return err
		},
		"a connection that breaks": func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, "select pg_terminate_backend(pg_backend_pid())")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			s.happen(t, 6)
			failures := 0
			y := &tally{before: func(ctx context.Context, tx pgx.Tx, r eventlog.Recorded) error {
				if r.Sequence == 4 && failures < 2 {
					failures++
					return fail(ctx, tx)
				}
				return nil
			}}
			slot := s.run(t, y).live(6).Slot
			s.check(t, slot, 6)
			y.contiguous(t, 1, 6)
			if y.starts != 3 || failures != 2 {
				t.Errorf("Start was called %d times for %d failures, want 3 for 2", y.starts, failures)
			}
		})
	}
}

func TestACrashBetweenTheCommitAndItsAckRepeatsNothing(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 6)
	y := &tally{}
	first := s.run(t, y, func(c *projection.Config, r *running) {
		c.MaxBatch = 2
		c.OnStatus = func(st projection.Status) {
			if st.Sequence == 4 { // committed, and the handler has not returned
				r.cancel()
			}
		}
	})
	if err := first.end(); err != nil {
		t.Fatal(err)
	}
	y.contiguous(t, 1, 4)
	slot := s.run(t, y).live(6).Slot
	y.contiguous(t, 1, 6)
	s.check(t, slot, 6)
}

func TestBatchesOfAnySizeGiveTheSameRowsWhereverTheyBreak(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	for i := range 30 {
		s.append(t, string(rune('a'+i%7)), 1+i%3)
	}
	head, err := s.log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	run := 0
	rapid.Check(t, func(r *rapid.T) {
		size := rapid.SampledFrom([]int{1, 7, 500}).Draw(r, "batch size")
		breaks := rapid.SliceOfNDistinct(rapid.Uint64Range(1, head.Sequence), 0, 2, rapid.ID).Draw(r, "connection breaks at")
		if run++; run > 20 {
			return // each takes a slot of its own; rapid would have a hundred
		}
		y := &tally{before: func(ctx context.Context, tx pgx.Tx, e eventlog.Recorded) error {
			i := slices.Index(breaks, e.Sequence)
			if i < 0 {
				return nil
			}
			breaks = slices.Delete(breaks, i, i+1)
			_, err := tx.Exec(ctx, "select pg_terminate_backend(pg_backend_pid())")
			return err
		}}
		p := s.run(t, y, func(c *projection.Config, _ *running) { c.MaxBatch, c.Version = size, fmt.Sprint("v", run) })
		slot := p.live(head.Sequence).Slot
		if err := p.stop(); err != nil {
			t.Fatal(err)
		}
		s.check(t, slot, head.Sequence)
		y.contiguous(t, 1, head.Sequence)
	})
}

func TestABatchMayWaitForWhatIsMoreUrgentAndHoldsNothingMeanwhile(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 3)
	waits, goOn := make(chan int), make(chan struct{})
	before := func(c *projection.Config, _ *running) {
		c.Before = func(ctx context.Context, batch []eventlog.Recorded) {
			select {
			case waits <- len(batch):
			case <-ctx.Done():
			}
			select {
			case <-goOn:
			case <-ctx.Done():
			}
		}
	}
	// One that is told to end while it waits has done nothing, and says so.
	ended := s.run(t, &tally{}, before)
	<-waits
	if err := ended.stop(); err != nil {
		t.Fatal(err)
	}
	r := s.run(t, &tally{}, before)
	if n := <-waits; n != 3 {
		t.Errorf("a batch of %d waits, want all 3", n)
	}
	var open int
	if err := s.pool.QueryRow(t.Context(), `
		select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`).Scan(&open); err != nil || open > 0 {
		t.Errorf("%d transactions are open while it waits (%v), want none", open, err)
	}
	close(goOn)
	s.check(t, r.live(3).Slot, 3)
}
