package dontblink

import (
	"context"
	"io"

	"dontblink.dev/pkg/vault"
)

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
