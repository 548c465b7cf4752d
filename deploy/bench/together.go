package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"
)

// together is n writers at once: the log against n that publish each append on its own, and, where byPostgres names a row, against n
// that insert into a table.
func together(n, byLog, byPostgres int) func(context.Context, *stand) ([]figure, error) {
	return func(ctx context.Context, s *stand) ([]figure, error) {
		g, err := s.newGround(ctx)
		if err != nil {
			return nil, err
		}
		defer g.close()
		bare, err := publish(g.nc, s.sample)
		if err != nil {
			return nil, err
		}
		sides := []side{writers(n, throughLog(g.log, s.sample)), writers(n, bare)}
		if byPostgres != noRow {
			inserted, err := insert(ctx, g.pool, s.sample)
			if err != nil {
				return nil, err
			}
			sides = append(sides, writers(n, inserted))
		}
		found, err := s.rates(ctx, sides...)
		if err != nil {
			return nil, err
		}
		figures := []figure{ratio(byLog, found[0], found[1])}
		if byPostgres != noRow {
			figures = append(figures, ratio(byPostgres, found[0], found[2]))
		}
		return figures, nil
	}
}

// insert writes the same into a table as event stores on Postgres have it: its order by identity, its expected version by a unique
// constraint, one commit each.
func insert(ctx context.Context, pool *pgxpool.Pool, of sample) (func(context.Context) error, error) {
	_, err := pool.Exec(ctx, `
		create table event (
			sequence bigint generated always as identity primary key,
			thing    text   not null,
			version  bigint not null,
			envelope jsonb  not null,
			payload  bytea  not null,
			unique (thing, version)
		)`)
	if err != nil {
		return nil, fmt.Errorf("make a table of events: %w", err)
	}
	envelope, err := json.Marshal(of.header)
	return func(ctx context.Context) error {
		var sequence int64
		return pool.QueryRow(ctx, `insert into event (thing, version, envelope, payload) values ($1, 1, $2, $3) returning sequence`,
			"activity/"+uuid.NewString(), envelope, of.data).Scan(&sequence)
	}, err
}
