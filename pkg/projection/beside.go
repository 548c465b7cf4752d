package projection

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
)

// beside fills a slot of its own beside the one that serves, over one connection, which holds a lock of its own.
type beside struct {
	Config
	slot string
	// lock names what only one may do at a time; busy says that somebody does it.
	lock, busy string
	conn       *pgx.Conn
	place      eventlog.Place
	// fresh: what Apply keeps in memory, and what is parked, is what the rows say.
	fresh  bool
	parked lot
	batch  []eventlog.Recorded
	bytes  int
}

// connect takes a connection of its own, and the lock.
func (b *beside) connect(ctx context.Context) error {
	if err := b.dial(ctx); err != nil {
		return err
	}
	err := b.take(ctx)
	if err != nil {
		b.hangUp(ctx)
	}
	return err
}

// take takes the lock. A projector that begins holds it for a moment, to drop what was left behind, so it is waited for a little.
func (b *beside) take(ctx context.Context) error {
	const locked = "55P03"
	_, err := b.conn.Exec(ctx, `set lock_timeout = '1s'`)
	if err == nil {
		_, err = b.conn.Exec(ctx, `select pg_advisory_lock(hashtextextended($1, 0))`, b.lock)
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok && pg.Code == locked {
		return fault.New(fault.Conflict, "%s: wait until that has ended, then ask again", b.busy)
	}
	if err == nil {
		_, err = b.conn.Exec(ctx, `reset lock_timeout`)
	}
	if err != nil {
		return fmt.Errorf("lock a slot beside the serving one: %w", err)
	}
	return nil
}

func (b *beside) dial(ctx context.Context) error {
	pooled, err := b.Pool.Acquire(ctx)
	if err != nil {
		return fmt.Errorf("connect to the rows: %w", err)
	}
	b.conn = pooled.Hijack()
	if err := hasten(ctx, b.conn); err != nil {
		b.hangUp(ctx)
		return err
	}
	return nil
}

func (b *beside) hangUp(ctx context.Context) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = b.conn.Close(ctx)
}

// disconnect drops the slot, and lets go of the lock after that. A slot without a name is somebody else's by now.
func (b *beside) disconnect(ctx context.Context) {
	tidying, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	if err := b.tidy(tidying); err != nil {
		b.Logger.Warn("a slot that nobody needs is still there; whoever does the same next drops it", "slot", b.slot, "error", err)
	}
	b.hangUp(ctx)
}

func (b *beside) tidy(ctx context.Context) error {
	if err := b.regain(ctx); err != nil {
		return err
	}
	if b.slot != "" {
		if err := b.drop(ctx); err != nil {
			return err
		}
	}
	// The server hears of a closed connection a moment later, and whoever does the same next need not wait for that.
	_, err := b.conn.Exec(ctx, `select pg_advisory_unlock(hashtextextended($1, 0))`, b.lock)
	return err
}

// regain takes another connection, and the lock, where a question that was broken off has cost the last one.
func (b *beside) regain(ctx context.Context) error {
	if !b.conn.IsClosed() {
		return nil
	}
	if err := b.dial(ctx); err != nil {
		return err
	}
	_, err := b.conn.Exec(ctx, `select pg_advisory_lock(hashtextextended($1, 0))`, b.lock)
	return err
}

func (b *beside) drop(ctx context.Context) error {
	return pgx.BeginFunc(ctx, b.conn, func(tx pgx.Tx) error { return drop(ctx, tx, b.slot) })
}

// make makes the slot, and reads what it says.
func (b *beside) make(ctx context.Context, tables func(pgx.Tx) error) error {
	if err := pgx.BeginFunc(ctx, b.conn, tables); err != nil {
		return err
	}
	return b.refresh(ctx)
}

func (b *beside) refresh(ctx context.Context) (err error) {
	if b.fresh {
		return nil
	}
	if err := b.Start(ctx, b.Pool, b.slot); err != nil {
		return fmt.Errorf("load what %s says: %w", b.slot, err)
	}
	b.parked, err = loadLot(ctx, b.conn, b.slot)
	b.fresh = err == nil
	return err
}

// errReached: the last event that was wanted is in.
var errReached = errors.New("the last event is in")

// project applies the events behind the place up to the last one, and none behind that.
func (b *beside) project(ctx context.Context, last uint64) error {
	if last <= b.place.Sequence {
		return nil
	}
	head, err := b.Log.Last(ctx)
	if err != nil {
		return err
	}
	if head.Sequence < last { // it would be waited for, for ever
		return &eventlog.Stop{Sequence: head.Sequence, Why: fmt.Sprintf(
			"the log ends at event %d, but there are rows of event %d: it is an older copy or a new log; `dontblink restore` brings the right one back", head.Sequence, last)}
	}
	err = b.Log.Follow(ctx, "", b.place.Sequence, func(r eventlog.Recorded) error {
		b.batch, b.bytes = append(b.batch, r), b.bytes+r.Size
		if r.Sequence < last && len(b.batch) < b.MaxBatch && b.bytes < batchBytes {
			return nil
		}
		if err := b.apply(ctx); err != nil {
			return err
		}
		if r.Sequence == last {
			return errReached
		}
		return nil
	})
	if errors.Is(err, errReached) {
		return nil
	}
	return cmp.Or(err, context.Cause(ctx))
}

// batchBytes is about how much one batch holds at the most.
const batchBytes = 16 << 20

// apply commits a batch, and parks what of it cannot be applied, as a projector does.
func (b *beside) apply(ctx context.Context) error {
	if err := settle(b.batch, func(batch []eventlog.Recorded, refused *refusal) error { return b.commit(ctx, batch, refused) }); err != nil {
		return err
	}
	b.batch, b.bytes = nil, 0
	b.OnStatus(Status{State: Preparing, Slot: b.slot, Sequence: b.place.Sequence})
	return nil
}

func (b *beside) commit(ctx context.Context, batch []eventlog.Recorded, refused *refusal) error {
	if err := b.regain(ctx); err != nil {
		return err
	}
	if err := b.refresh(ctx); err != nil {
		return err
	}
	b.fresh = false // until the rows are in, memory is ahead of them
	last := batch[len(batch)-1]
	err := pgx.BeginFunc(ctx, b.conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, In(b.slot, `update slot.place set sequence = $1, id = $2`), last.Sequence, last.ID); err != nil {
			return err
		}
		if refused != nil {
			return b.parked.park(ctx, tx, b.slot, last, refused)
		}
		return b.parked.apply(ctx, tx, &b.Config, b.slot, batch)
	})
	if err != nil {
		return err
	}
	b.place, b.fresh = eventlog.Place{Sequence: last.Sequence, ID: last.ID}, true
	if refused != nil {
		b.parked[last.Thing] = true
	}
	return nil
}
