package eventlog

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
)

// Stored is one event as it lies in the log: not opened, not read. It is for who keeps a second copy, and knows no more than this.
type Stored struct {
	Sequence uint64
	Subject  string
	// Header holds the headers that are ours, a line "name:value\n" for each, in the order of the bytes. The server's own (Nats-…) are
	// left out: they tell of one append to one stream, and a restored log has others.
	Header []byte
	// Data is the payload; sealed, if it was sealed.
	Data []byte
}

// ID returns the event's id; empty if it has none.
func (s Stored) ID() string {
	for line := range bytes.Lines(s.Header) {
		if id, ok := bytes.CutPrefix(line, []byte(headerID+":")); ok {
			return unescape(string(bytes.TrimSuffix(id, []byte("\n"))))
		}
	}
	return ""
}

// Ends returns the sequence of the log's last event by the server's word alone. A damaged store counts an event that it cannot send any more,
// where Last says so.
func (l *Log) Ends(ctx context.Context) (uint64, error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	info, err := l.stream.Info(ctx)
	if err != nil {
		return 0, unavailable(l.cause(err, apiDirect))
	}
	return info.State.LastSeq, nil
}

// Raw calls each with the events after a sequence and up to another as they are stored, in order, many at once. What is not there is
// left out, and no error: who wants every event looks at the sequences. It returns what each returned.
func (l *Log) Raw(ctx context.Context, after, until uint64, each func([]Stored) error) error {
	for try := 0; after < until; try++ {
		before := after
		err := l.raw(ctx, &after, until, each)
		if refused, byEach := errors.AsType[eachError](err); byEach {
			return refused.error
		}
		if err == nil {
			return nil
		}
		if after != before {
			try = 0
		}
		if try == rawTries || !pause(ctx, try) {
			return unavailable(l.cause(err, apiDirect))
		}
	}
	return nil
}

const (
	// rawTries is how often reading is begun anew where it broke off: for some ten seconds.
	rawTries = 9
	// quiet is how long nothing comes of what the server counts as waiting before it is asked whether there is anything.
	quiet = 2 * time.Second
)

// raw reads until there is nothing more. A page of Direct Gets would end by itself, but takes more than twice as long.
func (l *Log) raw(ctx context.Context, after *uint64, until uint64, each func([]Stored) error) error {
	t, err := l.tailFrom(ctx, everything, Place{Sequence: *after}, 5*atOnce)
	if err != nil {
		return err
	}
	defer t.close(ctx)
	for {
		events, pending, err := t.raw(ctx, until)
		if len(events) > 0 {
			if err := each(events); err != nil {
				return eachError{err}
			}
			*after = events[len(events)-1].Sequence
		}
		switch {
		case *after >= until, err == nil && pending == 0:
			return nil
		case errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil:
			// A damaged store counts what it cannot send any more.
			rest, _, err := l.pages(ctx, question{Sequence: *after + 1, NextBySubject: everything, Batch: 1})
			if err != nil || len(rest) == 0 {
				return err
			}
			return errQuiet
		case err != nil:
			return err
		}
	}
}

// errQuiet: the server has an event and does not send it.
var errQuiet = errors.New("the server does not send what it has")

// raw waits for the next events; with an error come those that had arrived before.
func (t *tail) raw(ctx context.Context, until uint64) (events []Stored, pending uint64, err error) {
	ctx, cancel := context.WithTimeout(ctx, quiet)
	defer cancel()
	for size := 0; len(events) < atOnce && size < batchBytes; {
		m, meta, err := t.message(ctx)
		if err != nil {
			return events, 0, err
		}
		s := Stored{Sequence: meta.Sequence.Stream, Subject: m.Subject(), Header: lines(m.Headers()), Data: m.Data()}
		if s.Sequence > until {
			return events, 0, nil
		}
		events, size, pending = append(events, s), size+len(s.Data), meta.NumPending
		if pending == 0 || s.Sequence == until {
			break
		}
	}
	return events, pending, nil
}

// lines writes the headers that are ours.
func lines(h nats.Header) []byte {
	var room [20]string
	names, size := room[:0], 0
	for name, values := range h {
		if strings.HasPrefix(name, "Nats-") {
			continue
		}
		names = append(names, name)
		for _, value := range values {
			size += len(name) + len(value) + 2
		}
	}
	slices.Sort(names)
	out := make([]byte, 0, size)
	for _, name := range names {
		for _, value := range h[name] {
			out = append(append(append(append(out, name...), ':'), value...), '\n')
		}
	}
	return out
}

// headerOf reads what lines wrote.
func headerOf(text []byte) (nats.Header, error) {
	h := nats.Header{}
	for line := range bytes.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), ":")
		if !ok || name == "" || strings.HasPrefix(name, "Nats-") {
			return nil, fmt.Errorf("%q is no header of an event", line)
		}
		h[name] = append(h[name], value)
	}
	return h, nil
}
