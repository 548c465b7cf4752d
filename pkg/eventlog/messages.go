package eventlog

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"
)

// The metadata of a message that is one event. The name is what cqrs.ProtoMarshaler looks for.
const (
	MetadataName     = "name"
	MetadataThing    = "thing"
	MetadataSequence = "sequence"
	MetadataCommand  = "command"
)

const (
	// ackWait is after how long the server gives an event to another subscriber of the name, when nothing is heard of the one that has
	// it. Whoever has it says so three times in that time.
	ackWait = 9 * time.Second
	// slowest is the try after which a nacked event does not come any later than before: about a second.
	slowest = 6
)

// Messages returns a Watermill subscriber for reactions, whose message is one event: ask EventOf. The topic is the kind of things; the
// empty topic is all of them.
//
// The server remembers under the name, for each topic, what was acked, also while nobody subscribes; a new name begins with the first
// event. All subscribers of one name share the events, of which one at a time is dealt with: the next comes after the ack, and a nacked
// one comes again, later each time, and none overtakes it. An event whose ack was lost comes twice: who must not act twice keeps its
// id. What cannot be read comes as a message too, and so does what is wrong with the log or with the way to it.
func (l *Log) Messages(name string) message.Subscriber {
	return &reader{log: l, name: name, subscriptions: begun()}
}

// EventOf returns the event that a message carries, or why there is none: a *Stop when somebody has to look at the log, else something
// that passes. An ack of an event that cannot be read leaves it out for ever; any other trouble is tried again, acked or not.
func EventOf(m *message.Message) (Recorded, error) {
	c, ok := m.Context().Value(eventKey{}).(carriedEvent)
	if !ok {
		return Recorded{}, fmt.Errorf("message %s carries no event of the log", m.UUID)
	}
	return c.event, c.err
}

type eventKey struct{}

type carriedEvent struct {
	event Recorded
	err   error
}

type reader struct {
	log  *Log
	name string
	*subscriptions
}

// Subscribe implements message.Subscriber.
func (r *reader) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	if r.name == "" {
		return nil, errors.New("subscribe to the log: a subscriber needs a name, under which the server keeps its place")
	}
	return r.begin(ctx, func(ctx context.Context, out chan<- *message.Message) { r.run(ctx, topic, out) })
}

func (r *reader) run(ctx context.Context, topic string, out chan<- *message.Message) {
	for try := 0; ctx.Err() == nil; try++ {
		progress, err := r.follow(ctx, topic, out)
		if progress {
			try = 0
		}
		if ctx.Err() != nil {
			return
		}
		_, stopped := errors.AsType[*Stop](err)
		if acked := give(ctx, out, carriedEvent{err: err}, nil); acked && stopped {
			return
		}
		pause(ctx, try)
	}
}

// follow hands out one event after the other, until something goes wrong.
func (r *reader) follow(ctx context.Context, topic string, out chan<- *message.Message) (progress bool, err error) {
	if err := r.log.unchanged(ctx, Place{}); err != nil {
		return false, err
	}
	consumer, err := r.log.stream.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{
		Durable:       token(r.name) + "-" + token(cmp.Or(topic, "all")),
		FilterSubject: subjectsOf(topic),
		AckPolicy:     jetstream.AckExplicitPolicy,
		AckWait:       ackWait,
		// So that nothing overtakes, however many subscribe under the name.
		MaxAckPending: 1,
	})
	if err != nil {
		return false, err
	}
	// There is but one on its way at a time, whatever is asked for; heartbeats need room beside it.
	messages, err := consumer.Messages(jetstream.PullMaxMessages(fewestAhead), jetstream.PullExpiry(10*time.Second), jetstream.PullHeartbeat(heartbeat))
	if err != nil {
		return false, err
	}
	defer giveBack(messages) //nolint:contextcheck // the subscription's own is over by then
	for {
		m, err := r.next(ctx, messages)
		if err != nil {
			return progress, err
		}
		if err := r.insist(ctx, m, out); err != nil {
			return progress, err
		}
		progress = true
	}
}

// next waits for a message, and looks at the stream meanwhile.
func (r *reader) next(ctx context.Context, messages jetstream.MessagesContext) (jetstream.Msg, error) {
	for {
		watch, cancel := context.WithTimeout(ctx, lookEvery)
		m, err := messages.Next(jetstream.NextContext(watch))
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || ctx.Err() != nil {
			return m, err
		}
		if err := r.log.unchanged(ctx, Place{}); err != nil {
			return nil, err
		}
	}
}

// giveBack ends the deliveries, and hands back at once what was on its way, instead of after ackWait.
func giveBack(messages jetstream.MessagesContext) {
	ctx, cancel := context.WithTimeout(context.Background(), oneTry)
	defer cancel()
	messages.Drain()
	for {
		m, err := messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return
		}
		_ = m.Nak()
	}
}

// insist hands out one event until it is acked, and tells the server so.
func (r *reader) insist(ctx context.Context, m jetstream.Msg, out chan<- *message.Message) error {
	for try := 0; ; try++ {
		c, err := r.read(ctx, m)
		if err != nil {
			return errors.Join(err, m.Nak())
		}
		if give(ctx, out, c, m) {
			return m.Ack()
		}
		if !pause(ctx, min(try, slowest)) {
			return errors.Join(ctx.Err(), m.Nak())
		}
	}
}

// read opens a message. What cannot be read is carried; an error is worth trying again.
func (r *reader) read(ctx context.Context, m jetstream.Msg) (carriedEvent, error) {
	meta, err := m.Metadata()
	if err != nil {
		return carriedEvent{}, err
	}
	events, err := r.log.decode(ctx, []stored{{m.Subject(), meta.Sequence.Stream, m.Headers(), m.Data()}})
	if _, stopped := errors.AsType[*Stop](err); err != nil && !stopped {
		return carriedEvent{}, err
	}
	if err != nil {
		return carriedEvent{err: err}, nil //nolint:nilerr // it is carried
	}
	return carriedEvent{event: events[0]}, nil
}

// give hands out one message and waits for its ack (true) or nack. Meanwhile the server is told that somebody deals with it.
func give(ctx context.Context, out chan<- *message.Message, c carriedEvent, from jetstream.Msg) bool {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // Watermill has the message's context end with it
	m := c.message(ctx)
	atWork := time.NewTicker(ackWait / 3)
	defer atWork.Stop()
	taking := out // until it is taken
	for {
		select {
		case taking <- m:
			taking = nil
		case <-m.Acked():
			return true
		case <-m.Nacked():
			return false
		case <-ctx.Done():
			return false
		case <-atWork.C:
			if from != nil {
				_ = from.InProgress()
			}
		}
	}
}

func (c carriedEvent) message(ctx context.Context) *message.Message {
	ctx = context.WithValue(ctx, eventKey{}, c)
	if c.err != nil {
		return message.NewMessageWithContext(ctx, "trouble", nil)
	}
	var payload []byte
	if c.event.Event != nil { // what was erased says nothing
		payload, _ = proto.Marshal(c.event.Event) // it was read just now
	}
	m := message.NewMessageWithContext(ctx, c.event.ID, payload)
	m.Metadata = message.Metadata{
		MetadataName:     c.event.Type,
		MetadataThing:    c.event.Thing.String(),
		MetadataSequence: strconv.FormatUint(c.event.Sequence, 10),
		MetadataCommand:  c.event.CommandID,
	}
	return m
}
