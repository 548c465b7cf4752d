//go:build unix

package dontblink

import (
	"errors"
	"os"
	"syscall"
)

// noFollow refuses a link where a lock should lie: what it leads to is somebody else's.
const noFollow = syscall.O_NOFOLLOW

// lockFile takes the lock, or says errBusy if it is not to wait for it.
func lockFile(file *os.File, wait bool) error {
	how := syscall.LOCK_EX
	if !wait {
		how |= syscall.LOCK_NB
	}
	for {
		err := syscall.Flock(int(file.Fd()), how)
		switch {
		case errors.Is(err, syscall.EWOULDBLOCK):
			return errBusy
		case !errors.Is(err, syscall.EINTR):
			return err
		}
	}
}

func isFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}

func isReadOnly(err error) bool { return errors.Is(err, syscall.EROFS) }
