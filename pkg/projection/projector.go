package projection

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
)

// projector fills one slot over one connection. That connection holds the lock of the version and writes the rows, so who
// writes holds the lock: when it breaks, both are gone, and all begins anew with another projector.
type projector struct {
	Config
	conn    *pgx.Conn
	slot    string
	serving bool
	// replaces: another slot serves until this one takes its place.
	replaces bool
	place    eventlog.Place
	// until is the head of the log when we began: a slot that is being filled takes over there.
	until uint64
	// fresh: what Apply keeps in memory is what the rows say.
	fresh bool
	// committed: at least one batch went in.
	committed bool
	// end ends the work of this projector; its cause is why.
	end context.CancelCauseFunc
	// parked is what stands still in the slot; it is as fresh as memory is.
	parked lot
	// batch is what is to be committed next; refused is why it is to be parked instead, one event that it is then.
	batch   []eventlog.Recorded
	refused *refusal
	// beforeEnd calls a function when the work of this projector ends; what it returns calls that off.
	beforeEnd func(func()) (stop func() bool)
}

// run returns why the projector came to its end; never nil.
func (p *projector) run(ctx context.Context) error {
	if err := p.connect(ctx); err != nil {
		return err
	}
	defer p.disconnect(ctx)
	for {
		if err := p.prepare(ctx); err != nil {
			return p.lost(err)
		}
		// While the connection holds, nobody else gets the lock between the old slot and the one that takes its place.
		if err := p.route(ctx); !errors.Is(err, errHandOver) || p.conn.IsClosed() {
			return err
		}
		p.fresh = false
	}
}

// connect takes a connection of its own and waits on it for the lock.
func (p *projector) connect(ctx context.Context) error {
	pooled, err := p.Pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect to the rows: %w", err)
	}
	p.conn = pooled.Hijack()
	if err := p.lock(ctx); err != nil {
		p.disconnect(ctx)
		return err
	}
	return nil
}

func (p *projector) lock(ctx context.Context) error {
	if err := hasten(ctx, p.conn); err != nil {
		return err
	}
	for waiting := false; ; waiting = true {
		var mine bool
		// Asked again and again rather than waited for: a statement that waits for days keeps Postgres from tidying up.
		err := p.conn.QueryRow(ctx, `select pg_try_advisory_lock(hashtextextended($1, 0))`, projectLock(p.Version)).Scan(&mine)
		if err != nil {
			return fmt.Errorf("lock the rows: %w", err)
		}
		if mine {
			return nil
		}
		if !waiting {
			p.status(Preparing, Waiting)
		}
		if !pause(ctx, 1) {
			return context.Cause(ctx)
		}
	}
}

// hasten has a connection write faster what can be made again. A commit that is lost in a crash loses its place too. And where Postgres was
// built with LZ4, long values go through that: its own way to shorten them takes two thirds of the time that a row takes, and saves less.
func hasten(ctx context.Context, conn *pgx.Conn) error {
	_, err := conn.Exec(ctx, `
		select set_config('synchronous_commit', 'off', false)
		union all
		select set_config(name, 'lz4', false) from pg_settings where name = 'default_toast_compression' and 'lz4' = any(enumvals)`)
	if err != nil {
		return fmt.Errorf("connect to the rows: %w", err)
	}
	return nil
}

func (p *projector) disconnect(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = p.conn.Close(ctx)
}

// prepare finds the slot and what is in it.
func (p *projector) prepare(ctx context.Context) error {
	head, err := p.Log.Last(ctx)
	if err != nil {
		return passing{err}
	}
	p.until = head.Sequence
	if err := p.choose(ctx); err != nil {
		return err
	}
	if p.place, err = Reached(ctx, p.conn, p.slot); err != nil {
		return err
	}
	// Before anybody hears that the rows follow the log: that both end at one number does not make it the same log.
	if err := p.recognise(ctx); err != nil {
		return err
	}
	if err := p.refresh(ctx); err != nil {
		return err
	}
	// A slot that is already there takes over at once, unless it was filled from another log: then reading stops.
	if !p.serving && p.place == head {
		if err := pgx.BeginFunc(ctx, p.conn, func(tx pgx.Tx) error { return p.takeOver(ctx, tx) }); err != nil {
			return err
		}
		p.serving = true
	}
	p.report()
	if !p.serving {
		return nil
	}
	if err := p.forget(ctx); err != nil {
		return err
	}
	p.sweep(ctx)
	return nil
}

func (p *projector) recognise(ctx context.Context) error {
	err := p.Log.Recognise(ctx, p.place)
	if _, stopped := errors.AsType[*eventlog.Stop](err); err == nil || stopped {
		return err
	}
	return passing{err}
}

func (p *projector) refresh(ctx context.Context) error {
	if p.fresh {
		return nil
	}
	if err := p.Start(ctx, p.Pool, p.slot); err != nil {
		return fmt.Errorf("load what %s says: %w", p.slot, err)
	}
	parked, err := loadLot(ctx, p.conn, p.slot)
	if err != nil {
		return err
	}
	p.fresh, p.parked = true, parked
	return nil
}

// commit makes the rows of the batch and moves the place, in one transaction.
func (p *projector) commit(ctx context.Context) error {
	if err := p.refresh(ctx); err != nil {
		return err
	}
	p.fresh = false // until the rows are in, memory is ahead of them
	last := p.batch[len(p.batch)-1]
	reached := eventlog.Place{Sequence: last.Sequence, ID: last.ID}
	takesOver := !p.serving && reached.Sequence >= p.until
	err := p.transact(ctx, reached, func(tx pgx.Tx) error {
		if err := p.write(ctx, tx); err != nil {
			return err
		}
		if takesOver {
			return p.takeOver(ctx, tx)
		}
		return nil
	})
	if err != nil {
		return err
	}
	p.fresh, p.committed = true, true
	p.place, p.serving = reached, p.serving || takesOver
	if p.refused != nil {
		p.park(last)
	}
	p.report()
	if takesOver {
		p.Rebuilder.follow(p)
		p.sweep(ctx)
	}
	return nil
}

// write makes the rows of the batch, or parks what it was refused.
func (p *projector) write(ctx context.Context, tx pgx.Tx) error {
	if p.refused != nil {
		return p.parked.park(ctx, tx, p.slot, p.batch[0], p.refused)
	}
	return p.parked.apply(ctx, tx, &p.Config, p.slot, p.batch)
}

// park notes what the slot says by now. Only this tells of it in the log, and it was handled: nobody else will.
func (p *projector) park(r eventlog.Recorded) {
	p.parked[r.Thing] = true
	p.Logger.Error("an event cannot be applied: what it happened to stands still, all else goes on",
		"sequence", r.Sequence, "type", r.Type, "thing", r.Thing.String(), "slot", p.slot, "error", p.refused.error, "stack", p.refused.stack)
}

func (p *projector) report() {
	switch {
	case p.serving:
		p.status(Live, "")
	case p.replaces:
		// The slot whose place it takes is still read: what was said of that holds.
	case p.until == 0:
		p.status(Preparing, "")
	default:
		p.status(Preparing, Percent(p.place.Sequence, p.until))
	}
}

func (p *projector) status(state, why string) {
	p.OnStatus(Status{State: state, Why: why, Slot: p.slot, Sequence: p.place.Sequence, Parked: len(p.parked)})
}

// Percent says how far a preparation is: "62 %". It says 100 only at the end.
func Percent(reached, until uint64) string {
	if until == 0 || reached >= until {
		return "100 %"
	}
	return fmt.Sprintf("%d %%", min(99, uint64(100*float64(reached)/float64(until))))
}

// from is where the subscriber goes on.
func (p *projector) from(context.Context) (eventlog.Place, error) { return p.place, nil }
