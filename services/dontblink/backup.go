package dontblink

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/album"
	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// backupCommand has the projector send a tar, and lays that out. It is whole or it is not there under its name.
func (c *cli) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup TARGET",
		Short: "Writes all that cannot be made anew to a folder, or to one file that ends in .tar",
		Long: `Writes every event with its hash, and all else that is not made from the events, to the folder TARGET, or to one file if TARGET ends in
.tar. It goes on while everything runs, holds the log as of one moment, and overwrites nothing. "dontblink restore --from TARGET" brings
it back, on any machine. The master key is not in it: that is the file master.key in the data folder, or what DONTBLINK_MASTER_KEY says.`,
		Args: exactlyOne("folder, or file that ends in .tar"),
		RunE: func(cmd *cobra.Command, args []string) error {
			target := filepath.Clean(args[0]) // a folder may be named with a slash at the end
			for _, path := range []string{target, target + unfinished} {
				if _, err := os.Lstat(path); err == nil {
					return fault.New(fault.Conflict, "%s is there already, and a backup overwrites nothing: %s", path, mended(path))
				}
			}
			return c.look(cmd.Context(), func(ctx context.Context, a *web.API) error { return c.backup(ctx, a, target) })
		},
	}
}

// unfinished is added to the name of a backup until it is whole.
const unfinished = ".part"

// mended says what to do about a path that is taken.
func mended(path string) string {
	if strings.HasSuffix(path, unfinished) {
		return "it is a backup that is being written, or broke off and can be deleted"
	}
	return "name another place"
}

func (c *cli) backup(ctx context.Context, a *web.API, target string) error {
	stream, err := a.Keeper.Backup(ctx, &apiv1.BackupRequest{})
	if err != nil {
		return err
	}
	part := target + unfinished
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return err
	}
	// The stream is a tar in both cases; a folder is that tar laid out, for those who keep theirs in a store that knows what is in them already.
	receive := receiveFolder
	if strings.HasSuffix(target, ".tar") {
		receive = receiveFile
	}
	// Half a backup is worse than none, so it goes. Only a machine that dies leaves one, under the name of what is unfinished.
	if err := errors.Join(receive(part, &messages[*apiv1.BackupResponse]{receive: stream.Receive}), stream.Close()); err != nil {
		return errors.Join(fmt.Errorf("write the backup: %w", err), os.RemoveAll(part))
	}
	// Read back, as restore would.
	bundle, err := archive.OpenBundle(part)
	if err != nil {
		return err
	}
	// A rename that is not synced may be undone by a power cut.
	if err := errors.Join(bundle.Close(), os.Rename(part, target), syncPath(filepath.Dir(target))); err != nil {
		return err
	}
	p := &page{w: c.out}
	p.line("%s holds %s, which is the whole log, and the keys that open it.", target, plural(int(bundle.Events), "event", "events"))
	if n := picturesIn(bundle); n > 0 {
		p.line("It holds %s too, and whoever has it can look at them: keep it where only the team can.", plural(n, "picture", "pictures"))
	}
	p.line("The hash of the last event, and so of all: %s", bundle.Head)
	p.line("The master key is NOT in it: keep a copy of %s elsewhere. Without it nothing in the backup that tells of people can be read.", c.masterKey())
	return p.err
}

// picturesIn counts the pictures of a backup, without their copies.
func picturesIn(b *archive.Bundle) (n int) {
	for _, m := range b.Members {
		// A copy has its size behind a stop.
		if name, ok := strings.CutPrefix(m.Name, album.BackupFolder); ok && !strings.Contains(name, ".") {
			n++
		}
	}
	return n
}

// masterKey says where the master key is, as far as it can be seen from here.
func (c *cli) masterKey() string {
	if dir, err := c.dir(); err == nil && c.elsewhere() == "" {
		path := filepath.Join(dir, "master.key")
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return "it"
}

// receiveFile writes the tar as it comes.
func receiveFile(path string, r io.Reader) error { return writeSynced(path, r) }

// receiveFolder writes each file of the tar by itself.
func receiveFolder(path string, r io.Reader) error {
	reader := tar.NewReader(r)
	for {
		header, err := reader.Next()
		if errors.Is(err, io.EOF) {
			return syncPath(path)
		}
		if err != nil {
			return err
		}
		// The stream comes from a server, and what it names must not lead out of the folder.
		if !filepath.IsLocal(header.Name) {
			return fmt.Errorf("the backup names a file outside of itself: %s", header.Name)
		}
		name := filepath.Join(path, header.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		if err := errors.Join(writeSynced(name, reader), syncPath(filepath.Dir(name))); err != nil {
			return err
		}
	}
}

// writeSynced writes a file that is not there yet, for its owner alone.
func writeSynced(path string, r io.Reader) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, r)
	return errors.Join(err, file.Sync(), file.Close())
}

// syncPath has a folder's own entries be on disk.
func syncPath(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
