package eventlog

import (
	"context"
	"strconv"

	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/fault"
)

// headerExpectedLast expects where the whole log ends. No append of ours asks for that, as it would stand in the way of all others.
const headerExpectedLast = "Nats-Expected-Last-Sequence"

// Refill puts events back that were in a log before, as they were stored and at the same sequences: the log must end right before the first
// of them, and end there still when they arrive. Some may be in when it fails; what was in already is left as it is.
func (l *Log) Refill(ctx context.Context, events []Stored) error {
	for len(events) > 0 {
		n := fitting(events)
		if err := l.refill(ctx, events[:n]); err != nil {
			return err
		}
		events = events[n:]
	}
	return nil
}

// fitting is how many of the events go in one batch.
func fitting(events []Stored) int {
	size := 0
	for i, e := range events {
		size += len(e.Header) + len(e.Data)
		if i == atOnce || i > 0 && size > batchRoomBytes {
			return i
		}
	}
	return len(events)
}

func (l *Log) refill(ctx context.Context, events []Stored) error {
	first, last := events[0], events[len(events)-1]
	for try := 0; ; try++ {
		messages, err := asStored(events)
		if err != nil {
			return err
		}
		sequence, err := l.publish(ctx, messages)
		if err == nil && sequence != last.Sequence {
			return stopf(sequence, "event %d came to be number %d: somebody else writes to this log; end that, and restore again", last.Sequence, sequence)
		}
		if err == nil {
			return nil
		}
		// What became of it, if nobody answered? Nothing else may have been written.
		head, asked := l.Last(ctx)
		switch {
		case asked == nil && head == (Place{last.Sequence, last.ID()}):
			return nil
		case asked == nil && head.Sequence != first.Sequence-1:
			return stopf(head.Sequence, "the log ends at event %d and not at %d, so event %d has no place in it: restore into a log of its own",
				head.Sequence, first.Sequence-1, first.Sequence)
		case try == rawTries || !pause(ctx, try):
			return fault.New(fault.Unavailable, "the events %d to %d cannot be put back: %v", first.Sequence, last.Sequence, l.cause(err, prefix))
		}
	}
}

// asStored makes the messages that events were.
func asStored(events []Stored) ([]*nats.Msg, error) {
	messages := make([]*nats.Msg, len(events))
	for i, e := range events {
		if want := events[0].Sequence + uint64(i); e.Sequence != want {
			return nil, gap(want-1, e.Sequence)
		}
		header, err := headerOf(e.Header)
		if err != nil {
			return nil, unreadable(e.Sequence, "", "%v", err)
		}
		messages[i] = &nats.Msg{Subject: e.Subject, Header: header, Data: e.Data}
	}
	messages[0].Header[headerExpectedLast] = []string{strconv.FormatUint(events[0].Sequence-1, 10)}
	return messages, nil
}
