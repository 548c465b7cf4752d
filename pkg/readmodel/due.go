package readmodel

import (
	"cmp"
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// asks returns the first day on which an activity asks for anything; nil if it never does.
func asks(content *eventv1.Activity) *time.Time {
	day := activity.Asks(content)
	if day == (calendar.Day{}) {
		return nil
	}
	at := date(day)
	return &at
}

// DueRow is an activity that may ask for something: what exactly, and whether already, its zones decide (activity.DueOf).
type DueRow struct {
	ID      string
	Version uint64
	Content *eventv1.Activity
}

// Due returns activities that ask for something by the day given, the longest waiting first, and where the next page starts. Those withdrawn or
// merged ask for nothing.
func (r *Reader) Due(ctx context.Context, by calendar.Day, limit int, after string) (page []DueRow, next string, err error) {
	limit = pageSize(limit)
	from := cursor{}
	if after != "" {
		if from, err = parseCursor(after); err != nil {
			return nil, "", err
		}
	}
	var found []dueRow
	err = r.ask(ctx, "list what is due", func(slot string) error {
		rows, _ := r.pool.Query(ctx, in(slot, `
			select id, version, asks, content
			from slot.activity
			where until_seq is null and not withdrawn and asks is not null and asks <= $1 and (asks, id) > ($2, $3)
			order by asks, id
			limit $4`), date(by), from.starts, from.id, limit+1)
		found, err = pgx.CollectRows(rows, pgx.RowToStructByName[dueRow])
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if len(found) > limit {
		found = found[:limit]
		next = cursor{found[limit-1].Asks, found[limit-1].ID}.String()
	}
	for _, row := range found {
		content, err := contentOf(row.ID, row.Content)
		if err != nil {
			return nil, "", err
		}
		page = append(page, DueRow{ID: row.ID, Version: row.Version, Content: content})
	}
	eachDay(page, func(i int) time.Time { return found[i].Asks }, func(a, b DueRow) int {
		return cmp.Compare(a.Content.GetWhen().GetFrom(), b.Content.GetWhen().GetFrom())
	})
	return page, next, nil
}

type dueRow struct {
	ID      string
	Version uint64
	Asks    time.Time
	Content []byte
}
