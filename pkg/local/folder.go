package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"dontblink.dev/pkg/fault"
)

// DefaultDir is where the data lies when nobody names a folder. Root gets one outside of its home, because Postgres runs as
// another user, and that user may not enter root's home.
func DefaultDir() (string, error) {
	if os.Geteuid() == 0 {
		return "/var/lib/dontblink", nil
	}
	if data := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "dontblink"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("find a folder for the data: %w; name one with --data", err)
	}
	return filepath.Join(home, ".local", "share", "dontblink"), nil
}

// ownFolder makes dir unless it exists, and returns it as an absolute path without symbolic links, so that one folder has one
// name. When we are root, others may pass through it (but not list it): the user that runs Postgres must reach its part.
func ownFolder(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	mode := fs.FileMode(0o700)
	if os.Geteuid() == 0 {
		mode = 0o711
	}
	if err := makeFolder(dir, mode); err != nil {
		return "", err
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", err
	}
	if !isOurs(dir) {
		return "", fault.New(fault.Invalid,
			"the folder %s holds other things; name an empty one, or one that is not there yet, with --data", dir)
	}
	if os.Geteuid() == 0 {
		return dir, addMode(dir, 0o111)
	}
	return dir, nil
}

// makeFolder makes dir with exactly that mode, and the folders above it passable, whatever the umask says.
func makeFolder(dir string, mode fs.FileMode) error {
	err := os.Mkdir(dir, mode)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeFolder(filepath.Dir(dir), mode|0o055); err != nil {
			return err
		}
		err = os.Mkdir(dir, mode)
	}
	if errors.Is(err, fs.ErrExist) {
		return isFolder(dir)
	}
	if err != nil {
		return err
	}
	return os.Chmod(dir, mode)
}

func isFolder(path string) error {
	info, err := os.Stat(path)
	if err == nil && !info.IsDir() {
		return fmt.Errorf("%s is a file; name a folder for the data with --data", path)
	}
	return err
}

// isOurs reports whether a folder is one that we keep, or empty. Any other (a home, a clone of something) is its owner's affair.
func isOurs(dir string) bool {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return false
	}
	// What systems leave in a folder that nobody has used yet.
	entries = slices.DeleteFunc(entries, func(e fs.DirEntry) bool { return e.Name() == "lost+found" || e.Name() == ".DS_Store" })
	if len(entries) == 0 {
		return true
	}
	// The third is a log that somebody brought back from a copy: the rest is made from it. The last is the key that a backup is of no use
	// without: whoever restores on another machine puts it there first.
	for _, sign := range []string{lockName, filepath.Join("postgres", "data", "PG_VERSION"), filepath.Join("nats", "jetstream"), "master.key"} {
		if _, err := os.Lstat(filepath.Join(dir, sign)); err == nil {
			return true
		}
	}
	return false
}

func addMode(path string, bits fs.FileMode) error {
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm()&bits == bits {
		return err
	}
	return os.Chmod(path, info.Mode().Perm()|bits)
}
