package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// job is what is measured in one go, since its sides are compared with each other.
type job struct {
	name string
	// durable: what is acknowledged is on disk, so how fast the disk is stands beside it.
	durable bool
	run     func(context.Context, *stand) ([]figure, error)
}

func jobs() []job {
	return []job{
		{"append", true, appending},
		{"append by 16", true, together(16, byLog16, noRow)},
		{"append by 64", true, together(64, byLog64, byPostgres64)},
		{"append by 256", true, together(256, byLog256, byPostgres256)},
		{"import", true, importing},
		{"load", false, loading},
		{"rows", false, making},
		{"visible at 200/s", true, showing(200, visible200p50, visible200p99)},
		{"visible at 2,000/s", true, showing(2000, visible2000p50, visible2000p99)},
		{"idle", false, idling},
	}
}

// measure runs all jobs in each round, in an order of the round's own, so that none always comes after the same one.
func (s *stand) measure(ctx context.Context, began time.Time, r *results, progress io.Writer) error {
	for round := range s.rounds {
		order := slices.DeleteFunc(jobs(), func(j job) bool { return !strings.Contains(j.name, s.only) })
		s.random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, j := range order {
			if time.Since(began) > s.limit {
				fmt.Fprintf(progress, "round %d: no time is left for %s\n", round+1, j.name)
				continue
			}
			fmt.Fprintf(progress, "%3.0f s  round %d: %s\n", time.Since(began).Seconds(), round+1, j.name)
			if err := s.once(ctx, j, r); err != nil {
				return fmt.Errorf("%s: %w", j.name, err)
			}
		}
	}
	return nil
}

func (s *stand) once(ctx context.Context, j job, r *results) error {
	disk := 0.0
	if j.durable {
		var err error
		if disk, err = s.bareDisk(); err != nil {
			return err
		}
	}
	figures, err := j.run(ctx, s)
	if err != nil {
		return err
	}
	for _, f := range figures {
		f.disk = disk
		r.add(f)
	}
	return nil
}

// side is one of two or more that are compared: it works until its time is over, and says how much it has done.
type side func(ctx context.Context, until time.Time) (done int, err error)

// turns is into how many parts the work of each side is cut.
const turns = 8

// rates lets the sides work in short turns, each time in another order: whatever else the machine is busy with falls on all.
func (s *stand) rates(ctx context.Context, sides ...side) ([]float64, error) {
	done, spent := make([]float64, len(sides)), make([]float64, len(sides))
	// A first time that does not count: connections are opened, and statements prepared.
	for _, work := range sides {
		if _, err := work(ctx, time.Now().Add(s.turn/10)); err != nil {
			return nil, err
		}
	}
	for range turns {
		for _, i := range s.random.Perm(len(sides)) {
			began := time.Now()
			n, err := sides[i](ctx, began.Add(s.turn/turns))
			if err != nil {
				return nil, err
			}
			done[i] += float64(n)
			spent[i] += time.Since(began).Seconds()
		}
	}
	for i := range done {
		done[i] /= spent[i]
	}
	return done, nil
}
