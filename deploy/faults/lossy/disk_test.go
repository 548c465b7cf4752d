package lossy_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dontblink.dev/deploy/faults/lossy"
)

func mount(t *testing.T) (*lossy.Disk, string) {
	t.Helper()
	dir := t.TempDir()
	d, err := lossy.Mount(dir)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() {
		if err := d.Unmount(); err != nil {
			t.Error(err)
		}
	})
	return d, dir
}

func write(t *testing.T, path, text string, flags int, sync bool) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|flags, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if sync {
		if err := f.Sync(); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestAPowerCutLeavesWhatWasSynced(t *testing.T) {
	t.Parallel()
	d, dir := mount(t)
	if err := os.MkdirAll(filepath.Join(dir, "a/b"), 0o700); err != nil {
		t.Fatal(err)
	}
	path := func(name string) string { return filepath.Join(dir, "a/b", name) }
	write(t, path("synced"), "stays", 0, true)
	write(t, path("synced"), " and goes", os.O_APPEND, false)
	write(t, path("written through"), "stays", syscall.O_SYNC, false)
	write(t, path("never"), "goes", 0, false)
	write(t, path("overwritten"), "old", 0, true)
	write(t, path("overwritten"), "new", 0, false)
	write(t, path("cut short"), "whole", 0, true)
	if err := os.Truncate(path("cut short"), 2); err != nil {
		t.Fatal(err)
	}
	write(t, path("made again"), "longer before", 0, true)
	write(t, path("made again"), "now", os.O_TRUNC, true)
	write(t, path("renamed.tmp"), "stays", 0, true)
	if err := os.Rename(path("renamed.tmp"), path("renamed")); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path("synced")); string(got) != "stays and goes" {
		t.Errorf("before the cut: %q, %v", got, err)
	}

	if lost := d.Cut(nil); lost == 0 {
		t.Error("the cut says that it lost nothing")
	}

	for name, want := range map[string]string{
		"synced": "stays", "written through": "stays", "never": "", "overwritten": "old", "cut short": "whole", "made again": "now", "renamed": "stays",
	} {
		if got, err := os.ReadFile(path(name)); string(got) != want || err != nil {
			t.Errorf("%s holds %q (%v), want %q", name, got, err, want)
		}
	}
}

func TestATornWriteLeavesSomeOfItsSectors(t *testing.T) {
	t.Parallel()
	d, dir := mount(t)
	path := filepath.Join(dir, "f")
	write(t, path, strings.Repeat("s", 1000), 0, true)
	write(t, path, strings.Repeat("n", 512*40), os.O_APPEND, false)
	d.Cut(rand.New(rand.NewPCG(1, 2)))
	got, err := os.ReadFile(path)
	if err != nil || len(got) <= 1000 || strings.Trim(string(got[:1000]), "s") != "" {
		t.Fatalf("%d bytes stayed, %v: want those that were synced and some more", len(got), err)
	}
	stayed := strings.Count(string(got), "n")
	if stayed == 0 || stayed >= 512*40 || !strings.Contains(string(got), "\x00") {
		t.Errorf("%d new bytes of %d stayed: want some, with zeros between", stayed, 512*40)
	}
}

func TestAFullDiskSaysSo(t *testing.T) {
	t.Parallel()
	d, dir := mount(t)
	d.Room(1000)
	path := filepath.Join(dir, "f")
	write(t, path, strings.Repeat("x", 900), 0, true)
	if err := os.WriteFile(filepath.Join(dir, "g"), make([]byte, 200), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("got %v, want that no space is left", err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "g"), make([]byte, 200), 0o600); err != nil {
		t.Errorf("after space was made: %v", err)
	}
}
