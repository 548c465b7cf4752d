package archive

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
)

// Adoption is how a backup and the archive that is there become one. Weigh finds out, and Adopt does it.
type Adoption struct {
	bundle *Bundle
	// Has is how far the archive has come before, Gets how far it will have.
	Has, Gets uint64
	// Replaces: the archive that is there is put aside.
	Replaces bool
	// Damaged: it is, because it is not what it was. What came after the backup is then taken from the log, as far as that has it.
	Damaged bool
}

// Weigh compares a backup with the archive. An archive that knows more than the backup, or something else, is a fault.Conflict unless older
// says that what it knows shall be put aside: newer events are never thrown away in silence.
func (a *Archive) Weigh(ctx context.Context, b *Bundle, older bool) (*Adoption, error) {
	// All of it is read before anything is changed: a backup that turned out to be broken later would leave a restore that cannot be ended.
	if err := b.entries(ctx, b.Events, func(Entry) error { return nil }); err != nil {
		return nil, err
	}
	if older {
		_, err := a.Check(ctx)
		if _, stopped := errors.AsType[*eventlog.Stop](err); stopped {
			return &Adoption{bundle: b, Gets: b.Events, Replaces: true, Damaged: true}, nil
		}
		if err != nil {
			return nil, err
		}
	}
	has, err := a.Head(ctx)
	if err != nil {
		return nil, err
	}
	plan := &Adoption{bundle: b, Has: has.Sequence, Gets: b.Events}
	common := min(has.Sequence, b.Events)
	if common == 0 && b.Events >= has.Sequence {
		return plan, nil
	}
	same := common == 0
	if !same {
		if same, err = a.agrees(ctx, b, common); err != nil {
			return nil, err
		}
	}
	switch {
	case same && has.Sequence <= b.Events:
		return plan, nil
	case older:
		plan.Replaces = true
		return plan, nil
	case same:
		return nil, fault.New(fault.Conflict, "the archive here knows %d events and the backup only the first %d of them: leave out --from, and all "+
			"of them are brought back; to go back to what the backup holds, and put the %d later ones aside, add --older; for its keys alone, add --keys",
			has.Sequence, b.Events, has.Sequence-b.Events)
	}
	return nil, fault.New(fault.Conflict, "the backup is of another log than the archive here: their events up to %d differ; to put the archive "+
		"here aside (it is kept under another name), add --older", common)
}

func (a *Archive) agrees(ctx context.Context, b *Bundle, at uint64) (bool, error) {
	mine, err := a.hashes(ctx, at-1, at)
	if err != nil {
		return false, err
	}
	theirs, err := b.hashAt(ctx, at)
	return err == nil && mine[0] == theirs, err
}

// Adopt makes the archive what was weighed. All events come in one transaction: a kill leaves the archive as it was, or put aside.
func (a *Archive) Adopt(ctx context.Context, plan *Adoption) error {
	if plan.Replaces {
		if err := a.putAside(ctx); err != nil {
			return err
		}
		plan.Has = 0
	}
	return pgx.BeginFunc(ctx, a.pool, func(tx pgx.Tx) error {
		var waiting []Entry
		flush := func() error {
			if len(waiting) == 0 {
				return nil
			}
			err := insert(ctx, tx, waiting)
			waiting = waiting[:0]
			return err
		}
		err := plan.bundle.entries(ctx, plan.Has, func(e Entry) error {
			if waiting = append(waiting, e); len(waiting) < stride {
				return nil
			}
			return flush()
		})
		if err != nil {
			return err
		}
		return flush()
	})
}

// putAside renames the schema of the archive, and makes an empty one.
func (a *Archive) putAside(ctx context.Context) error {
	var n int
	err := a.pool.QueryRow(ctx, `select count(*) + 1 from pg_namespace where nspname like 'archive\_replaced\_%'`).Scan(&n)
	if err != nil {
		return fmt.Errorf("put the archive aside: %w", err)
	}
	if _, err := a.pool.Exec(ctx, fmt.Sprintf("alter schema archive rename to archive_replaced_%d", n)); err != nil {
		return fmt.Errorf("put the archive aside: %w", err)
	}
	_, err = Open(ctx, a.pool)
	return err
}

// Refill puts into a log all events of the archive behind the log's last one, at the same sequences. The log must end right before them.
func (a *Archive) Refill(ctx context.Context, log *eventlog.Log, progress func(at, of uint64)) error {
	head, err := a.Head(ctx)
	if err != nil {
		return err
	}
	ends, err := log.Ends(ctx)
	if err != nil {
		return err
	}
	var waiting []eventlog.Stored
	flush := func() error {
		if len(waiting) == 0 {
			return nil
		}
		if err := log.Refill(ctx, waiting); err != nil {
			return err
		}
		if progress != nil {
			progress(waiting[len(waiting)-1].Sequence, head.Sequence)
		}
		waiting = waiting[:0]
		return nil
	}
	err = a.Entries(ctx, ends, head.Sequence, func(e Entry) error {
		if waiting = append(waiting, e.Stored); len(waiting) < stride {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}
