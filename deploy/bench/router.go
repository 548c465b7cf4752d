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

// way is a way to make rows one message at a time: where the messages come from, and how a transaction goes to Postgres.
type way struct {
	from message.Subscriber
	in   func(pgx.Tx) pgx.Tx
}

// stored is the way of Watermill's documentation: each message comes from the server, is acknowledged to it, and its handler sends one
// statement after the other.
func (s *stand) stored(until time.Time) way {
	return way{from: &stock{filled: &s.filled, until: until}, in: func(tx pgx.Tx) pgx.Tx { return singly{tx} }}
}

// remembered spares that way all that it can be spared: the messages are in memory, and their statements go together.
func (s *stand) remembered(until time.Time) way {
	return way{from: &feed{events: s.filled.events, until: until}, in: func(tx pgx.Tx) pgx.Tx { return tx }}
}

// byMessage makes the same rows with Watermill's router: a handler, and for each message one transaction that is on the disk before the
// next one comes. It returns how many events a second it handled. None of the ways decodes an event, or keeps a place.
func (s *stand) byMessage(ctx context.Context, pool *pgxpool.Pool, by func(until time.Time) way) (perSecond float64, err error) {
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
	began := time.Now()
	way := by(began.Add(2 * s.turn))
	h := &handler{pool: pool, writer: w, slot: slot, in: way.in}
	router.AddConsumerHandler("rows", "events", way.from, h.handle)
	// The router ends by itself when its only subscription has.
	err = router.Run(ctx)
	return float64(h.handled.Load()) / time.Since(began).Seconds(), err
}

// handler makes the rows of one event.
type handler struct {
	pool    *pgxpool.Pool
	writer  *readmodel.Writer
	slot    string
	in      func(pgx.Tx) pgx.Tx
	handled atomic.Int64
}

func (h *handler) handle(m *message.Message) error {
	ctx := m.Context()
	event := ctx.Value(feedKey{}).(eventlog.Recorded)
	err := pgx.BeginFunc(ctx, h.pool, func(tx pgx.Tx) error {
		return h.writer.Apply(ctx, h.in(tx), h.slot, []eventlog.Recorded{event})
	})
	if err == nil {
		h.handled.Add(1)
	}
	return err
}

// singly is a transaction whose statements go one by one, as they do for whoever writes them so.
type singly struct{ pgx.Tx }

// SendBatch implements pgx.Tx.
func (tx singly) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	for _, query := range batch.QueuedQueries {
		if _, err := tx.Exec(ctx, query.SQL, query.Arguments...); err != nil {
			return sent{err: err}
		}
	}
	return sent{}
}

// sent is what came of statements that only write.
type sent struct {
	pgx.BatchResults
	err error
}

// Close implements pgx.BatchResults.
func (s sent) Close() error { return s.err }

type feedKey struct{}

// carrying returns a message that carries an event.
func carrying(ctx context.Context, event eventlog.Recorded, payload []byte) *message.Message {
	return message.NewMessageWithContext(context.WithValue(ctx, feedKey{}, event), strconv.FormatUint(event.Sequence, 10), payload)
}

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
			if time.Now().After(f.until) || !hand(ctx, out, carrying(ctx, event, nil)) {
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
