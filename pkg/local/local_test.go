package local

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dontblink.dev/pkg/fault"
)

func TestStartGivesALogAndRows(t *testing.T) {
	t.Parallel()
	l, err := Start(t.Context(), filepath.Dir(withCluster(t)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, l)
	if err := l.NATS.Flush(); err != nil || !l.Synced() {
		t.Errorf("the log, synced %v: %v", l.Synced(), err)
	}
	if got := query(t, l.DSN, "select current_database()::text"); got != "dontblink" {
		t.Errorf("the database is %q, want dontblink", got)
	}
	select {
	case <-l.Died():
		t.Error("it counts as dead")
	default:
	}
}

func TestServersThatTheEnvironmentNamesAreLeftAloneByAPrivateStart(t *testing.T) {
	dir := filepath.Dir(withCluster(t))
	t.Setenv("NATS_URL", "nats://127.0.0.1:1")
	t.Setenv("DATABASE_URL", "postgres://nobody@127.0.0.1:1/nothing")
	l, err := Start(t.Context(), dir, Options{Private: true})
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, l)
	if err := l.NATS.Flush(); err != nil || !l.Synced() {
		t.Errorf("the log, synced %v: %v", l.Synced(), err)
	}
	if got := query(t, l.DSN, "select current_database()::text"); got != "dontblink" {
		t.Errorf("the database is %q, want our own", got)
	}
}

func TestAFolderThatHoldsOtherThingsIsLeftAlone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "novel.txt"), []byte("Chapter 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), dir, Options{})
	if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "holds other things") {
		t.Errorf("Start in somebody's folder = %v, want a refusal", err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder now holds %v, %v", entries, err)
	}
}

func TestALogBroughtBackFromACopyIsOurs(t *testing.T) {
	t.Parallel()
	copied, mounted := t.TempDir(), t.TempDir()
	for _, folder := range []string{filepath.Join(copied, "nats", "jetstream"), filepath.Join(mounted, "lost+found")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if !isOurs(copied) || !isOurs(mounted) {
		t.Errorf("a log alone is ours: %v, a fresh volume: %v; want both", isOurs(copied), isOurs(mounted))
	}
}

func TestASecondStartOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Dir(withCluster(t))
	l, err := Start(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Start(t.Context(), dir, Options{})
	want := fmt.Sprintf("the folder %s is in use by another dontblink (process %d); stop it, or name another folder with --data",
		dir, os.Getpid())
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if in, ok := errors.AsType[InUse](err); !ok || in.Folder != dir || in.Process != os.Getpid() {
		t.Errorf("got %#v, want InUse of %s", err, dir)
	}
	mustClose(t, l)
	mustClose(t, l)
	if l, err = Start(t.Context(), dir, Options{}); err != nil {
		t.Fatalf("start after the close: %v", err)
	}
	mustClose(t, l)
}

func TestAPostgresThatDiesIsNoticed(t *testing.T) {
	t.Parallel()
	l, err := Start(t.Context(), filepath.Dir(withCluster(t)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.postgres.child.process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	select {
	case <-l.Died():
	case <-time.After(time.Minute):
		t.Error("nothing was noticed within a minute")
	}
	mustClose(t, l)
}

func TestServersThatStandAlreadyAreUsed(t *testing.T) {
	n := startNATS(t, t.TempDir(), -1)
	t.Setenv("NATS_URL", n.URL())
	t.Setenv("DATABASE_URL", "postgres://somewhere/else")
	dir := folder(t)
	l, err := Start(t.Context(), dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, l)
	if l.DSN != "postgres://somewhere/else" || l.NATS.ConnectedUrl() != n.URL() {
		t.Errorf("it uses %s and %s", l.DSN, l.NATS.ConnectedUrl())
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v (%v), want only the lock", entries, err)
	}
}

func TestTheDefaultFolder(t *testing.T) {
	want := "/var/lib/dontblink"
	if os.Geteuid() != 0 {
		t.Setenv("XDG_DATA_HOME", "relative, and so ignored")
		t.Setenv("HOME", "/home/mara")
		want = "/home/mara/.local/share/dontblink"
	}
	if got, err := DefaultDir(); err != nil || got != want {
		t.Errorf("DefaultDir() = %s (%v), want %s", got, err, want)
	}
}

func TestAFolderThatPostgresMayNotEnterIsSaid(t *testing.T) {
	t.Parallel()
	asRoot(t)
	needPostgres(t)
	home := folder(t)
	// Somebody's folder: there is something in it, and it is closed to others.
	if err := os.WriteFile(filepath.Join(home, "letter"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(home, 0o700); err != nil {
		t.Fatal(err)
	}
	as, err := accountFor("/nowhere")
	if err != nil {
		t.Fatal(err)
	}
	_, err = Start(t.Context(), filepath.Join(home, "data"), Options{})
	want := fmt.Sprintf("Postgres runs as the user %s (it refuses to run as root), who may not enter %s: "+
		"keep the data elsewhere, as with --data /var/lib/dontblink", as.name, home)
	if err == nil || err.Error() != want || !errors.Is(err, fault.Invalid) {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	if info, err := os.Stat(home); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("its mode is now %v (%v), want it left at 0700", info.Mode(), err)
	}
}

func TestAFileIsNoFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(folder(t), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Start(t.Context(), file, Options{})
	want := file + " is a file; name a folder for the data with --data"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}
