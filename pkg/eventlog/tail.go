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
}

// tail starts at the place and not after it: the event there must still be the same one. It fetches so many ahead.
func (l *Log) tail(ctx context.Context, subject string, at Place, ahead int) (*tail, error) {
	if err := l.reaches(ctx, at); err != nil {
		return nil, err
	}
	t := &tail{log: l, whole: subject == everything, at: at, known: at.ID != ""}
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
	// A heartbeat each second: a consumer that a server's restart has swept away is missed after two.
	t.messages, err = consumer.Messages(jetstream.PullMaxMessages(min(ahead, 5000)), jetstream.PullExpiry(10*time.Second),
		jetstream.PullHeartbeat(time.Second))
	if err != nil {
		return nil, err
	}
	return t, nil
}

// reaches checks that the log is long enough to hold the place.
func (l *Log) reaches(ctx context.Context, at Place) error {
	head, err := l.head(ctx)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound) && at.Sequence > 0:
		return vanished(at.Sequence)
	case err != nil:
		return err
	case head.Sequence < at.Sequence:
		return regression(at.Sequence, head.Sequence)
	}
	return nil
}

// close ends the tail. The server forgets the consumer by itself if it cannot be told.
func (t *tail) close(ctx context.Context) {
	t.messages.Stop()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), oneTry)
	defer cancel()
	_ = t.log.stream.DeleteConsumer(ctx, t.consumer)
}

// next waits for the next event; pending says how many were waiting behind it.
func (t *tail) next(ctx context.Context) (r Recorded, pending uint64, err error) {
	for {
		m, err := t.messages.Next(jetstream.NextContext(ctx))
		if err != nil {
			return Recorded{}, 0, err
		}
		meta, err := m.Metadata()
		if err != nil {
			return Recorded{}, 0, err
		}
		if t.received++; meta.Sequence.Consumer != t.received {
			return Recorded{}, 0, fmt.Errorf("message %d of the server's consumer did not arrive", t.received)
		}
		if t.known {
			if err := t.recognise(meta.Sequence.Stream, m.Headers().Get(headerID)); err != nil {
				return Recorded{}, 0, err
			}
			continue
		}
		if t.whole && meta.Sequence.Stream != t.at.Sequence+1 {
			return Recorded{}, 0, gap(t.at.Sequence, meta.Sequence.Stream)
		}
		r, err := decode(m.Subject(), meta.Sequence.Stream, m.Headers(), m.Data())
		if err != nil {
			return Recorded{}, 0, err
		}
		t.at = Place{Sequence: r.Sequence, ID: r.ID}
		return r, meta.NumPending, nil
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

// batch waits for an event and takes along those that are waiting behind it, so many at the most: it never waits for more to come. What
// is wrong with the log after some good events is said in the next call.
func (t *tail) batch(ctx context.Context, most int) (batch []Recorded, pending uint64, err error) {
	for size := 0; len(batch) == 0 || pending > 0 && len(batch) < most && size < batchBytes; {
		if t.failed == nil {
			var r Recorded
			if r, pending, t.failed = t.next(ctx); t.failed == nil {
				batch, size = append(batch, r), size+r.Size
				continue
			}
		}
		if len(batch) == 0 {
			return nil, 0, t.failed
		}
		break
	}
	return batch, pending, nil
}
