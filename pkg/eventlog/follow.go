package eventlog

import (
	"context"
	"errors"
)

// Follow calls each with what has happened to things of one kind (of all, if it is empty) after a sequence, in order, and goes
// on as more happens. It returns nil when ctx is done, else what each returned, or a *Stop. Whatever else goes wrong between
// here and the server is tried again for ever; the connection's own handlers report that.
func (l *Log) Follow(ctx context.Context, kind string, after uint64, each func(Recorded) error) error {
	at := Place{Sequence: after}
	for try := 0; ; try++ {
		before := at
		err := l.follow(ctx, kind, &at, each)
		_, stopped := errors.AsType[*Stop](err)
		refused, byEach := errors.AsType[eachError](err)
		switch {
		case byEach:
			return refused.error
		case ctx.Err() != nil:
			return nil //nolint:nilerr // being told to end is no error
		case stopped:
			return err
		case at != before:
			try = 0
		}
		if !pause(ctx, try) {
			return nil
		}
	}
}

// eachError keeps apart what the caller's function returned.
type eachError struct{ error }

func (l *Log) follow(ctx context.Context, kind string, at *Place, each func(Recorded) error) error {
	t, err := l.tail(ctx, subjectsOf(kind), *at, followAhead)
	if err != nil {
		return err
	}
	defer t.close(ctx)
	for {
		events, _, err := t.batch(ctx, followAhead)
		if err != nil {
			return err
		}
		for _, r := range events {
			if err := each(r); err != nil {
				return eachError{err}
			}
			*at = Place{Sequence: r.Sequence, ID: r.ID}
		}
	}
}

// followAhead is how many events are fetched ahead of the one that is dealt with.
const followAhead = 500
