package projection

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"dontblink.dev/pkg/eventlog"
)

// refusal says that Apply would not take what it was given, and never will.
type refusal struct {
	error
	// stack is where it panicked, if it did. It is for the log: no two panics have the same.
	stack string
}

func (r *refusal) Unwrap() error { return r.error }

// applied calls Apply, and tells a refusal from all else that may go wrong.
func (c *Config) applied(ctx context.Context, tx pgx.Tx, slot string, batch []eventlog.Recorded) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &refusal{error: fmt.Errorf("panic: %v", v), stack: string(debug.Stack())}
		}
	}()
	err = c.Apply(ctx, tx, slot, batch)
	switch {
	case err == nil:
		return nil
	case ctx.Err() == nil && !tx.Conn().IsClosed() && refuses(err):
		return &refusal{error: err}
	}
	return fmt.Errorf("apply the events %d to %d: %w", batch[0].Sequence, batch[len(batch)-1].Sequence, err)
}

// refuses reports whether an error is about what was to be applied: the same comes again whenever that does, and nothing else need mind.
func refuses(err error) bool {
	if _, stopped := errors.AsType[*eventlog.Stop](err); stopped || passes(err) || errors.Is(err, context.Canceled) {
		return false
	}
	pg, ok := errors.AsType[*pgconn.PgError](err)
	return !ok || refusesInPostgres(pg.Code)
}

// refusesInPostgres tells apart the classes of Postgres' errors that no event is to blame for, and that parking it would only hide.
func refusesInPostgres(code string) bool {
	switch code[:min(2, len(code))] {
	case "25", // invalid transaction state
		"28", "3D", "3F", // no such role, database, schema
		"42", // no such table or column, no right to it, bad syntax
		"F0", // the server's configuration
		"XX": // the server itself, or damaged pages
		return false
	}
	return true
}

// settle has a batch committed. While it is refused it is halved, until the event that is at fault stands alone: then commit is called
// with the refusal, and parks it. All that lies before it is committed by then.
func settle(batch []eventlog.Recorded, commit func(batch []eventlog.Recorded, refused *refusal) error) error {
	err := commit(batch, nil)
	refused, ok := errors.AsType[*refusal](err)
	switch {
	case !ok:
		return err
	case len(batch) == 1:
		return commit(batch, refused)
	}
	half := len(batch) / 2
	if err := settle(batch[:half], commit); err != nil {
		return err
	}
	return settle(batch[half:], commit)
}
