package dontblink

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// outbox is the file that holds what waits: a line of JSON each, and nobody else may read it.
type outbox struct{ path string }

// openOutbox returns the user's outbox. It lies with the user and not with the data, since what is sent to a server has no folder here.
func openOutbox() (outbox, error) {
	state := os.Getenv("XDG_STATE_HOME")
	// The XDG Base Directory Specification has relative paths ignored.
	if !filepath.IsAbs(state) {
		home, err := os.UserHomeDir()
		if err != nil {
			return outbox{}, fmt.Errorf("find a folder for the outbox: %w; name one in XDG_STATE_HOME", err)
		}
		state = filepath.Join(home, ".local", "state")
	}
	return outbox{filepath.Join(state, "dontblink", "outbox.jsonl")}, nil
}

// waitingHere opens the user's outbox and returns what waits in it.
func waitingHere() (box outbox, all []waiting, err error) {
	if box, err = openOutbox(); err == nil {
		all, err = box.list()
	}
	return box, all, err
}

// list returns what waits, the oldest first.
func (o outbox) list() ([]waiting, error) {
	var all []waiting
	// Nothing is made for somebody who only looks; a file that is replaced is read as it was or as it is.
	text, err := os.ReadFile(o.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for line := range bytes.Lines(text) {
		if line = bytes.TrimSpace(line); len(line) > 0 {
			all = append(all, readWaiting(line))
		}
	}
	return all, err
}

// readWaiting reads a line. One that cannot be read, such as half of one, is kept as it stands.
func readWaiting(line []byte) waiting {
	var w waiting
	if err := json.Unmarshal(line, &w); err != nil || w.CommandID == "" {
		return waiting{raw: string(line)}
	}
	return w
}

// change lets one process at a time change what waits. The file is replaced whole, so that a crash leaves the old or the new one.
func (o outbox) change(change func([]waiting) []waiting) error {
	folder := filepath.Dir(o.path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	// A file of its own, since the outbox itself is replaced: a lock on it would be one on what was.
	lock, err := os.OpenFile(o.path+".lock", os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return err
	}
	// Closing gives it free.
	defer lock.Close()
	if err := flock(lock); err != nil {
		return err
	}
	before, err := o.list()
	if err != nil {
		return err
	}
	return o.write(change(slices.Clone(before)))
}

// flock waits for the lock. It is held for as long as a small file takes to be written.
func flock(file *os.File) error {
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX)
		if !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}

// write replaces the file. What could not be read goes back byte for byte.
func (o outbox) write(all []waiting) (err error) {
	var text bytes.Buffer
	for _, w := range all {
		line := []byte(w.raw)
		if w.raw == "" {
			if line, err = json.Marshal(w); err != nil {
				return err
			}
		}
		text.Write(append(line, '\n'))
	}
	file, err := os.CreateTemp(filepath.Dir(o.path), ".outbox-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name())
	_, err = file.Write(text.Bytes())
	// A power cut must not leave less than what was kept.
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), o.path); err != nil {
		return err
	}
	return syncPath(filepath.Dir(o.path))
}

// keep adds what could not be sent, or replaces it.
func (o outbox) keep(w *waiting) error {
	return o.change(func(all []waiting) []waiting {
		if i := indexOf(all, w.CommandID); i >= 0 {
			all[i] = *w
			return all
		}
		return append(all, *w)
	})
}

// drop takes out what was sent.
func (o outbox) drop(commandID string) error {
	return o.change(func(all []waiting) []waiting {
		return slices.DeleteFunc(all, func(w waiting) bool { return w.raw == "" && w.CommandID == commandID })
	})
}

// indexOf is -1 where nothing waits under that id.
func indexOf(all []waiting, commandID string) int {
	return slices.IndexFunc(all, func(w waiting) bool { return w.raw == "" && w.CommandID == commandID })
}
