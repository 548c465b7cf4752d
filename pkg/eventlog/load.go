package eventlog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/thing"
)

// History is what happened to one thing, in order.
type History []Recorded

// At returns where the thing stands.
func (h History) At() At {
	if len(h) == 0 {
		return At{}
	}
	last := h[len(h)-1]
	return last.at()
}

// at returns where the thing stood after the event.
func (r Recorded) at() At { return At{Sequence: r.Sequence, Version: r.Version, Key: r.Key} }

// Done reports whether the command has already brought about events here, and where the thing stood after the last of them.
func (h History) Done(commandID string) (at At, done bool) {
	for _, r := range h {
		if r.CommandID == commandID {
			at, done = r.at(), true
		}
	}
	return at, done
}

// Load returns the history of a thing; it is empty when there is no such thing. A replica may answer that is a moment behind:
// then the next append is a conflict, never a loss.
func (l *Log) Load(ctx context.Context, t thing.Thing) (History, error) {
	var h History
	_, err := l.read(ctx, Subject(t), 0, func(r Recorded) error {
		if want := h.At().Version + 1; r.Version != want {
			return stopf(r.Sequence, "event %d makes %s version %d, and it should be %d: the log has lost or mixed up events of it; "+
				"`dontblink restore` brings it back from its archive", r.Sequence, t, r.Version, want)
		}
		h = append(h, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return h, nil
}

// Read calls each with what has happened to things of one kind (of all, if it is empty) after a sequence, up to now, and
// returns the sequence of the last event it has read. Reading on from there costs one question: a small fold in memory can be
// brought up to date whenever it is asked.
func (l *Log) Read(ctx context.Context, kind string, after uint64, each func(Recorded) error) (uint64, error) {
	return l.read(ctx, subjectsOf(kind), after, each)
}

func (l *Log) read(ctx context.Context, subject string, after uint64, each func(Recorded) error) (uint64, error) {
	for {
		messages, more, err := l.pages(ctx, question{Sequence: after + 1, NextBySubject: subject, Batch: atOnce})
		if err != nil {
			return after, err
		}
		events, damaged := l.decode(ctx, messages)
		for _, r := range events {
			if err := each(r); err != nil {
				return after, err
			}
			after = r.Sequence
		}
		if damaged != nil {
			return after, damaged
		}
		if !more {
			return after, nil
		}
	}
}

// pages asks until there is an answer, or the caller's time is over; who sets none waits for four tries.
func (l *Log) pages(ctx context.Context, q question) (messages []stored, more bool, err error) {
	for try := 0; ; try++ {
		if messages, more, err = l.page(ctx, q); err == nil {
			return messages, more, nil
		}
		if _, limited := ctx.Deadline(); !limited && try == 3 || !pause(ctx, try) {
			return nil, false, unavailable(l.cause(err, apiDirect))
		}
	}
}

// errTorn: a part of the answer was lost on its way, as happens when the connection breaks in between.
var errTorn = errors.New("a part of the answer was lost")

// page gets many messages with one question, without a consumer that the server would have to make and to forget: a Direct Get
// batch. It ends with an empty message of status 204; what does not exist is status 404.
func (l *Log) page(ctx context.Context, q question) (messages []stored, more bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, oneTry)
	defer cancel()
	inbox := l.nc.NewInbox()
	// A channel of our own, which holds one page and its end: nats.SubscribeSync makes one for half a million messages.
	answers := make(chan *nats.Msg, atOnce+1)
	subscription, err := l.nc.ChanSubscribe(inbox, answers)
	if err != nil {
		return nil, false, err
	}
	defer func() { _ = subscription.Unsubscribe() }()
	body, err := json.Marshal(q)
	if err != nil {
		return nil, false, err
	}
	if err := l.nc.PublishRequest(apiDirect, inbox, body); err != nil {
		return nil, false, err
	}
	return collect(ctx, answers)
}

// collect receives one page.
func collect(ctx context.Context, answers <-chan *nats.Msg) (messages []stored, more bool, err error) {
	var last uint64
	for {
		var m *nats.Msg
		select {
		case m = <-answers:
		case <-ctx.Done():
			return nil, false, ctx.Err()
		}
		switch status := m.Header.Get("Status"); status {
		case "":
			sequence, err := follows(m, last)
			if err != nil {
				return nil, false, err
			}
			last = sequence
			messages = append(messages, stored{m.Header.Get(nats.JSSubject), sequence, m.Header, m.Data})
		case "204":
			if m.Header.Get(nats.JSLastSequence) != strconv.FormatUint(last, 10) {
				return nil, false, errTorn
			}
			return messages, m.Header.Get("Nats-Num-Pending") != "0", nil
		case "404":
			return nil, false, nil
		case "503":
			return nil, false, nats.ErrNoResponders
		default:
			return nil, false, fmt.Errorf("%s %s", status, m.Header.Get("Description"))
		}
	}
}

// follows returns the sequence of a message in a page, if none is missing between it and the last one.
func follows(m *nats.Msg, last uint64) (uint64, error) {
	if m.Header.Get(nats.JSLastSequence) != strconv.FormatUint(last, 10) {
		return 0, errTorn
	}
	sequence, err := strconv.ParseUint(m.Header.Get(nats.JSSequence), 10, 64)
	if err != nil {
		return 0, fmt.Errorf("sequence of a message under %s: %w", m.Header.Get(nats.JSSubject), err)
	}
	return sequence, nil
}
