package projection

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/jackc/pgx/v5/pgconn"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
)

// passing is an error that is worth trying again, whatever it is by itself.
type passing struct{ error }

func (p passing) Unwrap() error { return p.error }

// passes reports whether it is worth trying again what ended in err: servers that are away, starting, full or at odds with each
// other. All else comes again the same.
func passes(err error) bool {
	if _, stopped := errors.AsType[*eventlog.Stop](err); stopped {
		return false
	}
	if _, ok := errors.AsType[passing](err); ok {
		return true
	}
	if pg, ok := errors.AsType[*pgconn.PgError](err); ok {
		return passesInPostgres(pg.Code)
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	for _, away := range []error{errEnded, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed, context.DeadlineExceeded, fault.Unavailable} {
		if errors.Is(err, away) {
			return true
		}
	}
	return pgconn.SafeToRetry(err)
}

// passesInPostgres knows the classes of Postgres' errors (its manual, appendix A) that are not about what was asked.
func passesInPostgres(code string) bool {
	switch code[:min(2, len(code))] {
	case "08", // connection exception
		"40", // transaction rollback: serialization, deadlock
		"53", // insufficient resources: disk, memory, connections
		"55", // object not in the state that is needed: locks
		"57", // operator intervention: shutdown, start, cancel
		"58": // system error: IO
		return true
	}
	return false
}
