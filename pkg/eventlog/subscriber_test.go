package eventlog_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
)

// keeper keeps a place, as a projection's table would.
type keeper struct{ place eventlog.Place }

func (k *keeper) from(context.Context) (eventlog.Place, error) { return k.place, nil }

// keep takes a batch and acks it.
func (k *keeper) keep(t *testing.T, m *message.Message) []uint64 {
	t.Helper()
	batch, err := eventlog.BatchOf(m)
	if err != nil {
		t.Fatalf("message %s: %v", m.UUID, err)
	}
	var sequences []uint64
	for _, r := range batch {
		sequences = append(sequences, r.Sequence)
		k.place = eventlog.Place{Sequence: r.Sequence, ID: r.ID}
	}
	m.Ack()
	return sequences
}

// subscribe opens a subscription that ends with the test.
func subscribe(t *testing.T, l *eventlog.Log, k *keeper, most int) <-chan *message.Message {
	t.Helper()
	s := l.Subscriber(k.from, most)
	messages, err := s.Subscribe(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		for range messages {
			t.Error("a message came after Close")
		}
	})
	return messages
}

func TestBatchesHoldWhatIsWaitingAndComeInOrder(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	fill(t, l, 5)
	k := &keeper{}
	messages := subscribe(t, l, k, 2)
	var got [][]uint64
	for range 3 {
		m := receive(t, messages)
		got = append(got, k.keep(t, m))
		if len(got) == 2 {
			if diff := cmp.Diff(message.Metadata{"first": "3", "last": "4", "pending": "1"}, m.Metadata); diff != "" || m.UUID != "3-4" {
				t.Errorf("message %s, metadata (-want +got):\n%s", m.UUID, diff)
			}
		}
	}
	if diff := cmp.Diff([][]uint64{{1, 2}, {3, 4}, {5}}, got); diff != "" {
		t.Errorf("batches (-want +got):\n%s", diff)
	}
	fill(t, l, 1)
	if diff := cmp.Diff([]uint64{6}, k.keep(t, receive(t, messages))); diff != "" {
		t.Errorf("then (-want +got):\n%s", diff)
	}
}

func TestTheNextBatchWaitsForTheAck(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	fill(t, l, 2)
	k := &keeper{}
	messages := subscribe(t, l, k, 1)
	first := receive(t, messages)
	select {
	case m := <-messages:
		t.Fatalf("batch %s came before the first was acked", m.UUID)
	default:
	}
	k.keep(t, first)
	if got := k.keep(t, receive(t, messages)); got[0] != 2 {
		t.Errorf("then event %d, want 2", got[0])
	}
}

func TestAfterANackTheReaderGoesOnBehindTheKeptPlace(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	fill(t, l, 4)
	k := &keeper{}
	messages := subscribe(t, l, k, 2)
	k.keep(t, receive(t, messages))
	for range 2 {
		m := receive(t, messages)
		if m.UUID != "3-4" {
			t.Errorf("batch %s, want 3-4", m.UUID)
		}
		m.Nack()
	}
	if diff := cmp.Diff([]uint64{3, 4}, k.keep(t, receive(t, messages))); diff != "" {
		t.Errorf("after two nacks (-want +got):\n%s", diff)
	}
}

func TestASubscriptionGoesOnWhereTheLastOneEnded(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	fill(t, l, 3)
	k := &keeper{}
	first := l.Subscriber(k.from, 2)
	messages, err := first.Subscribe(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	k.keep(t, receive(t, messages))
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := first.Subscribe(t.Context(), ""); err == nil {
		t.Error("a closed subscriber took another subscription")
	}
	if got := k.keep(t, receive(t, subscribe(t, l, k, 2))); got[0] != 3 {
		t.Errorf("event %d came again or first, want 3", got[0])
	}
}

func TestWhenThePlaceIsNotKnownItSaysSoAndTriesAgain(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	fill(t, l, 1)
	calls := 0
	s := l.Subscriber(func(context.Context) (eventlog.Place, error) {
		if calls++; calls == 1 {
			return eventlog.Place{}, errors.New("the database is away")
		}
		return eventlog.Place{}, nil
	}, 10)
	defer func() { _ = s.Close() }()
	messages, err := s.Subscribe(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	m := receive(t, messages)
	if _, err := eventlog.BatchOf(m); err == nil || !strings.Contains(err.Error(), "the database is away") {
		t.Errorf("got %v, want the database's error", err)
	}
	m.Nack()
	(&keeper{}).keep(t, receive(t, messages))
}

// copied makes another log that holds the same messages, changed; between is called when they are in, and may delete.
func copied(t *testing.T, from *nats.Conn, n int, change func(sequence int, m *nats.Msg), between func(jetstream.Stream)) *eventlog.Log {
	t.Helper()
	to := localtest.NATS(t)
	s := rawStream(t, to, func(c *jetstream.StreamConfig) { c.DenyDelete, c.DenyPurge = false, false })
	js, err := jetstream.New(to)
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		m := raw(t, from, uint64(i+1))
		c := &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data}
		c.Header.Del("Nats-Expected-Last-Subject-Sequence")
		if change != nil {
			change(i+1, c)
		}
		if _, err := js.PublishMsg(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if between != nil {
		between(s)
	}
	if _, err := js.UpdateStream(t.Context(), eventlog.Settings()); err != nil {
		t.Fatal(err)
	}
	l, err := eventlog.Open(t.Context(), to)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func remove(t *testing.T, sequences ...uint64) func(jetstream.Stream) {
	t.Helper()
	return func(s jetstream.Stream) {
		for _, sequence := range sequences {
			if err := s.DeleteMsg(t.Context(), sequence); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAReaderStopsWhenTheLogIsNotWhatItWas(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	fill(t, l, 5)
	var places []eventlog.Place
	if _, err := l.Read(t.Context(), "", 0, func(r eventlog.Recorded) error {
		places = append(places, eventlog.Place{Sequence: r.Sequence, ID: r.ID})
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	unknown := func(sequence int, m *nats.Msg) {
		if sequence == 4 {
			m.Header["ce-type"] = []string{"advocacy.event.v1.ActivityForetold"}
		}
	}
	other := func(sequence int, m *nats.Msg) {
		if sequence == 3 {
			m.Header["ce-id"] = []string{"other"}
		}
	}
	for _, c := range []struct {
		name  string
		log   *eventlog.Log
		place eventlog.Place
		good  uint64 // the last event that is handed out before
		want  string
	}{
		{"a hole in the middle", copied(t, nc, 5, nil, remove(t, 3)), eventlog.Place{}, 2, "the log has a gap: event 2 is followed by 4"},
		{"a hole at the place", copied(t, nc, 5, nil, remove(t, 3)), places[2], 0, "the log has a gap: event 2 is followed by 4"},
		{"the beginning is gone", copied(t, nc, 5, nil, remove(t, 1, 2)), eventlog.Place{}, 0, "the log has a gap: event 0 is followed by 3"},
		{"the end is gone", copied(t, nc, 5, nil, remove(t, 5)), places[3], 0, "event 5, the last one of the log, is gone"},
		{"a shorter log", copied(t, nc, 2, nil, nil), places[4], 0, "the log ends at event 2, but event 5 was read before"},
		{"an empty log", copied(t, nc, 0, nil, nil), places[4], 0, "the log ends at event 0, but event 5 was read before"},
		{"another event at the place", copied(t, nc, 5, other, nil), places[2], 0, "event 3 of the log is other, but it was " + places[2].ID},
		{"an unknown event", copied(t, nc, 5, unknown, nil), places[0], 3, "event 4 cannot be read: advocacy.event.v1.ActivityForetold happened to activity/a3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			k := &keeper{place: c.place}
			messages := subscribe(t, c.log, k, 100)
			m := receive(t, messages)
			if c.good > 0 {
				if got := k.keep(t, m); got[len(got)-1] != c.good {
					t.Errorf("events %v came before the stop, want up to %d", got, c.good)
				}
				m = receive(t, messages)
			}
			for range 2 { // a nack looks again
				_, err := eventlog.BatchOf(m)
				if stop := stopOf(t, err); !strings.Contains(stop.Why, c.want) {
					t.Errorf("stopped with %q, want %q", stop.Why, c.want)
				}
				m.Nack()
				m = receive(t, messages)
			}
			m.Ack() // an ack ends it
			if _, more := <-messages; more {
				t.Error("a message came after the stop was acked")
			}
		})
	}
}

func TestAReaderStopsWhenTheStreamIsMadeAnewUnderIt(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"deleted": "the stream ADVOCACY is gone, and event 2", "made anew": "the log ends at event 1, but event 2"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, nc := open(t)
			fill(t, l, 2)
			k := &keeper{}
			messages := subscribe(t, l, k, 100)
			k.keep(t, receive(t, messages))
			js, err := jetstream.New(nc)
			if err != nil {
				t.Fatal(err)
			}
			// The reader may look between the two steps, and say that the stream is gone.
			if err := js.DeleteStream(t.Context(), eventlog.StreamName); err != nil {
				t.Fatal(err)
			}
			if name == "made anew" {
				if _, err := eventlog.Open(t.Context(), nc); err != nil {
					t.Fatal(err)
				}
				mustAppend(t, l, command("c"), thing.Activity("new"), eventlog.At{}, recorded("new"))
			}
			for {
				m := receive(t, messages)
				_, err := eventlog.BatchOf(m)
				if err == nil {
					t.Fatalf("batch %s came of another log", m.UUID)
				}
				m.Nack()
				if strings.Contains(err.Error(), want) {
					_ = stopOf(t, err)
					return
				}
			}
		})
	}
}

func TestLoadStopsWhenAThingsVersionsHaveAHole(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	mustAppend(t, l, command("c"), thing.Activity("kohs"), eventlog.At{}, several(3)...)
	strip := func(_ int, m *nats.Msg) {
		for _, name := range []string{"Nats-Batch-Id", "Nats-Batch-Sequence", "Nats-Batch-Commit"} {
			m.Header.Del(name)
		}
	}
	_, err := copied(t, nc, 3, strip, remove(t, 2)).Load(t.Context(), thing.Activity("kohs"))
	if want := "event 3 makes activity/kohs version 3, and it should be 2"; !strings.Contains(fmt.Sprint(err), want) {
		t.Errorf("Load: %v, want %q", err, want)
	}
	_ = stopOf(t, err)
}
