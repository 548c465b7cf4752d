package eventlog

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nuid"
)

const (
	// longestLinger is how long a train waits at the most for those whose last append has just come back: whoever writes all the time comes
	// back at once. When none has come for lingerStep, it waits no longer.
	longestLinger = 5 * time.Millisecond
	lingerStep    = 100 * time.Microsecond
	// opening is about how long the server takes to make ready for a batch, once it has the first event. To wait meanwhile costs nothing.
	opening = time.Millisecond
	// apartFor is how long what weigh has found holds.
	apartFor = 500 * time.Millisecond
)

// train is a batch that sets out before it is full: the server makes ready for a batch at its first event, which takes it several syncs,
// and meanwhile the others are packed, sealed and sent after. The last message of a batch bears the word to record it all, so one is held
// back until another comes or none will.
type train struct {
	parcel
	id       []string
	sent     int
	held     *nats.Msg
	failed   error
	subjects map[string]bool
	began    time.Time
}

// carry sends batch after batch, each as large as it becomes while the server makes ready for it, and ends when few wait. It is nobody's
// caller, so that whose time is over can go; each batch ends within oneTry.
func (l *Log) carry(ctx context.Context) {
	for last, began := 0, time.Now(); ; {
		t := l.load(last)
		if t == nil {
			return
		}
		at, doubt, err := l.arrive(ctx, t)
		l.gathering.part(t)
		now := time.Now()
		l.gathering.weigh(len(t.units), now.Sub(began))
		began = now
		for i, u := range t.units {
			switch {
			case err == nil:
				u.turn <- turn{recorded: true, at: at[i]}
			case len(t.units) == 1:
				u.turn <- turn{err: err}
			default:
				u.turn <- turn{doubt: doubt}
			}
		}
		last = len(t.units)
	}
}

// load gathers a train and sends all of it but its last message; nil: few wait. It waits for as many as went last time, for trains that
// take turns would each be half as large.
func (l *Log) load(last int) *train {
	t := &train{id: []string{nuid.Next()}, subjects: make(map[string]bool, last), began: time.Now()}
	step := time.NewTimer(lingerStep)
	defer step.Stop()
	for idle := false; ; {
		units, complete := l.gathering.board(t, last, idle)
		for _, u := range units {
			l.send(t, u)
		}
		if complete && len(t.units) == 0 {
			return nil
		}
		if complete {
			return t
		}
		step.Reset(lingerStep)
		select {
		case <-l.gathering.came:
			idle = false
		case <-step.C:
			idle = true
		}
	}
}

// board takes those that wait into a train, and says whether it is complete; empty, it does not go. Of two on one thing the second stays
// behind, since both expect the thing where it stands: it would have all refused.
func (g *gathering) board(t *train, last int, idle bool) (units []*unit, complete bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	late := time.Since(t.began) > longestLinger
	again := last >= g.most() // as many are expected back
	if len(t.units) == 0 && !g.many() && (!again || len(g.waiting) < min(last/4, dozen)) {
		if again && !idle && !late {
			return nil, false
		}
		g.carrying, g.flying = false, 0
		g.release()
		return nil, true
	}
	full := false
	g.waiting = slices.DeleteFunc(g.waiting, func(u *unit) bool {
		subject := u.messages[0].Subject
		if t.subjects[subject] || full {
			return false
		}
		if full = !t.fits(u); full {
			return false
		}
		t.subjects[subject] = true
		t.add(u, nil)
		units = append(units, u)
		return true
	})
	now := len(t.units)
	few := now < dozen && last < dozen
	complete = full || few || late || last > 0 && now >= last || idle && time.Since(t.began) > opening
	if g.flying = now; !complete {
		g.flying = max(now, last) // those that it waits for
	}
	return units, complete
}

// part lets those go on their own who wait with an append to a thing that was in the train: they were decided before it came in.
func (g *gathering) part(t *train) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = slices.DeleteFunc(g.waiting, func(u *unit) bool {
		second := t.subjects[u.messages[0].Subject]
		if second {
			u.turn <- turn{}
		}
		return second
	})
}

// send sends a unit, but for its last message.
func (l *Log) send(t *train, u *unit) {
	for _, m := range u.messages {
		if t.held != nil && t.failed == nil {
			t.mark()
			t.failed = l.nc.PublishMsg(t.held)
		}
		t.held = m
	}
}

// mark makes the message that is held the next one of the batch.
func (t *train) mark() {
	t.sent++
	t.held.Header[headerBatchID] = t.id
	t.held.Header[headerBatchSequence] = []string{strconv.Itoa(t.sent)}
}

// arrive sends the last message and says where each thing stands. After an error nothing of the train was recorded, unless doubt says that
// nobody knows.
func (l *Log) arrive(ctx context.Context, t *train) (at []At, doubt bool, err error) {
	if t.failed != nil {
		return nil, true, t.failed
	}
	if t.sent > 0 { // alone it is no batch
		t.mark()
		t.held.Header[headerBatchCommit] = []string{"1"}
	}
	sequence, err := l.request(ctx, t.held)
	return ends(t.units, sequence, err)
}
