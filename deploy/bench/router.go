package main

import (
	"context"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/readmodel"
)

// byMessage makes the same rows as Watermill's documentation does it: a router, a handler, one transaction for each message. It
// returns how many events a second it handled. They come from memory, so no broker slows it down, and it keeps no place.
func (s *stand) byMessage(ctx context.Context, pool *pgxpool.Pool) (perSecond float64, err error) {
	slot, err := s.newSlot(ctx, pool)
	if err != nil {
		return 0, err
	}
	w := &readmodel.Writer{}
	if err := w.Start(ctx, pool, slot); err != nil {
		return 0, err
	}
	router, err := message.NewRouter(message.RouterConfig{}, watermill.NopLogger{})
	if err != nil {
		return 0, err
	}
	feed := &feed{events: s.filled.events, until: time.Now().Add(2 * s.turn)}
	h := &handler{pool: pool, writer: w, slot: slot}
	router.AddConsumerHandler("rows", "events", feed, h.handle)
	began := time.Now()
	// The router ends by itself when its only subscription has.
	err = router.Run(ctx)
	return float64(h.handled.Load()) / time.Since(began).Seconds(), err
}

// handler makes the rows of one event.
type handler struct {
	pool    *pgxpool.Pool
	writer  *readmodel.Writer
	slot    string
	handled atomic.Int64
}

func (h *handler) handle(m *message.Message) error {
	ctx := m.Context()
	event := ctx.Value(feedKey{}).(eventlog.Recorded)
	err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
		return h.writer.Apply(ctx, tx, h.slot, []eventlog.Recorded{event})
	})
	if err == nil {
		h.handled.Add(1)
	}
	return err
}

type feedKey struct{}

// feed is a subscriber that has its messages in memory and hands out the next one when the last was acked.
type feed struct {
	events []eventlog.Recorded
	until  time.Time
}

// Subscribe implements message.Subscriber.
func (f *feed) Subscribe(ctx context.Context, _ string) (<-chan *message.Message, error) {
	out := make(chan *message.Message)
	go func() {
		defer close(out)
		for _, event := range f.events {
			m := message.NewMessageWithContext(context.WithValue(ctx, feedKey{}, event), strconv.FormatUint(event.Sequence, 10), nil)
			if time.Now().After(f.until) || !hand(ctx, out, m) {
				return
			}
		}
	}()
	return out, nil
}

// hand returns false when the message was not taken: what comes behind it must not get ahead of it.
func hand(ctx context.Context, out chan<- *message.Message, m *message.Message) bool {
	select {
	case out <- m:
	case <-ctx.Done():
		return false
	}
	select {
	case <-m.Acked():
		return true
	case <-m.Nacked():
	case <-ctx.Done():
	}
	return false
}

// Close implements message.Subscriber.
func (f *feed) Close() error { return nil }
