package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"dontblink.dev/pkg/fault"
)

// makeCluster makes the data folder unless there is one. It is made under another name and renamed when it is whole, so a kill in
// the middle leaves nothing that looks like a cluster.
func (p *Postgres) makeCluster(ctx context.Context) error {
	if majorOf(p.data) != 0 {
		return p.as.give(p.data)
	}
	if _, err := os.Lstat(p.data); err == nil {
		return fault.New(fault.Invalid, "the folder %s is no longer that of a Postgres%s", p.data, p.remedy())
	}
	p.fresh = true
	if err := p.removeHalves(); err != nil {
		return err
	}
	half, err := os.MkdirTemp(p.dir, "half-")
	if err != nil {
		return err
	}
	if err := p.as.give(half); err != nil {
		return err
	}
	if err := p.initdb(ctx, half); err != nil {
		return errors.Join(err, os.RemoveAll(half))
	}
	if err := os.Rename(half, p.data); err != nil {
		return err
	}
	return syncFolder(p.dir)
}

// removeHalves removes what killed starts left. Their programs have ended, since they held the lock that is ours now.
func (p *Postgres) removeHalves() error {
	halves, err := filepath.Glob(filepath.Join(globbed(p.dir), "half-*"))
	for _, half := range halves {
		err = errors.Join(err, os.RemoveAll(half))
	}
	return err
}

// globbed takes the meaning from what a pattern would read as one.
func globbed(path string) string {
	var quoted []rune
	for _, r := range path {
		if slices.Contains([]rune(`*?[\`), r) {
			quoted = append(quoted, '\\')
		}
		quoted = append(quoted, r)
	}
	return string(quoted)
}

func (p *Postgres) initdb(ctx context.Context, data string) error {
	args := []string{"-D", data, "-U", userName, "-E", "UTF8", "--locale=C", "--auth-local=trust", "--auth-host=reject", "-k"}
	if slices.Contains(p.settings, "fsync=off") {
		args = append(args, "--no-sync")
	}
	cmd := exec.CommandContext(ctx, filepath.Join(p.bin, "initdb"), args...)
	// It removes what it made when it is asked to end, and not when it is killed.
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = patience
	c, err := launch(cmd, p.as, p.journal.File, p.running)
	if err != nil {
		return fmt.Errorf("run initdb: %w", err)
	}
	<-c.done
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if c.err != nil {
		return fmt.Errorf("make a database in %s: initdb: %w: %s", p.dir, c.err, p.journal.last(3))
	}
	return nil
}

// syncFolder makes the renaming last through a power cut. Some file systems cannot, and need not.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, fs.ErrInvalid) && !errors.Is(err, errors.ErrUnsupported) {
		return err
	}
	return nil
}
