package projection_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var errPillar = errors.New("no such pillar")

// refusing is a read model that cannot apply these events.
func refusing(poison ...uint64) *tally {
	return &tally{before: func(_ context.Context, _ pgx.Tx, r eventlog.Recorded) error {
		if slices.Contains(poison, r.Sequence) {
			return errPillar
		}
		return nil
	}}
}

// mended is a read model that could not apply these events until now can be called.
func mended(poison ...uint64) (y *tally, now func()) {
	well := make(chan struct{})
	y = refusing(poison...)
	refuse := y.before
	y.before = func(ctx context.Context, tx pgx.Tx, r eventlog.Recorded) error {
		select {
		case <-well:
			return nil
		default:
			return refuse(ctx, tx, r)
		}
	}
	return y, func() { close(well) }
}

// noTable is an error that no event is to blame for.
func noTable(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, "select headline from a_table_that_is_not_there")
	return err
}

// parked lists what stands still in a slot.
func (s stand) parked(tb testing.TB, slot string) []projection.ParkedThing {
	tb.Helper()
	parked, err := projection.Parked(tb.Context(), s.pool, slot)
	if err != nil {
		tb.Fatal(err)
	}
	return parked
}

func unparks(k *projection.Parking) func(*projection.Config, *running) {
	return func(c *projection.Config, _ *running) { c.Parking = k }
}

func TestAnEventThatCannotBeAppliedParksItsThingAndAllElseGoesOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fail func(context.Context, pgx.Tx) error
		why  string
	}{
		"an error": {func(context.Context, pgx.Tx) error { return errPillar }, "no such pillar"},
		"an SQL error": {func(ctx context.Context, tx pgx.Tx) error { _, err := tx.Exec(ctx, "select 1/0"); return err },
			"ERROR: division by zero (SQLSTATE 22012)"},
		"a panic": {func(context.Context, pgx.Tx) error { panic("no such pillar") }, "panic: no such pillar"},
		"a panic that costs the connection": {func(ctx context.Context, tx pgx.Tx) error {
			_, _ = tx.Query(ctx, "select generate_series(1, 1000000)") //nolint:sqlclosecheck // that is the point: nobody closes it
			panic("in the midst of an answer")
		}, "panic: in the midst of an answer"},
		"an error with what no row can hold": {func(context.Context, pgx.Tx) error { return errors.New("no \x00 in \xff") }, "no ? in ?"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			s.happen(t, 9)
			y := &tally{before: func(ctx context.Context, tx pgx.Tx, r eventlog.Recorded) error {
				if r.Sequence == 6 {
					return c.fail(ctx, tx)
				}
				return nil
			}}
			last := s.run(t, y).until("event 9 beside what is parked", func(st projection.Status) bool { return st.Sequence == 9 && st.Parked == 1 })
			s.check(t, last.Slot, 9, 6)
			want := []projection.ParkedThing{{Thing: thing.Activity("2"), Sequence: 6, Why: c.why, Events: 2}}
			if diff := cmp.Diff(want, s.parked(t, last.Slot)); diff != "" {
				t.Errorf("parked (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWhatNoEventIsToBlameForStopsAndParksNothing(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 3)
	y := &tally{before: func(ctx context.Context, tx pgx.Tx, _ eventlog.Recorded) error { return noTable(ctx, tx) }}
	r := s.run(t, y)
	if err := r.end(); err == nil || !strings.Contains(err.Error(), "42P01") {
		t.Errorf("Run = %v, want it to end over the table", err)
	}
	if parked := s.parked(t, r.status().Slot); len(parked) > 0 {
		t.Errorf("parked %v", parked)
	}
}

func TestLaterEventsOfAParkedThingWaitAlsoAfterAnotherHasTakenOver(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.append(t, "a", 3)
	s.append(t, "b", 1)
	first := s.run(t, refusing(2))
	slot := first.live(4).Slot
	second := s.run(t, refusing(2))
	second.until("its turn", func(st projection.Status) bool { return st.Why == projection.Waiting })
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	s.append(t, "a", 2)
	s.append(t, "b", 1)
	if last := second.live(7); last.Parked != 1 {
		t.Errorf("the status is %+v, want one thing parked", last)
	}
	s.check(t, slot, 7, 2)
	want := []projection.ParkedThing{{Thing: thing.Activity("a"), Sequence: 2, Why: "no such pillar", Events: 4}}
	if diff := cmp.Diff(want, s.parked(t, slot)); diff != "" {
		t.Errorf("parked (-want +got):\n%s", diff)
	}
}

func TestASlotThatIsMadeAnewParksTheSame(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 40)
	r := &projection.Rebuilder{}
	live := s.run(t, refusing(8, 30), with(r))
	live.live(40)
	y := refusing(8, 30)
	verified, err := projection.Verify(t.Context(), projection.Config{
		Log: s.log, Pool: s.pool, Version: "v1", Schema: tallySchema, Apply: y.apply, Start: y.start, MaxBatch: 7,
	})
	if err != nil || !verified.Equal() {
		t.Errorf("verified %+v, %v, want all equal, what is parked too", verified, err)
	}
	slot, err := s.rebuild(t.Context(), r, refusing(8, 30))
	if err != nil {
		t.Fatal(err)
	}
	s.check(t, slot, 40, 8, 30)
	if last := live.status(); last.Slot != slot || last.Parked != 2 {
		t.Errorf("the status is %+v, want two things parked in %s", last, slot)
	}
}

func TestTheEditionIsNotParkedAllStops(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 2)
	s.appendTo(t, thing.Edition, 1)
	s.happen(t, 2)
	r := s.run(t, refusing(3))
	err := r.end()
	stop, ok := errors.AsType[*eventlog.Stop](err)
	if !ok || stop.Sequence != 3 || !strings.Contains(stop.Why, "ActivityWithdrawn of edition, cannot be applied: no such pillar") {
		t.Errorf("Run = %v, want a Stop at 3 that says why", err)
	}
	s.check(t, r.status().Slot, 2)
}

func TestTooManyAreAFaultOfTheCodeAndStop(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		apart, poison int
		stops         uint64
		says          string
	}{
		"the eleventh in a thousand events":  {1, 12, 11, "11 of the last 1000 events could not be applied"},
		"the twenty-first thing all in all":  {120, 22, 20*120 + 1, "20 things stand still already"},
		"ten in a thousand events are borne": {1, 10, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			var poison []uint64
			for i := range c.poison {
				poison = append(poison, uint64(i*c.apart+1))
				s.append(t, fmt.Sprint("thing ", i), 1)
				if c.apart > 1 {
					s.append(t, "all else", c.apart-1)
				}
			}
			r := s.run(t, refusing(poison...))
			if c.stops == 0 {
				r.until("ten parked", func(st projection.Status) bool { return st.Parked == c.poison && st.State == projection.Live })
				return
			}
			err := r.end()
			stop, ok := errors.AsType[*eventlog.Stop](err)
			if !ok || stop.Sequence != c.stops || !strings.Contains(stop.Why, c.says) {
				t.Fatalf("Run = %v, want a Stop at %d that says %q", err, c.stops, c.says)
			}
			s.check(t, r.status().Slot, c.stops-1, poison...)
		})
	}
}

func TestUnparkAppliesWhatWaitedInItsOrder(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.append(t, "a", 3)
	s.append(t, "b", 2)
	y, mend := mended(2)
	k := &projection.Parking{}
	r := s.run(t, y, unparks(k))
	slot := r.live(5).Slot
	a := thing.Activity("a")
	if _, err := k.Unpark(t.Context(), a); !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "event 2, ") || !strings.Contains(err.Error(), "no such pillar") {
		t.Errorf("unpark: %v, want a conflict that names event 2 and says why", err)
	}
	if _, err := k.Unpark(t.Context(), thing.Activity("b")); !errors.Is(err, fault.NotFound) {
		t.Errorf("unpark what does not stand still: %v, want not found", err)
	}
	s.append(t, "a", 1)
	r.live(6)
	s.check(t, slot, 6, 2)
	mend()
	if n, err := k.Unpark(t.Context(), a); err != nil || n != 3 {
		t.Errorf("unparked %d, %v, want three events", n, err)
	}
	if st := r.status(); st.Parked != 0 || st.Sequence != 6 {
		t.Errorf("the status is %+v, want nothing parked at 6", st)
	}
	s.append(t, "a", 1)
	r.live(7)
	s.check(t, slot, 7)
}

func TestWhatIsErasedStandsStillNoMore(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	r := s.run(t, refusing(1))
	s.append(t, "a", 3)
	slot := r.until("what is parked", func(st projection.Status) bool { return st.Sequence == 3 && st.Parked == 1 }).Slot
	a := thing.Activity("a")
	h, err := s.log.Load(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	c := eventlog.Command{ID: "erase", Source: "/test", Time: time.Unix(0, 0)}
	if _, err := s.log.Append(t.Context(), c, a, h.At(), &eventv1.ActivityErased{Reason: "asked to", Keys: []string{"k"}}); err != nil {
		t.Fatal(err)
	}
	s.append(t, "a", 1)
	r.until("nothing parked", func(st projection.Status) bool { return st.Sequence == 5 && st.Parked == 0 })
	if parked := s.parked(t, slot); len(parked) > 0 {
		t.Errorf("parked %v", parked)
	}
	if rows := s.dump(t, slot); !strings.Contains(rows, "activity/a 2 activity/a, the 4th time") {
		t.Errorf("the rows say\n%s\nwant the erasure and what came behind it", rows)
	}
}

func TestAnUnparkThatIsBrokenOffLeavesAllAsItWas(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.append(t, "a", 2)
	y := refusing(1)
	refuse, brokenOff := y.before, make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	y.before = func(within context.Context, tx pgx.Tx, r eventlog.Recorded) error {
		select {
		case <-brokenOff:
			cancel()
			_, err := tx.Exec(within, "select pg_sleep(60)")
			return err
		default:
			return refuse(within, tx, r)
		}
	}
	k := &projection.Parking{}
	r := s.run(t, y, unparks(k))
	slot := r.live(2).Slot
	close(brokenOff)
	if _, err := k.Unpark(ctx, thing.Activity("a")); err == nil {
		t.Error("it was unparked")
	}
	y.before = nil // the handler waits for the log
	s.append(t, "b", 1)
	r.live(3)
	s.check(t, slot, 3, 1)
	if n, err := k.Unpark(t.Context(), thing.Activity("a")); err != nil || n != 2 {
		t.Errorf("unparked %d, %v, want two events", n, err)
	}
	s.check(t, slot, 3)
}

func TestWhatTheEditionCameInBetweenIsNotUnparkedButMadeAnew(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.append(t, "a", 1)
	s.appendTo(t, thing.Edition, 1)
	y, mend := mended(1)
	k, rebuilder := &projection.Parking{}, &projection.Rebuilder{}
	r := s.run(t, y, unparks(k), with(rebuilder))
	r.live(2)
	mend()
	if _, err := k.Unpark(t.Context(), thing.Activity("a")); !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "dontblink rebuild") {
		t.Errorf("unpark: %v, want a conflict that names the way", err)
	}
	slot, err := s.rebuild(t.Context(), rebuilder, &tally{})
	if err != nil {
		t.Fatal(err)
	}
	s.check(t, slot, 2)
	if parked := s.parked(t, slot); len(parked) > 0 {
		t.Errorf("parked %v", parked)
	}
}

func TestWithoutARunNothingIsUnparked(t *testing.T) {
	t.Parallel()
	k := &projection.Parking{}
	if _, err := k.Unpark(t.Context(), thing.Activity("a")); !errors.Is(err, fault.Unavailable) {
		t.Errorf("unpark: %v, want that it cannot be done now", err)
	}
}

func TestWhateverIsParkedAllElseIsAsInACleanRunAndUnparkedAllIs(t *testing.T) {
	t.Parallel()
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		story := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c", "d", "e"}), 1, 40).Draw(rt, "story")
		poison := rapid.SliceOfNDistinct(rapid.Uint64Range(1, uint64(len(story))), 0, 4, rapid.ID).Draw(rt, "poison")
		size := rapid.SampledFrom([]int{1, 3, 7, 500}).Draw(rt, "batch size")
		if run++; run > 20 {
			return // each takes a log and a database of its own; rapid would have a hundred
		}
		s := newStand(t)
		for _, id := range story {
			s.append(t, id, 1)
		}
		y, mend := mended(poison...)
		k := &projection.Parking{}
		r := s.run(t, y, unparks(k), func(c *projection.Config, _ *running) { c.MaxBatch = size })
		n := uint64(len(story))
		slot := r.live(n).Slot
		s.check(t, slot, n, poison...)
		parked := s.parked(t, slot)
		if diff := cmp.Diff(standsStill(story, poison), parked); diff != "" {
			t.Errorf("parked (-want +got):\n%s", diff)
		}
		mend()
		for _, p := range parked {
			if events, err := k.Unpark(t.Context(), p.Thing); err != nil || uint64(events) != p.Events {
				t.Errorf("unparked %d events of %+v, %v", events, p, err)
			}
		}
		s.check(t, slot, n)
		if err := r.stop(); err != nil {
			t.Error(err)
		}
	})
}

// standsStill is what is parked of a story, event by event.
func standsStill(story []string, poison []uint64) []projection.ParkedThing {
	parked := []projection.ParkedThing{}
	for i, id := range story {
		sequence := uint64(i + 1)
		at := slices.IndexFunc(parked, func(p projection.ParkedThing) bool { return p.Thing.ID == id })
		switch {
		case at >= 0:
			parked[at].Events++
		case slices.Contains(poison, sequence):
			parked = append(parked, projection.ParkedThing{Thing: thing.Activity(id), Sequence: sequence, Why: "no such pillar", Events: 1})
		}
	}
	return parked
}
