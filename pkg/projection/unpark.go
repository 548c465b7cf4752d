package projection

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

// Parking has a Run apply what is parked. The zero value is ready; it belongs to one Run.
type Parking struct {
	// turn belongs to who writes over the projector's connection: a batch, or what is unparked between two.
	turn sync.Mutex
	// at is the projector at work.
	at *projector
}

// unparking bounds how long an unpark waits for its turn, and how long it takes then.
const unparking = 30 * time.Second

// Unpark applies the events of a thing that stands still, in order and in one transaction, and returns how many they were. It is a conflict
// when one still cannot be applied, or when rows would come out otherwise than from the log in its order: then a rebuild decides anew.
func (k *Parking) Unpark(ctx context.Context, t thing.Thing) (events int, err error) {
	ctx, cancel := context.WithTimeout(ctx, unparking)
	defer cancel()
	if !k.take(ctx) {
		return 0, fault.New(fault.Unavailable, "the rows are not followed by this process at this moment, so it cannot apply what is parked; "+
			"`dontblink status` says why")
	}
	defer k.turn.Unlock()
	stop := k.at.beforeEnd(cancel)
	defer stop()
	events, err = k.at.unpark(ctx, t)
	if k.at.conn.IsClosed() { // a question that was broken off costs the connection, and the lock with it
		k.at.end(passing{cmp.Or(err, errEnded)})
	}
	return events, err
}

// take waits for the turn, and for a Run that is just beginning, or beginning anew.
func (k *Parking) take(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if k.turn.TryLock() {
			if k.at != nil {
				return true
			}
			k.turn.Unlock()
		}
		if !pause(ctx, 0) {
			return false
		}
	}
}

// follow notes which projector is at work; nil: none.
func (k *Parking) follow(p *projector) {
	k.turn.Lock()
	defer k.turn.Unlock()
	k.at = p
}

func (p *projector) unpark(ctx context.Context, t thing.Thing) (int, error) {
	if err := p.refresh(ctx); err != nil {
		return 0, err
	}
	if !p.parked[t] {
		return 0, fault.New(fault.NotFound, "%s does not stand still; `dontblink parked` lists what does", t)
	}
	events, err := p.waiting(ctx, t)
	if err != nil {
		return 0, err
	}
	p.fresh = false // until the rows are in, memory is ahead of them
	err = pgx.BeginFunc(ctx, p.conn, func(tx pgx.Tx) error {
		// Rows that a crash takes are made again from the log, which says nothing of this: who is told that it is done must not find it undone.
		if _, err := tx.Exec(ctx, `set local synchronous_commit = on`); err != nil {
			return err
		}
		// It moves to where it is: nobody else may have moved it, and who shows rows hears that there are others.
		if err := p.move(ctx, tx, p.place); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, In(p.slot, `delete from slot.parked where thing = $1`), t.String()); err != nil {
			return fmt.Errorf("take up what was put aside in %s: %w", p.slot, err)
		}
		return p.applyInTurn(ctx, tx, events)
	})
	if err != nil {
		return 0, err
	}
	p.fresh = true
	delete(p.parked, t)
	p.report()
	return len(events), nil
}

// waiting reads again from the log what was put aside of a thing.
func (p *projector) waiting(ctx context.Context, t thing.Thing) ([]eventlog.Recorded, error) {
	rows, _ := p.conn.Query(ctx, In(p.slot, `select sequence from slot.parked where thing = $1 order by sequence`), t.String())
	sequences, err := pgx.CollectRows(rows, pgx.RowTo[uint64])
	if err != nil {
		return nil, fmt.Errorf("list what was put aside of %s: %w", t, err)
	}
	if err := p.sameEdition(ctx, t, sequences[0]); err != nil {
		return nil, err
	}
	events, err := p.Log.Load(ctx, t)
	if err != nil {
		return nil, err
	}
	events = slices.DeleteFunc(events, func(r eventlog.Recorded) bool { return !slices.Contains(sequences, r.Sequence) })
	if len(events) != len(sequences) {
		return nil, fmt.Errorf("%d events of %s are put aside, but the log has %d of them", len(sequences), t, len(events))
	}
	return events, nil
}

// sameEdition makes sure that rows come out now as they would have then: what they rest on beside their thing is the edition.
func (p *projector) sameEdition(ctx context.Context, t thing.Thing, since uint64) error {
	edition, err := p.Log.Load(ctx, thing.Edition)
	if err != nil {
		return err
	}
	for _, r := range edition {
		if r.Sequence > since && r.Sequence <= p.place.Sequence {
			return fault.New(fault.Conflict, "%s stands still since event %d, and event %d changed the edition: only "+
				"`dontblink rebuild` can apply the two in their order", t, since, r.Sequence)
		}
	}
	return nil
}

// applyInTurn applies events one by one, so that it can be said at which it ends.
func (p *projector) applyInTurn(ctx context.Context, tx pgx.Tx, events []eventlog.Recorded) error {
	for i, r := range events {
		err := p.applied(ctx, tx, p.slot, events[i:i+1])
		if refused, ok := errors.AsType[*refusal](err); ok {
			return fault.New(fault.Conflict, "event %d, %s of %s, still cannot be applied: %s", r.Sequence, r.Type, r.Thing, refused.words(p.slot))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
