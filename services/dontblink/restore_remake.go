package dontblink

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/projection"
)

// remake makes the new log, compares it with the archive, and gives it the place of the old one.
func (r *restoring) remake(ctx context.Context) error {
	store, half := filepath.Join(r.dir, "nats"), filepath.Join(r.dir, restoringName)
	if err := emptied(half); err != nil {
		return err
	}
	server, err := local.StartNATS(half, 0)
	if err != nil {
		return err
	}
	err = eventlog.Over(ctx, server.Connect, eventlog.Open, func(l *eventlog.Log) error { return r.refill(ctx, l) })
	if err == nil {
		err = r.pictures(ctx, server.Connect, store)
	}
	// The folder is renamed next, and a server that still runs would go on writing under the old name.
	if err := errors.Join(err, server.Close()); err != nil {
		return err
	}
	return r.takePlace(ctx, half, store)
}

// emptied takes away what an earlier restore had come to, which is begun again; the folder itself stays, as the sign that none has ended.
func emptied(half string) error {
	entries, err := os.ReadDir(half)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(half, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// takePlace puts the log that was there aside, and the new one in its place. That rename comes last: whatever breaks off before it leaves the sign,
// and the restore is run again.
func (r *restoring) takePlace(ctx context.Context, half, store string) error {
	aside := ""
	if _, err := os.Lstat(store); err == nil {
		if aside, err = putAside(store); err != nil {
			return err
		}
	}
	if err := r.forsake(ctx); err != nil {
		return err
	}
	if err := errors.Join(os.Rename(half, store), syncPath(r.dir)); err != nil {
		return err
	}
	switch {
	case aside == "":
	case r.alone:
		r.page.line("The log that was there is kept in %s: do not delete it, it holds events that are nowhere else.", aside)
	default:
		r.page.line("The log that was there is kept in %s; nothing needs it any more.", aside)
	}
	r.page.line("`dontblink verify` compares lists and counts with it.")
	return nil
}

// refill fills the new log from the archive, and compares the two event by event before anybody uses it.
func (r *restoring) refill(ctx context.Context, l *eventlog.Log) error {
	if err := r.archive.Refill(ctx, l, nil); err != nil {
		return err
	}
	loss, err := r.archive.Compare(ctx, l, nil)
	if err == nil && loss != nil {
		err = fmt.Errorf("the log that was made is not what the archive says, and is not used: %w", loss.Stop())
	}
	if err != nil {
		return err
	}
	head, err := r.archive.Head(ctx)
	if err != nil {
		return err
	}
	r.ends = head.Sequence
	r.page.line("Restored: %s, each at the place it had; the last is event %s, with the hash %s.",
		plural(int(head.Sequence), "event", "events"), thousands(int(head.Sequence)), head.Hash)
	return nil
}

// forsake has rows made anew that know of events which are not in the log any more.
func (r *restoring) forsake(ctx context.Context) error {
	forsaken, err := projection.Forsake(ctx, r.dsn, func(at eventlog.Place) (bool, error) { return r.holds(ctx, at) })
	if forsaken > 0 {
		r.page.line("Lists and counts had seen events that are not in the log now: they are made anew when services start.")
	}
	return err
}

// holds reports whether the log holds the event at a place. What was not archived yet is known by its sequence alone.
// The same sequence with another id is another event: the rows have seen a log that went another way.
func (r *restoring) holds(ctx context.Context, at eventlog.Place) (bool, error) {
	head, err := r.archive.Head(ctx)
	if err != nil || at.Sequence == 0 || at.Sequence > head.Sequence {
		return at.Sequence <= r.ends, err
	}
	same := false
	err = r.archive.Entries(ctx, at.Sequence-1, at.Sequence, func(e archive.Entry) error {
		same = e.ID() == at.ID
		return nil
	})
	return same, err
}
