package eventlog

import (
	"context"
	"slices"
	"sync"
	"time"
)

// gathering brings together appends that come at the same time. The server syncs each append on its own, one after the other, and
// a batch once; but a batch costs as much as a dozen of them. So up to a dozen at a time go on their own, and when more are at it, all go
// as one, batch after batch (see carry).
type gathering struct {
	mu       sync.Mutex
	alone    int           // how many are on their way on their own
	waiting  []*unit       // in the order in which they came
	carrying bool          // a goroutine sends batches; it ends when few wait
	flying   int           // how many are in the batch on its way
	left     time.Time     // when one came back with others behind it; zero: when one that comes back says nothing of how long each takes
	each     time.Duration // how long the server takes for one on its own while others wait, of late
	carried  time.Duration // how long it takes for one in a train, of late
	apart    time.Time     // until then trains were found to be slower
	came     chan struct{} // tells who carries that somebody has come
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
	if l.gathering.enter(ctx, l, u) {
		return l.alone(ctx, u)
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	select {
	case t := <-u.turn:
		switch {
		case t.recorded:
			return t.at, nil
		case t.err != nil:
			return l.resolve(ctx, u, 0, t.err, false)
		case t.alone:
			return l.alone(ctx, u)
		}
		return l.insist(ctx, u, t.doubt)
	case <-ctx.Done():
		l.gathering.withdraw(ctx, l, u)
		return At{}, l.unsure(u, ctx.Err())
	}
}

func (l *Log) alone(ctx context.Context, u *unit) (At, error) {
	sequence, err := l.publish(ctx, u.messages)
	l.gathering.leave(ctx, l)
	return l.resolve(ctx, u, sequence, err, false)
}

// enter lets a unit go on its own at once (true), or has it wait for its turn.
func (g *gathering) enter(ctx context.Context, l *Log, u *unit) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 && g.alone < g.most() && (!g.carrying || g.flying < dozen) && len(u.messages) == 1 {
		g.alone++
		return true
	}
	u.turn = make(chan turn, 1)
	g.waiting = append(g.waiting, u)
	if g.carrying {
		select {
		case g.came <- struct{}{}:
		default: // it is told already
		}
	}
	g.next(ctx, l)
	return false
}

// leave makes room for the next.
func (g *gathering) leave(ctx context.Context, l *Log) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := time.Now()
	if !g.left.IsZero() {
		g.each += (now.Sub(g.left) - g.each) / 8 // no single stall decides
	}
	g.left = time.Time{}
	if g.alone--; g.alone > 0 && !g.carrying {
		g.left = now
	}
	g.next(ctx, l)
}

// most is how many go on their own at a time.
func (g *gathering) most() int {
	if time.Now().Before(g.apart) {
		return 2 * dozen
	}
	return dozen
}

// weigh lets more go on their own for a while when trains take longer than their appends would have taken one by one: those that come at a
// rate that the server masters anyway would else wait for a train, and meanwhile for the next one, for ever.
func (g *gathering) weigh(units int, took time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if units < dozen {
		return // one of many events, which had to
	}
	if g.carried += (took/time.Duration(units) - g.carried) / 4; g.carried > g.each && g.each > 0 {
		g.apart = time.Now().Add(apartFor)
	}
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
		g.carrying, g.came, g.left = true, make(chan struct{}, 1), time.Time{}
		go l.carry(context.WithoutCancel(ctx))
	default:
		g.release()
	}
}

// many reports whether a batch is the faster way: for a dozen, or for one that is a batch by itself.
func (g *gathering) many() bool {
	return len(g.waiting) >= g.most() || slices.ContainsFunc(g.waiting, func(u *unit) bool { return len(u.messages) > 1 })
}

// release lets go on their own who waits, unless so many are at it that they will go together as soon as a dozen of them wait. Meanwhile the
// server has enough to do.
func (g *gathering) release() {
	for most := g.most(); len(g.waiting) > 0 && g.alone+len(g.waiting) <= most; {
		g.alone++
		g.waiting[0].turn <- turn{alone: true}
		g.waiting = slices.Delete(g.waiting, 0, 1)
	}
}
