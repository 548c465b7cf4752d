package eventlog_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/thing"
)

// following calls Follow in the background; the events come on the channel.
func following(t *testing.T, l *eventlog.Log, kind string, after uint64) <-chan eventlog.Recorded {
	t.Helper()
	events := make(chan eventlog.Recorded)
	ctx := soon(t)
	var following sync.WaitGroup
	following.Go(func() {
		if err := l.Follow(ctx, kind, after, func(r eventlog.Recorded) error {
			select {
			case events <- r:
			case <-ctx.Done():
			}
			return nil
		}); err != nil {
			t.Errorf("Follow: %v", err)
		}
	})
	t.Cleanup(following.Wait)
	return events
}

func receive[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-soon(t).Done():
		t.Fatal("nothing came")
	}
	panic("unreachable")
}

func TestFollowCatchesUpAndGoesOn(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	fill(t, l, 3)
	events := following(t, l, "", 1)
	for want := uint64(2); want <= 3; want++ {
		if got := receive(t, events).Sequence; got != want {
			t.Errorf("event %d came, want %d", got, want)
		}
	}
	fill(t, l, 1)
	if got := receive(t, events).Sequence; got != 4 {
		t.Errorf("event %d came, want 4", got)
	}
}

func TestFollowAndReadTellOfOneKindAlone(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	mustAppend(t, l, command("c1"), thing.Edition, eventlog.At{}, recorded("edition"))
	fill(t, l, 2)
	mustAppend(t, l, command("c2"), thing.Person("p"), eventlog.At{}, recorded("person"))
	mustAppend(t, l, command("c3"), thing.Edition, eventlog.At{Sequence: 1, Version: 1}, recorded("edition"))

	for kind, want := range map[string][]uint64{
		"": {1, 2, 3, 4, 5}, thing.KindEdition: {1, 5}, thing.KindActivity: {2, 3}, thing.KindPerson: {4}, thing.KindIssue: nil,
	} {
		var got []uint64
		reached, err := l.Read(t.Context(), kind, 0, func(r eventlog.Recorded) error {
			got = append(got, r.Sequence)
			return nil
		})
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Errorf("Read(%q): %v (-want +got):\n%s", kind, err, diff)
		}
		if len(want) > 0 && reached != want[len(want)-1] {
			t.Errorf("Read(%q) reached %d, want %d", kind, reached, want[len(want)-1])
		}
		if len(want) == 0 {
			continue
		}
		events := following(t, l, kind, 0)
		for _, want := range want {
			if got := receive(t, events).Sequence; got != want {
				t.Errorf("Follow(%q): event %d came, want %d", kind, got, want)
			}
		}
	}
}

func TestFollowReturnsWhatItsFunctionReturned(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	fill(t, l, 1)
	enough := errors.New("enough")
	if err := l.Follow(soon(t), "", 0, func(eventlog.Recorded) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("Follow = %v, want %v", err, enough)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if err := l.Follow(ctx, "", 0, func(eventlog.Recorded) error { cancel(); return nil }); err != nil {
		t.Errorf("Follow of a context that is done = %v, want nil", err)
	}
}

func TestReadTurnsPages(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	var at eventlog.At
	for i := range 3 {
		at = mustAppend(t, l, command(strconv.Itoa(i)), thing.Edition, at, several(900)...)
	}
	var n uint64
	if _, err := l.Read(t.Context(), "", 0, func(r eventlog.Recorded) error {
		if n++; r.Sequence != n {
			t.Fatalf("event %d came as number %d", r.Sequence, n)
		}
		return nil
	}); err != nil || n != 2700 {
		t.Errorf("Read read %d events: %v, want 2700", n, err)
	}
}

func TestFollowGoesOnAfterTheServerWasAway(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	server, err := local.StartNATS(dir, -1)
	if err != nil {
		t.Fatal(err)
	}
	address, err := url.Parse(server.URL())
	if err != nil {
		t.Fatal(err)
	}
	nc, err := nats.Connect(server.URL(), nats.ReconnectWait(1), nats.MaxReconnects(-1))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	l, err := eventlog.Open(t.Context(), nc)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, l, 2)
	events := following(t, l, "", 0)
	for range 2 {
		receive(t, events)
	}
	for round := range 2 {
		if err := server.Close(); err != nil {
			t.Fatal(err)
		}
		port, err := strconv.Atoi(address.Port())
		if err != nil {
			t.Fatal(err)
		}
		if server, err = local.StartNATS(dir, port); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = server.Close() })
		mustAppend(t, l, command(fmt.Sprint("after ", round)), thing.Activity(strconv.Itoa(round)), eventlog.At{}, recorded("after"))
		if got := receive(t, events).Sequence; got != uint64(3+round) {
			t.Errorf("event %d came after the server had been away, want %d", got, 3+round)
		}
	}
}
