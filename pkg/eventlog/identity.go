package eventlog

import (
	"context"
	"errors"

	"github.com/nats-io/nats.go/jetstream"
)

// lookEvery is how often a reader makes sure that the stream beneath it is the one that was opened. Nobody tells a reader: of a
// stream that was made anew its consumer is merely gone, and of other settings it never hears. It is more than two heartbeats, after
// which nats.go notices that a consumer is gone: it counts them from each time that it is asked for a message.
const lookEvery = 5 * heartbeat

// unchanged returns a *Stop when the stream is gone, is another one than was opened, or has been given settings that could lose events.
// That nobody answers is no error here: it says nothing about the stream, and whoever reads finds out by reading.
func (l *Log) unchanged(ctx context.Context, at Place) error {
	ctx, cancel := context.WithTimeout(ctx, oneTry)
	defer cancel()
	info, err := l.stream.Info(ctx)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return vanished(at.Sequence)
	case err != nil:
		return nil
	case !info.Created.Equal(l.created):
		return madeAnew(at.Sequence, l.created, info.Created)
	}
	if err := check(info.Config); err != nil {
		return stopf(at.Sequence, "somebody has changed the log's stream: %v", err)
	}
	return nil
}

// watched is message, and looks at the stream every now and then: also when nothing comes, and when messages never cease.
func (t *tail) watched(ctx context.Context) (jetstream.Msg, *jetstream.MsgMetadata, error) {
	for {
		if ctx.Err() != nil {
			return t.message(ctx) // what has arrived is taken without waiting
		}
		if t.watch == nil || t.watch.Err() != nil {
			if err := t.look(ctx); err != nil {
				return nil, nil, err
			}
		}
		m, meta, err := t.message(t.watch) //nolint:contextcheck // it is made of ctx
		if err == nil || ctx.Err() != nil || !errors.Is(err, context.DeadlineExceeded) {
			return m, meta, err
		}
	}
}

// look looks at the stream, unless it was just opened, and sets the time for the next look.
func (t *tail) look(ctx context.Context) error {
	first := t.watch == nil
	t.unwatch()
	t.watch, t.unwatch = context.WithTimeout(ctx, lookEvery)
	if first {
		return nil
	}
	return t.log.unchanged(ctx, t.at)
}
