package projection

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
)

// Forsake has nobody go on with rows of events that the log does not hold: it was restored from another backup. They are kept; others are
// made anew from the log. Nobody may project meanwhile. It returns how many slots that were.
func Forsake(ctx context.Context, dsn string, holds func(eventlog.Place) (bool, error)) (forsaken int, err error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return 0, fmt.Errorf("connect to the rows: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	rows, _ := conn.Query(ctx, `select name from keeper.slot where state <> 'kept'`)
	slots, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if unmade(err) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("list the slots: %w", err)
	}
	for _, slot := range slots {
		reached, err := Reached(ctx, conn, slot)
		if err != nil {
			return forsaken, err
		}
		held, err := holds(reached)
		if err != nil {
			return forsaken, err
		}
		if held {
			continue
		}
		if _, err := conn.Exec(ctx, `update keeper.slot set state = 'kept' where name = $1`, slot); err != nil {
			return forsaken, fmt.Errorf("forsake the slot %s: %w", slot, err)
		}
		forsaken++
	}
	return forsaken, nil
}
