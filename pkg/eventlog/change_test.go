package eventlog_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"testing"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

// always decides the same, whatever happened before.
func always(events ...proto.Message) func(eventlog.History) ([]proto.Message, error) {
	return func(eventlog.History) ([]proto.Message, error) { return events, nil }
}

// upTo decides that a thing is to have n events in all.
func upTo(n int) func(eventlog.History) ([]proto.Message, error) {
	return func(h eventlog.History) ([]proto.Message, error) { return several(n)[min(n, len(h)):], nil }
}

func mustChange(t *testing.T, l *eventlog.Log, id string, on thing.Thing, decide func(eventlog.History) ([]proto.Message, error)) eventlog.At {
	t.Helper()
	at, err := l.Change(t.Context(), command(id), on, decide)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestACommandThatComesAgainIsToldWhereItLeftTheThing(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	on := thing.Activity("kohs")
	first := mustChange(t, l, "c1", on, always(several(2)...))
	if want := (eventlog.At{Sequence: 2, Version: 2}); first != want {
		t.Errorf("Change = %v, want %v", first, want)
	}
	mustChange(t, l, "c2", on, always(recorded("somebody else's")))
	if again := mustChange(t, l, "c1", on, always(recorded("again"))); again != first {
		t.Errorf("the same command again = %v, want %v as the first time", again, first)
	}
	if nothing := mustChange(t, l, "c3", on, always()); nothing != load(t, l, on).At() || nothing.Version != 3 {
		t.Errorf("a command from which nothing follows = %v, want where the thing stands", nothing)
	}
}

func TestWhoeverWasSlowerDecidesAnewAndNotForEver(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	faster := func(n int) (asked *int, decide func(eventlog.History) ([]proto.Message, error)) {
		asked = new(int)
		return asked, func(h eventlog.History) ([]proto.Message, error) {
			if *asked++; *asked <= n {
				mustAppend(t, l, command(fmt.Sprint("faster ", *asked)), thing.Activity(strconv.Itoa(n)), h.At(), recorded("faster"))
			}
			return several(1), nil
		}
	}
	asked, decide := faster(3)
	if at := mustChange(t, l, "c1", thing.Activity("3"), decide); at.Version != 4 || *asked != 4 {
		t.Errorf("Change = %v after %d decisions, want version 4 after 4", at, *asked)
	}
	asked, decide = faster(100)
	if _, err := l.Change(t.Context(), command("c2"), thing.Activity("100"), decide); !errors.Is(err, fault.Conflict) || *asked != 12 {
		t.Errorf("Change = %v after %d decisions, want a conflict after 12", err, *asked)
	}
}

func TestWhatIsRefusedIsDecidedOnce(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	asked := 0
	_, err := l.Change(t.Context(), command("c1"), thing.Activity("kohs"), func(eventlog.History) ([]proto.Message, error) {
		asked++
		return nil, fault.New(fault.Conflict, "it was withdrawn")
	})
	if !errors.Is(err, fault.Conflict) || asked != 1 {
		t.Errorf("Change = %v after %d decisions, want the refusal after one", err, asked)
	}
}

func TestMoreThanOneAppendTakesGoesInParts(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	on := thing.Issue("2024-01")
	at := mustChange(t, l, "c1", on, upTo(2500))
	h := load(t, l, on)
	if len(h) != 2500 || at != h.At() {
		t.Errorf("Change = %v, and the thing has %d events", at, len(h))
	}
	ids := map[string]bool{}
	for _, r := range h {
		ids[r.ID] = true
		if r.CorrelationID != "c1" {
			t.Fatalf("event %d belongs to the story of %q", r.Sequence, r.CorrelationID)
		}
	}
	if len(ids) != 2500 {
		t.Errorf("2500 events have %d ids", len(ids))
	}
	if again := mustChange(t, l, "c1", on, always(recorded("again"))); again != at {
		t.Errorf("the same command again = %v, want %v", again, at)
	}
}

func TestACommandThatWasInterruptedBetweenTwoPartsIsFinished(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	on := thing.Issue("2024-01")
	ctx, kill := context.WithCancel(t.Context())
	_, err := l.Change(ctx, command("c1"), on, func(h eventlog.History) ([]proto.Message, error) {
		if len(h) > 0 {
			kill()
			return nil, ctx.Err()
		}
		return several(1500), nil
	})
	if err == nil || len(load(t, l, on)) != 1000 {
		t.Fatalf("Change = %v, with %d events; want it to end between its parts", err, len(load(t, l, on)))
	}
	if _, done := load(t, l, on).Done("c1"); done {
		t.Error("half of a command counts as done")
	}
	if at := mustChange(t, l, "c1", on, upTo(1500)); at.Version != 1500 {
		t.Errorf("sent again it ends at %v, want version 1500", at)
	}
}

func TestADecisionThatAsksForAsMuchAgainIsRefused(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	if _, err := l.Change(t.Context(), command("c1"), thing.Issue("2024-01"), always(several(1500)...)); err == nil {
		t.Error("a decision that never comes to its end was taken")
	}
	if n := last(t, l).Sequence; n != 1000 {
		t.Errorf("%d events were recorded, want the first part alone", n)
	}
}

// Of what was appended as one, a reader may have seen the beginning.
func TestWhoHasSeenTheBeginningOfABatchIsToldWhereItEnds(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	on := thing.Activity("a")
	end := mustAppend(t, l, command("c1"), on, eventlog.At{}, several(3)...)
	mustAppend(t, l, command("c2"), on, end, several(2)...)
	h := load(t, l, on)
	for n, want := range map[int]uint64{1: 3, 2: 3, 3: 3, 4: 5, 5: 5} {
		begun := h[:n]
		if got := l.Whole(t.Context(), h[n-1].CommandID, begun.At()); got.Version != want || got.Sequence != want {
			t.Errorf("after %d events of 5 the command ends at %v, want %d", n, got, want)
		}
	}
}
