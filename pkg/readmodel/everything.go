package readmodel

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/activity"
)

// everythingRow is a storedRow with why it was withdrawn.
type everythingRow struct {
	storedRow

	WithdrawnReason string
}

// Everything returns the activities that hold now, also those that were withdrawn or merged, and where the next page starts. They come by id: the
// index that keeps ids apart has them all in that order, so a page costs the same wherever it lies. Who took part is known of what counts, so a
// question for people finds nothing that was withdrawn.
func (r *Reader) Everything(ctx context.Context, q Query) (page []Row, next string, err error) {
	sql, args, err := q.everything()
	if err != nil {
		return nil, "", err
	}
	err = r.ask(ctx, "list everything", func(slot string) error {
		rows, _ := r.pool.Query(ctx, in(slot, sql), args...)
		var err error
		page, err = pgx.CollectRows(rows, toRowWithReason)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	if len(page) > q.limit() {
		page = page[:q.limit()]
		next = page[len(page)-1].ID
	}
	return page, next, nil
}

func toRowWithReason(row pgx.CollectableRow) (Row, error) {
	stored, err := pgx.RowToStructByName[everythingRow](row)
	if err != nil {
		return Row{}, err
	}
	told, err := stored.opened()
	told.WithdrawnReason = stored.WithdrawnReason
	return told, err
}

// everything writes the question down.
func (q Query) everything() (sql string, args []any, err error) {
	if err := inOrder(q.From, q.To); err != nil {
		return "", nil, err
	}
	after := q.After
	if after != "" && !activity.IsID(after) {
		return "", nil, noPage(after)
	}
	narrowed, args := q.narrow([]any{firstDate(q.From), lastDate(q.To), q.limit() + 1, after})
	// An erasure takes the history away and leaves what was withdrawn withdrawn: then nobody knows why any more.
	return fmt.Sprintf(`
		select %s, coalesce((
			select c.reason from slot.change c
			where c.activity = a.id and c.what = 'withdrawn'
			order by c.seq desc limit 1), '') as withdrawn_reason
		from slot.activity a
		where until_seq is null and id > $4 and ends >= $1 and starts <= $2%s
		order by id
		limit $3`, storedColumns, narrowed), args, nil
}
