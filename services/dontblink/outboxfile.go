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
	"time"
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
	// A file of its own, since the outbox itself is replaced: a lock on it would be one on what was.
	free, err := o.lock(".lock", time.Time{})
	if err != nil {
		return o.inWords(err)
	}
	defer free()
	o.sweep()
	before, err := o.list()
	if err != nil {
		return o.inWords(err)
	}
	return o.inWords(o.write(change(slices.Clone(before))))
}

// sweep removes what a process that was killed began to write; whoever has the lock is the only one who writes.
func (o outbox) sweep() {
	begun, _ := filepath.Glob(filepath.Join(filepath.Dir(o.path), beginnings))
	for _, name := range begun {
		_ = os.Remove(name)
	}
}

// beginnings are the files that are being written, and take the place of the outbox once they are whole.
const beginnings = ".outbox-*"

// inWords says what is wrong with the folder without the name of a temporary file in it.
func (o outbox) inWords(err error) error {
	folder := filepath.Dir(o.path)
	switch {
	case err == nil:
		return nil
	case isFull(err):
		return fmt.Errorf("the disk that holds %s is full", folder)
	case isReadOnly(err):
		return fmt.Errorf("nothing can be written to %s", folder)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("you may not write to %s", folder)
	}
	return fmt.Errorf("%s: %w", folder, err)
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
	file, err := os.CreateTemp(filepath.Dir(o.path), beginnings)
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

// settle writes down how what waits is sent. It reports whether it waits still: somebody may have thrown it away.
func (o outbox) settle(w *waiting) (still bool, err error) {
	err = o.change(func(all []waiting) []waiting {
		i := indexOf(all, w.CommandID)
		if still = i >= 0; still {
			all[i] = *w
		}
		return all
	})
	return still, err
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
