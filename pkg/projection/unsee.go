package projection

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Unsee drops the slots that nobody brings up to date and that have not seen an event yet. It is for an erasure: what it takes away stands in
// the rows that were kept as a way back, and nothing will ever take it out of those.
func Unsee(ctx context.Context, pool *pgxpool.Pool, sequence uint64) error {
	rows, _ := pool.Query(ctx, `select name, version from keeper.slot where state = 'kept' or left_at is not null order by name`)
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[oldSlot])
	if err != nil {
		return fmt.Errorf("list the slots: %w", err)
	}
	for _, slot := range all {
		if err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error { return unsee(ctx, tx, slot, sequence) }); err != nil {
			return err
		}
	}
	return nil
}

func unsee(ctx context.Context, tx pgx.Tx, slot oldSlot, sequence uint64) error {
	// Who still reads it is waited for, but not for long: whoever erases waits too, and tries again.
	if _, err := tx.Exec(ctx, `set local lock_timeout = '500ms'`); err != nil {
		return err
	}
	// One that was kept is brought up to date by nobody, and one of another version by its own processes, if they still run.
	var idle bool
	err := tx.QueryRow(ctx, `
		select state = 'kept' or pg_try_advisory_xact_lock(hashtextextended($2, 0)) from keeper.slot where name = $1`,
		slot.Name, projectLock(slot.Version)).Scan(&idle)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !idle {
		return nil // somebody else has dropped it, or keeps it up
	}
	if err != nil {
		return fmt.Errorf("look whether %s is kept up: %w", slot.Name, err)
	}
	reached, err := Reached(ctx, tx, slot.Name)
	if err != nil || reached.Sequence >= sequence {
		return err
	}
	return drop(ctx, tx, slot.Name)
}
