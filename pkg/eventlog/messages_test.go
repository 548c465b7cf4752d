package eventlog_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/ThreeDotsLabs/watermill/pubsub/tests"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
)

// TestWatermillsOwnSuite runs what Watermill asks of every subscriber. Its messages travel as events of the log: the topic is a kind,
// and each is a thing of that kind.
func TestWatermillsOwnSuite(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the suite takes half a minute")
	}
	l, _ := open(t)
	inGroup := func(_ *testing.T, group string) (message.Publisher, message.Subscriber) {
		return publisher{l}, &unwrapping{Subscriber: l.Messages(group)}
	}
	tests.TestPubSub(t, tests.Features{
		ConsumerGroups:  true,
		GuaranteedOrder: true,
		Persistent:      true,
		// The long form nacks hundreds of times before it acks, and each nack is answered later than the last.
		ForceShort: true,
	}, func(t *testing.T) (message.Publisher, message.Subscriber) {
		t.Helper()
		return inGroup(t, "reaction")
	}, inGroup)
}

// publisher appends messages as events. The product has none: it appends commands.
type publisher struct{ log *eventlog.Log }

type wrapped struct {
	UUID     string
	Metadata message.Metadata
	Payload  []byte
}

func (p publisher) Publish(topic string, messages ...*message.Message) error {
	for _, m := range messages {
		body, err := json.Marshal(wrapped{m.UUID, m.Metadata, m.Payload})
		if err != nil {
			return err
		}
		on := thing.Thing{Kind: topic, ID: m.UUID}
		if _, err := p.log.Append(m.Context(), command(m.UUID), on, eventlog.At{}, wrapperspb.Bytes(body)); err != nil {
			return err
		}
	}
	return nil
}

func (p publisher) Close() error { return nil }

// unwrapping gives the messages back the names and the payloads that they were published with. What is done with them is done with the
// messages of the log.
type unwrapping struct {
	message.Subscriber
	passing sync.WaitGroup
}

func (u *unwrapping) Close() error {
	defer u.passing.Wait()
	return u.Subscriber.Close()
}

func (u *unwrapping) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	messages, err := u.Subscriber.Subscribe(ctx, topic)
	if err != nil {
		return nil, err
	}
	out := make(chan *message.Message)
	u.passing.Go(func() {
		defer close(out)
		for m := range messages {
			r, err := eventlog.EventOf(m)
			if err != nil {
				m.Nack()
				continue
			}
			var w wrapped
			if err := json.Unmarshal(r.Event.(*wrapperspb.BytesValue).GetValue(), &w); err != nil {
				panic(err) // our own bytes
			}
			m.UUID, m.Metadata, m.Payload = w.UUID, w.Metadata, w.Payload
			select {
			case out <- m:
			case <-m.Context().Done():
			}
		}
	})
	return out, nil
}

// reacting subscribes to all kinds until the test ends or stop is called.
func reacting(t *testing.T, l *eventlog.Log, name string) (messages <-chan *message.Message, stop func()) {
	t.Helper()
	s := l.Messages(name)
	messages, err := s.Subscribe(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	stop = func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	t.Cleanup(stop)
	return messages, stop
}

func TestWhatWasNackedComesAgainAndNothingOvertakesIt(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	fill(t, l, 4)
	messages, _ := reacting(t, l, "r")
	var got []uint64
	for nacks := 0; len(got) < 7; {
		m := receive(t, messages)
		r, err := eventlog.EventOf(m)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Sequence)
		if r.Sequence == 2 && nacks < 3 {
			nacks++
			m.Nack()
			continue
		}
		m.Ack()
	}
	if want := []uint64{1, 2, 2, 2, 2, 3, 4}; !slices.Equal(got, want) {
		t.Errorf("they came as %v, want %v", got, want)
	}
}

func TestAReactionGoesOnWhereTheLastOneOfItsNameEnded(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	fill(t, l, 3)
	messages, stop := reacting(t, l, "r")
	receive(t, messages).Ack()
	held := receive(t, messages) // and neither acked nor nacked
	stop()

	messages, _ = reacting(t, l, "r")
	if m := receive(t, messages); m.UUID != held.UUID {
		t.Errorf("%s came, want %s, which nobody has acked", m.UUID, held.UUID)
	}
	others, _ := reacting(t, l, "other")
	if r, err := eventlog.EventOf(receive(t, others)); err != nil || r.Sequence != 1 {
		t.Errorf("under another name came event %d, %v, want the first", r.Sequence, err)
	}
}

func TestAReactionIsToldOfWhatCannotBeReadAndOutlivesIt(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	fill(t, l, 1)
	// Two values in one header have been the end of other subscribers.
	if err := nc.PublishMsg(&nats.Msg{Subject: "advocacy.activity.x", Header: nats.Header{"ce-id": {"a", "b"}}, Data: []byte("{")}); err != nil {
		t.Fatal(err)
	}
	if err := nc.Publish("advocacy.activity.y", nil); err != nil {
		t.Fatal(err)
	}
	if err := nc.Flush(); err != nil {
		t.Fatal(err)
	}
	fill(t, l, 1)
	messages, _ := reacting(t, l, "r")
	for sequence := range uint64(4) {
		sequence++
		for range 2 { // a nack does not help
			m := receive(t, messages)
			r, err := eventlog.EventOf(m)
			switch readable := sequence == 1 || sequence == 4; {
			case readable && (err != nil || r.Sequence != sequence):
				t.Fatalf("event %d came as %d, %v", sequence, r.Sequence, err)
			case !readable && stopOf(t, err).Sequence != sequence:
				t.Fatalf("event %d came as %v", sequence, err)
			}
			m.Nack()
		}
		receive(t, messages).Ack()
	}
}

func TestAReactionIsToldThatTheStreamWasMadeAnew(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	fill(t, l, 1)
	messages, _ := reacting(t, l, "r")
	receive(t, messages).Ack()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	remade(func(*jetstream.StreamConfig) {})(t.Context(), t, js)
	for {
		m := receive(t, messages)
		_, err := eventlog.EventOf(m)
		if err == nil {
			t.Fatalf("message %s came of another log", m.UUID)
		}
		if strings.Contains(stopOr(err), "was made anew") {
			m.Ack()
			break
		}
		m.Nack()
	}
	if m, more := <-messages; more {
		t.Errorf("message %s came after the stop was acked", m.UUID)
	}
}
