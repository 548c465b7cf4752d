package faults_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var now = time.Date(2024, 2, 21, 10, 30, 0, 0, time.UTC)

// send loads the thing, and appends unless the command is there already: once, as a client that knows only the command.
func (l *ledger) send(ctx context.Context, log *eventlog.Log, id string) error {
	l.mu.Lock()
	c := *l.commands[id]
	l.mu.Unlock()
	h, err := log.Load(ctx, c.thing)
	if err != nil {
		return err
	}
	if at, done := h.Done(id); done {
		l.see(id, at)
		return nil
	}
	at, err := log.Append(ctx, eventlog.Command{ID: id, Actor: "amina", Source: "/recorder", Time: now}, c.thing, h.At(), events(h, c.events)...)
	switch {
	case err == nil:
		l.acknowledge(id, at)
	case errors.Is(err, fault.Conflict):
		return errors.Join(errConflict, err)
	}
	return err
}

// events continue the history of an activity: it is recorded, and then amended.
func events(h eventlog.History, n int) (all []proto.Message) {
	for i := range n {
		a := &eventv1.Activity{
			Headline: fmt.Sprintf("Version %d", len(h)+i+1), Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-02-03"}, Priorities: []string{"privacy"},
		}
		if len(h)+i == 0 {
			all = append(all, &eventv1.ActivityRecorded{Activity: a})
		} else {
			all = append(all, &eventv1.ActivityAmended{Activity: a, Paths: []string{"headline"}})
		}
	}
	return all
}

// transient reports whether a client sends again after such an answer.
func transient(err error) bool {
	return errors.Is(err, errConflict) || errors.Is(err, fault.Unavailable)
}

// load is clients at work: each issues one command after the other, on a few things that they share.
type load struct {
	*ledger
	stop    context.CancelFunc
	clients sync.WaitGroup
	// odd is the first answer that no client should get.
	odd    chan error
	mu     sync.Mutex
	heard  map[string]int
	latest chan string
}

// work starts a client for each log; it ends with stopped.
func work(t *testing.T, l *ledger, things int, logs ...*eventlog.Log) *load {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	w := &load{ledger: l, stop: stop, odd: make(chan error, 1), heard: map[string]int{}}
	source := chance(t)
	for client, log := range logs {
		mine := rand.New(rand.NewPCG(source.Uint64(), source.Uint64()))
		w.clients.Go(func() { w.client(ctx, log, client, things, mine) })
	}
	t.Cleanup(stop)
	return w
}

func (w *load) client(ctx context.Context, log *eventlog.Log, client, things int, chance *rand.Rand) {
	for n := 0; ctx.Err() == nil; n++ {
		id := fmt.Sprintf("%d-%d-%08x", client, n, chance.Uint32())
		size := 1
		if chance.IntN(8) == 0 {
			size = 2 + chance.IntN(4)
		}
		w.issue(id, thing.Activity(fmt.Sprint("t", chance.IntN(things))), size)
		w.settle(ctx, log, id, chance.IntN(2) == 0)
	}
}

// settle sends a command until its outcome is known, or everybody goes home. Some clients give up when somebody else was faster.
func (w *load) settle(ctx context.Context, log *eventlog.Log, id string, persistent bool) {
	for doubt := false; ctx.Err() == nil; {
		// Shorter than the product's own patience, so that outcomes are unknown more often.
		try, cancel := context.WithTimeout(ctx, 3*time.Second)
		err := w.send(try, log, id)
		cancel()
		switch {
		case err == nil:
			return
		case errors.Is(err, errConflict) && !persistent && !doubt:
			w.refuse(id)
			return
		case !transient(err) && ctx.Err() == nil:
			select {
			case w.odd <- fmt.Errorf("the command %s: %w", id, err):
			default:
			}
			return
		}
		if errors.Is(err, fault.Unavailable) {
			doubt = true
			w.hear(err)
		}
	}
}

func (w *load) hear(err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.heard[err.Error()]++
	select {
	case w.latest <- err.Error():
	default: // nobody asks
	}
}

// stopped sends the clients home.
func (w *load) stopped(t *testing.T) {
	t.Helper()
	w.stop()
	w.clients.Wait()
	select {
	case err := <-w.odd:
		t.Errorf("no client should hear this: %v", err)
	default:
	}
}

// refusal waits until a client is told anew that its command may not have been recorded, and returns what it is told.
func (w *load) refusal(t *testing.T) string {
	t.Helper()
	w.mu.Lock()
	w.latest = make(chan string, 1)
	latest := w.latest
	w.mu.Unlock()
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	select {
	case told := <-latest:
		return told
	case <-timer.C:
		t.Fatal("for a minute every command went well")
		return ""
	}
}

// grown waits until that many more commands are acknowledged: the product has recovered.
func (w *load) grown(t *testing.T, more int) {
	t.Helper()
	want := w.count(acknowledged) + more
	deadline := time.NewTimer(time.Minute)
	defer deadline.Stop()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for w.count(acknowledged) < want {
		select {
		case <-tick.C:
		case <-deadline.C:
			t.Fatalf("within a minute only %d of %d commands were acknowledged: it does not recover; clients hear %v", w.count(acknowledged)-want+more, more, w.heard)
		}
	}
}
