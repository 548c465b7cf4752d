package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"dontblink.dev/pkg/fault"
)

// lockName is the file that says who holds a folder. JetStream has no lock of its own, and two servers on one store ruin it.
const lockName = "lock"

// InUse says that a folder is held by another process. It is a fault.Unavailable.
type InUse struct { //nolint:errname // it reads as what it says: local.InUse
	Folder string
	// Process is the id of the one that holds it; zero when that is not known.
	Process int
}

func (e InUse) Error() string {
	who := "another dontblink"
	if e.Process != 0 {
		who += fmt.Sprintf(" (process %d)", e.Process)
	}
	return fmt.Sprintf("the folder %s is in use by %s; stop it, or name another folder with --data", e.Folder, who)
}

// Is makes it a fault.Unavailable.
func (InUse) Is(target error) bool { return target == fault.Unavailable }

// lockFolder takes the folder for this process. The lock goes with the process, however that ends; the file stays.
func lockFolder(dir string) (*os.File, error) {
	path := filepath.Join(dir, lockName)
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if errors.Is(err, syscall.ELOOP) {
		return nil, fault.New(fault.Invalid, "%s is a link to another file; remove it, or name another folder with --data", path)
	}
	if errors.Is(err, fs.ErrPermission) {
		return nil, fault.New(fault.Invalid,
			"the folder %s belongs to another user; run as that user, or name another folder with --data", dir)
	}
	if err != nil {
		return nil, err
	}
	if held, err := tryLock(file); held || err != nil {
		defer file.Close()
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		return nil, InUse{Folder: dir, Process: lockedBy(file)}
	}
	return file, writePid(file)
}

// tryLock reports whether somebody else holds the file, else takes it.
func tryLock(file *os.File) (held bool, err error) {
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}

func writePid(file *os.File) error {
	if err := file.Truncate(0); err != nil {
		return err
	}
	_, err := file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

func lockedBy(file *os.File) int {
	text := make([]byte, 20)
	n, _ := file.ReadAt(text, 0)
	pid, _ := strconv.Atoi(strings.TrimSpace(string(text[:n])))
	return pid
}

// unlock gives the folder free. The file stays: to remove it would let two hold "it" at the same time.
func unlock(file *os.File) error {
	if file == nil {
		return nil
	}
	err := file.Truncate(0)
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	// Closing alone is not enough: a child that is being started just now shares the lock until it runs its own program.
	return errors.Join(err, syscall.Flock(int(file.Fd()), syscall.LOCK_UN), file.Close())
}
