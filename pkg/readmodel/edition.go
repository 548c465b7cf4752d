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
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// A row is the edition as an event left it; the last one holds.
const editionTable = `
create table slot.edition (
    from_seq bigint primary key,
    content  bytea not null                  -- the whole, as an advocacy.event.v1.Edition
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

// appendEdition stores the edition as an event left it.
func appendEdition(ctx context.Context, tx pgx.Tx, slot string, sequence uint64, ed *edition.Edition) error {
	content, err := proto.MarshalOptions{Deterministic: true}.Marshal(ed.Proto())
	if err == nil {
		_, err = tx.Exec(ctx, in(slot, `insert into slot.edition (from_seq, content) values ($1, $2)`), sequence, present(content))
	}
	if err != nil {
		return fmt.Errorf("keep the edition of event %d: %w", sequence, err)
	}
	return nil
}

// Edition returns the team's edition as it stands.
func (r *Reader) Edition(ctx context.Context) (*edition.Edition, error) {
	var ed *edition.Edition
	err := r.ask(ctx, "read the edition", func(slot string) (err error) {
		ed, err = loadEdition(ctx, r.pool, slot)
		return err
	})
	return ed, err
}

// moved says that a priority belongs to another pillar than before, from one month to another, both inclusive.
type moved struct {
	priority    string
	from, until time.Time
}

// moves compares two editions: which priorities moved to another pillar in which months. It looks only at the months in which
// some wording begins or ends, for between these nothing changes; so an event that moves nothing costs no look at the rows.
func moves(before, after *edition.Edition) []moved {
	turns := turningMonths(before, after)
	var all []moved
	for _, priority := range priorityIDs(before, after) {
		for i, month := range turns {
			if before.PillarOf(priority, month) == after.PillarOf(priority, month) {
				continue
			}
			until := lastDate(calendar.Month{})
			if i+1 < len(turns) {
				until = monthDate(turns[i+1].Add(-1))
			}
			all = append(all, moved{priority, monthDate(month), until})
		}
	}
	return all
}

// turningMonths returns the months from which on another wording of a pillar or a priority may hold, in order.
func turningMonths(editions ...*edition.Edition) []calendar.Month {
	// Before all of them lies the first month that can be written.
	turns := []calendar.Month{{Year: 1, Month: time.January}}
	add := func(from, until string) {
		if m, err := calendar.ParseMonth(from); err == nil {
			turns = append(turns, m)
		}
		if m, err := calendar.ParseMonth(until); err == nil {
			turns = append(turns, m.Next())
		}
	}
	for _, ed := range editions {
		content := ed.Proto()
		for _, p := range content.GetPillars() {
			add(p.GetFrom(), p.GetUntil())
		}
		for _, p := range content.GetPriorities() {
			add(p.GetFrom(), p.GetUntil())
		}
	}
	slices.SortFunc(turns, calendar.Month.Compare)
	return slices.Compact(turns)
}

func priorityIDs(editions ...*edition.Edition) []string {
	ids := map[string]bool{}
	for _, ed := range editions {
		for _, p := range ed.Proto().GetPriorities() {
			ids[p.GetId()] = true
		}
	}
	return slices.Sorted(maps.Keys(ids))
}

// loadMoved returns the rows that hold now and whose first priority moved in the month they start in, withdrawn ones too.
func loadMoved(ctx context.Context, tx pgx.Tx, slot string, all []moved) ([]*activityRow, error) {
	if len(all) == 0 {
		return nil, nil
	}
	priorities, from, until := make([]string, len(all)), make([]time.Time, len(all)), make([]time.Time, len(all))
	for i, m := range all {
		priorities[i], from[i], until[i] = m.priority, m.from, m.until
	}
	rows, _ := tx.Query(ctx, in(slot, `select a.`+strings.Join(activityColumns, ", a.")+`
		from slot.activity as a
		join unnest($1::text[], $2::date[], $3::date[]) as moved (priority, from_month, until_month)
			on a.priorities[1] = moved.priority and a.first_month between moved.from_month and moved.until_month
		where a.until_seq is null
		order by a.id`), priorities, from, until)
	held, err := pgx.CollectRows(rows, pgx.RowToAddrOfStructByName[activityRow])
	if err != nil {
		return nil, fmt.Errorf("load the activities that another pillar takes: %w", err)
	}
	return held, nil
}
