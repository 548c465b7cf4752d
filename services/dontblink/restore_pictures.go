package dontblink

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"dontblink.dev/pkg/album"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/thing"
	"dontblink.dev/pkg/vault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// pictures brings into the store behind a connection what the log there names: from the store that was here, and from the backup. What nobody
// names any more was erased since, and stays away.
func (r *restoring) pictures(ctx context.Context, connect album.Connect, old string) error {
	named, err := r.named(ctx, connect)
	if err != nil {
		return err
	}
	return album.Over(connect, func(here *album.Album) error {
		if err := here.Make(ctx); err != nil {
			return err
		}
		if err := r.fromStore(ctx, here, old, named); err != nil {
			return err
		}
		return r.fromBackup(ctx, here, named)
	})
}

// named returns which pictures the log names. Where it holds events that nobody can read, though they were not erased, every picture may be one.
func (r *restoring) named(ctx context.Context, connect album.Connect) (func(hash string) bool, error) {
	keys, leave, err := vault.Dial(ctx, r.dsn, vault.Folder(r.dir))
	if err != nil {
		return nil, err
	}
	defer leave()
	names, closed, erased := map[string]bool{}, map[string]bool{}, map[string]bool{}
	err = eventlog.Over(ctx, connect, eventlog.Find, func(l *eventlog.Log) error {
		l.Vault = keys
		_, err := l.Read(ctx, thing.KindActivity, 0, func(event eventlog.Recorded) error {
			// An event that cannot be read may have named any picture, unless an erasure names its key.
			closed[event.Key] = closed[event.Key] || event.Erased
			if e, ok := event.Event.(*eventv1.ActivityErased); ok {
				for _, key := range e.GetKeys() {
					erased[key] = true
				}
			}
			if e, ok := event.Event.(interface{ GetActivity() *eventv1.Activity }); ok {
				for _, image := range e.GetActivity().GetImages() {
					names[image.GetHash()] = true
				}
			}
			return nil
		})
		return err
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	lost := err != nil // without the master key, nothing can be read
	for key := range closed {
		lost = lost || closed[key] && !erased[key]
	}
	// In doubt a picture is brought back: one too many is swept later, one too few is gone.
	return func(hash string) bool { return lost || names[hash] }, nil
}

// fromStore takes over what lies in the store that was here, as far as that can be opened.
func (r *restoring) fromStore(ctx context.Context, here *album.Album, old string, named func(string) bool) error {
	if _, err := os.Stat(old); old == "" || err != nil {
		return nil
	}
	server, err := local.StartNATS(old, 0)
	if err != nil {
		return nil // what is wrong with it was told when the log was looked for there
	}
	defer func() { _ = server.Close() }()
	return album.Over(server.Connect, func(there *album.Album) error {
		copied, err := there.CopyTo(ctx, here, named)
		if copied > 0 {
			r.page.line("Taken over from the store that was there: %s.", plural(copied, "picture or copy of one", "pictures and copies of them"))
		}
		return err
	})
}

// fromBackup brings back what the backup has.
func (r *restoring) fromBackup(ctx context.Context, here *album.Album, named func(string) bool) error {
	if r.bundle == nil {
		return nil
	}
	back, has := 0, 0
	err := r.bundle.Parts(func(name string, bytes io.Reader) error {
		name, ok := strings.CutPrefix(name, album.BackupFolder)
		hash, _, copied := strings.Cut(name, ".")
		if ok && !copied {
			has++
		}
		if !ok || !named(hash) {
			return nil
		}
		data, err := io.ReadAll(bytes)
		if err == nil {
			err = here.Put(ctx, name, data)
		}
		if !copied {
			back++
		}
		return err
	})
	if err == nil && has > 0 {
		r.page.line("Pictures in the backup: %s; here now: %s of them. What was erased stays erased.", thousands(has), thousands(back))
	}
	return err
}

// picturesAlone is for who has lost pictures and nothing else: as with keys, every backup is older than the archive by then.
func (r *restoring) picturesAlone(ctx context.Context) error {
	if url := os.Getenv("NATS_URL"); url != "" {
		return r.pictures(ctx, eventlog.Server(url), "")
	}
	if err := brokenOff(r.dir); err != nil {
		return err
	}
	return r.picturesHere(ctx)
}

// picturesHere brings back what is missing in the store that is here, beside a log that is whole.
func (r *restoring) picturesHere(ctx context.Context) error {
	if r.bundle == nil {
		return nil
	}
	server, err := local.StartNATS(filepath.Join(r.dir, "nats"), 0)
	if err != nil {
		return err
	}
	defer func() { _ = server.Close() }()
	return r.pictures(ctx, server.Connect, "")
}
