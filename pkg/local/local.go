// Package local starts on this machine what the product stands on: the log (NATS with JetStream, in this process) and the rows
// (a private Postgres, a child of this process). Both live in one folder, speak to nobody outside, and end with the process.
//
// It holds nothing that a cluster needs: services are given addresses and do not import it.
package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/nats-io/nats.go"
	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/fault"
)

// Options say what differs from the ordinary.
type Options struct {
	// Private starts servers of our own also where NATS_URL and DATABASE_URL name others: what is shown or tested must not end up in a
	// team's log, from which nothing can be deleted.
	Private bool
	// RowsAlone starts no log: it is to be made anew, and nobody else may use the folder meanwhile.
	RowsAlone bool
}

// Local is the ground started here.
type Local struct {
	// Dir is the data folder, as an absolute path.
	Dir string
	// NATS is a connection to the log.
	NATS *nats.Conn
	// DSN is where the rows are.
	DSN string

	lock     *os.File
	nats     *NATS
	postgres *Postgres
}

// Start starts both in the data folder dir (empty: DefaultDir), and holds the folder until Close: a second start there is
// refused with InUse. NATS_URL and DATABASE_URL, when set, name servers that stand already; they are used as they are.
// The context bounds the start, not what is started.
func Start(ctx context.Context, dir string, options Options) (*Local, error) {
	dir, err := dataFolder(dir)
	if err != nil {
		return nil, err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	l := &Local{Dir: dir, lock: lock}
	// No context of the group's: when one of the two cannot start, the other still ends its own start and is closed in order.
	var starting errgroup.Group
	starting.Go(func() error { return l.startLog(options) })
	starting.Go(func() error { return l.startRows(ctx, options) })
	if err := starting.Wait(); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// dataFolder makes the folder if there is none. It is ours to make, and to let the user that runs Postgres pass through.
func dataFolder(dir string) (string, error) {
	if dir == "" {
		var err error
		if dir, err = DefaultDir(); err != nil {
			return "", err
		}
	}
	own, err := ownFolder(dir)
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return "", fault.New(fault.Invalid, "the folder %s cannot be used: %s %s: %s; name another with --data", dir, path.Op, path.Path, path.Err)
	}
	return own, err
}

func (l *Local) startLog(options Options) (err error) {
	if options.RowsAlone {
		return nil
	}
	if url := os.Getenv("NATS_URL"); url != "" && !options.Private {
		if l.NATS, err = nats.Connect(url, connectOptions()...); err != nil {
			return fmt.Errorf("connect to the NATS server that NATS_URL names: %w", err)
		}
		return nil
	}
	if l.nats, err = StartNATS(filepath.Join(l.Dir, "nats"), 0); err != nil {
		return err
	}
	l.NATS, err = l.nats.Connect()
	return err
}

func (l *Local) startRows(ctx context.Context, options Options) (err error) {
	if dsn := os.Getenv("DATABASE_URL"); dsn != "" && !options.Private {
		l.DSN = dsn
		return nil
	}
	if l.postgres, err = StartPostgres(ctx, filepath.Join(l.Dir, "postgres")); err != nil {
		return err
	}
	l.DSN = l.postgres.DSN()
	return nil
}

// Synced reports whether every append is on disk before it is acknowledged: ours always is, of another's server that is not known.
func (l *Local) Synced() bool { return l.nats != nil }

// Died is closed when the private Postgres has ended, also when it ended by itself; nil (never ready) when DATABASE_URL named another.
func (l *Local) Died() <-chan struct{} {
	if l.postgres == nil {
		return nil
	}
	return l.postgres.Done()
}

// Wake has the private Postgres go on if somebody has stopped it: who is to end need not wait for it.
func (l *Local) Wake() {
	if l.postgres != nil {
		l.postgres.child.wake()
	}
}

// Close stops what was started and gives the folder free. It may be called more than once.
func (l *Local) Close() error {
	var errs []error
	if l.NATS != nil {
		l.NATS.Close()
	}
	if l.nats != nil {
		errs = append(errs, l.nats.Close())
	}
	if l.postgres != nil {
		errs = append(errs, l.postgres.Close())
	}
	return errors.Join(append(errs, unlock(l.lock))...)
}
