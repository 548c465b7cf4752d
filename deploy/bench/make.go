package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
)

// making is how fast the rows of all events are made: from memory, from the log, and one message at a time by a router, in two ways; against
// copying them, as they come out in the end, into the same tables.
func making(ctx context.Context, s *stand) ([]figure, error) {
	pool, err := s.newDatabase(ctx)
	if err != nil {
		return nil, err
	}
	defer pool.Close()
	// The first rebuild is not counted: what it makes is what is copied.
	if _, err := s.fromLog(ctx, pool, "original"); err != nil {
		return nil, err
	}
	slot, _, err := projection.Serving(ctx, pool, "original")
	if err != nil {
		return nil, err
	}
	original, err := takeCopy(ctx, pool, slot)
	if err != nil {
		return nil, err
	}
	events := len(s.filled.events)
	var copied, applied, rebuilt, routed, routedOurs float64
	ways := []func() error{
		func() (err error) { copied, err = s.byCopy(ctx, pool, original); return err },
		func() (err error) { applied, err = s.fromMemory(ctx, pool); return err },
		func() (err error) { rebuilt, err = s.fromLog(ctx, pool, "again"); return err },
		func() (err error) { routed, err = s.byMessage(ctx, pool, s.stored); return err },
		func() (err error) { routedOurs, err = s.byMessage(ctx, pool, s.remembered); return err },
	}
	for _, i := range s.random.Perm(len(ways)) {
		if err := ways[i](); err != nil {
			return nil, err
		}
	}
	rate := func(seconds float64) float64 { return float64(events) / seconds }
	return []figure{
		ratio(sink, rate(applied), rate(copied)), ratio(rebuild, rate(rebuilt), rate(copied)),
		ratio(byRouter, rate(rebuilt), routed), ratio(byOurRouter, rate(rebuilt), routedOurs),
	}, nil
}

// newSlot makes the tables, empty.
func (s *stand) newSlot(ctx context.Context, pool *pgxpool.Pool) (slot string, err error) {
	slot = s.name("slot")
	_, err = pool.Exec(ctx, "create schema "+slot+"; "+projection.In(slot, readmodel.Schema+readmodel.Indexes))
	return slot, err
}

// fromMemory applies all events in batches as they come, each in a transaction that does not wait for the disk, as a projection does.
func (s *stand) fromMemory(ctx context.Context, pool *pgxpool.Pool) (seconds float64, err error) {
	slot, err := s.newSlot(ctx, pool)
	if err != nil {
		return 0, err
	}
	w := &readmodel.Writer{}
	began := time.Now()
	if err := w.Start(ctx, pool, slot); err != nil {
		return 0, err
	}
	for _, batch := range s.filled.batches {
		err := pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			if err := unsynced(ctx, tx); err != nil {
				return err
			}
			return w.Apply(ctx, tx, slot, batch)
		})
		if err != nil {
			return 0, err
		}
	}
	return time.Since(began).Seconds(), nil
}

// unsynced has a transaction wait for no disk, and shorten long values, as a projection's connection does, so that both sides do the same.
func unsynced(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `
		select set_config('synchronous_commit', 'off', true)
		union all
		select set_config(name, 'lz4', true) from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)`)
	return err
}

// fromLog projects the whole log into a fresh slot, until that takes over.
func (s *stand) fromLog(ctx context.Context, pool *pgxpool.Pool, version string) (seconds float64, err error) {
	projecting, stop := context.WithCancel(ctx)
	defer stop()
	w := &readmodel.Writer{}
	live, last := make(chan struct{}, 1), s.filled.events[len(s.filled.events)-1].Sequence
	began := time.Now()
	ended := make(chan error, 1)
	go func() {
		ended <- projection.Run(projecting, projection.Config{
			Log: s.filled.log, Pool: pool, Version: version, Schema: readmodel.Schema, Indexes: readmodel.Indexes, Start: w.Start, Apply: w.Apply,
			Logger: slog.New(slog.DiscardHandler),
			OnStatus: func(now projection.Status) {
				if now.State == projection.Live && now.Sequence >= last {
					select {
					case live <- struct{}{}:
					default:
					}
				}
			},
		})
	}()
	select {
	case <-live:
		seconds = time.Since(began).Seconds()
		stop()
		return seconds, <-ended
	case err := <-ended:
		return 0, errors.Join(fmt.Errorf("the projection ended before it was live"), err)
	}
}
