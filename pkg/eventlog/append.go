package eventlog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

const (
	// atOnce is how many events the server takes in one atomic batch.
	atOnce = 1000
	// headerRoom is the longest block of headers we send: a message counts its length in 16 bits.
	headerRoom = 60 << 10

	headerExpected      = "Nats-Expected-Last-Subject-Sequence"
	headerBatchID       = "Nats-Batch-Id"
	headerBatchSequence = "Nats-Batch-Sequence"
	headerBatchCommit   = "Nats-Batch-Commit"
)

// Append records what a command brought about: all of the events, in order, or none. It expects that the thing still stands
// where its history was read, and returns where it stands after the last event once that is on disk.
//
// The error is fault.Conflict if somebody else was faster: load again, then decide again. It is fault.Unavailable if nobody
// could be asked whether the events were recorded: sending the same command again is safe then, and finds out. A command whose
// events were recorded after the same place, though the answer was lost, succeeds; if the history was read again in between,
// ask History.Done first.
func (l *Log) Append(ctx context.Context, c Command, t thing.Thing, after At, events ...proto.Message) (At, error) {
	messages, err := l.pack(ctx, c, t, after, events)
	if err != nil {
		return At{}, err
	}
	return l.gather(ctx, &unit{command: c.ID, thing: t, after: after, messages: messages})
}

// pack makes the messages of one append. It may wait for a key, as long as a call may take and no longer.
func (l *Log) pack(ctx context.Context, c Command, t thing.Thing, after At, events []proto.Message) ([]*nats.Msg, error) {
	if err := c.check(); err != nil {
		return nil, err
	}
	if len(events) == 0 || len(events) > atOnce {
		return nil, fault.New(fault.Invalid, "one command records between 1 and %d events on %s, not %d", atOnce, t, len(events))
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	key, err := l.keyFor(ctx, t, after, events)
	if err != nil {
		return nil, err
	}
	messages := make([]*nats.Msg, len(events))
	for i, event := range events {
		payload, err := write(event, key != "")
		if err != nil {
			return nil, fault.New(fault.Invalid, "%s of %s cannot be written down: %v", event.ProtoReflect().Descriptor().Name(), t, err)
		}
		version := after.Version + 1 + uint64(i)
		header := envelope(c, t, version, string(event.ProtoReflect().Descriptor().FullName()))
		if i == 0 {
			// Only on the first: the events after it move the subject on themselves.
			header[headerExpected] = []string{strconv.FormatUint(after.Sequence, 10)}
		}
		messages[i] = &nats.Msg{Subject: Subject(t), Header: header, Data: payload}
		if err := l.seal(ctx, t, key, messages[i]); err != nil {
			return nil, err
		}
		if err := l.fits(t, messages[i]); err != nil {
			return nil, err
		}
	}
	return messages, nil
}

// fits refuses what the server would not take; the batch's own headers still need their room.
func (l *Log) fits(t thing.Thing, m *nats.Msg) error {
	const batchRoom = 256
	size, limit := m.Size()-len(m.Subject)+batchRoom, int(l.nc.MaxPayload())
	if size > limit {
		return fault.New(fault.Invalid, "%s would be %d bytes long in the log, and the log takes %d at most: make it shorter", t, size, limit)
	}
	if header := size - len(m.Data); header > headerRoom {
		return fault.New(fault.Invalid, "what stands around %s would be %d bytes long in the log, and that takes %d at most: "+
			"shorten the name of whoever does it, and the ids that come with the command", t, header, headerRoom)
	}
	return nil
}

// accepted begins the usual answer: {"stream":"ADVOCACY","seq":7} or, of a batch, {"stream":"ADVOCACY","seq":7,"batch":"…","count":2}.
const accepted = `{"stream":"` + StreamName + `","seq":`

// acknowledged returns the sequence that an answer tells. To parse the usual one as JSON takes as long as to seal an event.
func acknowledged(reply []byte) (uint64, error) {
	if rest, usual := strings.CutPrefix(string(reply), accepted); usual {
		rest, more, whole := strings.Cut(rest, "}")
		digits, batch, _ := strings.Cut(rest, `,"batch":`)
		n, err := strconv.ParseUint(digits, 10, 64)
		if err == nil && n > 0 && whole && more == "" && !strings.Contains(batch, `"error"`) {
			return n, nil
		}
	}
	var ack struct {
		jetstream.PubAck
		Error *jetstream.APIError `json:"error"`
	}
	if err := json.Unmarshal(reply, &ack); err != nil {
		return 0, fmt.Errorf("acknowledgement: %w", err)
	}
	if ack.Error != nil {
		return 0, ack.Error
	}
	if ack.Stream != StreamName || ack.Sequence == 0 {
		return 0, fmt.Errorf("acknowledgement of %q at %d, not of %s", ack.Stream, ack.Sequence, StreamName)
	}
	return ack.Sequence, nil
}

// The server's answers to an append that matter here.
const (
	codeWrongSequence  = jetstream.JSErrCodeStreamWrongLastSequence
	codeInFlight       = jetstream.JSErrCodeStreamWrongLastSequenceConstant
	codeTooLong        = jetstream.ErrorCode(10054)
	codeIncomplete     = jetstream.ErrorCode(10176)
	codeManyInFlight   = jetstream.ErrorCode(10210)
	codeDuplicateBatch = jetstream.ErrorCode(10201)
)

// refused reports whether the server said no for good. Otherwise it is to be tried again: somebody else's append may be on its
// way and still come to nothing (codeInFlight, only with replicas), a batch may have lost a part, a server may be starting.
func refused(err error) bool {
	api := apiError(err)
	if api == nil || api.Code >= 429 {
		return false
	}
	switch api.ErrorCode {
	case codeInFlight, codeIncomplete, codeManyInFlight, codeDuplicateBatch:
		return false
	}
	return true
}

func refusal(t thing.Thing, err error) error {
	switch apiError(err).ErrorCode {
	case codeWrongSequence:
		// Nobody was faster, so the history was read from a log that holds more of this thing than this one.
		return fault.New(fault.Conflict, "%s is not where it was when it was read: look again, then decide", t)
	case codeTooLong:
		return fault.New(fault.Invalid, "%s is longer than the stream %s takes (its setting MaxMsgSize): make it shorter", t, StreamName)
	}
	return fmt.Errorf("append to %s: %w", t, err)
}

// cause returns why there was no answer from subjects that begin like that.
func (l *Log) cause(err error, beginning string) error {
	if forbidden := l.forbidden(beginning); forbidden != nil && apiError(err) == nil {
		return fmt.Errorf("%w; whoever runs NATS has to permit it", forbidden)
	}
	return err
}

// forbidden returns what NATS has not permitted last, if it was about subjects that begin like that. It answers such a thing to
// nobody; the connection alone knows.
func (l *Log) forbidden(beginning string) error {
	if last := l.nc.LastError(); errors.Is(last, nats.ErrPermissionViolation) && strings.Contains(last.Error(), `"`+beginning) {
		return last
	}
	return nil
}

// outcome says what became of an append that was not acknowledged.
type outcome int

const (
	unasked outcome = iota // nobody could be asked
	nothing                // no event follows the expected place yet
	half                   // ours has begun: a batch is stored event by event, and the rest is on its way, or cannot be written
	ours
	theirs
)

// settle finds out by the leader's word. An append is taken only right after the place that it expected, so if it was taken it
// is the first there.
func (l *Log) settle(ctx context.Context, u *unit) (outcome, At) {
	subject, after, commandID := Subject(u.thing), u.after, u.command
	last, err := l.ask(ctx, question{LastBySubject: subject})
	if err != nil {
		return unasked, At{}
	}
	if last == nil || last.sequence <= after.Sequence {
		return nothing, At{}
	}
	if of(last, commandID) {
		if last.at().Version < after.Version+uint64(len(u.messages)) {
			return half, At{}
		}
		return ours, last.at()
	}
	// Others have appended since; ours, if it is there, may be one event or several.
	var mine *stored
	for from := after.Sequence + 1; ; from = mine.sequence + 1 {
		next, err := l.ask(ctx, question{Sequence: from, NextBySubject: subject})
		switch {
		case err != nil || next == nil:
			return unasked, At{}
		case of(next, commandID):
			mine = next
		case mine != nil:
			return ours, mine.at()
		default:
			return theirs, At{}
		}
	}
}

func of(m *stored, commandID string) bool {
	return unescape(m.header.Get(headerCommandID)) == commandID
}

// at returns where the thing stood after an event of ours, whose headers are known to be sound.
func (m *stored) at() At {
	version, _ := strconv.ParseUint(m.header.Get(headerVersion), 10, 64)
	return At{Sequence: m.sequence, Version: version, Key: m.header.Get(headerKeyID)}
}
