package eventlog_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

// entry is one command of n events on a new thing of that name.
func entry(name string, n int) eventlog.Entry {
	return eventlog.Entry{Command: command("c-" + name), Thing: thing.Activity(name), Events: several(n)}
}

func TestManyEntriesAreRecordedInOrder(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	var entries []eventlog.Entry
	for i := range 1500 {
		entries = append(entries, entry(fmt.Sprint("t", i), 1+i%7/6*2))
	}

	results := l.AppendAll(t.Context(), entries)

	var at uint64
	for i, r := range results {
		n := uint64(len(entries[i].Events))
		at += n
		if want := (eventlog.At{Sequence: at, Version: n}); r.Err != nil || r.At != want {
			t.Fatalf("entry %d: %v, %v, want %v", i, r.At, r.Err, want)
		}
	}
	histories := loadAll(t, l, entries)
	for i, h := range histories {
		if len(h) != len(entries[i].Events) || h.At() != results[i].At {
			t.Fatalf("history %d: %d events up to %v, want %d up to %v", i, len(h), h.At(), len(entries[i].Events), results[i].At)
		}
	}
}

func TestOfManyEntriesOnlyThoseInConflictFail(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	mustAppend(t, l, command("before"), thing.Activity("taken"), eventlog.At{}, recorded("somebody was faster"))
	was := mustAppend(t, l, command("c-done"), thing.Activity("done"), eventlog.At{}, several(3)...)
	var entries []eventlog.Entry
	for i := range 30 {
		entries = append(entries, entry(fmt.Sprint("t", i), 1))
	}
	entries[5], entries[7] = entry("taken", 2), entry("done", 3)
	entries[9] = entry("long", 1)
	entries[9].Events[0] = recorded(strings.Repeat("x", 2<<20))

	results := l.AppendAll(t.Context(), entries)

	for i, r := range results {
		switch i {
		case 5:
			if !errors.Is(r.Err, fault.Conflict) {
				t.Errorf("what somebody else changed: %v, want a conflict", r.Err)
			}
		case 7:
			if r.Err != nil || r.At != was {
				t.Errorf("what was recorded before: %v, %v, want %v", r.At, r.Err, was)
			}
		case 9:
			if !errors.Is(r.Err, fault.Invalid) {
				t.Errorf("what is too long: %v, want it refused", r.Err)
			}
		default:
			if h := load(t, l, entries[i].Thing); r.Err != nil || h.At() != r.At || len(h) != 1 {
				t.Errorf("entry %d: %v, %v, and its thing is at %v", i, r.At, r.Err, h.At())
			}
		}
	}
	if head := last(t, l); head.Sequence != 31 {
		t.Errorf("the log ends at %d, want 31", head.Sequence)
	}
}

func TestHistoriesOfManyThingsAreThoseOfEach(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	var entries []eventlog.Entry
	for i := range 2500 {
		entries = append(entries, entry(fmt.Sprint("t.", i), i%3))
	}
	var some []eventlog.Entry
	for _, e := range entries {
		if len(e.Events) > 0 {
			some = append(some, e)
		}
	}
	for i, r := range l.AppendAll(t.Context(), some) {
		if r.Err != nil {
			t.Fatalf("entry %d: %v", i, r.Err)
		}
	}
	for i, h := range loadAll(t, l, entries) {
		if len(h) != len(entries[i].Events) {
			t.Fatalf("%v has %d events, want %d", entries[i].Thing, len(h), len(entries[i].Events))
		}
		for n, r := range h {
			if r.Thing != entries[i].Thing || r.Version != uint64(n+1) {
				t.Fatalf("event %d of %v is version %d of %v", n, entries[i].Thing, r.Version, r.Thing)
			}
		}
	}
	if got, err := l.LoadAll(t.Context(), nil); err != nil || len(got) != 0 {
		t.Errorf("of nothing = %v, %v", got, err)
	}
}

func TestManyEntriesWithoutAnybodyToAskAreUnknownAndNotFailed(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	nc.Close()
	for i, r := range l.AppendAll(t.Context(), []eventlog.Entry{entry("a", 9), entry("b", 9)}) {
		if !errors.Is(r.Err, fault.Unavailable) || !strings.Contains(r.Err.Error(), "send the same command again") {
			t.Errorf("entry %d: %v, want: unknown, send the same command again", i, r.Err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.LoadAll(ctx, []thing.Thing{thing.Activity("a")}); !errors.Is(err, fault.Unavailable) {
		t.Errorf("LoadAll = %v, want that nobody answers", err)
	}
}

func loadAll(tb testing.TB, l *eventlog.Log, entries []eventlog.Entry) []eventlog.History {
	tb.Helper()
	things := make([]thing.Thing, len(entries))
	for i, e := range entries {
		things[i] = e.Thing
	}
	histories, err := l.LoadAll(tb.Context(), things)
	if err != nil {
		tb.Fatal(err)
	}
	return histories
}

func TestOneConflictInAThousandLeavesTheOthersTogether(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	mustAppend(t, l, command("before"), thing.Activity("taken"), eventlog.At{}, recorded("somebody was faster"))
	entries := make([]eventlog.Entry, 1000)
	for i := range entries {
		entries[i] = entry(fmt.Sprint("t", i), 1)
	}
	entries[617] = entry("taken", 1)
	before := nc.Stats().InMsgs
	for i, r := range l.AppendAll(t.Context(), entries) {
		if failed := r.Err != nil; failed != (i == 617) {
			t.Errorf("entry %d: %v", i, r.Err)
		}
	}
	// The server answers each batch once, and each event that is sent alone.
	if answers := nc.Stats().InMsgs - before; answers > 60 {
		t.Errorf("the server was waited for %d times", answers)
	}
}
