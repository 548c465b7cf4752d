package eventlog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// batchBytes is how much one batch holds at the most, beside the event that goes over it: many small events or a few large ones.
const batchBytes = 16 << 20

const (
	// heartbeat is how often the server tells a reader that waits that it is there: a consumer that its restart has swept away is missed
	// after two.
	heartbeat = time.Second
	// fewestAhead is how many events are fetched ahead also by who wants fewer at once. nats.go keeps them in as much room as was asked
	// for, with the server's heartbeats among them: in a small room a reader that is slow for some seconds would lose events to those.
	fewestAhead = 256
)

// tail reads the log in order from a place on, and goes on as events come. It makes sure that it is still the log in which the
// place was reached, and that nothing is left out; what breaks that is a *Stop, and every other error is worth trying again
// with a new tail.
type tail struct {
	log      *Log
	whole    bool // every event is read, so their sequences leave no gap
	at       Place
	known    bool // the event at the place comes first, to be compared
	consumer string
	messages jetstream.MessagesContext
	received uint64
	failed   error
	watch    context.Context //nolint:containedctx // until the next look at the stream: one for many events, as each costs a timer
	unwatch  context.CancelFunc
}

// tail starts at the place and not after it: the event there must still be the same one. It fetches so many ahead, and not much more
// than two batches hold.
func (l *Log) tail(ctx context.Context, subject string, at Place, ahead int) (*tail, error) {
	if err := l.reaches(ctx, at); err != nil {
		return nil, err
	}
	return l.tailFrom(ctx, subject, at, ahead)
}

// tailFrom is tail for who does not ask whether the log reaches that far.
func (l *Log) tailFrom(ctx context.Context, subject string, at Place, ahead int) (*tail, error) {
	t := &tail{log: l, whole: subject == everything, at: at, known: at.ID != "", unwatch: func() {}}
	start := at.Sequence + 1
	if t.known {
		start = at.Sequence
	}
	consumer, err := l.stream.CreateConsumer(ctx, jetstream.ConsumerConfig{
		DeliverPolicy: jetstream.DeliverByStartSequencePolicy,
		OptStartSeq:   start,
		FilterSubject: subject,
		// Our places are kept by those who read, in one transaction with what they make of it; the server need not remember any.
		AckPolicy:         jetstream.AckNonePolicy,
		MemoryStorage:     true,
		Replicas:          1,
		InactiveThreshold: 5 * time.Minute,
	})
	if err != nil {
		return nil, err
	}
	t.consumer = consumer.CachedInfo().Name
	// One request is for so many bytes, and there is at most another one before its answer is used up: PullMaxBytes would bound the
	// buffer itself, but forbids a bound by number. An event that is longer than a request allows would never come.
	most := max(batchBytes, 2*int(l.nc.MaxPayload()))
	if ahead > 0 { // batches of none are nats.go's to refuse
		ahead = max(fewestAhead, min(ahead, 5000))
	}
	t.messages, err = consumer.Messages(jetstream.PullMaxMessagesWithBytesLimit(ahead, most),
		jetstream.PullExpiry(10*time.Second), jetstream.PullHeartbeat(heartbeat))
	if err != nil {
		t.forget(ctx)
		return nil, err
	}
	return t, nil
}

// reaches checks that the log is the one that was opened, and long enough to hold the place.
func (l *Log) reaches(ctx context.Context, at Place) error {
	head, err := l.head(ctx)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return vanished(at.Sequence)
	case err != nil:
		return err
	case head.Sequence < at.Sequence:
		return regression(at.Sequence, head.Sequence)
	}
	return l.unchanged(ctx, at)
}

// close ends the tail.
func (t *tail) close(ctx context.Context) {
	t.unwatch()
	t.messages.Stop()
	t.forget(ctx)
}

// forget has the server forget the consumer, which it does by itself, later, if it cannot be told.
func (t *tail) forget(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), oneTry)
	defer cancel()
	_ = t.log.stream.DeleteConsumer(ctx, t.consumer)
}

// message waits for the next message, and makes sure that none was lost on its way.
func (t *tail) message(ctx context.Context) (jetstream.Msg, *jetstream.MsgMetadata, error) {
	m, err := t.messages.Next(jetstream.NextContext(ctx))
	if err != nil {
		return nil, nil, err
	}
	meta, err := m.Metadata()
	if err != nil {
		return nil, nil, err
	}
	if t.received++; meta.Sequence.Consumer != t.received {
		return nil, nil, fmt.Errorf("message %d of the server's consumer did not arrive", t.received)
	}
	return m, meta, nil
}

// next waits for the next event, and does not open it; pending says how many were waiting behind it.
func (t *tail) next(ctx context.Context) (c closed, pending uint64, err error) {
	for {
		m, meta, err := t.watched(ctx)
		if err != nil {
			return closed{}, 0, err
		}
		if t.known {
			if err := t.recognise(meta.Sequence.Stream, m.Headers().Get(headerID)); err != nil {
				return closed{}, 0, err
			}
			continue
		}
		if t.whole && meta.Sequence.Stream != t.at.Sequence+1 {
			return closed{}, 0, gap(t.at.Sequence, meta.Sequence.Stream)
		}
		c, err := decode(m.Subject(), meta.Sequence.Stream, m.Headers(), m.Data())
		if err != nil {
			return closed{}, 0, err
		}
		t.at = Place{Sequence: c.Sequence, ID: c.ID}
		return c, meta.NumPending, nil
	}
}

// recognise compares the event at the place with the one that was there.
func (t *tail) recognise(sequence uint64, id string) error {
	t.known = false
	if sequence != t.at.Sequence {
		return gap(t.at.Sequence-1, sequence)
	}
	if id != t.at.ID {
		return divergence(t.at, id)
	}
	return nil
}

// errNotYet: the next event has not arrived.
var errNotYet = errors.New("the next event has not arrived yet")

// arrived returns the next event if it is here already, else errNotYet. It waits for nothing: whoever asked for one event would wait
// with it.
func (t *tail) arrived(ctx context.Context) (c closed, pending uint64, err error) {
	over, cancel := context.WithCancel(ctx)
	cancel()
	// nats.go does not tell what it has fetched. Between an event and a context that is done it chooses by chance, so it is asked
	// often enough that an event is hardly ever left for the next batch.
	for range 10 {
		if c, pending, err = t.next(over); !errors.Is(err, context.Canceled) {
			return c, pending, err
		}
	}
	return closed{}, 0, errNotYet
}

// batch waits for an event and takes along those behind it, so many at the most: those that were waiting when it was sent, which are
// on their way, and those that have arrived since. It never waits for more to come. What is wrong with the log after some good
// events is said in the next call.
func (t *tail) batch(ctx context.Context, most int) (batch []Recorded, pending uint64, err error) {
	var taken []closed
	for size := 0; len(taken) == 0 || len(taken) < most && size < batchBytes; {
		take := t.next
		if len(taken) > 0 && pending == 0 {
			take = t.arrived
		}
		c, behind, err := t.take(ctx, take)
		if errors.Is(err, errNotYet) || err != nil && len(taken) > 0 {
			break
		}
		if err != nil {
			return nil, 0, err
		}
		taken, size, pending = append(taken, c), size+c.Size, behind
	}
	// All at once, so that their keys are asked for once.
	if batch, err = t.log.open(ctx, taken); err != nil {
		t.failed = err
	}
	if len(batch) > 0 {
		err = nil
	}
	return batch, pending, err
}

// take takes the next event, and nothing any more once something was wrong.
func (t *tail) take(ctx context.Context, how func(context.Context) (closed, uint64, error)) (c closed, pending uint64, err error) {
	if t.failed != nil {
		return closed{}, 0, t.failed
	}
	if c, pending, err = how(ctx); !errors.Is(err, errNotYet) {
		t.failed = err
	}
	return c, pending, err
}
