package eventlog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

// tries is how often a command is decided anew when somebody else was faster: two members at one thing are common, a dozen are not. From the
// second time on it waits before that, each for a time of its own, so that those who met do not meet again.
const tries = 12

// Change decides on a thing as it stands, appends what follows, and returns where the thing stands then. When somebody else was faster
// it decides anew. A command that was done before, however long ago, is not decided again: Change returns where it left the thing.
//
// More events than one append takes go in parts. After each, decide is asked again, about a thing that has them already, and has to
// ask for fewer. Only the last part bears the command's own id, so a command that was interrupted between two parts counts as not
// done, and is finished when it comes again. Whoever decides on so much sees to it that a part means nothing without its end.
func (l *Log) Change(
	ctx context.Context, c Command, t thing.Thing, decide func(History) ([]proto.Message, error),
) (At, error) {
	var reached At // by parts
	for try, before := 1, math.MaxInt; ; {
		history, err := l.Load(ctx, t)
		if err != nil {
			return At{}, err
		}
		if history.At().Sequence < reached.Sequence && try < tries {
			// A replica answered that does not have the last part yet.
			pause(ctx, try)
			try++
			continue
		}
		if at, done := history.Done(c.ID); done {
			return l.whole(ctx, c.ID, at), nil
		}
		at := history.At()
		events, err := decide(history)
		if err != nil {
			return At{}, err
		}
		if len(events) == 0 {
			return at, nil
		}
		command, more := c, len(events) > atOnce
		if more {
			command = partOf(c, at)
		}
		if more && len(events) >= before {
			return At{}, fmt.Errorf("change %s: %d events were to follow, and behind a part of them still %d are", t, before, len(events))
		}
		at, err = l.Append(ctx, command, t, at, events[:min(len(events), atOnce)]...)
		switch {
		case err == nil && !more:
			return at, nil
		case err == nil:
			try, before, reached = 1, len(events), at
		case !errors.Is(err, fault.Conflict) || try == tries:
			return At{}, err
		default:
			scatter(ctx, try-1)
			try++
		}
	}
}

// whole returns where a thing stands after the last event of a command. A batch becomes visible event by event, so whoever has just loaded
// the history may have seen the beginning of it: the leader is asked what comes behind, and while that is nothing, asked again for a moment.
// The events are safe all the same; it is only where lists have to have come to show them.
func (l *Log) whole(ctx context.Context, commandID string, at At) At {
	for try := 0; try < 5; try++ {
		m, err := l.ask(ctx, question{Sequence: at.Sequence})
		if err != nil || m == nil || m.header.Get(headerBatchID) == "" || m.header.Get(headerBatchCommit) != "" {
			return at
		}
		next, err := l.ask(ctx, question{Sequence: at.Sequence + 1})
		switch {
		case err != nil:
			return at
		case next == nil:
			pause(ctx, try)
		case next.subject != m.subject || !of(next, commandID):
			return at
		default:
			at, try = next.at(), -1
		}
	}
	return at
}

// scatter waits for a time by chance, longer each time, up to a second; not at all for n below one.
func scatter(ctx context.Context, n int) {
	if n < 1 {
		return
	}
	timer := time.NewTimer(rand.N(min(firstPause<<n, time.Second)))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// partOf returns the command under which a part is appended that has more of the same behind it.
func partOf(c Command, after At) Command {
	part := c
	part.ID = thing.ID("command", c.ID, "part", strconv.FormatUint(after.Version, 10))
	part.Correlation = cmp.Or(c.Correlation, c.ID)
	part.Causation = cmp.Or(c.Causation, c.ID)
	return part
}
