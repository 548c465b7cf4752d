package dontblink

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
)

// existing opens the log that is there. One that cannot be opened, or is none, is as good as not there.
// What use says is returned; that it could not be opened is told, and is no error.
func (r *restoring) existing(ctx context.Context, use func(*eventlog.Log) error) error {
	store := filepath.Join(r.dir, "nats")
	if _, err := os.Stat(store); err != nil {
		return nil
	}
	server, err := local.StartNATS(store, 0)
	if err != nil {
		r.shut(err)
		return nil
	}
	// It was only read.
	defer func() { _ = server.Close() }()
	opened := false
	err = eventlog.Over(ctx, server.Connect, eventlog.Find, func(l *eventlog.Log) error {
		opened = true
		return use(l)
	})
	switch {
	case opened || ctx.Err() != nil:
		return err
	case !errors.Is(err, eventlog.ErrNone): // that is a store without its log
		r.shut(err)
	}
	return nil
}

// shut tells that nobody can say what a log holds.
func (r *restoring) shut(why error) {
	r.page.line("The log that is there cannot be opened: %v", why)
	r.alone = true
}

// salvage archives what the log has more than the archive, as far as it follows on it without a gap.
func (r *restoring) salvage(ctx context.Context) error {
	return r.existing(ctx, func(l *eventlog.Log) error {
		r.copier.Log = l
		saved, err := r.copier.Once(ctx)
		if saved > 0 {
			head, err := r.archive.Head(ctx)
			if err != nil {
				return err
			}
			r.page.line("Saved from the log that was there: events %d to %d, which were not archived yet.", head.Sequence-saved+1, head.Sequence)
		}
		if _, stopped := errors.AsType[*eventlog.Stop](err); stopped {
			// What follows does not belong to the archive, or cannot be read.
			r.alone, err = r.holdsMore(ctx, l)
		}
		return err
	})
}

// holdsMore reports that a log has events that its archive has not, or has others than those.
func (r *restoring) holdsMore(ctx context.Context, l *eventlog.Log) (bool, error) {
	loss, err := r.archive.Compare(ctx, l, nil)
	if err != nil || loss != nil && loss.Changed > 0 {
		return err == nil, err
	}
	head, err := r.archive.Head(ctx)
	if err != nil {
		return false, err
	}
	ends, err := l.Ends(ctx)
	return ends > head.Sequence, err
}

// putAside renames a damaged log to the next name that is free.
// The name says so even where the log was sound: it is not the one in use.
func putAside(store string) (aside string, err error) {
	for n := 1; ; n++ {
		aside = fmt.Sprintf("%s.damaged-%d", store, n)
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			return aside, os.Rename(store, aside)
		}
	}
}
