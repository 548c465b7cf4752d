package projection

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/fault"
)

// Rebuilder has a Run make its rows anew. The zero value is ready; it belongs to one Run.
type Rebuilder struct {
	mu sync.Mutex
	// at is the projector at work, and serving whether its slot is read.
	at      *projector
	serving bool
	// next is the slot that a projector goes on with, once it is filled; done is closed when it serves.
	next string
	done chan struct{}
	// progress says how far a rebuild is; empty: there is none.
	progress string
}

// Progress says how far a rebuild is ("62 %"); empty when there is none.
func (r *Rebuilder) Progress() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.progress
}

func (r *Rebuilder) say(progress string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress = progress
}

// errHandOver ends a projector whose place another slot takes.
var errHandOver = passing{errors.New("the rows were made anew: going on with those")}

// Rebuild fills a new slot beside the serving one, which serves and follows the log meanwhile; then the Run that the Rebuilder belongs
// to goes on with the new one, which takes over as soon as it has seen the whole log. The old slot is kept. It returns the new slot
// when that serves. Until the Run goes on with it the new slot is dropped when anything goes wrong.
// The Config is as for Run, with an Apply and a Start that share no memory with those of the Run.
func (r *Rebuilder) Rebuild(ctx context.Context, c Config) (slot string, err error) {
	c.fill()
	b := &beside{Config: c, lock: rebuildLock(c.Version), busy: "the rows are being made anew already"}
	if err := b.connect(ctx); err != nil {
		return "", err
	}
	defer r.say("")
	defer b.disconnect(ctx)
	if !r.begins(ctx) {
		return "", fault.New(fault.Unavailable, "the rows are not followed by this process at this moment, so it cannot make them anew; "+
			"`dontblink status` says why")
	}
	if err := r.fill(ctx, b); err != nil {
		return "", err
	}
	slot, done := r.handOver(b)
	select {
	case <-done:
		return slot, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// patience is how long a rebuild waits for a Run that is just beginning, or beginning anew.
const patience = 2 * time.Second

// begins waits until there is something to do anew.
func (r *Rebuilder) begins(ctx context.Context) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for !r.canBegin() {
		if !pause(ctx, 0) {
			return false
		}
	}
	return true
}

// canBegin: this process keeps up the slot that serves, and none waits to take its place.
func (r *Rebuilder) canBegin() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.serving && r.next == ""
}

func rebuildLock(version string) string { return "dontblink rebuild " + version }

// fill fills a new slot until there is no more than a batch to go. While its indexes are made the log goes on, so it looks again then.
func (r *Rebuilder) fill(ctx context.Context, b *beside) error {
	err := b.make(ctx, func(tx pgx.Tx) (err error) {
		if err := dropLeft(ctx, tx, b.Version); err != nil {
			return err
		}
		b.slot, err = create(ctx, tx, &b.Config)
		return err
	})
	if err == nil {
		err = r.catchUp(ctx, b)
	}
	if err != nil {
		return err
	}
	err = pgx.BeginFunc(ctx, b.conn, func(tx pgx.Tx) error { return makeIndexes(ctx, tx, b.slot, b.Indexes) })
	if err != nil {
		return err
	}
	return r.catchUp(ctx, b)
}

func (r *Rebuilder) catchUp(ctx context.Context, b *beside) error {
	for {
		head, err := b.Log.Last(ctx)
		if err != nil {
			return err
		}
		if b.place.Sequence > 0 && head.Sequence-b.place.Sequence <= uint64(b.MaxBatch) || head.Sequence == 0 {
			return nil
		}
		b.OnStatus = func(s Status) { r.say(Percent(s.Sequence, head.Sequence)) }
		b.OnStatus(Status{Sequence: b.place.Sequence})
		if err := b.project(ctx, head.Sequence); err != nil {
			return err
		}
	}
}

// handOver has the Run go on with the slot.
func (r *Rebuilder) handOver(b *beside) (slot string, done <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	slot, b.slot = b.slot, ""
	r.next, r.done = slot, make(chan struct{})
	if r.at != nil {
		r.at.end(errHandOver)
	}
	return slot, r.done
}

// follow notes which projector is at work; nil: none. One that began with another slot than the next one ends at once.
func (r *Rebuilder) follow(p *projector) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at, r.serving = p, p != nil && p.serving
	switch {
	case p == nil || r.next == "":
	case p.slot != r.next:
		p.end(errHandOver)
	case p.serving:
		r.next = ""
		close(r.done)
	}
}

// goOnWith returns the slot that the next projector goes on with; empty: with the one that serves.
func (r *Rebuilder) goOnWith() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.next
}

// forget drops what a rebuild left behind that was killed, unless one is at work.
func (p *projector) forget(ctx context.Context) error {
	return pgx.BeginFunc(ctx, p.conn, func(tx pgx.Tx) error {
		var mine bool
		err := tx.QueryRow(ctx, `select pg_try_advisory_xact_lock(hashtextextended($1, 0))`, rebuildLock(p.Version)).Scan(&mine)
		if err != nil || !mine {
			return err
		}
		return dropLeft(ctx, tx, p.Version)
	})
}

// dropLeft drops the slots that were begun and that nobody fills any more.
func dropLeft(ctx context.Context, tx pgx.Tx, version string) error {
	rows, _ := tx.Query(ctx, `delete from keeper.slot where version = $1 and state = 'filling' returning name`, version)
	left, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return fmt.Errorf("look for slots that were begun: %w", err)
	}
	for _, slot := range left {
		if err := drop(ctx, tx, slot); err != nil {
			return err
		}
	}
	return nil
}

// drop drops a slot that nobody reads, and its entry if it has one.
func drop(ctx context.Context, tx pgx.Tx, slot string) error {
	if _, err := tx.Exec(ctx, `drop schema if exists `+slot+` cascade`); err != nil {
		return fmt.Errorf("drop the slot %s: %w", slot, err)
	}
	if _, err := tx.Exec(ctx, `delete from keeper.slot where name = $1`, slot); err != nil {
		return fmt.Errorf("strike out the slot %s: %w", slot, err)
	}
	return nil
}
