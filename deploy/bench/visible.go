package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
)

// showing is how long after its acknowledgement an event can be read, when so many come a second.
func showing(rate, p50, p99 int) func(context.Context, *stand) ([]figure, error) {
	return func(ctx context.Context, s *stand) (figures []figure, err error) {
		g, err := s.newGround(ctx)
		if err != nil {
			return nil, err
		}
		defer g.close()
		projecting, stop := context.WithCancel(ctx)
		var both errgroup.Group
		w, live := &readmodel.Writer{}, make(chan struct{})
		var once sync.Once
		both.Go(func() error {
			return projection.Run(projecting, projection.Config{
				Log: g.log, Pool: g.pool, Version: readmodel.Version, Schema: readmodel.Schema, Indexes: readmodel.Indexes, Start: w.Start, Apply: w.Apply,
				Logger: slog.New(slog.DiscardHandler),
				OnStatus: func(now projection.Status) {
					if now.State != projection.Preparing {
						once.Do(func() { close(live) })
					}
				},
			})
		})
		both.Go(func() error {
			defer stop()
			select {
			case <-live:
			case <-ctx.Done():
				return ctx.Err()
			}
			waited, reached, err := s.appearances(ctx, g, rate)
			figures = []figure{
				{row: p50, value: percentile(waited, 50), ours: reached}, {row: p99, value: percentile(waited, 99), ours: reached},
			}
			return err
		})
		return figures, both.Wait()
	}
}

// underway is how many appends may be on their way at once: when the disk takes fewer than are to come, they queue for it here and
// not in the server, and the rate that was reached says so.
const underway = 64

// appearances appends at an even rate and returns how many milliseconds each event took to appear, and which rate was reached.
func (s *stand) appearances(ctx context.Context, g *ground, rate int) (waited []float64, reached float64, err error) {
	reader, err := readmodel.OpenReader(ctx, g.pool)
	if err != nil {
		return nil, 0, err
	}
	defer reader.Close()
	n := int(float64(rate) * 3 * s.turn.Seconds())
	waited = make([]float64, n)
	all, ctx := errgroup.WithContext(ctx)
	appending := make(chan struct{}, underway)
	began := time.Now()
	for i := range n {
		time.Sleep(time.Until(began.Add(time.Duration(i) * time.Second / time.Duration(rate))))
		appending <- struct{}{}
		all.Go(func() error {
			at, err := record(ctx, g.log, s.sample)
			acknowledged := time.Now()
			<-appending
			if err != nil {
				return err
			}
			if err := reader.WaitFor(ctx, at.Sequence); err != nil {
				return fmt.Errorf("event %d at %d/s: %w", i+1, rate, err)
			}
			waited[i] = inMilliseconds(time.Since(acknowledged))
			return nil
		})
	}
	err = all.Wait()
	// The first tenth does not count: connections are opened, and statements prepared.
	return waited[n/10:], float64(n) / time.Since(began).Seconds(), err
}
