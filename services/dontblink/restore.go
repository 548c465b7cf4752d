package dontblink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/local"
)

// restoreCommand is two under one word, as people say it: to restore an activity, and to restore the log.
func (c *cli) restoreCommand() *cobra.Command {
	var from, reason string
	var older, keys, pictures bool
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
			if len(args) == 1 && (from != "" || older || keys || pictures) {
				return usage{errors.New("an activity is restored by its id and --reason alone; --from, --older, --keys and --pictures are for the log")}
			}
			if len(args) == 1 {
				return c.bringBack(cmd.Context(), args[0], reason)
			}
			if reason != "" {
				return usage{errors.New("name the activity to restore, by its id: without one, it is the log that is made anew")}
			}
			if (older || keys || pictures) && from == "" {
				return usage{errors.New("--older, --keys and --pictures take from a backup: name that with --from")}
			}
			does := (*restoring).run
			switch {
			case keys:
				does = (*restoring).keysAlone
			case pictures:
				does = (*restoring).picturesAlone
			}
			return c.restore(cmd.Context(), from, older, does)
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why the activity counts after all")
	cmd.Flags().StringVar(&from, "from", "", "a backup, as a folder or a file; without it, the archive in Postgres")
	cmd.Flags().BoolVar(&keys, "keys", false, "take only the keys from the backup that are lost or damaged here, and leave all else as it is")
	cmd.Flags().BoolVar(&pictures, "pictures", false, "take only the pictures from the backup that are missing or damaged here, and leave all else as it is")
	cmd.Flags().BoolVar(&older, "older", false, "go back to the backup even if the archive here knows more, and put that archive aside")
	return cmd
}

func (c *cli) restore(ctx context.Context, from string, older bool, does func(*restoring, context.Context) error) (err error) {
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
	// Rows alone are started: the log that is there may not open, and is looked at later.
	a, leave, err := archive.Dial(ctx, started.DSN)
	if err != nil {
		return err
	}
	defer leave()
	copier := &archive.Copier{Archive: a, Logger: slog.Default()}
	// Whoever has the archive keeps it up with a log; a restore beside that would archive what it is about to replace.
	mine, err := copier.Claim(ctx)
	if err != nil {
		return err
	}
	if !mine {
		return fault.New(fault.Conflict, "the projector is at work on this archive: end all services, then restore")
	}
	defer func() { copier.Release(ctx) }()
	r := &restoring{dir: started.Dir, dsn: started.DSN, archive: a, copier: copier, bundle: bundle, page: &page{w: c.out}, older: older}
	return errors.Join(does(r, ctx), r.page.err)
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

// Every step can be broken off and taken again: what is there is looked at anew, and only the last rename makes it the log.
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
		if err := r.picturesHere(ctx); err != nil {
			return err
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
