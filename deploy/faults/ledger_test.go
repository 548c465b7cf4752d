package faults_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
)

// ledger is what clients know of their commands, and nothing that the product knows.
type ledger struct {
	// shared: others write into the log too, and a command of ours may bring about something beside the activity that it is about.
	shared bool

	mu       sync.Mutex
	commands map[string]*issued
}

// issued is a command that a client sent.
type issued struct {
	thing  thing.Thing
	events int
	became became
	// at is where the thing stood after it, when it was acknowledged; seen: it was not answered, but found in the thing's history.
	at   eventlog.At
	seen bool
}

// became is what the client was told at last.
type became int

const (
	unknown      became = iota // nothing: it may be in the log or not, but whole
	acknowledged               // it is in the log, exactly once
	refused                    // it is not in the log, and never will be
)

func newLedger() *ledger { return &ledger{commands: map[string]*issued{}} }

// issue enters a command before it is sent for the first time.
func (l *ledger) issue(id string, on thing.Thing, events int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.commands[id] = &issued{thing: on, events: events}
}

func (l *ledger) acknowledge(id string, at eventlog.At) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.commands[id].became, l.commands[id].at = acknowledged, at
}

// see enters a command that was found in the history of its thing: that is as good as an answer.
func (l *ledger) see(id string, at eventlog.At) {
	l.acknowledge(id, at)
	l.mu.Lock()
	defer l.mu.Unlock()
	l.commands[id].seen = true
}

func (l *ledger) refuse(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.commands[id].became = refused
}

// open lists the commands that nobody heard of again.
func (l *ledger) open() (ids []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, id := range slices.Sorted(maps.Keys(l.commands)) {
		if l.commands[id].became == unknown {
			ids = append(ids, id)
		}
	}
	return ids
}

func (l *ledger) count(b became) (n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, c := range l.commands {
		if c.became == b {
			n++
		}
	}
	return n
}

// found is what the log holds of one command.
type found struct {
	thing  thing.Thing
	events int
	last   eventlog.At
}

// fits reports whether that is where a command ends that was acknowledged where it was. What was seen may have been half of it: a batch is
// stored event by event. The API says no place.
func (i *issued) fits(last eventlog.At) bool {
	return i.at == last || i.at == (eventlog.At{}) || i.seen && i.at.Sequence < last.Sequence
}

// findings say what is wrong with the log, as sentences: first what was acknowledged and is not there.
type findings struct{ lost, wrong []string }

func (f *findings) add(format string, args ...any) {
	f.wrong = append(f.wrong, fmt.Sprintf(format, args...))
}

// report fails the test with the first few of each kind; the rest is more of the same.
func (f findings) report(t *testing.T) {
	t.Helper()
	for _, sentences := range [][]string{f.lost, f.wrong} {
		if len(sentences) > 0 {
			t.Errorf("%d findings:\n\t%s", len(sentences), strings.Join(sentences[:min(10, len(sentences))], "\n\t"))
		}
	}
}

// check holds the log against the ledger.
func (l *ledger) check(ctx context.Context, log *eventlog.Log) (findings, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	var f findings
	all := map[string]*found{}
	versions := map[thing.Thing]uint64{}
	ids := map[string]uint64{}
	next := uint64(1)
	_, err := log.Read(ctx, "", 0, func(r eventlog.Recorded) error {
		if r.Sequence != next {
			f.add("after event %d comes event %d", next-1, r.Sequence)
		}
		next = r.Sequence + 1
		if versions[r.Thing]++; versions[r.Thing] != r.Version {
			f.add("event %d makes %s version %d, it should be %d", r.Sequence, r.Thing, r.Version, versions[r.Thing])
			versions[r.Thing] = r.Version
		}
		if before, twice := ids[r.ID]; twice {
			f.add("events %d and %d have the same id", before, r.Sequence)
		}
		ids[r.ID] = r.Sequence
		if l.shared && r.Thing.Kind != thing.KindActivity {
			return nil
		}
		c := all[r.CommandID]
		if c == nil {
			c = &found{thing: r.Thing}
			all[r.CommandID] = c
		}
		c.events++
		c.last = eventlog.At{Sequence: r.Sequence, Version: r.Version}
		return nil
	})
	if err != nil {
		return f, fmt.Errorf("read the whole log, after event %d: %w", next-1, err)
	}
	l.compare(all, &f)
	return f, nil
}

func (l *ledger) compare(all map[string]*found, f *findings) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for id, c := range all {
		if l.commands[id] == nil && !l.shared {
			f.add("event %d comes from the command %s, which nobody sent", c.last.Sequence, id)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(l.commands)) {
		sent, there := l.commands[id], all[id]
		switch {
		case there == nil && sent.became == acknowledged:
			f.lost = append(f.lost, fmt.Sprintf("the command %s on %s was acknowledged at event %d and is not in the log", id, sent.thing, sent.at.Sequence))
		case there == nil:
		case sent.became == refused:
			f.add("the command %s was refused and is in the log at event %d", id, there.last.Sequence)
		case there.events != sent.events || there.thing != sent.thing:
			f.add("the command %s had %d events on %s, and the log holds %d on %s", id, sent.events, sent.thing, there.events, there.thing)
		case sent.became == acknowledged && !sent.fits(there.last):
			f.add("the command %s of %d events was acknowledged at %v (seen: %t), and is in the log at %v", id, sent.events, sent.at, sent.seen, there.last)
		}
	}
}

// audit resolves what is open by sending it again, as the product says, and then holds the log against the ledger.
func (l *ledger) audit(t *testing.T, log *eventlog.Log) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	open := l.open()
	for _, id := range open {
		if err := l.insist(ctx, log, id); err != nil {
			t.Errorf("the command %s, whose outcome was unknown, was sent again: %v", id, err)
		}
	}
	f, err := l.check(ctx, log)
	if err != nil {
		t.Fatal(err)
	}
	f.report(t)
	t.Logf("%d commands acknowledged, %d refused; %d of those had to be sent again at the end", l.count(acknowledged), l.count(refused), len(open))
}

// insist sends a command until it is known what became of it.
func (l *ledger) insist(ctx context.Context, log *eventlog.Log, id string) error {
	for {
		err := l.send(ctx, log, id)
		if err == nil || ctx.Err() != nil || !transient(err) {
			return err
		}
	}
}

// errConflict: somebody else was faster, and it says so.
var errConflict = errors.New("somebody else was faster")
