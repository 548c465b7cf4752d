package readmodel

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
)

// Material is what an issue may be drafted from, all of it as of one moment of the log.
type Material struct {
	// Through is the last event that it has seen.
	Through uint64
	Edition *edition.Edition
	// Rows are activities, in the order in which they began.
	Rows []Row
}

// Material returns the activities that touch one of the months, which are in a row, or are to be told in their issue; not those
// withdrawn. It has seen at least the event `atLeast`.
func (r *Reader) Material(ctx context.Context, months []calendar.Month, atLeast uint64) (Material, error) {
	if len(months) == 0 {
		return Material{}, fault.New(fault.Invalid, "say which months the issue covers")
	}
	// Commands ask this, too, and they have no limit of time by themselves.
	ctx, cancel := context.WithTimeout(ctx, longestGathering)
	defer cancel()
	if err := r.WaitFor(ctx, atLeast); err != nil {
		return Material{}, err
	}
	var m Material
	err := r.ask(ctx, "gather the material of an issue", func(slot string) error {
		// One snapshot: the activities, the edition and the place in the log belong together.
		options := pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}
		return pgx.BeginTxFunc(ctx, r.pool, options, func(tx pgx.Tx) (err error) {
			m, err = gather(ctx, tx, slot, months)
			return err
		})
	})
	return m, err
}

// longestGathering is how long it may take to gather what an issue is made of.
const longestGathering = 20 * time.Second

func gather(ctx context.Context, tx pgx.Tx, slot string, months []calendar.Month) (m Material, err error) {
	reached, err := projection.Reached(ctx, tx, slot)
	if err != nil {
		return m, err
	}
	m.Through = reached.Sequence
	if m.Edition, err = loadEdition(ctx, tx, slot); err != nil {
		return m, err
	}
	rows, _ := tx.Query(ctx, in(slot, `
		select `+storedColumns+`
		from slot.activity
		where until_seq is null and not withdrawn and (
			starts between $1 and $2
			or later_months <> '{}' and later_months @> array[$1::date]
			or tell_months <> '{}' and tell_months && $3::date[]
		)
		order by starts, id`), monthDate(months[0]), lastDate(months[len(months)-1]), monthDates(months))
	if m.Rows, err = pgx.CollectRows(rows, toRow); err != nil {
		return m, fmt.Errorf("gather activities: %w", err)
	}
	return m, nil
}
