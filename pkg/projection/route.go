package projection

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/message/router/middleware"

	"dontblink.dev/pkg/eventlog"
)

// route hands the log's batches to handle until ctx is done or something has ended the projector, and returns which.
func (p *projector) route(ctx context.Context) error {
	ctx, p.end = context.WithCancelCause(ctx)
	defer p.end(nil)
	p.beforeEnd = func(f func()) func() bool { return context.AfterFunc(ctx, f) }
	p.Rebuilder.follow(p)
	defer p.Rebuilder.follow(nil)
	p.Parking.follow(p)
	defer p.Parking.follow(nil)
	// What the router says of itself at level Info is for those who debug it.
	logger := watermill.NewSlogLoggerWithLevelMapping(p.Logger, map[slog.Level]slog.Level{slog.LevelInfo: slog.LevelDebug})
	router, err := message.NewRouter(message.RouterConfig{}, logger)
	if err != nil {
		return err
	}
	// The first is the outermost: a panic becomes an error, an error that passes is tried again, and judge sees what is left.
	router.AddMiddleware(p.judge, p.retry(logger).Middleware, middleware.Recoverer)
	router.AddConsumerHandler("project "+p.slot, eventlog.StreamName, p.Log.Subscriber(p.from, p.MaxBatch), p.handle)
	err = router.Run(ctx)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return errors.Join(err, errEnded)
}

// retry tries again in place, with no limit (-1), as long as the connection holds.
func (p *projector) retry(logger watermill.LoggerAdapter) middleware.Retry {
	return middleware.Retry{
		MaxRetries:      -1,
		InitialInterval: 50 * time.Millisecond,
		MaxInterval:     10 * time.Second,
		Multiplier:      2,
		ShouldRetry:     func(r middleware.RetryParams) bool { return passes(r.Err) && !p.conn.IsClosed() },
		Logger:          logger,
	}
}

func (p *projector) handle(m *message.Message) error { return p.commit(m.Context()) }

// judge decides what becomes of a batch that could not be committed: the projector ends, and the cause says whether another is
// to begin. The router hears of it as of a cancellation, which it does not log: Run's caller does.
func (p *projector) judge(next message.HandlerFunc) message.HandlerFunc {
	return func(m *message.Message) ([]*message.Message, error) {
		batch, err := eventlog.BatchOf(m)
		if _, stopped := errors.AsType[*eventlog.Stop](err); err != nil && !stopped {
			// The log is away. The router logs it, and the subscriber asks again after a while.
			return nil, err
		}
		if err == nil {
			p.Before(m.Context(), batch)
			err = p.try(next, m, batch)
		}
		if err == nil {
			return nil, nil
		}
		p.end(err)
		return nil, context.Canceled
	}
}

// try commits a batch, and parks what of it cannot be applied. Meanwhile nothing is unparked: both write over one connection.
func (p *projector) try(next message.HandlerFunc, m *message.Message, batch []eventlog.Recorded) error {
	p.Parking.turn.Lock()
	defer p.Parking.turn.Unlock()
	return p.lost(settle(batch, func(batch []eventlog.Recorded, refused *refusal) error {
		if err := p.regain(m.Context()); err != nil {
			return err
		}
		p.batch, p.refused = batch, refused
		_, err := next(m)
		return err
	}))
}

// regain takes another connection where a panic in Apply has cost the last one, in the midst of a question. Were all to begin anew
// instead, the same event would come and panic again.
func (p *projector) regain(ctx context.Context) error {
	if !p.conn.IsClosed() {
		return nil
	}
	if err := p.connect(ctx); err != nil {
		return passing{err}
	}
	at, err := Reached(ctx, p.conn, p.slot)
	if err == nil && at != p.place {
		err = passing{errElsewhere}
	}
	return err
}

// errElsewhere: between two connections another process has had the lock.
var errElsewhere = errors.New("another process has projected in between")

// lost marks an error after which the connection is gone: nothing that was said on it can be told for sure, so all begins anew.
func (p *projector) lost(err error) error {
	if err != nil && p.conn.IsClosed() {
		return passing{err}
	}
	return err
}
