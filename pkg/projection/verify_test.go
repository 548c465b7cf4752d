package projection_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
)

// verify verifies with a read model of its own.
func (s stand) verify(ctx context.Context, y *tally) (projection.Verified, error) {
	return projection.Verify(ctx, projection.Config{
		Log: s.log, Pool: s.pool, Version: "v1", Schema: tallySchema, Apply: y.apply, Start: y.start, MaxBatch: 7,
		Logger: slog.New(slog.DiscardHandler),
	})
}

// tidy checks that no verification has left its slot behind.
func (s stand) tidy(tb testing.TB) {
	tb.Helper()
	var left int
	if err := s.pool.QueryRow(tb.Context(), "select count(*) from pg_namespace where nspname = 'rm_verify'").Scan(&left); err != nil || left != 0 {
		tb.Errorf("the slot of a verification is still there (%d, %v)", left, err)
	}
}

func equal(name string, rows uint64) projection.VerifiedTable {
	return projection.VerifiedTable{Name: name, Equal: true, Rows: rows, RowsMade: rows}
}

func TestRowsAreWhatTheLogMakesOfThemWhileBothGoOn(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 30)
	live := s.run(t, &tally{})
	slot := live.live(30).Slot
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		var last uint64
		for range 5 {
			v, err := s.verify(t.Context(), &tally{})
			want := projection.Verified{Slot: slot, Sequence: v.Sequence, Tables: []projection.VerifiedTable{equal("parked", 0), equal("tally", 3), equal("total", 1)}}
			if diff := cmp.Diff(want, v); diff != "" || err != nil || !v.Equal() || v.Sequence < max(last, 30) {
				t.Errorf("verified up to %d after %d: %v (-want +got):\n%s", v.Sequence, last, err, diff)
				return
			}
			last = v.Sequence
			live.until("more events", func(now projection.Status) bool { return now.Sequence > last })
		}
	}()
	for going := true; going; {
		select {
		case <-ended:
			going = false
		default:
			s.happen(t, 1)
		}
	}
	s.tidy(t)
}

func TestVerifyingComparesAtOnePlaceAndHindersNobody(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 6)
	live := s.run(t, &tally{})
	slot := live.live(6).Slot
	begun, goOn := make(chan struct{}), make(chan struct{})
	y := &tally{before: func(_ context.Context, _ pgx.Tx, r eventlog.Recorded) error {
		if r.Sequence == 3 {
			close(begun)
			<-goOn
		}
		return nil
	}}
	verified := make(chan projection.Verified, 1)
	go func() {
		v, err := s.verify(t.Context(), y)
		if err != nil {
			t.Error(err)
		}
		verified <- v
	}()
	<-begun
	if _, err := s.verify(t.Context(), &tally{}); !errors.Is(err, fault.Conflict) {
		t.Errorf("a second verification at the same time: %v, want a conflict", err)
	}
	s.happen(t, 4)
	live.live(10)
	if _, _, filling, err := projection.Filling(t.Context(), s.pool, "v1"); filling || err != nil {
		t.Errorf("the slot of the verification is taken for one to go on with (%v)", err)
	}
	close(goOn)
	if v := <-verified; v.Sequence != 6 || !v.Equal() {
		t.Errorf("verified %+v, want all equal at 6, where it began", v)
	}
	y.contiguous(t, 1, 6)
	s.check(t, slot, 10)
	s.tidy(t)
}

func TestARowChangedByHandIsFoundInItsTable(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		tamper string
		want   projection.VerifiedTable
	}{
		"changed": {"update slot.tally set headline = 'mine' where thing = 'activity/1'", projection.VerifiedTable{Name: "tally", Rows: 3, RowsMade: 3}},
		"deleted": {"delete from slot.tally where thing = 'activity/1'", projection.VerifiedTable{Name: "tally", Rows: 2, RowsMade: 3}},
		"swapped": {
			"update slot.tally set headline = case thing when 'activity/1' then 'activity/2' else 'activity/1' end where thing <> 'activity/0'",
			projection.VerifiedTable{Name: "tally", Rows: 3, RowsMade: 3},
		},
		"a table is gone": {"drop table slot.tally", projection.VerifiedTable{Name: "tally", RowsMade: 3}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStand(t)
			s.happen(t, 6)
			slot := s.run(t, &tally{}).live(6).Slot
			if _, err := s.pool.Exec(t.Context(), projection.In(slot, c.tamper)); err != nil {
				t.Fatal(err)
			}
			v, err := s.verify(t.Context(), &tally{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]projection.VerifiedTable{equal("parked", 0), c.want, equal("total", 1)}, v.Tables); diff != "" || v.Equal() {
				t.Errorf("tables (-want +got):\n%s", diff)
			}
			s.tidy(t)
		})
	}
}

func TestATableThatTheLogDoesNotMakeIsFound(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	slot := s.run(t, &tally{}).live(0).Slot
	if _, err := s.pool.Exec(t.Context(), "create table "+slot+".notes (note text)"); err != nil {
		t.Fatal(err)
	}
	v, err := s.verify(t.Context(), &tally{})
	want := []projection.VerifiedTable{{Name: "notes"}, equal("parked", 0), equal("tally", 0), equal("total", 1)}
	if diff := cmp.Diff(want, v.Tables); diff != "" || err != nil {
		t.Errorf("%v, tables (-want +got):\n%s", err, diff)
	}
}

func TestNothingIsLeftOfAVerificationHoweverItEnds(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 10)
	s.run(t, &tally{}).live(10)
	ctx, cancel := context.WithCancel(t.Context())
	for name, end := range map[string]func(context.Context, pgx.Tx) error{
		"an error":              noTable,
		"whoever asked is gone": func(context.Context, pgx.Tx) error { cancel(); return ctx.Err() },
		"a broken connection": func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, "select pg_terminate_backend(pg_backend_pid())")
			return err
		},
	} {
		y := &tally{before: func(ctx context.Context, tx pgx.Tx, r eventlog.Recorded) error {
			if r.Sequence == 8 {
				return end(ctx, tx)
			}
			return nil
		}}
		asked := t.Context()
		if strings.HasPrefix(name, "whoever") {
			asked = ctx
		}
		if _, err := s.verify(asked, y); err == nil {
			t.Errorf("after %s it says nothing", name)
		}
		s.tidy(t)
	}
	// As a process leaves it that was killed.
	if _, err := s.pool.Exec(t.Context(), "create schema rm_verify create table tally (old text)"); err != nil {
		t.Fatal(err)
	}
	if v, err := s.verify(t.Context(), &tally{}); err != nil || !v.Equal() {
		t.Errorf("after a killed one: %+v, %v, want all equal", v, err)
	}
	s.tidy(t)
}

func TestRowsOfAnotherLogAreNotCompared(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]string{
		"event 3 of the log is ":     "update slot.place set id = 'other'",
		"the log ends at event 3, ":  "update slot.place set sequence = 4",
		"are still being prepared, ": "update keeper.slot set state = 'kept'",
	} {
		s := newStand(t)
		s.happen(t, 3)
		slot := s.run(t, &tally{}).live(3).Slot
		if _, err := s.pool.Exec(t.Context(), projection.In(slot, change)); err != nil {
			t.Fatal(err)
		}
		_, err := s.verify(t.Context(), &tally{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("verify = %v, want %q", err, want)
		}
		s.tidy(t)
	}
}
