package eventlog_test

import (
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
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

// BenchmarkAppendAll is an import: many commands of one event each.
func BenchmarkAppendAll(b *testing.B) {
	for _, n := range []int{256, 1000, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			l, err := eventlog.Open(b.Context(), localtest.DurableNATS(b))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				entries := make([]eventlog.Entry, n)
				for e := range entries {
					i++
					entries[e] = entry(strconv.Itoa(i), 1)
				}
				for _, r := range l.AppendAll(b.Context(), entries) {
					if r.Err != nil {
						b.Fatal(r.Err)
					}
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
		})
	}
}

// BenchmarkLoadAll asks for ten thousand things: none of them exists, or each has one event, or two.
func BenchmarkLoadAll(b *testing.B) {
	for n := range 3 {
		b.Run(fmt.Sprint(n, " events each"), func(b *testing.B) {
			l, _ := open(b)
			fill(b, l, 100)
			entries := make([]eventlog.Entry, 10_000)
			for i := range entries {
				entries[i] = entry(strconv.Itoa(i), n)
			}
			if n > 0 {
				l.AppendAll(b.Context(), entries)
			}
			b.ReportAllocs()
			for b.Loop() {
				if h := loadAll(b, l, entries); len(h[0]) != n {
					b.Fatalf("%d events, want %d", len(h[0]), n)
				}
			}
			b.ReportMetric(float64(len(entries)*b.N)/b.Elapsed().Seconds(), "histories/s")
		})
	}
}

// BenchmarkTogether is many writers at once, synced: through the log, and each publishing on its own.
func BenchmarkTogether(b *testing.B) {
	for _, n := range []int{1, 16, 64, 256} {
		b.Run(fmt.Sprint(n, " writers, log"), func(b *testing.B) {
			l, err := eventlog.Open(b.Context(), localtest.DurableNATS(b))
			if err != nil {
				b.Fatal(err)
			}
			together(b, n, func(id string) error {
				_, err := l.Append(b.Context(), command(id), thing.Activity(id), eventlog.At{}, recorded("one"))
				return err
			})
		})
		b.Run(fmt.Sprint(n, " writers, raw"), func(b *testing.B) {
			nc := localtest.DurableNATS(b)
			l, err := eventlog.Open(b.Context(), nc)
			if err != nil {
				b.Fatal(err)
			}
			mustAppend(b, l, command("first"), thing.Activity("first"), eventlog.At{}, recorded("one"))
			js, err := jetstream.New(nc)
			if err != nil {
				b.Fatal(err)
			}
			stored := raw(b, nc, 1)
			together(b, n, func(id string) error {
				_, err := js.PublishMsg(b.Context(), &nats.Msg{Subject: "advocacy.activity." + id, Header: stored.Header, Data: stored.Data})
				return err
			})
		})
	}
}

// together has n writers share the appends of a benchmark.
func together(b *testing.B, n int, write func(id string) error) {
	b.Helper()
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for range n {
		wg.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				if err := write(strconv.FormatInt(i, 10)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
