package eventlog

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/nats-io/nats.go"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"

	// Whoever reads the log knows every event in it, whatever else the program imports.
	_ "dontblink.dev/proto/gen/advocacy/event/v1"
)

// The headers around an event, as advocacy.event.v1.Envelope explains them. Stored logs hold them for ever.
const (
	headerSpecVersion   = "ce-specversion"
	headerID            = "ce-id"
	headerType          = "ce-type"
	headerSource        = "ce-source"
	headerSubject       = "ce-subject"
	headerTime          = "ce-time"
	headerActor         = "ce-actor"
	headerCommandID     = "ce-commandid"
	headerCorrelationID = "ce-correlationid"
	headerCausationID   = "ce-causationid"
	headerVersion       = "ce-version"
	headerKeyID         = "ce-keyid"
	headerContentType   = "content-type"
	headerTraceparent   = "traceparent"

	specVersion = "1.0"
	contentType = "application/protobuf"
)

// Command is what brought events about.
type Command struct {
	// ID was chosen by whoever sent the command; sending it again with the same id is safe for ever.
	ID string
	// Actor is who did it, by the name that the team's machine or sign-in gives them.
	Actor string
	// Source is the part of the product that writes: "/recorder", "/composer".
	Source string
	// Time is when it was written down.
	Time time.Time
	// Correlation is the first command of the story; empty: this one.
	Correlation string
	// Causation is the event or command that directly caused it; may be empty.
	Causation string
	// Traceparent is the W3C trace context; may be empty.
	Traceparent string
}

// check refuses what could not be read back as it was given. Rows hold no NUL, so neither does an envelope.
func (c Command) check() error {
	var wrong fault.Mistakes
	if c.ID == "" {
		wrong.Add("command", "a command needs an id")
	}
	if c.Time.IsZero() {
		wrong.Add("time", "a command needs the time at which it was given")
	}
	for _, part := range []string{c.ID, c.Actor, c.Source, c.Correlation, c.Causation, c.Traceparent} {
		if !utf8.ValidString(part) || strings.ContainsRune(part, 0) {
			wrong.Add("command", "%q is not valid text", part)
		}
	}
	return wrong.Err()
}

// Recorded is one event of the log with what stands around it. The stream's own timestamp is left out on purpose: a restored
// log has new ones.
type Recorded struct {
	// Sequence is the event's place in the whole log: 1, 2, 3, …
	Sequence uint64
	// ID is the event's own id, a UUID; Type its message's full name.
	ID, Type string
	// Thing is what it happened to.
	Thing thing.Thing
	// Time is when it was written down, in UTC.
	Time time.Time
	// Actor, Source, CommandID, CorrelationID and CausationID are those of the command.
	Actor, Source, CommandID, CorrelationID, CausationID string
	// Version is the thing's version after this event: 1, 2, 3, …
	Version uint64
	// Key is the id of the key that seals the event; empty when it is not sealed.
	Key string
	// Event is what happened; nil when it was Erased.
	Event proto.Message
	// Erased: the key was destroyed. The event counts, and says nothing.
	Erased bool
	// Size is that of the payload as it is stored, in bytes.
	Size int
}

// envelope returns the headers around one event.
//
// There is no Nats-Msg-Id. The expected sequence refuses a second copy and the command's id recognises it, both without the
// window of minutes after which JetStream forgets its message ids; and a message id that is used again on another subject is
// dropped without a word while the append is acknowledged.
func envelope(c Command, t thing.Thing, version uint64, eventType string) nats.Header {
	of, count := Subject(t), strconv.FormatUint(version, 10)
	// One array for all values, and room for what is added when the event is sent: an import makes tens of thousands of these a second.
	const most, added = 13, 5
	h, values := make(nats.Header, most+added), make([]string, 0, most)
	for _, f := range [most]struct{ name, value string }{
		{headerContentType, contentType},
		{headerSpecVersion, specVersion},
		// The version and not the event's place in the command: so ids differ even if a command appends to a thing in two goes.
		{headerID, thing.ID("event", c.ID, of, count)},
		{headerType, eventType},
		{headerSource, c.Source},
		{headerSubject, t.String()},
		{headerTime, c.Time.UTC().Format(time.RFC3339Nano)},
		{headerActor, c.Actor},
		{headerCommandID, c.ID},
		{headerCorrelationID, cmp.Or(c.Correlation, c.ID)},
		{headerCausationID, c.Causation},
		{headerVersion, count},
		{headerTraceparent, c.Traceparent},
	} {
		if f.value != "" {
			values = append(values, escape(f.value))
			h[f.name] = values[len(values)-1 : len(values) : len(values)]
		}
	}
	return h
}

// decode reads the envelope of one stored event; what it cannot read is a *Stop. The payload is read by open.
func decode(subject string, sequence uint64, h nats.Header, payload []byte) (closed, error) {
	e := opened{header: h}
	r := Recorded{
		Sequence: sequence,
		ID:       e.must(headerID), Type: e.must(headerType), Thing: thing.Parse(e.must(headerSubject)),
		Time: e.time(headerTime), Version: e.number(headerVersion), CommandID: e.must(headerCommandID),
		Actor: e.may(headerActor), Source: e.may(headerSource),
		CorrelationID: e.may(headerCorrelationID), CausationID: e.may(headerCausationID),
		Key: e.may(headerKeyID), Size: len(payload),
	}
	switch spec := e.must(headerSpecVersion); {
	case e.problem != "":
		return closed{}, unreadable(sequence, r.Type, "%s", e.problem)
	case spec != specVersion:
		return closed{}, unreadable(sequence, r.Type, "its envelope is of version %q; it was written by a newer dontblink: upgrade this one", spec)
	case Subject(r.Thing) != subject:
		return closed{}, unreadable(sequence, r.Type, "it lies under %s and says that it happened to %s", subject, r.Thing)
	}
	return closed{r, payload}, nil
}

// opened reads headers and keeps the first problem.
type opened struct {
	header  nats.Header
	problem string
}

func (o *opened) may(name string) string {
	values := o.header[name]
	if len(values) > 1 {
		o.complain("it has the header %s %d times", name, len(values))
	}
	if len(values) == 0 {
		return ""
	}
	return unescape(values[0])
}

func (o *opened) must(name string) string {
	value := o.may(name)
	if value == "" {
		o.complain("it has no header %s", name)
	}
	return value
}

func (o *opened) time(name string) time.Time {
	value := o.must(name)
	t, err := time.Parse(time.RFC3339Nano, value)
	if err != nil {
		o.complain("its header %s is %q and should be a time", name, value)
	}
	return t.UTC()
}

func (o *opened) number(name string) uint64 {
	value := o.must(name)
	n, err := strconv.ParseUint(value, 10, 64)
	if err != nil {
		o.complain("its header %s is %q and should be a number", name, value)
	}
	return n
}

func (o *opened) complain(format string, args ...any) {
	if o.problem == "" {
		o.problem = fmt.Sprintf(format, args...)
	}
}
