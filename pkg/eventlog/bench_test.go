package eventlog_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
)

// BenchmarkAppend is one writer. "durable" syncs every append before it is acknowledged, as the product does.
func BenchmarkAppend(b *testing.B) {
	for _, c := range []struct {
		name string
		open func(testing.TB) *nats.Conn
	}{{"durable", localtest.DurableNATS}, {"unsynced", localtest.NATS}} {
		for _, n := range []int{1, 10, 100} {
			b.Run(fmt.Sprintf("%s/%d events", c.name, n), func(b *testing.B) {
				l, err := eventlog.Open(b.Context(), c.open(b))
				if err != nil {
					b.Fatal(err)
				}
				events := several(n)
				i := 0
				for b.Loop() {
					i++
					id := strconv.Itoa(i)
					mustAppend(b, l, command(id), thing.Activity(id), eventlog.At{}, events...)
				}
				b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
			})
		}
	}
}

// BenchmarkRawAppend is what Append is measured against: the same bytes, published bare with the expected sequence.
func BenchmarkRawAppend(b *testing.B) {
	for _, c := range []struct {
		name string
		open func(testing.TB) *nats.Conn
	}{{"durable", localtest.DurableNATS}, {"unsynced", localtest.NATS}} {
		b.Run(c.name, func(b *testing.B) {
			nc := c.open(b)
			l, err := eventlog.Open(b.Context(), nc)
			if err != nil {
				b.Fatal(err)
			}
			mustAppend(b, l, command("0"), thing.Activity("0"), eventlog.At{}, several(1)...)
			js, err := jetstream.New(nc)
			if err != nil {
				b.Fatal(err)
			}
			stored := raw(b, nc, 1)
			i := 0
			for b.Loop() {
				i++
				m := &nats.Msg{Subject: fmt.Sprint("advocacy.activity.", i), Header: stored.Header, Data: stored.Data}
				if _, err := js.PublishMsg(b.Context(), m); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

func BenchmarkLoadFiveEvents(b *testing.B) {
	l, _ := open(b)
	fill(b, l, 1000)
	on := thing.Activity("kohs")
	var at eventlog.At
	for i := range 5 {
		at = mustAppend(b, l, command(strconv.Itoa(i)), on, at, recorded("amended"))
	}
	for b.Loop() {
		if h := load(b, l, on); len(h) != 5 {
			b.Fatalf("%d events, want 5", len(h))
		}
	}
}

// BenchmarkFollow is how fast a projection could be fed.
func BenchmarkFollow(b *testing.B) {
	l, _ := open(b)
	const n = 20_000
	var at eventlog.At
	for i := range n / 1000 {
		at = mustAppend(b, l, command(strconv.Itoa(i)), thing.Edition, at, several(1000)...)
	}
	for b.Loop() {
		k := &keeper{}
		s := l.Subscriber(k.from, 2000)
		messages, err := s.Subscribe(b.Context(), "")
		if err != nil {
			b.Fatal(err)
		}
		for m := range messages {
			batch, err := eventlog.BatchOf(m)
			if err != nil {
				b.Fatal(err)
			}
			m.Ack()
			if batch[len(batch)-1].Sequence == n {
				break
			}
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
}
