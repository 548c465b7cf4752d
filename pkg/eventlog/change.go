package eventlog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

// tries is how often a command is decided anew when somebody else was faster: two members at one thing are common, five are not.
const tries = 5

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
			return at, nil
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
			try++
		}
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
