package projection_test

import (
	"context"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
)

func TestSeveralProcessesMigrateAtOnce(t *testing.T) {
	t.Parallel()
	pool := localtest.DB(t)
	if slot, ok, err := projection.Serving(t.Context(), pool, "v1"); ok || err != nil {
		t.Errorf("before: Serving = %q, %t, %v, want none", slot, ok, err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if err := projection.Migrate(t.Context(), pool); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	var applied int
	if err := pool.QueryRow(t.Context(), "select count(*) from keeper.goose_db_version where version_id > 0").Scan(&applied); err != nil || applied != 2 {
		t.Errorf("%d migrations are entered: %v, want 2", applied, err)
	}
}

func TestASlotServesWhenItHasCaughtUp(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 10)
	goOn := make(chan struct{})
	y := &tally{before: func(ctx context.Context, _ pgx.Tx, r eventlog.Recorded) error {
		if r.Sequence == 5 {
			select {
			case <-goOn:
			case <-ctx.Done():
			}
		}
		return nil
	}}
	r := s.run(t, y, func(c *projection.Config, _ *running) { c.MaxBatch = 2 })
	st := r.until("4 of 10", func(s projection.Status) bool { return s.Sequence == 4 })
	if st.State != projection.Preparing || st.Why != "40 %" || st.Slot != "rm_v1_1" {
		t.Errorf("status %+v, want preparing, 40 %%, rm_v1_1", st)
	}
	if _, ok, err := projection.Serving(t.Context(), s.pool, "v1"); ok || err != nil {
		t.Errorf("Serving = %t, %v, want none yet", ok, err)
	}
	slot, place, ok, err := projection.Filling(t.Context(), s.pool, "v1")
	if slot != "rm_v1_1" || place.Sequence != 4 || !ok || err != nil {
		t.Errorf("Filling = %q, %v, %t, %v, want rm_v1_1 at 4", slot, place, ok, err)
	}
	close(goOn)
	r.live(10)
	slot, ok, err = projection.Serving(t.Context(), s.pool, "v1")
	if slot != "rm_v1_1" || !ok || err != nil {
		t.Errorf("Serving = %q, %t, %v, want rm_v1_1", slot, ok, err)
	}
	if _, _, ok, err := projection.Filling(t.Context(), s.pool, "v1"); ok || err != nil {
		t.Errorf("Filling = %t, %v, want none any more", ok, err)
	}
	if got, err := projection.Reached(t.Context(), s.pool, slot); got.Sequence != 10 || err != nil {
		t.Errorf("Reached = %v, %v, want 10", got, err)
	}
}

func TestAnEmptyLogIsServedAtOnce(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	r := s.run(t, &tally{})
	s.check(t, r.live(0).Slot, 0)
}

func TestAnotherVersionFillsItsOwnSlotAndGivesTheSameRows(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 20)
	one := s.run(t, &tally{}).live(20).Slot
	s.happen(t, 3)
	two := s.run(t, &tally{}, func(c *projection.Config, _ *running) { c.Version = "v2" }).live(23).Slot
	if one == two {
		t.Fatalf("both versions fill %s", one)
	}
	s.check(t, two, 23)
	if slot, ok, err := projection.Serving(t.Context(), s.pool, "v1"); slot != one || !ok || err != nil {
		t.Errorf("Serving(v1) = %q, %t, %v, want %s still", slot, ok, err, one)
	}
}

func TestASlotThatWasBegunIsFilledToItsEnd(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 6)
	first := s.run(t, &tally{}, func(c *projection.Config, r *running) {
		c.MaxBatch = 1
		c.OnStatus = func(st projection.Status) {
			if st.Sequence == 3 {
				r.cancel()
			}
		}
	})
	if err := first.end(); err != nil {
		t.Fatal(err)
	}
	y := &tally{}
	if slot := s.run(t, y).live(6).Slot; slot != "rm_v1_1" {
		t.Errorf("it went on in %s, want rm_v1_1", slot)
	}
	y.contiguous(t, 4, 6)
}

func TestASecondProcessWaitsForTheFirst(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 3)
	one, two := &tally{}, &tally{}
	first := s.run(t, one)
	first.live(3)
	second := s.run(t, two)
	second.until("its turn", func(s projection.Status) bool { return strings.Contains(s.Why, "another process") })
	s.happen(t, 1)
	first.live(4)
	if err := first.stop(); err != nil {
		t.Fatal(err)
	}
	s.happen(t, 1)
	slot := second.live(5).Slot
	s.check(t, slot, 5)
	one.contiguous(t, 1, 4)
	two.contiguous(t, 5, 5)
}

func TestAProjectorEndsWhenSomebodyElseMovesItsPlace(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 3)
	r := s.run(t, &tally{})
	slot := r.live(3).Slot
	if _, err := s.pool.Exec(t.Context(), "update "+slot+".place set sequence = 4"); err != nil {
		t.Fatal(err)
	}
	s.happen(t, 1)
	if err := r.end(); err == nil || !strings.Contains(err.Error(), "somebody else has moved the place of rm_v1_1 away from 3") {
		t.Errorf("Run = %v, want it to say that somebody else moved the place", err)
	}
}

func TestWhoWaitsForAPlaceIsTold(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	conn, err := s.pool.Acquire(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Release()
	if _, err := conn.Exec(t.Context(), "listen keeper_place"); err != nil {
		t.Fatal(err)
	}
	s.run(t, &tally{}).live(0)
	s.happen(t, 1)
	for _, want := range []string{"rm_v1_1 0", "rm_v1_1 1"} {
		n, err := conn.Conn().WaitForNotification(t.Context())
		if err != nil || n.Payload != want {
			t.Errorf("told %v, %v, want %q", n, err, want)
		}
	}
}

func TestWhatCannotBeMadeIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	for want, change := range map[string]func(*projection.Config, *running){
		`"No. 1" is no version`:       func(c *projection.Config, _ *running) { c.Version = "No. 1" },
		"make the tables of rm_v1_1:": func(c *projection.Config, _ *running) { c.Schema = "create tabel slot.x ()" },
	} {
		if err := s.run(t, &tally{}, change).end(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Run = %v, want %q", err, want)
		}
	}
	// Nothing of the half-made slot is left.
	s.run(t, &tally{}).live(0)
}

func TestOnlyThePlaceholderIsReplaced(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"slot.a, slot.b(slot.c)":           "rm_1.a, rm_1.b(rm_1.c)",
		"timeslot.a keeper.slot.name":      "timeslot.a keeper.slot.name",
		"select 'slot.a', \"slot.b\"":      "select 'slot.a', \"slot.b\"",
		"from keeper.slot where slot = $1": "from keeper.slot where slot = $1",
	} {
		if got := projection.In("rm_1", sql); got != want {
			t.Errorf("%q became %q, want %q", sql, got, want)
		}
	}
}

func TestPercentSaysAHundredOnlyAtTheEnd(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reached, until uint64
		want           string
	}{{0, 10, "0 %"}, {62, 100, "62 %"}, {9999, 10000, "99 %"}, {10, 10, "100 %"}, {0, 0, "100 %"}} {
		if got := projection.Percent(c.reached, c.until); got != c.want {
			t.Errorf("Percent(%d, %d) = %q, want %q", c.reached, c.until, got, c.want)
		}
	}
}
