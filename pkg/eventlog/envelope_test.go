package eventlog_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// documented returns the headers that the Envelope message documents.
func documented() []string {
	fields := (&eventv1.Envelope{}).ProtoReflect().Descriptor().Fields()
	names := make([]string, fields.Len())
	for i := range names {
		switch name := string(fields.Get(i).Name()); name {
		case "datacontenttype":
			names[i] = "content-type"
		case "traceparent":
			names[i] = name
		default:
			names[i] = "ce-" + name
		}
	}
	return names
}

// raw reads a message as the server holds it.
func raw(tb testing.TB, nc *nats.Conn, sequence uint64) *jetstream.RawStreamMsg {
	tb.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		tb.Fatal(err)
	}
	s, err := js.Stream(tb.Context(), eventlog.StreamName)
	if err != nil {
		tb.Fatal(err)
	}
	m, err := s.GetMsg(tb.Context(), sequence)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestTheHeadersOfAnEventAreTheDocumentedOnesAndNoOthers(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	full := command("c1")
	full.Causation, full.Traceparent = "e0", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	mustAppend(t, l, full, thing.Activity("kohs"), eventlog.At{}, recorded("one"))

	m := raw(t, nc, 1)
	got := slices.DeleteFunc(slices.Collect(maps.Keys(m.Header)), func(name string) bool { return strings.HasPrefix(name, "Nats-") })
	want := slices.DeleteFunc(documented(), func(name string) bool { return name == "ce-keyid" }) // this log has no vault
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headers (-documented +stored):\n%s", diff)
	}
	if m.Header.Get("Nats-Msg-Id") != "" {
		t.Error("the event has a Nats-Msg-Id: a second use of it on another subject would be dropped without a word")
	}
	for name, want := range map[string]string{
		"ce-specversion": "1.0", "ce-type": "advocacy.event.v1.ActivityRecorded", "ce-source": "/recorder", "ce-subject": "activity/kohs",
		"ce-time": "2024-02-21T10:30:00.123456789Z", "ce-actor": "amina", "ce-commandid": "c1", "ce-correlationid": "c1", "ce-causationid": "e0",
		"ce-version": "1", "content-type": "application/protobuf",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

// envelopeOf is a good one, to be spoilt.
func envelopeOf(change func(nats.Header)) nats.Header {
	h := nats.Header{
		"ce-specversion": {"1.0"}, "ce-id": {"e1"}, "ce-type": {"advocacy.event.v1.ActivityWithdrawn"}, "ce-subject": {"activity/kohs"},
		"ce-time": {"2024-02-21T10:30:00Z"}, "ce-commandid": {"c1"}, "ce-version": {"1"},
	}
	change(h)
	return h
}

func TestAnEventThatCannotBeReadSaysWhichAndWhy(t *testing.T) {
	t.Parallel()
	payload, err := proto.Marshal(withdrawn("twice"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := eventlog.Decode("advocacy.activity.kohs", 7, envelopeOf(func(nats.Header) {}), payload); err != nil {
		t.Fatalf("a good event: %v", err)
	}
	for want, change := range map[string]func(nats.Header){
		"event 7 cannot be read: advocacy.event.v1.ActivityForetold happened to activity/kohs, which this dontblink does not know; " +
			"it was written by a newer dontblink: upgrade this one": func(h nats.Header) { h["ce-type"] = []string{"advocacy.event.v1.ActivityForetold"} },
		"it has no header ce-id":                       func(h nats.Header) { delete(h, "ce-id") },
		"it has the header ce-id 2 times":              func(h nats.Header) { h["ce-id"] = []string{"a", "b"} },
		`ce-version is "one" and should be a number`:   func(h nats.Header) { h["ce-version"] = []string{"one"} },
		`ce-time is "yesterday" and should be a time`:  func(h nats.Header) { h["ce-time"] = []string{"yesterday"} },
		`its envelope is of version "2.0"`:             func(h nats.Header) { h["ce-specversion"] = []string{"2.0"} },
		"it is sealed with the key k1, and":            func(h nats.Header) { h["ce-keyid"] = []string{"k1"} },
		"it lies under advocacy.activity.kohs and":     func(h nats.Header) { h["ce-subject"] = []string{"activity/other"} },
		"its payload is no advocacy.event.v1.Envelope": func(h nats.Header) { h["ce-type"] = []string{"advocacy.event.v1.Envelope"} },
	} {
		spoilt := payload
		if strings.Contains(want, "payload") {
			spoilt = []byte{0xff}
		}
		_, err := eventlog.Decode("advocacy.activity.kohs", 7, envelopeOf(change), spoilt)
		if stop := stopOf(t, err); !strings.Contains(stop.Why, want) || stop.Sequence != 7 {
			t.Errorf("got %q at %d, want %q at 7", stop.Why, stop.Sequence, want)
		}
	}
}

func FuzzAnEnvelopeNeverPanics(f *testing.F) {
	f.Add("advocacy.activity.kohs", "1.0", "e1", "advocacy.event.v1.ActivityWithdrawn", "activity/kohs", "2024-02-21T10:30:00Z", "1", "%zz%", []byte{10, 1, 'x'})
	f.Fuzz(func(t *testing.T, subject, spec, id, kind, on, at, version, actor string, payload []byte) {
		h := nats.Header{
			"ce-specversion": {spec}, "ce-id": {id}, "ce-type": {kind}, "ce-subject": {on}, "ce-time": {at}, "ce-version": {version},
			"ce-actor": []string{actor, subject}[:1+len(subject)%2], "ce-commandid": {},
		}
		if _, err := eventlog.Decode(subject, 1, h, payload); err != nil {
			_ = stopOf(t, err)
		}
		h["ce-commandid"] = []string{"c"}
		if r, err := eventlog.Decode(subject, 1, h, payload); err == nil && eventlog.Subject(r.Thing) != subject {
			t.Errorf("an event of %s was read under %s", r.Thing, subject)
		}
	})
}

func FuzzAnyTextSurvivesAHeader(f *testing.F) {
	for _, s := range []string{"", "amina", " José\r\n100 %41 \"x\" ", "\x00\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		header := eventlog.Escape(s)
		if strings.ContainsFunc(header, func(r rune) bool { return r <= ' ' || r > '~' }) {
			t.Errorf("Escape(%q) = %q, which a header does not carry", s, header)
		}
		if got := eventlog.Unescape(header); got != s {
			t.Errorf("%q came back as %q", s, got)
		}
	})
}

func ExampleSubject() {
	fmt.Println(eventlog.Subject(thing.Activity("0f5c")))
	fmt.Println(eventlog.Subject(thing.Edition))
	fmt.Println(eventlog.Subject(thing.Issue("2024-07..2024-08")))
	// Output:
	// advocacy.activity.0f5c
	// advocacy.edition
	// advocacy.issue.2024-07%2E%2E2024-08
}
