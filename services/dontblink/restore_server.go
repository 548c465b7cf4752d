package dontblink

import (
	"context"
	"strings"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
)

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
		// A beginning of it is what a restore leaves that was broken off, or an account that is new.
		if loss != nil && !loss.EndsEarly() {
			return fault.New(fault.Conflict, "the log at %s is not a beginning of the archive: %s; restore into an empty account, "+
				"and have the services use that", redacted(url), loss)
		}
		if err := r.refill(ctx, l); err != nil {
			return err
		}
		return r.pictures(ctx, eventlog.Server(url), "")
	})
}

// redacted leaves out the password that an address may hold.
func redacted(url string) string {
	if i := strings.LastIndex(url, "@"); i >= 0 {
		return url[i+1:]
	}
	return url
}
