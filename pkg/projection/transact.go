package projection

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"dontblink.dev/pkg/eventlog"
)

// transact moves the place and has rows written, in one transaction of two round trips where begin, place, rows and commit would be
// one each: somebody waits to see what was recorded, and on a busy machine both processes wait for their turn in each of them.
func (p *projector) transact(ctx context.Context, reached eventlog.Place, write func(pgx.Tx) error) error {
	begin := &pgx.Batch{}
	begin.BeginTx(pgx.TxOptions{})
	p.queueMove(begin, reached)
	results := p.conn.SendBatch(ctx, begin)
	tx := &deferred{Tx: results.Tx(), later: &pgx.Batch{}}
	err := results.Close()
	if err != nil {
		err = fmt.Errorf("move the place of %s to %d: %w", p.slot, reached.Sequence, err)
	} else if err = write(tx); err == nil {
		err = tx.finish(ctx)
	}
	if err != nil {
		_ = tx.Rollback(ctx) // pgx closes the connection when this fails, and then all begins anew
	}
	return err
}

// move sets the place, if it is still where this projector left it, and tells those who wait for it; they hear it on commit.
func (p *projector) move(ctx context.Context, tx pgx.Tx, to eventlog.Place) error {
	batch := &pgx.Batch{}
	p.queueMove(batch, to)
	return tx.SendBatch(ctx, batch).Close()
}

func (p *projector) queueMove(batch *pgx.Batch, to eventlog.Place) {
	batch.Queue(In(p.slot, `
		with moved as (
			update slot.place set sequence = $1, id = $2 where sequence = $3 returning sequence
		)
		select pg_notify('keeper_place', $4 || ' ' || sequence) from moved`),
		to.Sequence, to.ID, p.place.Sequence, p.slot).Exec(func(moved pgconn.CommandTag) error {
		if moved.RowsAffected() == 1 {
			return nil
		}
		return fmt.Errorf("somebody else has moved the place of %s away from %d: only one may project into it; "+
			"end the other and start this one again; if the rows were changed by hand, `dontblink rebuild` makes them anew from the log", p.slot, p.place.Sequence)
	})
}

// deferred is a transaction that keeps some of its statements until the end.
type deferred struct {
	pgx.Tx
	later *pgx.Batch
}

// Later has statements that only write sent together with the commit, where Run's transaction is given; in any other at once. What
// Apply asks or writes otherwise after that does not find them written.
func Later(ctx context.Context, tx pgx.Tx, batch *pgx.Batch) error {
	if d, ok := tx.(*deferred); ok {
		d.later.QueuedQueries = append(d.later.QueuedQueries, batch.QueuedQueries...)
		return nil
	}
	return tx.SendBatch(ctx, batch).Close()
}

// finish sends what was kept, and commits. All that was kept is Apply's, so what is wrong with it is a refusal as if Apply had said it.
func (d *deferred) finish(ctx context.Context) error {
	d.later.Queue("commit")
	conn := d.Conn()
	err := conn.SendBatch(ctx, d.later).Close()
	if err != nil && ctx.Err() == nil && !conn.IsClosed() && refuses(err) {
		return &refusal{error: err}
	}
	return err
}
