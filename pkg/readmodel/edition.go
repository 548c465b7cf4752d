package readmodel

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// A row is an event of the edition and what it left; the last one holds.
const editionTable = `
create table slot.edition (
    from_seq bigint primary key,
    content  bytea not null,                 -- the whole, as an advocacy.event.v1.Edition
    at       timestamptz not null,
    actor    text not null,
    type     text not null,                  -- the full name of the message that the event is
    event    bytea not null
);
`

// queryer is a pool, or a transaction when one snapshot must answer.
type queryer interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
}

// loadEdition returns the edition as it stands in a slot: an empty one before its first event.
func loadEdition(ctx context.Context, db queryer, slot string) (*edition.Edition, error) {
	rows, _ := db.Query(ctx, in(slot, `select content from slot.edition order by from_seq desc limit 1`))
	stored, err := pgx.CollectExactlyOneRow(rows, pgx.RowTo[[]byte])
	if errors.Is(err, pgx.ErrNoRows) {
		return edition.New(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("load the edition: %w", err)
	}
	content := &eventv1.Edition{}
	if err := proto.Unmarshal(stored, content); err != nil {
		return nil, fmt.Errorf("read the edition: %w", err)
	}
	return edition.Of(content), nil
}

// appendEdition stores an event and the edition as it left it.
func appendEdition(ctx context.Context, tx pgx.Tx, slot string, event *eventlog.Recorded, ed *edition.Edition) error {
	deterministic := proto.MarshalOptions{Deterministic: true}
	content, err := deterministic.Marshal(ed.Proto())
	var said []byte
	if err == nil {
		said, err = deterministic.Marshal(event.Event)
	}
	if err == nil {
		_, err = tx.Exec(ctx, in(slot, `insert into slot.edition (from_seq, content, at, actor, type, event) values ($1, $2, $3, $4, $5, $6)`),
			event.Sequence, present(content), event.Time, event.Actor, string(event.Event.ProtoReflect().Descriptor().FullName()), present(said))
	}
	if err != nil {
		return fmt.Errorf("keep the edition of event %d: %w", event.Sequence, err)
	}
	return nil
}

// readEdition is an edition and the place of the rows, at the least, when it was read.
type readEdition struct {
	slot    string
	place   uint64
	edition *edition.Edition
}

// Edition returns the edition as it stands. Nearly every question has names resolved by it, and it changes a few times a month, so it is read again only
// when the rows have moved on. It is shared: apply nothing to it.
func (r *Reader) Edition(ctx context.Context) (*edition.Edition, error) {
	slot, place, _ := r.standing()
	if last := r.edition.Load(); last != nil && last.slot == slot && last.place == place {
		return last.edition, nil
	}
	var ed *edition.Edition
	var asked string
	err := r.ask(ctx, "read the edition", func(of string) (err error) {
		asked = of
		ed, err = loadEdition(ctx, r.pool, of)
		return err
	})
	if err == nil && asked == slot {
		r.edition.Store(&readEdition{slot, place, ed})
	}
	return ed, err
}

// moved says that a priority belongs to another pillar than before, or that a pillar goes on as another, from one month to another, both
// inclusive. One of the two is "".
type moved struct {
	priority, pillar string
	from, until      time.Time
}

// moves compares two editions: which priorities moved to another pillar in which months. It looks only at the months in which
// some wording begins or ends, for between these nothing changes; so an event that moves nothing costs no look at the rows.
func moves(before, after *edition.Edition) []moved {
	turns := turningMonths(before, after)
	var all []moved
	for i, month := range turns {
		until := lastDate(calendar.Month{})
		if i+1 < len(turns) {
			until = monthDate(turns[i+1].Add(-1))
		}
		for _, id := range ids(edition.Priority, before, after) {
			if before.PillarOf(id, month) != after.PillarOf(id, month) {
				all = append(all, moved{priority: id, from: monthDate(month), until: until})
			}
		}
		// An activity may name its pillar itself; where that one is merged the activity goes with it.
		for _, id := range ids(edition.Pillar, before, after) {
			if was := before.As(edition.Pillar, id, month); was != after.As(edition.Pillar, id, month) {
				all = append(all, moved{pillar: was, from: monthDate(month), until: until})
			}
		}
	}
	return all
}

// turningMonths returns the months from which on another wording of a pillar or a priority may hold, in order.
func turningMonths(editions ...*edition.Edition) []calendar.Month {
	// Before all of them lies the first month that can be written.
	turns := []calendar.Month{{Year: 1, Month: time.January}}
	for _, ed := range editions {
		turns = append(turns, ed.Turns()...)
	}
	slices.SortFunc(turns, calendar.Month.Compare)
	return slices.Compact(turns)
}

// ids returns the priorities, or the pillars, that any of the editions knows.
func ids(kind edition.Kind, editions ...*edition.Edition) []string {
	all := map[string]bool{}
	for _, ed := range editions {
		content := ed.Proto()
		for _, p := range content.GetPillars() {
			all[p.GetId()] = all[p.GetId()] || kind == edition.Pillar
		}
		for _, p := range content.GetPriorities() {
			all[p.GetId()] = all[p.GetId()] || kind == edition.Priority
		}
		for _, m := range content.GetMergers() {
			all[m.GetId()] = all[m.GetId()] || m.GetKind() == string(kind)
		}
	}
	maps.DeleteFunc(all, func(_ string, of bool) bool { return !of })
	return slices.Sorted(maps.Keys(all))
}

// loadMoved returns the rows that hold now and that what has moved may put under another pillar, withdrawn ones too.
func loadMoved(ctx context.Context, tx pgx.Tx, slot string, all []moved) ([]*activityRow, error) {
	if len(all) == 0 {
		return nil, nil
	}
	priorities, pillars := make([]string, len(all)), make([]string, len(all))
	from, until := make([]time.Time, len(all)), make([]time.Time, len(all))
	for i, m := range all {
		priorities[i], pillars[i], from[i], until[i] = m.priority, m.pillar, m.from, m.until
	}
	rows, _ := tx.Query(ctx, in(slot, `select `+strings.Join(activityColumns, ", ")+`
		from slot.activity as a
		where until_seq is null and exists (
			select from unnest($1::text[], $2::text[], $3::date[], $4::date[]) as moved (priority, pillar, from_month, until_month)
			where (moved.priority <> '' and a.priorities[1] = moved.priority or moved.pillar <> '' and a.pillar = moved.pillar)
				and a.first_month between moved.from_month and moved.until_month
		)
		order by id`), priorities, pillars, from, until)
	held, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[activityRow])
	if err != nil {
		return nil, fmt.Errorf("load the activities that another pillar takes: %w", err)
	}
	return held, nil
}

// loadKin returns the rows that hold now and name several priorities of which one is of other kin than before.
func loadKin(ctx context.Context, tx pgx.Tx, slot string, ids []string) ([]*activityRow, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, _ := tx.Query(ctx, in(slot, `select `+strings.Join(activityColumns, ", ")+`
		from slot.activity
		where until_seq is null and not withdrawn and cardinality(priorities) > 1 and priorities && $1::text[]
		order by id`), ids)
	held, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[activityRow])
	if err != nil {
		return nil, fmt.Errorf("load the activities that are counted under what was merged: %w", err)
	}
	return held, nil
}
