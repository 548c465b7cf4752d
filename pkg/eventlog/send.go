package eventlog

import (
	"context"
	"errors"
	"strconv"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nuid"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

// unit is what one command brings about on one thing, ready to be sent. Its messages go whole or not at all, however many
// units go together.
type unit struct {
	command  string
	thing    thing.Thing
	after    At
	messages []*nats.Msg

	turn chan turn // for whoever waits in a gathering
}

// end returns where the thing stands when the unit's last event has that sequence.
func (u *unit) end(sequence uint64) At {
	return At{Sequence: sequence, Version: u.after.Version + uint64(len(u.messages)), Key: u.messages[0].Header.Get(headerKeyID)}
}

// insist sends one unit until it is known what became of it, or the time is over. Doubt says that it was sent before, and nobody
// knows what became of that: then the leader is asked first.
func (l *Log) insist(ctx context.Context, u *unit, doubt bool) (At, error) {
	if doubt {
		if end, at := l.settle(ctx, u); end == ours {
			return at, nil
		}
	}
	sequence, err := l.publish(ctx, u.messages)
	return l.resolve(ctx, u, sequence, err, doubt)
}

// resolve finds out what became of a unit that was sent, and sends it again as long as that may help.
func (l *Log) resolve(ctx context.Context, u *unit, sequence uint64, err error, doubt bool) (At, error) {
	if err == nil {
		return u.end(sequence), nil
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	full := false // whether the leader answers, and takes in nothing
	for try := 0; err != nil; try++ {
		doubt = doubt || apiError(err) == nil
		end, at := l.settle(ctx, u)
		if end != unasked || ctx.Err() == nil {
			full = end == half || end == nothing && (errors.Is(err, context.DeadlineExceeded) || incomplete(err))
		}
		switch {
		case end == ours:
			return at, nil
		case end == theirs:
			return At{}, fault.New(fault.Conflict, "%s was changed by somebody else in the meantime: look again, then decide", u.thing)
		case end == nothing && refused(err) && !doubt:
			return At{}, refusal(u.thing, err)
		case errors.Is(err, nats.ErrConnectionClosed) || !pause(ctx, try):
			if full && l.forbidden(prefix) == nil {
				err = errFull
			}
			return At{}, l.unsure(u, err)
		}
		sequence, err = l.publish(ctx, u.messages)
	}
	return u.end(sequence), nil
}

// incomplete: a part of a batch was not there when it should have been recorded. It was lost on its way, or could not be written.
func incomplete(err error) bool {
	api := apiError(err)
	return api != nil && api.ErrorCode == codeIncomplete
}

// errFull guesses: a server that cannot write says so to nobody but its own log, and takes in nothing more until it is started again.
var errFull = errors.New("the log answers questions, but takes in nothing: its disk may be full; look at what its server says, " +
	"make space on the disk, and start the server again")

// unsure says that nobody could be asked what became of a unit.
func (l *Log) unsure(u *unit, err error) error {
	return fault.New(fault.Unavailable, "unknown whether %s was recorded: send the same command again (%v)", u.thing, l.cause(err, prefix))
}

// publish sends one event as it is, and several as an atomic batch: a batch costs two milliseconds more than an event. It returns
// the sequence of the last one.
func (l *Log) publish(ctx context.Context, messages []*nats.Msg) (uint64, error) {
	last := len(messages) - 1
	asBatch(messages)
	for _, m := range messages[:last] {
		if err := l.nc.PublishMsg(m); err != nil {
			return 0, err
		}
	}
	return l.request(ctx, messages[last])
}

// request sends a message and returns at which sequence it was recorded.
func (l *Log) request(ctx context.Context, m *nats.Msg) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, oneTry)
	defer cancel()
	reply, err := l.nc.RequestMsgWithContext(ctx, m)
	if err != nil {
		return 0, err
	}
	return acknowledged(reply.Data)
}

// asBatch marks several messages as one batch, and takes the marks of an earlier batch from a single one. The id is a new one for
// each try: the server may still hold half of the batch of an earlier one.
func asBatch(messages []*nats.Msg) {
	if len(messages) == 1 {
		for _, name := range []string{headerBatchID, headerBatchSequence, headerBatchCommit} {
			delete(messages[0].Header, name)
		}
		return
	}
	id := []string{nuid.Next()}
	for i, m := range messages {
		m.Header[headerBatchID] = id
		m.Header[headerBatchSequence] = []string{strconv.Itoa(i + 1)}
		delete(m.Header, headerBatchCommit)
	}
	messages[len(messages)-1].Header[headerBatchCommit] = []string{"1"}
}

// together sends many units as one batch and says where each thing stands. After an error nothing of it was recorded, unless
// doubt says that nobody knows.
func (l *Log) together(ctx context.Context, units []*unit) (at []At, doubt bool, err error) {
	var messages []*nats.Msg
	for _, u := range units {
		messages = append(messages, u.messages...)
	}
	sequence, err := l.publish(ctx, messages)
	return ends(units, sequence, err)
}

// ends returns where each thing stands after a batch that ended with that sequence, or whether anybody knows what became of it.
func ends(units []*unit, sequence uint64, err error) (at []At, doubt bool, _ error) {
	if err != nil {
		return nil, apiError(err) == nil, err
	}
	// A batch is stored without anything in between.
	at = make([]At, len(units))
	for i := len(units) - 1; i >= 0; i-- {
		at[i] = units[i].end(sequence)
		sequence -= uint64(len(units[i].messages))
	}
	return at, false, nil
}
