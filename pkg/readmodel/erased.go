package readmodel

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// A row is a key that an erasure has destroyed. Whoever takes the rows up again destroys them again, so that keys from an older copy bring
// nothing back.
const erasedTable = `
create table slot.erased (
    thing text collate "C" not null,
    key   text collate "C" not null,
    seq   bigint not null,                   -- the event that says so: the last erasure of the thing, which repeats the keys of those before
    primary key (thing, key)
);
`

// erasure is an event that says which keys are destroyed.
type erasure interface{ GetKeys() []string }

func (w *Writer) doom(ctx context.Context, sequence uint64, keys []string) error {
	if w.Doom == nil || sequence == 0 {
		return nil
	}
	return w.Doom(ctx, sequence, keys)
}

// doomedIn returns the keys that the events seen by a slot say are destroyed, and the last of those events.
func doomedIn(ctx context.Context, pool *pgxpool.Pool, slot string) (last uint64, keys []string, err error) {
	err = pool.QueryRow(ctx, in(slot, `select coalesce(max(seq), 0), coalesce(array_agg(distinct key), '{}') from slot.erased`)).Scan(&last, &keys)
	if err != nil {
		return 0, nil, fmt.Errorf("read which keys are destroyed: %w", err)
	}
	return last, keys, nil
}

func erases(event eventlog.Recorded) bool {
	_, ok := event.Event.(erasure)
	return ok
}

// applyErasure keeps what an erasure leaves. Its rows are those that a rebuild makes, which finds nothing to read before it.
func (w *Writer) applyErasure(ctx context.Context, tx pgx.Tx, slot string, event *eventlog.Recorded) error {
	batch := &pgx.Batch{}
	// An erasure before this one cannot be read any more when the rows are made anew.
	batch.Queue(in(slot, `delete from slot.erased where thing = $1`), event.Thing.String())
	keys := event.Event.(erasure).GetKeys()
	if err := w.doom(ctx, event.Sequence, keys); err != nil {
		return err
	}
	for _, key := range keys {
		batch.Queue(in(slot, `insert into slot.erased (thing, key, seq) values ($1, $2, $3) on conflict do nothing`),
			event.Thing.String(), key, event.Sequence)
	}
	erased, ok := event.Event.(*eventv1.ActivityErased)
	if !ok {
		if err := tx.SendBatch(ctx, batch).Close(); err != nil || event.Thing.Kind != thing.KindPerson {
			return err
		}
		return erasePerson(ctx, tx, slot, event.Thing.ID)
	}
	held, err := loadActivities(ctx, tx, slot, []string{event.Thing.ID})
	if err != nil {
		return err
	}
	for _, table := range []string{"activity where id", "change where activity"} {
		batch.Queue(in(slot, "delete from slot."+table+" = $1"), event.Thing.ID)
	}
	for _, row := range held {
		queueUnfile(batch, slot, row.filings())
		a, err := row.fold()
		if err != nil {
			return err
		}
		queueUnpart(batch, slot, participations(a))
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return fmt.Errorf("erase activity %s: %w", event.Thing.ID, err)
	}
	f := newFold(w.edition, nil)
	for _, row := range held {
		f.tally.add(row, -1)
	}
	if err := f.begin(event, erased); err != nil {
		return err
	}
	return f.write(ctx, tx, slot, false)
}

// begin begins an activity with what an erasure has left of it; nothing, if nothing was left.
func (f *fold) begin(event *eventlog.Recorded, erased *eventv1.ActivityErased) error {
	change, _ := changeBy(event)
	f.changes = append(f.changes, change)
	a := &activity.Activity{ID: event.Thing.ID}
	a.Apply(erased)
	if a.Gone() {
		return nil
	}
	f.activities[a.ID] = a
	row, err := rowAfter(a, nil, event, f.edition)
	if err != nil {
		return err
	}
	if at, err := time.Parse(time.RFC3339Nano, erased.GetRecordedAt()); err == nil {
		row.RecordedAt, row.RecordedBy = at, erased.GetRecordedBy()
	}
	row.AmendedAt = &event.Time
	f.replace(nil, row)
	return nil
}
