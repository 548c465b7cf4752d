package archive_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"
	"time"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
)

// size is how many events a benchmark archives: what a team writes in years, or EVENTS.
func size() int {
	if n, err := strconv.Atoi(os.Getenv("EVENTS")); err == nil {
		return n
	}
	return 50_000
}

// BenchmarkCompare is the scan at each start; "raw" is the same walk through the log that compares nothing.
func BenchmarkCompare(b *testing.B) {
	n := size()
	l := localtest.Log(b)
	fill(b, l, n)
	a, _ := archived(b, l)
	rate := func(b *testing.B) { b.Helper(); b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s") }
	b.Run("raw", func(b *testing.B) {
		for b.Loop() {
			if err := l.Raw(b.Context(), 0, uint64(n), func([]eventlog.Stored) error { return nil }); err != nil {
				b.Fatal(err)
			}
		}
		rate(b)
	})
	b.Run("compare", func(b *testing.B) {
		for b.Loop() {
			wantLoss(b, compare(b, a, l), "")
		}
		rate(b)
	})
	b.Run("check the archive alone", func(b *testing.B) {
		for b.Loop() {
			if _, err := a.Check(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		rate(b)
	})
}

// BenchmarkCopy is how fast the archive comes up with a log, and BenchmarkRefill how fast a log is made from it.
func BenchmarkCopy(b *testing.B) {
	n := size()
	l := localtest.Log(b)
	fill(b, l, n)
	for b.Loop() {
		archived(b, l)
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkRefill(b *testing.B) {
	n := size()
	l := localtest.Log(b)
	fill(b, l, n)
	a, _ := archived(b, l)
	for b.Loop() {
		again, err := eventlog.Open(b.Context(), localtest.DurableNATS(b))
		if err != nil {
			b.Fatal(err)
		}
		refill(b, a, again)
	}
	b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "events/s")
}

// fill puts in events as they are stored, about as long as an activity's.
func fill(b *testing.B, l *eventlog.Log, n int) {
	b.Helper()
	data := make([]byte, 600)
	var events []eventlog.Stored
	for i := range n {
		id := "0f5c0000-0000-5000-8000-" + fmt.Sprintf("%012d", i)
		header := fmt.Sprintf("ce-actor:amara\nce-commandid:%s\nce-correlationid:%s\nce-id:%s\nce-source:/recorder\nce-specversion:1.0\n"+
			"ce-subject:activity/%s\nce-time:2026-11-22T10:00:00Z\nce-type:advocacy.event.v1.ActivityRecorded\nce-version:1\n"+
			"content-type:application/protobuf\n", id, id, id, id)
		events = append(events, eventlog.Stored{Sequence: uint64(i + 1), Subject: "advocacy.activity." + id, Header: []byte(header), Data: data})
	}
	began := time.Now()
	if err := l.Refill(b.Context(), events); err != nil {
		b.Fatal(err)
	}
	b.Logf("filled in %v", time.Since(began))
}
