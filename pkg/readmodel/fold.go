package readmodel

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/projection"
)

// fold follows activities through the events of a batch in memory and then writes at once what came of them.
type fold struct {
	edition    *edition.Edition
	activities map[string]*activity.Activity
	// held are the rows that hold now, by id: stored ones until an event ends them, new ones after.
	held map[string]*activityRow
	// stored tells which of them the database has.
	stored map[*activityRow]bool
	// before are the rows that held before the batch, by id, and parts who took part then.
	before  map[string]*activityRow
	parts   map[string][]participationRow
	ended   []*activityRow
	rows    []*activityRow
	changes []*Change
	tally   *tally
}

func newFold(ed *edition.Edition, stored []*activityRow) *fold {
	f := &fold{
		edition: ed, activities: map[string]*activity.Activity{}, held: map[string]*activityRow{},
		stored: map[*activityRow]bool{}, before: map[string]*activityRow{}, parts: map[string][]participationRow{}, tally: newTally(ed),
	}
	for _, row := range stored {
		f.held[row.ID], f.before[row.ID], f.stored[row] = row, row, true
	}
	return f
}

// apply folds one event of an activity: the row that held ends with it, and another begins.
func (f *fold) apply(event *eventlog.Recorded) error {
	change, known := changeBy(event)
	if !known {
		return errUnknown
	}
	before := f.held[event.Thing.ID]
	a, err := f.activity(event.Thing.ID, before)
	if err != nil {
		return err
	}
	said := a.Content
	a.Apply(event.Event)
	change.From(said, a.Content)
	change.Promises = present(change.Promises)
	if a.Gone() {
		// What it said at first was erased, and this says nothing by itself. No row keeps it, so neither does the batch.
		delete(f.activities, event.Thing.ID)
		return nil
	}
	after, err := rowAfter(a, before, event, f.edition)
	if err != nil {
		return err
	}
	f.changes = append(f.changes, change)
	f.replace(before, after)
	return nil
}

// activity returns the activity as the batch has it, else as its row does, else a new one.
func (f *fold) activity(id string, row *activityRow) (*activity.Activity, error) {
	if a, ok := f.activities[id]; ok {
		return a, nil
	}
	a := &activity.Activity{ID: id}
	if row != nil {
		var err error
		if a, err = row.fold(); err != nil {
			return nil, err
		}
		f.parts[id] = participations(a)
	}
	f.activities[id] = a
	return a, nil
}

// decide asks the edition again for the pillar of a row, and begins another row if the answer has changed.
func (f *fold) decide(row *activityRow, sequence uint64) error {
	content, err := contentOf(row.ID, row.Content)
	if err != nil {
		return err
	}
	pillar := activity.Pillar(content, f.edition)
	if pillar == row.Pillar {
		return nil
	}
	after := *row
	after.Pillar, after.FromSeq = pillar, sequence
	f.replace(row, &after)
	return nil
}

// replace ends one row and begins the next.
func (f *fold) replace(before, after *activityRow) {
	if before != nil {
		before.UntilSeq = &after.FromSeq
		if f.stored[before] {
			f.ended = append(f.ended, before)
		}
	}
	f.held[after.ID] = after
	f.rows = append(f.rows, after)
	f.tally.move(before, after)
}

// aDozen rows and more are copied, and their ends and counts go as lists. Fewer go by statements of their own, with the commit: to plan
// for a list costs more than all else when it holds one (Postgres takes 0.7 ms for an event alone with lists, 0.3 ms so; for
// each of forty it takes 0.13 ms by statements, 0.05 ms copied).
const aDozen = 12

// write brings the tables up to date. Nothing of the batch is asked for after it if this is the last time.
func (f *fold) write(ctx context.Context, tx pgx.Tx, slot string, last bool) error {
	unfiled, filed := f.refiled()
	unparted, parted := f.recast()
	batch := &pgx.Batch{}
	queueUnfile(batch, slot, unfiled)
	queueUnpart(batch, slot, unparted)
	if len(f.rows) < aDozen && len(filed)+len(parted) < 4*aDozen {
		return f.writeFew(ctx, tx, slot, batch, filed, parted, last)
	}
	f.queueEnds(batch, slot)
	f.tally.queue(batch, slot)
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("write activities: %w", err)
	}
	if err := copyRows(ctx, tx, slot, "activity", activityColumns, f.rows); err != nil {
		return err
	}
	if err := copyRows(ctx, tx, slot, "filing", filingColumns, filed); err != nil {
		return err
	}
	if err := copyRows(ctx, tx, slot, "participation", participationColumns, parted); err != nil {
		return err
	}
	return copyRows(ctx, tx, slot, "change", changeColumns, f.changes)
}

// writeFew adds to a batch what goes by statements of its own.
func (f *fold) writeFew(
	ctx context.Context, tx pgx.Tx, slot string, batch *pgx.Batch, filed []filingRow, parted []participationRow, last bool,
) error {
	f.queueFewEnds(batch, slot)
	f.tally.queueFew(batch, slot)
	queueInserts(batch, in(slot, insertActivity), f.rows)
	queueInserts(batch, in(slot, insertChange), f.changes)
	queueInserts(batch, in(slot, insertFiling), filed)
	queueInserts(batch, in(slot, insertParticipation), parted)
	write := projection.Later
	if !last {
		write = atOnce
	}
	if err := write(ctx, tx, batch); err != nil {
		return fmt.Errorf("write activities: %w", err)
	}
	return nil
}

func atOnce(ctx context.Context, tx pgx.Tx, batch *pgx.Batch) error {
	return tx.SendBatch(ctx, batch).Close()
}

// queueFewEnds ends the rows one by one: Postgres keeps the plan of that, where it plans a list anew each time.
func (f *fold) queueFewEnds(batch *pgx.Batch, slot string) {
	for _, row := range f.ended {
		batch.Queue(in(slot, `update slot.activity set until_seq = $3 where id = $1 and from_seq = $2`), row.ID, row.FromSeq, *row.UntilSeq)
	}
}

// queueEnds ends the stored rows that hold no longer. This goes before the new rows, for only one row of an activity may hold.
func (f *fold) queueEnds(batch *pgx.Batch, slot string) {
	if len(f.ended) == 0 {
		return
	}
	ids, from, until := make([]string, len(f.ended)), make([]uint64, len(f.ended)), make([]uint64, len(f.ended))
	for i, row := range f.ended {
		ids[i], from[i], until[i] = row.ID, row.FromSeq, *row.UntilSeq
	}
	batch.Queue(in(slot, `
		update slot.activity as a
		set until_seq = ended.until_seq
		from unnest($1::text[], $2::bigint[], $3::bigint[]) as ended (id, from_seq, until_seq)
		where a.id = ended.id and a.from_seq = ended.from_seq`), ids, from, until)
}

// line is a row of any table, as its columns take it.
type line interface{ values() []any }

func copyRows[L line](ctx context.Context, tx pgx.Tx, slot, table string, columns []string, lines []L) error {
	_, err := tx.CopyFrom(ctx, pgx.Identifier{slot, table}, columns,
		pgx.CopyFromSlice(len(lines), func(i int) ([]any, error) { return lines[i].values(), nil }))
	if err != nil {
		return fmt.Errorf("copy rows into %s: %w", table, err)
	}
	return nil
}

func queueInserts[L line](batch *pgx.Batch, sql string, lines []L) {
	for _, l := range lines {
		batch.Queue(sql, l.values()...)
	}
}

var (
	insertActivity = insert("activity", activityColumns)
	insertChange   = insert("change", changeColumns)
)

func insert(table string, columns []string) string {
	places := make([]string, len(columns))
	for i := range columns {
		places[i] = fmt.Sprintf("$%d", i+1)
	}
	return "insert into slot." + table + " (" + strings.Join(columns, ", ") + ") values (" + strings.Join(places, ", ") + ")"
}
