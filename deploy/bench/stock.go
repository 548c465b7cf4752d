package main

import (
	"context"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
)

// stock is a subscriber that does with the server what watermill-nats does unless it is told otherwise: a consumer with explicit acks, and
// each ack waits until the server has it. The events are decoded already.
type stock struct {
	*filled
	until time.Time
}

// Subscribe implements message.Subscriber.
func (s *stock) Subscribe(ctx context.Context, _ string) (<-chan *message.Message, error) {
	js, err := jetstream.New(s.nc)
	if err != nil {
		return nil, err
	}
	consumer, err := js.CreateConsumer(ctx, eventlog.StreamName, jetstream.ConsumerConfig{AckPolicy: jetstream.AckExplicitPolicy})
	if err != nil {
		return nil, err
	}
	messages, err := consumer.Messages()
	if err != nil {
		return nil, err
	}
	out := make(chan *message.Message)
	go func() {
		defer close(out)
		defer messages.Stop()
		for range s.events {
			if time.Now().After(s.until) || !s.one(ctx, messages, out) {
				return
			}
		}
	}()
	return out, nil
}

// one hands out the next event, and has its ack acknowledged.
func (s *stock) one(ctx context.Context, messages jetstream.MessagesContext, out chan<- *message.Message) bool {
	m, err := messages.Next(jetstream.NextContext(ctx))
	if err != nil {
		return false
	}
	at, err := m.Metadata()
	if err != nil {
		return false
	}
	event := s.events[at.Sequence.Stream-s.events[0].Sequence]
	return hand(ctx, out, carrying(ctx, event, m.Data())) && m.DoubleAck(ctx) == nil
}

// Close implements message.Subscriber.
func (s *stock) Close() error { return nil }
