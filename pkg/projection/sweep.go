package projection

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// sweep drops the old slots of this projection but the newest, which is a way back. It begins when a slot serves. What cannot be
// dropped now can be later, and hinders nobody.
func (p *projector) sweep(ctx context.Context) {
	old, err := p.old(ctx)
	for _, slot := range old {
		if err == nil {
			err = p.dropOld(ctx, slot)
		}
	}
	if err != nil && ctx.Err() == nil {
		p.Logger.Warn("an old slot that nobody needs is still there; the next start tries again", "error", err)
	}
}

// oldSlot is one that may go.
type oldSlot struct{ Name, Version string }

// old lists what may go: earlier slots of this version at once, for this process served them last; those of another version a week
// after this one began to serve, for its processes may still run until a deploy is through, or come back when that is undone.
func (p *projector) old(ctx context.Context) ([]oldSlot, error) {
	if _, err := p.conn.Exec(ctx, `
		update keeper.slot
		set left_at = case when version <> $2 then now() end
		where projection = $1 and (left_at is null) = (version <> $2)`, p.Name, p.Version); err != nil {
		return nil, fmt.Errorf("note which slots are old: %w", err)
	}
	rows, _ := p.conn.Query(ctx, `
		select name, version
		from keeper.slot
		where projection = $1
			and (version = $2 and state = 'kept' or version <> $2 and left_at < now() - interval '7 days')
			and name is distinct from (
				select name
				from keeper.slot
				where projection = $1 and (state = 'kept' or version <> $2 and state = 'serving')
				order by created_at desc, name desc
				limit 1
			)
		order by created_at, name`, p.Name, p.Version)
	old, err := pgx.CollectRows(rows, pgx.RowToStructByPos[oldSlot])
	if err != nil {
		return nil, fmt.Errorf("list old slots: %w", err)
	}
	return old, nil
}

// dropOld drops one, unless a process of its version is at work. Who still reads it is waited for, but not for long: the log waits too.
func (p *projector) dropOld(ctx context.Context, slot oldSlot) error {
	return pgx.BeginFunc(ctx, p.conn, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `set local lock_timeout = '500ms'`); err != nil {
			return err
		}
		free := true
		if slot.Version != p.Version {
			err := tx.QueryRow(ctx, `select pg_try_advisory_xact_lock(hashtextextended($1, 0))`, projectLock(slot.Version)).Scan(&free)
			if err != nil {
				return err
			}
		}
		if !free {
			return nil
		}
		return drop(ctx, tx, slot.Name)
	})
}

// projectLock is what the process holds that projects a version.
func projectLock(version string) string { return "dontblink project " + version }
