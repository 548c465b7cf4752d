package eventlog_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

func TestWhatIsAppendedIsLoadedAsItWas(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	on := thing.Activity("kohs")
	first := eventlog.Command{
		ID: "c1", Actor: " José \"Pepe\"\n100 % ", Source: "/recorder", Time: now,
		Correlation: "c0", Causation: "e0", Traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
	}
	at := mustAppend(t, l, first, on, eventlog.At{}, recorded("Speaking at a listening session"))
	at = mustAppend(t, l, command("c2"), on, at, withdrawn("entered twice"))

	h := load(t, l, on)

	want := eventlog.History{
		{
			Sequence: 1, ID: thing.ID("event", "c1", "advocacy.activity.kohs", "1"), Type: "advocacy.event.v1.ActivityRecorded", Thing: on,
			Time: now, Actor: first.Actor, Source: "/recorder", CommandID: "c1", CorrelationID: "c0", CausationID: "e0", Version: 1,
			Event: recorded("Speaking at a listening session"), Size: h[0].Size,
		},
		{
			Sequence: 2, ID: thing.ID("event", "c2", "advocacy.activity.kohs", "2"), Type: "advocacy.event.v1.ActivityWithdrawn", Thing: on,
			Time: now, Actor: "amina", Source: "/recorder", CommandID: "c2", CorrelationID: "c2", Version: 2,
			Event: withdrawn("entered twice"), Size: h[1].Size,
		},
	}
	if diff := cmp.Diff(want, h, protocmp.Transform()); diff != "" {
		t.Errorf("Load (-want +got):\n%s", diff)
	}
	if h.At() != at {
		t.Errorf("At() = %v, want %v", h.At(), at)
	}
	if at, done := h.Done("c1"); !done || at != (eventlog.At{Sequence: 1, Version: 1}) {
		t.Errorf("Done(c1) = %v, %t, want where its own event left the thing", at, done)
	}
	if _, done := h.Done("c3"); done {
		t.Error("Done(c3) = true, and it never came")
	}
	if got := last(t, l); got.ID != h[1].ID || got.Sequence != 2 {
		t.Errorf("Last() = %v, want the second event", got)
	}
}

func TestAThingThatNobodyRecordedHasAnEmptyHistory(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	if h := load(t, l, thing.Activity("none")); len(h) != 0 || h.At() != (eventlog.At{}) {
		t.Errorf("Load = %v, want nothing", h)
	}
	if got := last(t, l); got != (eventlog.Place{}) {
		t.Errorf("Last of an empty log = %v, want the zero place", got)
	}
}

func TestThingsThatShareTheBeginningOfTheirNameAreApart(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	for _, id := range []string{"2024-07..2024-08", "2024-07", "2024-07..", "a b*>%"} {
		mustAppend(t, l, command("c-"+id), thing.Issue(id), eventlog.At{}, recorded(id))
	}
	mustAppend(t, l, command("e"), thing.Edition, eventlog.At{}, recorded("edition"))
	for _, id := range []string{"2024-07..2024-08", "2024-07", "2024-07..", "a b*>%"} {
		h := load(t, l, thing.Issue(id))
		if len(h) != 1 || h[0].Thing != thing.Issue(id) {
			t.Errorf("Load(issue %q) = %v, want its one event", id, h)
		}
	}
	if h := load(t, l, thing.Edition); len(h) != 1 || h[0].Thing != thing.Edition {
		t.Errorf("Load(edition) = %v, want its one event", h)
	}
}

func TestTheSlowerOfTwoIsAConflict(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	on := thing.Activity("kohs")
	mustAppend(t, l, command("c1"), on, eventlog.At{}, recorded("one"))
	_, err := l.Append(t.Context(), command("c2"), on, eventlog.At{}, recorded("two"))
	if !errors.Is(err, fault.Conflict) {
		t.Errorf("got %v, want a conflict", err)
	}
	_, err = l.Append(t.Context(), command("c3"), on, eventlog.At{}, several(3)...)
	if !errors.Is(err, fault.Conflict) {
		t.Errorf("a batch: got %v, want a conflict", err)
	}
	_, err = l.Append(t.Context(), command("c4"), on, eventlog.At{Sequence: 9, Version: 3}, recorded("four"))
	if !errors.Is(err, fault.Conflict) {
		t.Errorf("after a place that the log never reached: got %v, want a conflict", err)
	}
	if h := load(t, l, on); len(h) != 1 {
		t.Errorf("%d events on the thing, want the first one's alone", len(h))
	}
}

func TestTheSameCommandTwiceIsRecordedOnce(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 3} {
		t.Run(fmt.Sprint(n, " events"), func(t *testing.T) {
			t.Parallel()
			l, _ := open(t)
			on := thing.Activity("kohs")
			at := mustAppend(t, l, command("c1"), on, eventlog.At{}, several(n)...)
			if again := mustAppend(t, l, command("c1"), on, eventlog.At{}, several(n)...); again != at {
				t.Errorf("the second time ends at %v, want %v", again, at)
			}
			mustAppend(t, l, command("c2"), on, at, several(2)...)
			if again := mustAppend(t, l, command("c1"), on, eventlog.At{}, several(n)...); again != at {
				t.Errorf("after somebody else's: ends at %v, want %v", again, at)
			}
			if h := load(t, l, on); len(h) != n+2 {
				t.Errorf("%d events, want %d", len(h), n+2)
			}
		})
	}
}

func TestABatchIsRecordedWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	on := thing.Issue("2024-01")
	at := mustAppend(t, l, command("c1"), on, eventlog.At{}, several(1000)...)
	if want := (eventlog.At{Sequence: 1000, Version: 1000}); at != want {
		t.Errorf("a thousand events end at %v, want %v", at, want)
	}
	h := load(t, l, on)
	for i, r := range h {
		if r.Version != uint64(i+1) || r.Sequence != uint64(i+1) {
			t.Fatalf("event %d has version %d and sequence %d", i+1, r.Version, r.Sequence)
		}
	}
	if len(h) != 1000 {
		t.Errorf("%d events, want 1000", len(h))
	}
	_, err := l.Append(t.Context(), command("c2"), on, at, several(1001)...)
	if !errors.Is(err, fault.Invalid) {
		t.Errorf("1001 events: got %v, want them refused", err)
	}
	if got := last(t, l).Sequence; got != 1000 {
		t.Errorf("the log ends at %d, want 1000", got)
	}
}

func TestWhatTheLogCannotHoldIsRefusedWithItsSizeAndTheLimit(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	_, err := l.Append(t.Context(), command("c1"), thing.Activity("long"), eventlog.At{}, recorded("ok"), recorded(strings.Repeat("x", 2<<20)))
	if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), strconv.FormatInt(nc.MaxPayload(), 10)) {
		t.Errorf("got %v, want a refusal with the limit of %d", err, nc.MaxPayload())
	}
	for name, c := range map[string]eventlog.Command{
		"without an id":      {Time: now},
		"without a time":     {ID: "c"},
		"with broken text":   {ID: "c", Time: now, Actor: "\xff"},
		"with a NUL":         {ID: "c", Time: now, Actor: "a\x00b"},
		"with a long header": {ID: "c", Time: now, Actor: strings.Repeat("é", 20_000)},
	} {
		if _, err := l.Append(t.Context(), c, thing.Activity("x"), eventlog.At{}, recorded("x")); !errors.Is(err, fault.Invalid) {
			t.Errorf("a command %s: got %v, want it refused", name, err)
		}
	}
	if got := last(t, l); got.Sequence != 0 {
		t.Errorf("something was recorded up to %v", got)
	}
}

func TestManyWritersLeaveUnbrokenChains(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	const writers, things, each = 32, 10, 8
	size := func(w, n int) int { return 1 + (w+n)%16/15*2 } // one command in sixteen records three events at once
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				on := thing.Activity(fmt.Sprint("t", (w+n)%things))
				if err := insist(t.Context(), l, command(fmt.Sprintf("%d-%d", w, n)), on, size(w, n)); err != nil {
					t.Errorf("writer %d: %v", w, err)
					return
				}
			}
		})
	}
	wg.Wait()
	seen := map[string]int{}
	for n := range things {
		for _, r := range load(t, l, thing.Activity(fmt.Sprint("t", n))) {
			seen[r.CommandID]++
		}
	}
	for w := range writers {
		for n := range each {
			if id := fmt.Sprintf("%d-%d", w, n); seen[id] != size(w, n) {
				t.Errorf("command %s has %d events, want %d", id, seen[id], size(w, n))
			}
		}
	}
}

// insist appends n events: it reads again after each conflict, and when it was told "unknown".
func insist(ctx context.Context, l *eventlog.Log, c eventlog.Command, on thing.Thing, n int) error {
	for {
		h, err := l.Load(ctx, on)
		if err != nil {
			return err
		}
		if _, done := h.Done(c.ID); done {
			return nil
		}
		_, err = l.Append(ctx, c, on, h.At(), several(n)...)
		if !errors.Is(err, fault.Conflict) && !errors.Is(err, fault.Unavailable) {
			return err
		}
	}
}

func TestWhenNobodyAnswersItSaysUnknownAndNotFailed(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	on := thing.Activity("kohs")
	nc.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := l.Append(ctx, command("c1"), on, eventlog.At{}, recorded("one"))
	if !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "send the same command again") {
		t.Errorf("got %v, want: unknown, send the same command again", err)
	}
}
