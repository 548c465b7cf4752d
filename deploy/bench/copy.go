package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// tableCopy is all rows of a table, as COPY takes them in: written by Postgres itself, so that nobody has to encode anything.
type tableCopy struct {
	table string
	data  []byte
}

// takeCopy copies all read models out of a slot.
func takeCopy(ctx context.Context, pool *pgxpool.Pool, slot string) (all []tableCopy, err error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	// The place, and what stands still, are the projection's and no read models.
	rows, _ := conn.Query(ctx, `select tablename from pg_tables where schemaname = $1 and tablename not in ('place', 'parked') order by tablename`, slot)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) == 0 {
		return nil, errors.Join(err, fmt.Errorf("%d tables in %s", len(tables), slot))
	}
	for _, table := range tables {
		var data bytes.Buffer
		if _, err := conn.Conn().PgConn().CopyTo(ctx, &data, "copy "+slot+"."+table+" to stdout (format binary)"); err != nil {
			return nil, err
		}
		all = append(all, tableCopy{table, data.Bytes()})
	}
	return all, nil
}

// byCopy copies all rows into the same tables, with the same indexes, in one transaction that does not wait for the disk.
func (s *stand) byCopy(ctx context.Context, pool *pgxpool.Pool, all []tableCopy) (seconds float64, err error) {
	slot, err := s.newSlot(ctx, pool)
	if err != nil {
		return 0, err
	}
	began := time.Now()
	err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
		if err := unsynced(ctx, tx); err != nil {
			return err
		}
		for _, t := range all {
			into := "copy " + slot + "." + t.table + " from stdin (format binary)"
			if _, err := tx.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(t.data), into); err != nil {
				return err
			}
		}
		return nil
	})
	return time.Since(began).Seconds(), err
}
