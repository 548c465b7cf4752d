package projection_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/projection"
)

const tallyIndexes = `
create index on slot.tally (events desc);
create unique index once on slot.tally (headline, thing);`

func indexed(c *projection.Config, _ *running) { c.Indexes = tallyIndexes }

// shape is how a slot is made, down to its constraints and indexes: columns, then what is defined on them.
func (s stand) shape(tb testing.TB, slot string) string {
	tb.Helper()
	var shape string
	if err := s.pool.QueryRow(tb.Context(), `
		select string_agg(line, e'\n' order by line)
		from (
			select 'column ' || c.relname || ' ' || a.attnum || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' '
				|| a.attnotnull || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
			from pg_class as c
			join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0
			left join pg_attrdef as d on d.adrelid = c.oid and d.adnum = a.attnum
			where c.relnamespace = $1::text::regnamespace and c.relkind = 'r'
			union all
			select 'index ' || indexdef from pg_indexes where schemaname = $1::text
			union all
			select 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = $1::text::regnamespace
		) as shape (line)`, slot).Scan(&shape); err != nil {
		tb.Fatal(err)
	}
	return strings.ReplaceAll(shape, slot+".", "slot.")
}

func TestIndexesAreMadeOnceASlotHasCaughtUpAndBeforeItIsRead(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 9)
	begun, goOn := make(chan struct{}), make(chan struct{})
	y := &tally{before: func(ctx context.Context, tx pgx.Tx, r eventlog.Recorded) error {
		if r.Sequence == 5 {
			close(begun)
			select {
			case <-goOn:
			case <-ctx.Done():
			}
		}
		return nil
	}}
	live := s.run(t, y, indexed, func(c *projection.Config, _ *running) { c.MaxBatch = 2 })
	<-begun
	if shape := s.shape(t, "rm_v1_1"); strings.Contains(shape, "index CREATE UNIQUE INDEX once") {
		t.Errorf("the indexes are there while the slot is filled:\n%s", shape)
	}
	close(goOn)
	if shape := s.shape(t, live.live(9).Slot); !strings.Contains(shape, "index CREATE UNIQUE INDEX once") {
		t.Errorf("the slot serves without its indexes:\n%s", shape)
	}
}

func TestALiveSlotAndOneMadeAnewAreMadeTheSame(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	r := &projection.Rebuilder{}
	live := s.run(t, &tally{}, indexed, with(r))
	first := live.live(0).Slot
	s.happen(t, 20)
	live.live(20)
	want := s.shape(t, first)
	again, err := s.rebuild(t.Context(), r, &tally{})
	if err != nil {
		t.Fatal(err)
	}
	if again == first || !strings.Contains(want, "once") {
		t.Fatalf("%s was made anew as %s:\n%s", first, again, want)
	}
	if diff := cmp.Diff(want, s.shape(t, again)); diff != "" {
		t.Errorf("the slot made anew is made otherwise (-live +anew):\n%s", diff)
	}
	if diff := cmp.Diff(s.rows(t, first, 20), s.rows(t, again, 20)); diff != "" {
		t.Errorf("the rows made anew are others (-live +anew):\n%s", diff)
	}
}

// rows are all rows of a slot at a place.
func (s stand) rows(tb testing.TB, slot string, place uint64) (rows []string) {
	tb.Helper()
	var at uint64
	if err := s.pool.QueryRow(tb.Context(), projection.In(slot, `
		select sequence, (select array_agg(t::text order by thing) from slot.tally as t) || (select array_agg(t::text) from slot.total as t)
		from slot.place`)).Scan(&at, &rows); err != nil || at != place {
		tb.Fatalf("%s is at %d, want %d: %v", slot, at, place, err)
	}
	return rows
}

func TestIndexesThatCannotBeMadeStopTheProjection(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 3)
	live := s.run(t, &tally{}, func(c *projection.Config, _ *running) { c.Indexes = "create index on slot.no_such (thing)" })
	if err := live.end(); err == nil || !strings.Contains(err.Error(), "make the indexes of rm_v1_1") {
		t.Errorf("Run = %v, want it to say that the indexes cannot be made", err)
	}
	if _, ok, err := projection.Serving(t.Context(), s.pool, "v1"); ok || err != nil {
		t.Errorf("a slot serves without its indexes (%v)", err)
	}
}

func TestWhatIsWrittenLaterAndRefusedIsParkedAsIfApplyHadRefusedIt(t *testing.T) {
	t.Parallel()
	s := newStand(t)
	s.happen(t, 4)
	// Every event writes with the commit; the second one what the table does not take.
	apply := func(ctx context.Context, tx pgx.Tx, slot string, batch []eventlog.Recorded) error {
		statements := &pgx.Batch{}
		for _, r := range batch {
			headline := any("told")
			if r.Sequence == 2 {
				headline = nil
			}
			statements.Queue(projection.In(slot, "insert into slot.tally (thing, events, headline) values ($1, 1, $2)"), r.ID, headline)
		}
		return projection.Later(ctx, tx, statements)
	}
	live := s.run(t, &tally{}, func(c *projection.Config, _ *running) { c.Apply, c.Start = apply, nil })
	slot := live.live(4).Slot
	parked, err := projection.Parked(t.Context(), s.pool, slot)
	if err != nil || len(parked) != 1 || parked[0].Sequence != 2 {
		t.Errorf("parked %+v, %v, want event 2", parked, err)
	}
	var rows int
	if err := s.pool.QueryRow(t.Context(), projection.In(slot, "select count(*) from slot.tally")).Scan(&rows); err != nil || rows != 3 {
		t.Errorf("%d rows, %v, want those of all other events", rows, err)
	}
}
