package projection_test

import (
	"context"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// counting writes one row a batch, so what is measured is the way there: the log, decoding, the transaction.
func counting(ctx context.Context, tx pgx.Tx, slot string, batch []eventlog.Recorded) error {
	_, err := tx.Exec(ctx, "update "+slot+".total set events = events + $1", len(batch))
	return err
}

func BenchmarkCatchingUp(b *testing.B) {
	s := newStand(b)
	const n = 20_000
	var at eventlog.At
	for i := range n / 1000 {
		events := make([]proto.Message, 1000)
		for i := range events {
			events[i] = &eventv1.ActivityWithdrawn{Reason: "entered twice"}
		}
		var err error
		if at, err = s.log.Append(b.Context(), eventlog.Command{ID: strconv.Itoa(i), Time: time.Unix(0, 0)}, thing.Edition, at, events...); err != nil {
			b.Fatal(err)
		}
	}
	version := 0
	for b.Loop() {
		version++
		p := s.run(b, &tally{}, func(c *projection.Config, _ *running) { c.Apply, c.Version = counting, fmt.Sprint("v", version) })
		p.live(n)
		if err := p.stop(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkFromAckToRows is how long after its acknowledgement an event's rows are there.
func BenchmarkFromAckToRows(b *testing.B) {
	s := newStand(b)
	p := s.run(b, &tally{}, func(c *projection.Config, _ *running) { c.Apply = counting })
	p.live(0)
	for i := range b.N {
		b.StopTimer()
		at, err := s.log.Append(b.Context(), eventlog.Command{ID: strconv.Itoa(i), Time: time.Unix(0, 0)},
			thing.Activity(strconv.Itoa(i)), eventlog.At{}, &eventv1.ActivityWithdrawn{Reason: "entered twice"})
		b.StartTimer()
		if err != nil {
			b.Fatal(err)
		}
		p.live(at.Sequence)
	}
}
