package eventlog

import (
	"context"
	"slices"
	"sync"
	"time"
)

const (
	// longestLinger is how long a batch waits at the most for those whose last append has just come back, and lingerStep for how long
	// none may come: whoever writes all the time comes back at once.
	longestLinger = 2 * time.Millisecond
	lingerStep    = 100 * time.Microsecond
)

// gathering brings together appends that come at the same time. The server syncs each append on its own, one after the other, and
// a batch once; but a batch costs as much as a dozen of them. So a dozen at a time go on their own, and when as many more wait,
// they go as one.
type gathering struct {
	mu       sync.Mutex
	alone    int           // how many are on their way on their own
	waiting  []*unit       // in the order in which they came
	carrying bool          // a goroutine sends batches; it ends when fewer than a dozen wait
	flying   int           // how many are in the batch on its way
	want     int           // at how many that wait to say so by closing enough
	enough   chan struct{} // nil unless somebody lingers
}

// turn is what one that waited is told.
type turn struct {
	recorded bool
	at       At
	alone    bool  // it goes on its own, and leaves the gathering when it was sent
	doubt    bool  // nobody knows whether the batch that it was in was recorded
	err      error // why it was not recorded, if it was a batch by itself
}

// gather sends a unit on its own or together with others. When ctx ends before it was sent, it is not; when it ends later, the unit
// may still be recorded.
func (l *Log) gather(ctx context.Context, u *unit) (At, error) {
	if !l.gathering.enter(ctx, l, u) {
		select {
		case t := <-u.turn:
			if t.recorded {
				return t.at, nil
			}
			if t.err != nil {
				return l.resolve(ctx, u, 0, t.err, false)
			}
			if !t.alone {
				return l.insist(ctx, u, t.doubt)
			}
		case <-ctx.Done():
			l.gathering.withdraw(ctx, l, u)
			return At{}, l.unsure(u, ctx.Err())
		}
	}
	sequence, err := l.publish(ctx, u.messages)
	l.gathering.leave(ctx, l)
	return l.resolve(ctx, u, sequence, err, false)
}

// enter lets a unit go on its own at once (true), or has it wait for its turn.
func (g *gathering) enter(ctx context.Context, l *Log, u *unit) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 && g.alone < dozen && g.flying < dozen && len(u.messages) == 1 {
		g.alone++
		return true
	}
	u.turn = make(chan turn, 1)
	g.waiting = append(g.waiting, u)
	if g.enough != nil && len(g.waiting) >= g.want {
		close(g.enough)
		g.enough = nil
	}
	g.next(ctx, l)
	return false
}

// leave makes room for the next.
func (g *gathering) leave(ctx context.Context, l *Log) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.alone--
	g.next(ctx, l)
}

// withdraw takes back a unit whose caller has gone. If its turn has come just then, its room is given to the next.
func (g *gathering) withdraw(ctx context.Context, l *Log, u *unit) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if i := slices.Index(g.waiting, u); i >= 0 {
		g.waiting = slices.Delete(g.waiting, i, i+1)
		return
	}
	select {
	case t := <-u.turn:
		if t.alone {
			g.alone--
			g.next(ctx, l)
		}
	default: // it is in the batch on its way
	}
}

// next lets go who waits: many as a batch, few on their own. It is called with the lock held.
func (g *gathering) next(ctx context.Context, l *Log) {
	switch {
	case g.carrying:
	case g.many():
		g.carrying = true
		go l.carry(context.WithoutCancel(ctx))
	default:
		g.release()
	}
}

// many reports whether a batch is the faster way: for a dozen, or for one that is a batch by itself.
func (g *gathering) many() bool {
	return len(g.waiting) >= dozen || slices.ContainsFunc(g.waiting, func(u *unit) bool { return len(u.messages) > 1 })
}

func (g *gathering) release() {
	for len(g.waiting) > 0 && g.alone < dozen {
		g.alone++
		g.waiting[0].turn <- turn{alone: true}
		g.waiting = slices.Delete(g.waiting, 0, 1)
	}
}

// carry sends batch after batch, each as large as it has become while the last one was on its way, and ends when few wait. It is
// nobody's caller, so that whose time is over can go; each batch ends within oneTry.
func (l *Log) carry(ctx context.Context) {
	for {
		units := l.gathering.board()
		if len(units) == 0 {
			return
		}
		at, doubt, err := l.together(ctx, units)
		for i, u := range units {
			switch {
			case err == nil:
				u.turn <- turn{recorded: true, at: at[i]}
			case len(units) == 1:
				u.turn <- turn{err: err}
			default:
				u.turn <- turn{doubt: doubt}
			}
		}
		l.gathering.linger(len(units))
	}
}

// board takes the next batch from those that wait. Of two on one thing the second stays behind, since both expect the thing where it
// stands, and goes on its own after this batch: it would have the next one refused.
func (g *gathering) board() []*unit {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = slices.DeleteFunc(g.waiting, func(u *unit) bool {
		if u.second {
			u.turn <- turn{}
		}
		return u.second
	})
	if g.flying = 0; !g.many() {
		g.carrying = false
		g.release()
		return nil
	}
	var b parcel
	taken := make(map[string]bool, len(g.waiting))
	g.waiting = slices.DeleteFunc(g.waiting, func(u *unit) bool {
		subject := u.messages[0].Subject
		u.second = taken[subject]
		if u.second || !b.fits(u) {
			return false
		}
		taken[subject] = true
		b.add(u, nil)
		return true
	})
	g.flying = len(b.units)
	return b.units
}

// linger waits for those to come back who were in the last batch of so many: batches that take turns would each be half as large.
func (g *gathering) linger(last int) {
	if last < dozen {
		return
	}
	end := time.Now().Add(longestLinger)
	for before := -1; time.Now().Before(end); {
		g.mu.Lock()
		now, enough := len(g.waiting), make(chan struct{})
		g.want, g.enough = last, enough
		g.mu.Unlock()
		if now >= last || now == before {
			return
		}
		before = now
		select {
		case <-enough:
			return
		case <-time.After(lingerStep):
		}
	}
}
