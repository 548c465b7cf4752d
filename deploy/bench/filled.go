package main

import (
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/vault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// filled is a log that the binary has filled from the whole corpus, and its events as a projection gets them.
type filled struct {
	nc      *nats.Conn
	log     *eventlog.Log
	batches [][]eventlog.Recorded
	events  []eventlog.Recorded
}

// sample is the event that is appended again and again: the corpus's activity of middling length, with the envelope that it has in the log.
type sample struct {
	event  proto.Message
	header nats.Header
	data   []byte
	// size is how many bytes it takes in a stream's file, but for a few that say where it ends.
	size int
}

// fill imports the corpus and reads back what that recorded.
func (s *stand) fill(ctx context.Context) error {
	dir := filepath.Join(s.dir, "filled")
	// What was amended and withdrawn later is told of activities that are in the log.
	for _, files := range [][]string{s.files[:2], s.files[2:3], s.files[3:]} {
		if _, err := typed(ctx, s.binary, append([]string{"import", "--data", dir}, files...)...); err != nil {
			return err
		}
	}
	server, err := local.StartNATS(filepath.Join(dir, "nats"), 0)
	if err != nil {
		return err
	}
	s.later(func() { _ = server.Close() })
	nc, err := server.Connect()
	if err != nil {
		return err
	}
	s.later(nc.Close)
	s.filled.nc = nc
	if s.filled.log, err = eventlog.Open(ctx, nc); err != nil {
		return err
	}
	if err := s.unseal(ctx, dir); err != nil {
		return err
	}
	if err := s.filled.read(ctx); err != nil {
		return err
	}
	return s.takeSample(ctx, nc)
}

// unseal gives the log that was filled its keys, which lie beside it.
func (s *stand) unseal(ctx context.Context, dir string) error {
	keys, err := local.StartPostgres(ctx, filepath.Join(dir, "postgres"))
	if err != nil {
		return err
	}
	s.later(func() { _ = keys.Close() })
	v, leave, err := vault.Dial(ctx, keys.DSN(), vault.Folder(dir))
	if err != nil {
		return err
	}
	s.later(leave)
	s.filled.log.Vault = v
	return nil
}

// asProjected is how many events a projection takes at once, unless it is told otherwise.
const asProjected = 1000

// read gets all events in batches as they come to a projection.
func (f *filled) read(ctx context.Context) error {
	head, err := f.log.Last(ctx)
	if err != nil {
		return err
	}
	from := func(context.Context) (eventlog.Place, error) { return eventlog.Place{}, nil }
	subscriber := f.log.Subscriber(from, asProjected)
	defer func() { _ = subscriber.Close() }()
	var messages <-chan *message.Message
	if messages, err = subscriber.Subscribe(ctx, ""); err != nil {
		return err
	}
	for m := range messages {
		batch, err := eventlog.BatchOf(m)
		if err != nil {
			return err
		}
		f.batches, f.events = append(f.batches, batch), append(f.events, batch...)
		m.Ack()
		if f.events[len(f.events)-1].Sequence >= head.Sequence {
			return nil
		}
	}
	return ctx.Err()
}

func (s *stand) takeSample(ctx context.Context, nc *nats.Conn) error {
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	stream, err := js.Stream(ctx, eventlog.StreamName)
	if err != nil {
		return err
	}
	recorded := slices.DeleteFunc(slices.Clone(s.filled.events), func(r eventlog.Recorded) bool {
		_, ok := r.Event.(*eventv1.ActivityRecorded)
		return !ok
	})
	if len(recorded) == 0 {
		return errors.New("the log that was filled holds no activity")
	}
	slices.SortStableFunc(recorded, func(a, b eventlog.Recorded) int { return a.Size - b.Size })
	usual := recorded[len(recorded)/2]
	m, err := stream.GetMsg(ctx, usual.Sequence)
	if err != nil {
		return err
	}
	// The stream keeps the headers of the batch that it came in; alone, it is none.
	maps.DeleteFunc(m.Header, func(name string, _ []string) bool { return strings.HasPrefix(name, "Nats-") })
	m.Header.Set(jetstream.ExpectedLastSubjSeqHeader, "0")
	s.sample = sample{event: usual.Event, header: m.Header, data: m.Data}
	s.sample.size = (&nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data}).Size()
	return nil
}
