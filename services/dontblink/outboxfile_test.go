//go:build linux

package dontblink

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dontblink.dev/pkg/fault"
)

func TestWhatWasBegunByWhomeverWasKilledIsSweptAway(t *testing.T) {
	t.Parallel()
	box := outbox{filepath.Join(t.TempDir(), "outbox.jsonl")}
	begun := filepath.Join(filepath.Dir(box.path), ".outbox-123456")
	if err := os.WriteFile(begun, []byte(`{"command_id":"half`), 0o600); err != nil {
		t.Fatal(err)
	}
	if all, err := box.list(); err != nil || len(all) != 0 {
		t.Errorf("what was only begun is listed: %v (%v)", all, err)
	}
	if err := box.keep(&waiting{CommandID: "one", Line: "whole"}); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(begun); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%s is there still (%v)", begun, err)
	}
}

func TestWhatWasThrownAwayIsNotSettled(t *testing.T) {
	t.Parallel()
	box := outbox{filepath.Join(t.TempDir(), "outbox.jsonl")}
	one := &waiting{CommandID: "one", Line: "as typed"}
	if err := errors.Join(box.keep(one), box.drop("one")); err != nil {
		t.Fatal(err)
	}
	if still, err := box.settle(one); still || err != nil {
		t.Errorf("settling it says it waits still: %v (%v)", still, err)
	}
	if all, err := box.list(); err != nil || len(all) != 0 {
		t.Errorf("it is back: %v (%v)", all, err)
	}
}

func TestOneAtATimeSendsTheOutbox(t *testing.T) {
	t.Parallel()
	box := outbox{filepath.Join(t.TempDir(), "outbox.jsonl")}
	done, err := box.sending(0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := box.sending(0); !errors.Is(err, fault.Unavailable) {
		t.Errorf("a second one may send: %v", err)
	}
	// Keeping waits for nobody who sends: a person may sit at the prompt of one for long.
	if err := box.keep(&waiting{CommandID: "one"}); err != nil {
		t.Error(err)
	}
	done()
	done, err = box.sending(time.Minute)
	if err != nil {
		t.Fatalf("nobody sends, and yet: %v", err)
	}
	done()
}

func TestAFullDiskKeepsNothingAndBreaksNothing(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := syscall.Mount("tmpfs", folder, "tmpfs", 0, "size=16k"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %s", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(folder, 0) })
	box := outbox{filepath.Join(folder, "outbox.jsonl")}
	if err := box.keep(&waiting{CommandID: "one", Line: "first"}); err != nil {
		t.Fatal(err)
	}
	err := box.keep(&waiting{CommandID: "two", Line: strings.Repeat("long ", 4000)})
	if want := "the disk that holds " + folder + " is full"; err == nil || err.Error() != want {
		t.Errorf("keeping on a full disk = %v, want %s", err, want)
	}
	if all, err := box.list(); err != nil || len(all) != 1 || all[0].Line != "first" {
		t.Errorf("the outbox holds %+v (%v), want the first alone", all, err)
	}
	if begun, _ := filepath.Glob(filepath.Join(folder, beginnings)); len(begun) > 0 {
		t.Errorf("left behind: %v", begun)
	}
	if err := box.keep(&waiting{CommandID: "three", Line: "short"}); err != nil {
		t.Errorf("there is room for a short one: %v", err)
	}
}
