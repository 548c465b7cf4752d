package main

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// loading is how long it takes to read a thing of five events: by the log, and by an ordered consumer, which does not even decode them.
func loading(ctx context.Context, s *stand) ([]figure, error) {
	g, err := s.newGround(ctx)
	if err != nil {
		return nil, err
	}
	defer g.close()
	js, err := g.nc.JetStream()
	if err != nil {
		return nil, err
	}
	const things = 50
	for i := range things {
		if err := s.fiveEvents(ctx, g.log, storied(i)); err != nil {
			return nil, err
		}
	}
	by := [2]func(int) (time.Duration, error){
		func(i int) (time.Duration, error) { return byLoad(ctx, g.log, storied(i)) },
		func(i int) (time.Duration, error) { return byConsumer(js, storied(i)) },
	}
	var took [2][]float64
	for began, i := time.Now(), 0; time.Since(began) < 2*s.turn; i++ {
		for _, which := range s.random.Perm(2) {
			spent, err := by[which](i % things)
			if err != nil {
				return nil, err
			}
			took[which] = append(took[which], inMilliseconds(spent))
		}
	}
	return []figure{ratio(loadFive, median(took[0]), median(took[1]))}, nil
}

func inMilliseconds(d time.Duration) float64 { return d.Seconds() * 1000 }

// five is how many events a thing has that was recorded and then amended now and again.
const five = 5

func storied(i int) thing.Thing { return thing.Activity(thing.ID("bench", strconv.Itoa(i))) }

func (s *stand) fiveEvents(ctx context.Context, log *eventlog.Log, t thing.Thing) (err error) {
	at, event := eventlog.At{}, s.sample.event
	for i := range five {
		cmd := eventlog.Command{ID: thing.ID(t.ID, strconv.Itoa(i)), Actor: "bench", Source: "/recorder", Time: time.Now()}
		if at, err = log.Append(ctx, cmd, t, at, event); err != nil {
			return err
		}
		event = &eventv1.ActivityAmended{
			Activity: s.sample.event.(*eventv1.ActivityRecorded).GetActivity(), Paths: []string{"place"}, Reason: "it was moved",
		}
	}
	return nil
}

func byLoad(ctx context.Context, log *eventlog.Log, t thing.Thing) (time.Duration, error) {
	began := time.Now()
	history, err := log.Load(ctx, t)
	if err == nil && len(history) != five {
		err = fmt.Errorf("%d events were loaded of %d", len(history), five)
	}
	return time.Since(began), err
}

// byConsumer takes the older of the library's two: it asks the server for one consumer, and the events follow by themselves.
func byConsumer(js nats.JetStreamContext, t thing.Thing) (time.Duration, error) {
	began := time.Now()
	events, err := js.SubscribeSync(eventlog.Subject(t), nats.OrderedConsumer(), nats.BindStream(eventlog.StreamName))
	if err != nil {
		return 0, err
	}
	for range five {
		if _, err := events.NextMsg(2 * time.Second); err != nil {
			return 0, err
		}
	}
	took := time.Since(began)
	// Hundreds of consumers that nobody uses would slow the next ones down.
	return took, events.Unsubscribe()
}
