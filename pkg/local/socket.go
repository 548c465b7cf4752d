package local

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const (
	socketPort = "5432"
	// A socket's path has to fit into 104 bytes on a Mac and 108 on Linux, with a zero at the end.
	socketLimit = 103
)

// socketFolder makes the private folder of the socket: beside the data, or where that path is too long, a short one elsewhere.
func socketFolder(dir string, as *account) (string, error) {
	folder := filepath.Join(dir, "socket")
	if fits(folder) {
		return folder, privateFolder(folder, as)
	}
	for _, base := range []string{os.TempDir(), "/tmp"} {
		// Named after the data, so that a start finds and reuses what a killed one left.
		folder = filepath.Join(base, fmt.Sprintf("dontblink-%x", sha256.Sum256([]byte(dir)))[:22])
		if fits(folder) && as.reach(base) == nil {
			return folder, privateFolder(folder, as)
		}
	}
	return "", fmt.Errorf("no folder for the socket of Postgres: the path of %s is too long, and of %s too", dir, os.TempDir())
}

// fits reports whether a socket in folder can be named; in the addresses of Postgres a comma would part two hosts.
func fits(folder string) bool {
	return len(filepath.Join(folder, ".s.PGSQL."+socketPort)) <= socketLimit && !strings.Contains(folder, ",")
}

// privateFolder makes the folder, for the account alone. One that exists must be that already: in /tmp it could be anybody's.
// What lies in it belongs to a Postgres that has ended, or we would not hold its lock.
func privateFolder(folder string, as *account) error {
	err := os.Mkdir(folder, 0o700)
	if err == nil {
		return errors.Join(os.Chmod(folder, 0o700), as.give(folder))
	}
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	info, err := os.Lstat(folder)
	if err != nil {
		return err
	}
	uid, _, err := ownerOf(folder)
	if err != nil || !info.IsDir() || info.Mode().Perm() != 0o700 || uid != as.id() {
		return fmt.Errorf("%s is not the private folder of Postgres that it should be; look at it and remove it", folder)
	}
	return emptySocketFolder(folder)
}

func emptySocketFolder(folder string) error {
	for _, name := range []string{".s.PGSQL." + socketPort, ".s.PGSQL." + socketPort + ".lock"} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
