package readmodel

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Merged returns the activities that are told in one, since they were merged into it, in the order in which they were first written down.
func (r *Reader) Merged(ctx context.Context, id string) ([]Row, error) {
	var merged []Row
	err := r.ask(ctx, "look what was merged into an activity", func(slot string) (err error) {
		rows, _ := r.pool.Query(ctx, in(slot, `
			select `+storedColumns+`
			from slot.activity
			where until_seq is null and merged_into <> '' and merged_into = $1
			order by recorded_at, id`), id)
		merged, err = pgx.CollectRows(rows, toRow)
		return err
	})
	return merged, err
}

// Named is an activity that another names.
type Named struct {
	// ID is what it is named by, ToldIn the one that it is told in: itself, unless it was merged.
	ID, ToldIn string
	Headline   string
}

// Named returns those that the rows have of the activities named. Who was merged into one that was merged itself is told in the last.
func (r *Reader) Named(ctx context.Context, ids []string) ([]Named, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var named []Named
	err := r.ask(ctx, "look which activities are named", func(slot string) (err error) {
		// A union without doubles ends by itself, even if two were each merged into the other.
		rows, _ := r.pool.Query(ctx, in(slot, `
			with recursive step as (
				select id as named, id, merged_into, headline
				from slot.activity
				where until_seq is null and id = any($1)
				union
				select step.named, a.id, a.merged_into, a.headline
				from step
				join slot.activity a on a.id = step.merged_into and a.until_seq is null
			)
			select named as id, id as told_in, headline
			from step
			where merged_into = ''
			order by named`), ids)
		named, err = pgx.CollectRows(rows, pgx.RowToStructByName[Named])
		return err
	})
	return named, err
}
