package dontblink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/vault"
)

func (c *cli) restoreCommand() *cobra.Command {
	var from, reason string
	var older, keys bool
	cmd := &cobra.Command{
		Use:   "restore [ID --reason WHY]",
		Short: "Brings back an activity that was withdrawn; without an id, the log, from its archive or from a backup",
		Long: `With the id of an activity, brings back what was withdrawn.

Without one, makes the log anew from the archive in Postgres, or from a backup named with --from. The events come to lie at the same places as before, so
what was made from them still holds. Nothing is deleted: the log that is there is put aside beside the new one, and what it has more than
the archive is saved first, as far as it can be read. No "dontblink up" may run meanwhile. A restore that was broken off is run again.

Where NATS_URL names a server, the log there must be empty, or a true beginning of the archive: it is completed.`,
		Example: `  dontblink restore 0f5c1a2b --reason "it was not the same clinic"
  dontblink restore --from backup`,
		Args:              takes(0, 1),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 && (from != "" || older || keys) {
				return usage{errors.New("an activity is restored by its id and --reason alone; --from, --older and --keys are for the log")}
			}
			if len(args) == 1 {
				return c.bringBack(cmd.Context(), args[0], reason)
			}
			if reason != "" {
				return usage{errors.New("name the activity to restore, by its id: without one, it is the log that is made anew")}
			}
			if (older || keys) && from == "" {
				return usage{errors.New("--older and --keys take from a backup: name that with --from")}
			}
			return c.restore(cmd.Context(), from, older, keys)
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why the activity counts after all")
	cmd.Flags().StringVar(&from, "from", "", "a backup, as a folder or a file; without it, the archive in Postgres")
	cmd.Flags().BoolVar(&keys, "keys", false, "take only the keys from the backup that are lost or damaged here, and leave all else as it is")
	cmd.Flags().BoolVar(&older, "older", false, "go back to the backup even if the archive here knows more, and put that archive aside")
	return cmd
}

func (c *cli) restore(ctx context.Context, from string, older, keys bool) (err error) {
	if address := c.elsewhere(); address != "" {
		return usage{fmt.Errorf("nothing is restored through %s: stop the services there, and run `dontblink restore` with --data, "+
			"or with the NATS_URL and DATABASE_URL of their servers and without %s", address, serverVariable)}
	}
	dir, err := c.dir()
	if err != nil {
		return err
	}
	// Before anything is made in a folder that was perhaps mistyped.
	bundle, err := opened(from, dir)
	if err != nil {
		return err
	}
	if bundle != nil {
		defer func() { err = errors.Join(err, bundle.Close()) }()
	}
	started, err := local.Start(ctx, dir, local.Options{RowsAlone: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, started.Close()) }()
	a, leave, err := archive.Dial(ctx, started.DSN)
	if err != nil {
		return err
	}
	defer leave()
	copier := &archive.Copier{Archive: a, Logger: slog.Default()}
	mine, err := copier.Claim(ctx)
	if err != nil {
		return err
	}
	if !mine {
		return fault.New(fault.Conflict, "the projector is at work on this archive: end all services, then restore")
	}
	defer func() { copier.Release(ctx) }()
	r := &restoring{dir: started.Dir, dsn: started.DSN, archive: a, copier: copier, bundle: bundle, page: &page{w: c.out}, older: older}
	does := r.run
	if keys {
		does = r.keysAlone
	}
	return errors.Join(does(ctx), r.page.err)
}

// opened opens the backup, if one is named; if none is, there must be an archive.
func opened(from, dir string) (*archive.Bundle, error) {
	if from != "" {
		return archive.OpenBundle(from)
	}
	_, err := os.Stat(filepath.Join(dir, "postgres", "data"))
	if errors.Is(err, os.ErrNotExist) && os.Getenv("DATABASE_URL") == "" {
		return nil, fault.New(fault.NotFound, "there is no archive in %s: name a backup with --from", dir)
	}
	return nil, nil
}

// restoring is one restore. The folder in which the new log is made is also the sign that a restore is not done: it is made before anything
// is changed, and takes the log's name at the end.
type restoring struct {
	dir     string
	dsn     string
	archive *archive.Archive
	copier  *archive.Copier
	bundle  *archive.Bundle
	page    *page
	older   bool
	// ends is the last event of the log that there will be.
	ends uint64
	// alone: the log that was there holds events that are nowhere else, or cannot be opened, so that nobody can say.
	alone bool
}

// restoringName is the folder of the log that is being made.
const restoringName = "nats.restoring"

// brokenOff says that a restore was begun in a folder and not ended. No log may be begun there, and none be gone on with.
func brokenOff(dir string) error {
	// A folder into which nobody can look is for others to complain of.
	if _, err := os.Lstat(filepath.Join(dir, restoringName)); err != nil || os.Getenv("NATS_URL") != "" {
		return nil //nolint:nilerr // as said
	}
	return fault.New(fault.Conflict, "a restore was broken off in %s: run `dontblink restore` there again, as it was", dir)
}

func (r *restoring) run(ctx context.Context) error {
	plan, err := r.weigh(ctx)
	if err != nil {
		return err
	}
	if err := r.keys(ctx); err != nil {
		return err
	}
	if url := os.Getenv("NATS_URL"); url != "" {
		return r.elsewhere(ctx, url, plan)
	}
	whole, err := r.whole(ctx, plan)
	if err != nil {
		return err
	}
	if whole {
		r.page.line("The log is what its archive says, event by event: there is nothing to restore.")
		if r.bundle != nil {
			r.page.line("The keys of the backup are here now too; what was erased stays erased.")
		}
		// What was lost before it was archived is in no copy here, and the rows that have seen it would stand still for ever.
		return r.forsake(ctx)
	}
	if err := os.MkdirAll(filepath.Join(r.dir, restoringName), 0o700); err != nil {
		return err
	}
	if err := syncPath(r.dir); err != nil {
		return err
	}
	if err := r.fill(ctx, plan); err != nil {
		return err
	}
	// Who goes back leaves behind what came later: as was asked, not as is planned. Run again, this finds the archive put aside already.
	if r.alone = r.older && !plan.Damaged; !r.alone {
		if err := r.salvage(ctx); err != nil {
			return err
		}
	}
	return r.remake(ctx)
}

// keys takes the keys of the backup in, beside those that are here: before the log, which says nothing without them. What was erased here or
// there stays erased.
func (r *restoring) keys(ctx context.Context) error {
	if r.bundle == nil {
		return nil
	}
	v, leave, err := vault.Dial(ctx, r.dsn, vault.Folder(r.dir))
	if err != nil {
		return err
	}
	defer leave()
	return r.bundle.Parts(func(name string, keys io.Reader) error {
		if name != vault.BackupName {
			return nil
		}
		return v.Restore(ctx, keys)
	})
}

// keysAlone is for who has lost keys and nothing else. Every backup is older than the archive by then, and to go back to it would cost events.
func (r *restoring) keysAlone(ctx context.Context) error {
	err := r.keys(ctx)
	if err == nil {
		r.page.line("The keys of the backup are here now too; what was erased stays erased. Nothing else was changed.")
	}
	return err
}

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
			if name == vault.BackupName {
				return nil // by keys
			}
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

// existing opens the log that is there. One that cannot be opened, or is none, is as good as not there.
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

// remake makes the new log, compares it with the archive, and gives it the place of the old one.
func (r *restoring) remake(ctx context.Context) error {
	store, half := filepath.Join(r.dir, "nats"), filepath.Join(r.dir, restoringName)
	// What an earlier restore had come to is begun again; the folder itself stays, as the sign.
	entries, err := os.ReadDir(half)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := os.RemoveAll(filepath.Join(half, e.Name())); err != nil {
			return err
		}
	}
	server, err := local.StartNATS(half, 0)
	if err != nil {
		return err
	}
	err = eventlog.Over(ctx, server.Connect, eventlog.Open, func(l *eventlog.Log) error { return r.refill(ctx, l) })
	if err := errors.Join(err, server.Close()); err != nil {
		return err
	}
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

// putAside renames a damaged log to the next name that is free.
func putAside(store string) (aside string, err error) {
	for n := 1; ; n++ {
		aside = fmt.Sprintf("%s.damaged-%d", store, n)
		if _, err := os.Lstat(aside); errors.Is(err, os.ErrNotExist) {
			return aside, os.Rename(store, aside)
		}
	}
}

// elsewhere restores into the account of a server that is not ours: what is there is not put aside, so it must be a beginning of the archive.
func (r *restoring) elsewhere(ctx context.Context, url string, plan *archive.Adoption) error {
	if err := r.fill(ctx, plan); err != nil {
		return err
	}
	return eventlog.Over(ctx, eventlog.Server(url), eventlog.Open, func(l *eventlog.Log) error {
		loss, err := r.archive.Compare(ctx, l, nil)
		if err != nil {
			return err
		}
		if loss != nil && !loss.EndsEarly() {
			return fault.New(fault.Conflict, "the log at %s is not a beginning of the archive: %s; restore into an empty account, "+
				"and have the services use that", redacted(url), loss)
		}
		return r.refill(ctx, l)
	})
}

// redacted leaves out the password that an address may hold.
func redacted(url string) string {
	if i := strings.LastIndex(url, "@"); i >= 0 {
		return url[i+1:]
	}
	return url
}
