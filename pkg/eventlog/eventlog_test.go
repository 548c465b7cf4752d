package eventlog_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var now = time.Date(2024, 2, 21, 10, 30, 0, 123456789, time.UTC)

func command(id string) eventlog.Command {
	return eventlog.Command{ID: id, Actor: "amina", Source: "/recorder", Time: now}
}

func recorded(headline string) proto.Message {
	return &eventv1.ActivityRecorded{Activity: &eventv1.Activity{Headline: headline}}
}

func withdrawn(reason string) proto.Message {
	return &eventv1.ActivityWithdrawn{Reason: reason}
}

// several returns n events.
func several(n int) []proto.Message {
	events := make([]proto.Message, n)
	for i := range events {
		events[i] = recorded(fmt.Sprintf("talk %d", i))
	}
	return events
}

func open(tb testing.TB) (*eventlog.Log, *nats.Conn) {
	tb.Helper()
	nc := localtest.NATS(tb)
	l, err := eventlog.Open(tb.Context(), nc)
	if err != nil {
		tb.Fatal(err)
	}
	return l, nc
}

func mustAppend(tb testing.TB, l *eventlog.Log, command eventlog.Command, on thing.Thing, after eventlog.At, events ...proto.Message) eventlog.At {
	tb.Helper()
	at, err := l.Append(tb.Context(), command, on, after, events...)
	if err != nil {
		tb.Fatal(err)
	}
	return at
}

// fill appends n events, each on a thing of its own.
func fill(tb testing.TB, l *eventlog.Log, n int) {
	tb.Helper()
	for range n {
		head := last(tb, l).Sequence
		id := fmt.Sprintf("a%d", head)
		mustAppend(tb, l, command("fill-"+id), thing.Activity(id), eventlog.At{}, recorded(id))
	}
}

func last(tb testing.TB, l *eventlog.Log) eventlog.Place {
	tb.Helper()
	place, err := l.Last(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return place
}

func load(tb testing.TB, l *eventlog.Log, of thing.Thing) eventlog.History {
	tb.Helper()
	h, err := l.Load(tb.Context(), of)
	if err != nil {
		tb.Fatal(err)
	}
	return h
}

// rawStream makes the log's stream with other settings than Open would.
func rawStream(tb testing.TB, nc *nats.Conn, change func(*jetstream.StreamConfig)) jetstream.Stream {
	tb.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		tb.Fatal(err)
	}
	c := eventlog.Settings()
	change(&c)
	s, err := js.CreateStream(tb.Context(), c)
	if err != nil {
		tb.Fatal(err)
	}
	return s
}

// stopOf returns the Stop in err, or fails.
func stopOf(tb testing.TB, err error) *eventlog.Stop {
	tb.Helper()
	stop, ok := errors.AsType[*eventlog.Stop](err)
	if !ok {
		tb.Fatalf("got %v, want a Stop", err)
	}
	return stop
}

// soon is a context that ends a test which waits in vain.
func soon(tb testing.TB) context.Context {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), 30*time.Second)
	tb.Cleanup(cancel)
	return ctx
}
