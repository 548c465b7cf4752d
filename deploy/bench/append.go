package main

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
)

// appending is one writer: the log against a bare publish of the same bytes, both to the same stream, both synced.
func appending(ctx context.Context, s *stand) ([]figure, error) {
	g, err := s.newGround(ctx)
	if err != nil {
		return nil, err
	}
	defer g.close()
	bare, err := publish(g.nc, s.sample)
	if err != nil {
		return nil, err
	}
	found, err := s.rates(ctx, writers(1, throughLog(g.log, s.sample)), writers(1, bare))
	if err != nil {
		return nil, err
	}
	return []figure{ratio(oneWriter, found[0], found[1])}, nil
}

// writers is a side on which n writers append, one thing after another, until the time is over.
func writers(n int, write func(context.Context) error) side {
	return func(ctx context.Context, until time.Time) (int, error) {
		var done atomic.Int64
		all, ctx := errgroup.WithContext(ctx)
		for range n {
			all.Go(func() error {
				for time.Now().Before(until) {
					if err := write(ctx); err != nil {
						return err
					}
					done.Add(1)
				}
				return nil
			})
		}
		err := all.Wait()
		return int(done.Load()), err
	}
}

func throughLog(log *eventlog.Log, of sample) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := record(ctx, log, of)
		return err
	}
}

// record appends the sample as the first event of a thing.
func record(ctx context.Context, log *eventlog.Log, of sample) (eventlog.At, error) {
	cmd := eventlog.Command{ID: uuid.NewString(), Actor: "bench", Source: "/recorder", Time: time.Now()}
	return log.Append(ctx, cmd, thing.Activity(uuid.NewString()), eventlog.At{}, of.event)
}

// publish sends what the log would have sent, ready made: subject, envelope, expected sequence and payload.
func publish(nc *nats.Conn, of sample) (func(context.Context) error, error) {
	js, err := jetstream.New(nc)
	return func(ctx context.Context) error {
		m := &nats.Msg{Subject: eventlog.Subject(thing.Activity(uuid.NewString())), Header: of.header, Data: of.data}
		_, err := js.PublishMsg(ctx, m)
		return err
	}, err
}
