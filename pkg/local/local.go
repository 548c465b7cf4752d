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
)

// Options say what differs from the ordinary.
type Options struct {
	// Port lets other programs of this machine reach the log at 127.0.0.1. Zero opens no port, -1 any free one.
	Port int
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
	starting.Go(func() error { return l.startRows(ctx) })
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
	return ownFolder(dir)
}

func (l *Local) startLog(options Options) (err error) {
	if url := os.Getenv("NATS_URL"); url != "" {
		if l.NATS, err = nats.Connect(url, connectOptions()...); err != nil {
			return fmt.Errorf("connect to the NATS server that NATS_URL names: %w", err)
		}
		return nil
	}
	if l.nats, err = StartNATS(filepath.Join(l.Dir, "nats"), options.Port); err != nil {
		return err
	}
	l.NATS, err = l.nats.Connect()
	return err
}

func (l *Local) startRows(ctx context.Context) (err error) {
	if l.DSN = os.Getenv("DATABASE_URL"); l.DSN != "" {
		return nil
	}
	if l.postgres, err = StartPostgres(ctx, filepath.Join(l.Dir, "postgres")); err != nil {
		return err
	}
	l.DSN = l.postgres.DSN()
	return nil
}

// URL is where other programs of this machine reach the log; empty when no port was asked for, or when NATS_URL named the server.
func (l *Local) URL() string {
	if l.nats == nil {
		return ""
	}
	return l.nats.URL()
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
