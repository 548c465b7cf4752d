package projection_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/projection"
)

// version has a projection be another version of the code.
func version(v string) func(*projection.Config, *running) {
	return func(c *projection.Config, _ *running) { c.Version = v }
}

// forgets returns when Postgres has noticed that a version ended: its connection is closed then, and the lock on it is given back some moments later.
func (s stand) forgets(tb testing.TB, version string) {
	tb.Helper()
	err := pgx.BeginFunc(tb.Context(), s.pool, func(tx pgx.Tx) error {
		_, err := tx.Exec(tb.Context(), `select pg_advisory_xact_lock(hashtextextended($1, 0))`, projection.ProjectLock(version))
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// schemas are the slots that are there, whatever is entered of them.
func (s stand) schemas(tb testing.TB) (names []string) {
	tb.Helper()
	if err := s.pool.QueryRow(tb.Context(),
		`select coalesce(array_agg(nspname::text order by nspname), '{}') from pg_namespace where nspname like 'rm\_%'`).Scan(&names); err != nil {
		tb.Fatal(err)
	}
	return names
}

func (s stand) schemasAre(tb testing.TB, when string, want ...string) {
	tb.Helper()
	if diff := cmp.Diff(want, s.schemas(tb)); diff != "" {
		tb.Errorf("slots %s (-want +got):\n%s", when, diff)
	}
	if got := s.states(tb); len(got) != len(want) {
		tb.Errorf("%s %d slots are there, but entered are %v", when, len(want), got)
	}
}

// aWeekPasses makes all that was left look as if that were a week ago.
func (s stand) aWeekPasses(tb testing.TB) {
	tb.Helper()
	if _, err := s.pool.Exec(tb.Context(), "update keeper.slot set left_at = left_at - interval '8 days'"); err != nil {
		tb.Fatal(err)
	}
}

// starts runs a projection until it follows the log, which it does once it has swept, and ends it.
func (s stand) starts(tb testing.TB, change ...func(*projection.Config, *running)) {
	tb.Helper()
	r := s.follows(tb, change...)
	if err := r.stop(); err != nil {
		tb.Fatal(err)
	}
}

func (s stand) follows(tb testing.TB, change ...func(*projection.Config, *running)) *running {
	tb.Helper()
	r := s.run(tb, &tally{}, change...)
	head, err := s.log.Last(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	r.live(head.Sequence)
	s.happen(tb, 1)
	r.live(head.Sequence + 1)
	return r
}

func TestOldSlotsOfAnotherVersionGoAfterAWeekButForOneToGoBackTo(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 3)
	s.starts(t, version("v1"))
	s.starts(t, version("v2"))
	s.starts(t, version("v3"))
	s.schemasAre(t, "just after a deploy", "rm_v1_1", "rm_v2_1", "rm_v3_1")
	s.aWeekPasses(t)
	// The deploy is undone: what v2 left is no longer left.
	s.starts(t, version("v2"))
	s.schemasAre(t, "after v2 came back", "rm_v2_1", "rm_v3_1")
	s.starts(t, version("v3"))
	s.schemasAre(t, "after v3 came back", "rm_v2_1", "rm_v3_1")
	s.aWeekPasses(t)
	s.starts(t, version("v3"))
	s.schemasAre(t, "a week later", "rm_v2_1", "rm_v3_1")
}

func TestASlotIsNotDroppedWhileAProcessOfItsVersionIsAtWork(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 3)
	v1 := s.run(t, &tally{}, version("v1"))
	v1.live(3)
	s.starts(t, version("v2"))
	s.starts(t, version("v3"))
	s.aWeekPasses(t)
	s.starts(t, version("v3"))
	s.schemasAre(t, "while v1 is at work", "rm_v1_1", "rm_v2_1", "rm_v3_1")
	s.check(t, v1.live(6).Slot, 6)
	if err := v1.stop(); err != nil {
		t.Fatal(err)
	}
	s.forgets(t, "v1")
	s.follows(t, version("v3"))
	s.schemasAre(t, "after v1 has ended", "rm_v2_1", "rm_v3_1")
}

func TestAKeptSlotCanBeGoneBackTo(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 5)
	r := &projection.Rebuilder{}
	live := s.run(t, &tally{}, with(r))
	live.live(5)
	doubted, err := s.rebuild(t.Context(), r, &tally{})
	if err != nil {
		t.Fatal(err)
	}
	s.happen(t, 3)
	live.live(8)
	if err := live.stop(); err != nil {
		t.Fatal(err)
	}
	for _, change := range []struct{ name, to string }{{doubted, "kept"}, {"rm_v1_1", "serving"}} {
		if _, err := s.pool.Exec(t.Context(), "update keeper.slot set state = $2 where name = $1", change.name, change.to); err != nil {
			t.Fatal(err)
		}
	}
	if slot := s.run(t, &tally{}).live(8).Slot; slot != "rm_v1_1" {
		t.Errorf("it goes on in %s, want rm_v1_1", slot)
	}
	s.check(t, "rm_v1_1", 8)
}

func TestEachProjectionKeepsAWayBackOfItsOwn(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 3)
	search := func(v string) func(*projection.Config, *running) {
		return func(c *projection.Config, _ *running) { c.Name, c.Version = "search", v }
	}
	s.starts(t, version("v1"))
	s.starts(t, search("s1"))
	s.starts(t, search("s2"))
	s.starts(t, version("v2"))
	s.aWeekPasses(t)
	s.starts(t, version("v2"))
	s.starts(t, search("s2"))
	s.schemasAre(t, "of two projections", "rm_s1_1", "rm_s2_1", "rm_v1_1", "rm_v2_1")
}
