package archive_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
)

// backup writes a backup of an archive to a file, and opens it.
func backup(t *testing.T, a *archive.Archive, parts ...archive.Part) (*archive.Bundle, string) {
	t.Helper()
	var out bytes.Buffer
	if _, err := a.Backup(t.Context(), &out, "0.1.0", time.Unix(1700000000, 0), parts); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "backup.tar")
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return openBundle(t, path), path
}

func openBundle(t *testing.T, path string) *archive.Bundle {
	t.Helper()
	b, err := archive.OpenBundle(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = b.Close() })
	return b
}

// adopt is restore's way from a backup to an archive.
func adopt(t *testing.T, a *archive.Archive, b *archive.Bundle, older bool) error {
	t.Helper()
	plan, err := a.Weigh(t.Context(), b, older)
	if err != nil {
		return err
	}
	if err := a.Adopt(t.Context(), plan); err != nil {
		t.Fatal(err)
	}
	return nil
}

func TestABackupRestoredIntoAnEmptyDatabaseIsTheSameArchive(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	happen(t, l, 12_345) // more than one file holds
	a, _ := archived(t, l)
	b, _ := backup(t, a, archive.Part{Name: "keys.json", Write: func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, "the keys")
		return err
	}})
	if b.Events != 12_345 || len(b.Members) != 3 {
		t.Errorf("the backup is %+v", b.Manifest)
	}
	empty, _ := open(t)
	if err := adopt(t, empty, b, false); err != nil {
		t.Fatal(err)
	}
	was, _ := a.Head(t.Context())
	if is, err := empty.Check(t.Context()); err != nil || is != was {
		t.Errorf("the archive is %v, %v, want %v", is, err, was)
	}
	wantLoss(t, compare(t, empty, l), "")
	if err := b.Parts(func(name string, r io.Reader) error {
		if text, _ := io.ReadAll(r); name != "keys.json" || string(text) != "the keys" {
			t.Errorf("the part %s is %q", name, text)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

func TestAnOlderBackupNeverThrowsNewerEventsAwayInSilence(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	happen(t, l, 40)
	a, pool := archived(t, l)
	older, _ := backup(t, a)
	happen(t, l, 2)
	c := copier(t, a, l)
	if _, err := c.Once(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.Release(t.Context())
	newer, _ := backup(t, a)

	if err := adopt(t, a, older, false); !errors.Is(err, fault.Conflict) {
		t.Errorf("the older backup: %v, want it refused", err)
	}
	if err := adopt(t, a, newer, false); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if err := adopt(t, a, older, true); err != nil {
		t.Fatal(err)
	}
	if head, err := a.Check(t.Context()); err != nil || head.Sequence != 40 {
		t.Errorf("the archive is %v, %v, want that of the backup", head, err)
	}
	var kept int
	if err := pool.QueryRow(t.Context(), "select count(*) from archive_replaced_1.event").Scan(&kept); err != nil || kept != 42 {
		t.Errorf("%d events are kept aside (%v), want 42", kept, err)
	}
	// And what the newer one knows more is added.
	if err := adopt(t, a, newer, false); err != nil {
		t.Fatal(err)
	}
	if head, err := a.Check(t.Context()); err != nil || head.Sequence != 42 {
		t.Errorf("the archive is %v, %v, want that of the newer backup", head, err)
	}
}

func TestABackupOfAnotherLogIsRefused(t *testing.T) {
	t.Parallel()
	l, other := localtest.Log(t), localtest.Log(t)
	happen(t, l, 4)
	happen(t, other, 3)
	a, _ := archived(t, l)
	theirs, _ := archived(t, other)
	b, _ := backup(t, theirs)
	if err := adopt(t, a, b, false); !errors.Is(err, fault.Conflict) {
		t.Errorf("it is taken: %v", err)
	}
}

func TestABackupThatIsNotWholeIsRefused(t *testing.T) {
	t.Parallel()
	l := localtest.Log(t)
	happen(t, l, 300)
	a, _ := archived(t, l)
	_, path := backup(t, a)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(whole)/3] ^= 1
	for name, text := range map[string][]byte{
		"cut off": whole[:len(whole)/2], "cut at the end": whole[:len(whole)-2048], "flipped": flipped, "empty": nil, "none of ours": []byte("hello"),
	} {
		path := filepath.Join(t.TempDir(), "backup.tar")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if b, err := archive.OpenBundle(path); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: %v, %v, want it refused", name, b, err)
		}
	}
	if _, err := archive.OpenBundle(filepath.Join(t.TempDir(), "none")); !errors.Is(err, fault.NotFound) {
		t.Errorf("none: %v", err)
	}
}
