package projection

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
)

// Verified says whether the rows that are read are those that the log makes.
type Verified struct {
	// Slot is the one that is read.
	Slot string
	// Sequence is the last event that it had seen: nothing behind it was compared.
	Sequence uint64
	// Tables are compared one by one, in the order of their names.
	Tables []VerifiedTable
}

// VerifiedTable is one table of the slot that is read, beside what the log makes of it.
type VerifiedTable struct {
	Name string
	// Equal: the rows are the same, each to its last byte.
	Equal bool
	// Rows are in the slot that is read, RowsMade are made by the log.
	Rows, RowsMade uint64
}

// Equal reports whether every table is what the log makes of it.
func (v Verified) Equal() bool {
	return !slices.ContainsFunc(v.Tables, func(t VerifiedTable) bool { return !t.Equal })
}

// Verify fills a slot of its own from the log's first event on, up to the last one that the serving slot has seen, compares the two
// table by table, and drops its slot. Both go on meanwhile: what is appended, and what is projected. Only one process verifies at
// a time. The Config is as for Run, with an Apply and a Start that share no memory with those of a Run.
func Verify(ctx context.Context, c Config) (Verified, error) {
	c.fill()
	v := &beside{Config: c, slot: throwAway, lock: "dontblink verify", busy: "the rows are being verified already"}
	if err := v.connect(ctx); err != nil {
		return Verified{}, err
	}
	defer v.disconnect(ctx)
	live, err := v.look(ctx)
	if err != nil {
		return Verified{}, err
	}
	made, err := v.remake(ctx, live.place)
	if err != nil {
		return Verified{}, err
	}
	return Verified{Slot: live.slot, Sequence: live.place.Sequence, Tables: compare(live.tables, made)}, nil
}

// throwAway is the slot that a verification fills. It is not entered in keeper.slot, so nobody takes it for one to go on with, and it
// has one name for all versions, so whoever verifies next finds what a process left behind that was killed.
const throwAway = "rm_verify"

// looked is what the serving slot says at one moment.
type looked struct {
	slot   string
	place  eventlog.Place
	tables map[string]sum
}

// sum stands for the rows of a table, in whatever order they lie.
type sum struct {
	rows uint64
	hash string
}

// look reads the place and the sums of the serving slot in one snapshot, for which the slot need not stand still.
func (v *beside) look(ctx context.Context) (l looked, err error) {
	snapshot := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
	err = pgx.BeginTxFunc(ctx, v.conn, snapshot, func(tx pgx.Tx) (err error) {
		var ok bool
		if l.slot, ok, err = find(ctx, tx, v.Version, "serving"); err != nil {
			return err
		}
		if !ok {
			return fault.New(fault.Unavailable, "lists and counts are still being prepared, so there is nothing to compare yet; "+
				"`dontblink status` says how far they are")
		}
		if l.place, err = Reached(ctx, tx, l.slot); err != nil {
			return err
		}
		l.tables, err = sums(ctx, tx, l.slot)
		return err
	})
	return l, err
}

// sums adds up the tables of a slot. The place is not one of those that the log makes: it is compared by itself.
func sums(ctx context.Context, tx pgx.Tx, slot string) (map[string]sum, error) {
	rows, _ := tx.Query(ctx, `
		select relname from pg_class where relnamespace = $1::regnamespace and relkind in ('r', 'p') and relname <> 'place'`, slot)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return nil, fmt.Errorf("list the tables of %s: %w", slot, err)
	}
	tables := map[string]sum{}
	for _, name := range names {
		var s sum
		err := tx.QueryRow(ctx, `
			select count(*), coalesce(sum(hashtextextended(whole::text, 0)::numeric), 0)::text
			from `+pgx.Identifier{slot, name}.Sanitize()+` as whole`).Scan(&s.rows, &s.hash)
		if err != nil {
			return nil, fmt.Errorf("add up %s.%s: %w", slot, name, err)
		}
		tables[name] = s
	}
	return tables, nil
}

// remake fills the throw-away slot up to the place, and returns the sums of its tables.
func (v *beside) remake(ctx context.Context, until eventlog.Place) (made map[string]sum, err error) {
	if err := v.drop(ctx); err != nil {
		return nil, err
	}
	if err := v.make(ctx, func(tx pgx.Tx) error { return makeTables(ctx, tx, throwAway, v.Schema) }); err != nil {
		return nil, err
	}
	if err := v.project(ctx, until.Sequence); err != nil {
		return nil, err
	}
	if v.place != until {
		return nil, &eventlog.Stop{Sequence: until.Sequence, Why: fmt.Sprintf(
			"event %d of the log is %s, but it was %s when its rows were made: this is another log; `dontblink restore` brings the right one back",
			until.Sequence, v.place.ID, until.ID)}
	}
	err = pgx.BeginFunc(ctx, v.conn, func(tx pgx.Tx) (err error) {
		made, err = sums(ctx, tx, throwAway)
		return err
	})
	return made, err
}

// compare lists the tables of both. One that only one of them has is not equal, even if it is empty.
func compare(live, made map[string]sum) []VerifiedTable {
	all := maps.Clone(made)
	maps.Copy(all, live)
	var tables []VerifiedTable
	for _, name := range slices.Sorted(maps.Keys(all)) {
		l, read := live[name]
		m, expected := made[name]
		tables = append(tables, VerifiedTable{Name: name, Equal: read && expected && l == m, Rows: l.rows, RowsMade: m.rows})
	}
	return tables
}
