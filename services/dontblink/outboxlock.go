package dontblink

import (
	"errors"
	"os"
	"path/filepath"
	"time"

	"dontblink.dev/pkg/fault"
)

// errBusy says that another process has the lock.
var errBusy = errors.New("another process has it")

// lock waits for a lock beside the outbox until a moment, or for as long as it takes. The system gives it free when its process ends, however that is.
func (o outbox) lock(name string, until time.Time) (free func(), err error) {
	if err := os.MkdirAll(filepath.Dir(o.path), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(o.path+name, os.O_RDWR|os.O_CREATE|noFollow, 0o600)
	if err != nil {
		return nil, err
	}
	err = lockFile(file, until.IsZero())
	for errors.Is(err, errBusy) && time.Now().Before(until) {
		time.Sleep(20 * time.Millisecond)
		err = lockFile(file, false)
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return func() { _ = file.Close() }, nil
}

// sending has one process at a time send what waits: two would say the same twice, and the one that comes second could not tell what the first has
// settled meanwhile.
func (o outbox) sending(patience time.Duration) (done func(), err error) {
	done, err = o.lock(".sending", time.Now().Add(patience))
	if errors.Is(err, errBusy) {
		return nil, fault.New(fault.Unavailable, "another process is sending the outbox; `dontblink outbox` tells what is left when it has ended")
	}
	if err != nil {
		return nil, o.inWords(err)
	}
	return done, nil
}
