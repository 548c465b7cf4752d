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
	p.Rebuilder.follow(p)
	defer p.Rebuilder.follow(nil)
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
			err = p.try(next, m, batch)
		}
		if err == nil {
			return nil, nil
		}
		p.end(err)
		return nil, context.Canceled
	}
}

// try commits a batch at once, or, when one of its events cannot be applied, those before that one; the error names it then.
func (p *projector) try(next message.HandlerFunc, m *message.Message, batch []eventlog.Recorded) error {
	p.batch = batch
	_, err := next(m)
	if err == nil || len(batch) == 1 || m.Context().Err() != nil || p.conn.IsClosed() {
		return p.lost(err)
	}
	for i := range batch {
		p.batch = batch[i : i+1]
		if _, err := next(m); err != nil {
			return p.lost(err)
		}
	}
	return nil
}

// lost marks an error after which the connection is gone: nothing that was said on it can be told for sure, so all begins anew.
// A panic in Apply may well have cost the connection, and comes again all the same.
func (p *projector) lost(err error) error {
	if _, panicked := errors.AsType[middleware.RecoveredPanicError](err); panicked {
		return p.name(err)
	}
	if err != nil && p.conn.IsClosed() {
		return passing{err}
	}
	return err
}
