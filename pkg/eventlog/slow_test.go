package eventlog_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
)

func TestWhatCameWhileAHandlerWasAtWorkComesInFewBatches(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	k := &keeper{}
	messages := subscribe(t, l, k, 2000)
	fill(t, l, 1)
	first := receive(t, messages)
	// Each of these is sent on its own as soon as it is stored, so none is said to have any behind it.
	const n = 500
	fill(t, l, n)
	k.keep(t, first)
	batches := 0
	for k.place.Sequence < 1+n {
		k.keep(t, receive(t, messages))
		batches++
	}
	if batches > n/10 {
		t.Errorf("%d events came in %d batches: what waits is not taken along", n, batches)
	}
}

func TestNoMoreBytesAreFetchedAheadThanTwoBatchesHold(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	const n, size = 64, 900 << 10
	long := strings.Repeat("x", size)
	for i := range n {
		mustAppend(t, l, command(strconv.Itoa(i)), thing.Activity(strconv.Itoa(i)), eventlog.At{}, recorded(long))
	}
	k := &keeper{}
	messages := subscribe(t, l, k, 2000)
	first := receive(t, messages)
	events, err := eventlog.BatchOf(first)
	if err != nil {
		t.Fatal(err)
	}
	// The last event that the server has sent, whether it was taken from what lies fetched or not.
	sent := consumers(t, nc)[0].Delivered.Consumer
	if ahead := (int(sent) - len(events)) * size; ahead > 2*eventlog.BatchBytes {
		t.Errorf("%d MB lie fetched behind a batch of %d events, want 32 at the most", ahead>>20, len(events))
	}
	k.keep(t, first)
	for k.place.Sequence < n {
		k.keep(t, receive(t, messages))
	}
}

func TestASubscriptionThatCannotBeginLeavesNothingOnTheServer(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	s := l.Subscriber((&keeper{}).from, 0) // no batch can be so small
	messages, err := s.Subscribe(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	m := receive(t, messages)
	if _, err := eventlog.BatchOf(m); err == nil {
		t.Error("a subscription to batches of none began")
	}
	if left := consumers(t, nc); len(left) > 0 {
		t.Errorf("%d consumers are left behind", len(left))
	}
	m.Ack()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// consumers are those that the server has of the log.
func consumers(t *testing.T, nc *nats.Conn) []*jetstream.ConsumerInfo {
	t.Helper()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := js.Stream(t.Context(), eventlog.StreamName)
	if err != nil {
		t.Fatal(err)
	}
	var all []*jetstream.ConsumerInfo
	list := stream.ListConsumers(context.WithoutCancel(t.Context()))
	for info := range list.Info() {
		all = append(all, info)
	}
	if list.Err() != nil {
		t.Fatal(list.Err())
	}
	return all
}
