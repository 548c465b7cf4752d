package dontblink

import (
	"context"
	"errors"
	"io"
	"strings"

	"dontblink.dev/pkg/album"
	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/vault"
)

// weigh finds out what is to come from the backup, and whether it may; nil, if there is none.
func (r *restoring) weigh(ctx context.Context) (*archive.Adoption, error) {
	if r.bundle != nil {
		return r.archive.Weigh(ctx, r.bundle, r.older)
	}
	head, err := r.archive.Head(ctx)
	if err == nil && head.Sequence == 0 {
		err = fault.New(fault.NotFound, "the archive here is empty: name a backup with --from")
	}
	return nil, err
}

// whole reports that the log is there, and is what the archive says, and nothing is to come from a backup. A restore that was broken off is not.
func (r *restoring) whole(ctx context.Context, plan *archive.Adoption) (whole bool, err error) {
	begun := brokenOff(r.dir) != nil
	if begun || plan != nil && (plan.Replaces || plan.Gets > plan.Has) {
		return false, nil //nolint:nilerr // that it was broken off is why it is not whole
	}
	// A log that cannot be opened leaves whole false.
	err = r.existing(ctx, func(l *eventlog.Log) error {
		loss, err := r.archive.Compare(ctx, l, nil)
		if err != nil {
			return err
		}
		whole = loss == nil
		r.ends, err = l.Ends(ctx)
		return err
	})
	if err == nil && whole {
		err = r.sound(ctx) // the log has all of the archive, but the archive perhaps not
	}
	return whole, err
}

// fill makes the archive what the log is to become, and checks it from the first event to the last.
func (r *restoring) fill(ctx context.Context, plan *archive.Adoption) error {
	if plan != nil {
		if err := r.archive.Adopt(ctx, plan); err != nil {
			return err
		}
		if plan.Replaces {
			r.page.line("The archive that was here is put aside in Postgres, in a schema archive_replaced_….")
		}
		if err := r.bundle.Parts(func(name string, _ io.Reader) error {
			if name == vault.BackupName || strings.HasPrefix(name, album.BackupFolder) {
				return nil // by keys, by pictures
			}
			// A part that a later version has added must not be lost without a word.
			return fault.New(fault.Invalid, "the backup holds %s, which this dontblink cannot bring back: upgrade it", name)
		}); err != nil {
			return err
		}
	}
	return r.sound(ctx)
}

// sound checks the archive from the first event to the last.
func (r *restoring) sound(ctx context.Context) error {
	_, err := r.archive.Check(ctx)
	if stop, stopped := errors.AsType[*eventlog.Stop](err); stopped {
		return fault.New(fault.Unavailable, "the archive is damaged itself: %s; restore from a backup: `dontblink restore --from BACKUP --older`", stop.Why)
	}
	return err
}
