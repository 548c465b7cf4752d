package eventlog

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"
)

// The metadata of a batch's message: the sequences of its first and last event, and how many events were waiting behind it.
const (
	MetadataFirst   = "first"
	MetadataLast    = "last"
	MetadataPending = "pending"
)

// Subscriber returns a Watermill subscriber to the log whose message is one ordered batch of so many events at the most: ask BatchOf.
//
// The next batch comes only after the last one was acked. After a nack, and after anything that went wrong on the way, it asks
// from again which place was reached and goes on behind it, so what is handled never gets ahead of what was kept. What is wrong
// with the log, or with the way to it, comes as a message too, so that a handler can end loudly. The topic says nothing: there
// is one log.
func (l *Log) Subscriber(from func(context.Context) (Place, error), most int) message.Subscriber {
	return &subscriber{log: l, from: from, most: most, subscriptions: begun()}
}

// BatchOf returns the events that a subscriber's message carries, or why there are none: a *Stop when somebody has to look at
// the log (an ack ends the subscription, a nack tries once more), else something that passes.
func BatchOf(m *message.Message) ([]Recorded, error) {
	b, ok := m.Context().Value(batchKey{}).(carried)
	if !ok {
		return nil, fmt.Errorf("message %s carries no batch of the log", m.UUID)
	}
	return b.events, b.err
}

type batchKey struct{}

type carried struct {
	events []Recorded
	err    error
}

type subscriber struct {
	log  *Log
	from func(context.Context) (Place, error)
	most int
	*subscriptions
}

// Subscribe implements message.Subscriber.
func (s *subscriber) Subscribe(ctx context.Context, _ string) (<-chan *message.Message, error) {
	return s.begin(ctx, s.run)
}

// subscriptions are those of one subscriber, until Close.
type subscriptions struct {
	closed chan struct{}
	once   sync.Once
	mu     sync.Mutex // a subscription either begins before Close and is waited for, or does not begin
	atWork sync.WaitGroup
}

func begun() *subscriptions { return &subscriptions{closed: make(chan struct{})} }

// begin starts one, which ends with ctx, at Close, or when run returns.
func (s *subscriptions) begin(ctx context.Context, run func(context.Context, chan<- *message.Message)) (<-chan *message.Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.closed:
		return nil, errors.New("subscribe to the log: the subscriber is closed")
	default:
	}
	ctx, cancel := context.WithCancel(ctx)
	out := make(chan *message.Message)
	s.atWork.Go(func() {
		defer close(out)
		run(ctx, out)
		cancel()
	})
	s.atWork.Go(func() {
		defer cancel()
		select {
		case <-s.closed:
		case <-ctx.Done():
		}
	})
	return out, nil
}

// Close implements message.Subscriber: it ends all subscriptions and waits for them. The connection stays open.
func (s *subscriptions) Close() error {
	s.mu.Lock()
	s.once.Do(func() { close(s.closed) })
	s.mu.Unlock()
	s.atWork.Wait()
	return nil
}

// errNacked: the handler did not take the batch.
var errNacked = errors.New("nacked")

func (s *subscriber) run(ctx context.Context, out chan<- *message.Message) {
	for try := 0; ctx.Err() == nil; try++ {
		progress, err := s.follow(ctx, out)
		if progress {
			try = 0
		}
		if ctx.Err() != nil {
			return
		}
		if !errors.Is(err, errNacked) {
			_, stopped := errors.AsType[*Stop](err)
			if acked := emit(ctx, out, "trouble", carried{err: err}, nil); acked && stopped {
				return
			}
		}
		pause(ctx, try)
	}
}

// follow hands out batches from the place on, until one is nacked or something goes wrong.
func (s *subscriber) follow(ctx context.Context, out chan<- *message.Message) (progress bool, err error) {
	at, err := s.from(ctx)
	if err != nil {
		return false, fmt.Errorf("which place was reached: %w", err)
	}
	t, err := s.log.tail(ctx, everything, at, 2*s.most)
	if err != nil {
		return false, err
	}
	defer t.close(ctx)
	for {
		events, pending, err := t.batch(ctx, s.most)
		if err != nil {
			return progress, err
		}
		first, last := events[0].Sequence, events[len(events)-1].Sequence
		if !emit(ctx, out, fmt.Sprintf("%d-%d", first, last), carried{events: events}, message.Metadata{
			MetadataFirst:   strconv.FormatUint(first, 10),
			MetadataLast:    strconv.FormatUint(last, 10),
			MetadataPending: strconv.FormatUint(pending, 10),
		}) {
			return progress, errNacked
		}
		progress = true
	}
}

// emit hands out one message and waits for its ack (true) or nack; also when ctx is done, nothing was acked.
func emit(ctx context.Context, out chan<- *message.Message, name string, c carried, metadata message.Metadata) bool {
	m := message.NewMessageWithContext(context.WithValue(ctx, batchKey{}, c), name, nil)
	if metadata != nil {
		m.Metadata = metadata
	}
	select {
	case out <- m:
	case <-ctx.Done():
		return false
	}
	select {
	case <-m.Acked():
		return true
	case <-m.Nacked():
	case <-ctx.Done():
	}
	return false
}
