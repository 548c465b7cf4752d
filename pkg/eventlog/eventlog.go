// Package eventlog keeps what happened, in order and for ever, in one JetStream stream.
//
// Events are generated proto messages, bare; what stands around them is the envelope, in headers. A thing has one exact subject,
// and an event is appended to it only if nothing else was since its history was read. A command that comes twice, however late,
// is known by its id, which stands in every event that it brought about.
//
// It decides nothing about what may happen, and it never says that something was not recorded unless it knows.
package eventlog

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/thing"
	"dontblink.dev/pkg/vault"
)

// StreamName is the stream that holds the log; prefix begins the subject of every event in it.
const (
	StreamName = "ADVOCACY"
	prefix     = "advocacy."
	everything = prefix + ">"
)

// Log is the log of one team.
type Log struct {
	// Vault has the keys that seal what tells of people. Nil: nothing is sealed, and what is sealed cannot be read. It is set before
	// the log is used.
	Vault *vault.Vault

	nc     *nats.Conn
	stream jetstream.Stream
	// created is when the stream was made that was opened; another one of its name is another log.
	created time.Time

	gathering gathering
	// found: by Find, so nothing is made that is not there.
	found bool
}

// Place is how far a reader has come: the last event it has dealt with, and which event that was. With the id, a reader that
// comes back can tell whether it is still the same log. The zero Place is before the first event.
type Place struct {
	Sequence uint64
	ID       string
}

// At is where a thing stood when its history was read. The zero At: it did not exist yet.
type At struct {
	// Sequence is that of the thing's last event; an append expects that it still is.
	Sequence uint64
	// Version counts the thing's events.
	Version uint64
	// Key seals the thing's last event and will seal the next; empty when it was not sealed.
	Key string
}

// Open returns the team's log. It creates the stream if there is none, and refuses one whose settings could lose events.
func Open(ctx context.Context, nc *nats.Conn) (*Log, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("open the log: %w", err)
	}
	stream, err := openStream(ctx, js)
	if err != nil {
		return nil, err
	}
	return &Log{nc: nc, stream: stream, created: stream.CachedInfo().Created}, nil
}

// Last returns the head of the log, asked from the stream's leader: no event that was acknowledged lies beyond it.
func (l *Log) Last(ctx context.Context) (Place, error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	head, err := l.head(ctx)
	if _, stopped := errors.AsType[*Stop](err); err != nil && !stopped {
		return Place{}, unavailable(err)
	}
	return head, err
}

// head asks for the last sequence and then for the event there. Asking at once for the last event of any subject makes the
// server walk through all of the log's subjects.
func (l *Log) head(ctx context.Context) (Place, error) {
	ctx, cancel := context.WithTimeout(ctx, oneTry)
	defer cancel()
	info, err := l.stream.Info(ctx)
	if err != nil || info.State.LastSeq == 0 {
		return Place{}, err
	}
	last, err := l.ask(ctx, question{Sequence: info.State.LastSeq})
	if err != nil {
		return Place{}, err
	}
	if last == nil {
		return Place{}, stopf(info.State.LastSeq, "event %d, the last one of the log, is gone: `dontblink restore` brings it back from the archive", info.State.LastSeq)
	}
	return Place{Sequence: last.sequence, ID: last.header.Get(headerID)}, nil
}

// Subject returns where the events of a thing lie: "advocacy.activity.0f5c…", "advocacy.edition".
func Subject(t thing.Thing) string {
	if t.ID == "" {
		return prefix + token(t.Kind)
	}
	return prefix + token(t.Kind) + "." + token(t.ID)
}

// subjectsOf returns the subjects of all things of a kind; of every kind, if it is empty.
func subjectsOf(kind string) string {
	switch kind {
	case "":
		return everything
	case thing.KindEdition:
		return Subject(thing.Edition)
	}
	return prefix + token(kind) + ".>"
}

// token makes one token of a subject from any text. An issue's address may hold dots ("2024-07..2024-08"), which would make
// several, one of them empty. Nobody reads the thing back from its subject: the envelope says it.
func token(s string) string {
	plain := func(c byte) bool {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_'
	}
	at := 0
	for at < len(s) && plain(s[at]) {
		at++
	}
	if at == len(s) {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:at])
	for i := at; i < len(s); i++ {
		if plain(s[i]) {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}
