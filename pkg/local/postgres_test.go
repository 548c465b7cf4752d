package local

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/fault"
)

func TestRowsAreThereAgainAfterAClose(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "made", "here")
	p := start(t, dir)
	query(t, p.DSN(), "create table kept as select 'this' as what")
	mustClose(t, p)
	if got := query(t, start(t, dir).DSN(), "select what from kept"); got != "this" {
		t.Errorf("after the second start the table holds %q, want %q", got, "this")
	}
}

func TestThePrivatePostgresIsPrivateAndSafe(t *testing.T) {
	t.Parallel()
	p := start(t, withCluster(t))
	for setting, want := range map[string]string{
		"listen_addresses":        "",
		"unix_socket_permissions": "0700",
		"data_checksums":          "on",
		"fsync":                   "on",
		"server_encoding":         "UTF8",
		"timezone":                "UTC",
	} {
		if got := query(t, p.DSN(), "select setting from pg_settings where lower(name) = '"+setting+"'"); got != want {
			t.Errorf("%s is %q, want %q", setting, got, want)
		}
	}
	if info, err := os.Stat(p.socket); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the socket's folder has mode %v (%v), want 0700", info.Mode(), err)
	}
	if log, err := os.ReadFile(filepath.Join(p.dir, "log")); err != nil || !strings.Contains(string(log), "ready to accept connections") {
		t.Errorf("the log (%v) does not tell of the start: %s", err, log)
	}
}

func TestCloseLeavesNothingRunning(t *testing.T) {
	t.Parallel()
	p := start(t, withCluster(t))
	pid := p.child.process.Pid
	mustClose(t, p)
	mustClose(t, p)
	if serves(pid, p.data) || pidOf(p.data) != 0 {
		t.Errorf("process %d still serves %s", pid, p.data)
	}
	select {
	case <-p.Done():
	default:
		t.Error("Done is not closed")
	}
}

func TestASecondPostgresOnTheSameFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	start(t, dir)
	_, err := StartPostgres(t.Context(), dir)
	want := fmt.Sprintf("the folder %s is in use by another dontblink (process %d); stop it, or name another folder with --data",
		dir, os.Getpid())
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestABlankInThePathIsNoObstacle(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(filepath.Dir(withCluster(t)), "a b+c %41")
	p := start(t, dir, "fsync=off")
	if got := query(t, p.DSN(), "select current_database()::text"); got != "dontblink" {
		t.Errorf("the database is %q, want dontblink", got)
	}
}

func TestWhereDataCannotBeStartedABackupHelps(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	if err := os.Remove(filepath.Join(dir, "data", "PG_VERSION")); err != nil {
		t.Fatal(err)
	}
	_, err := StartPostgres(t.Context(), dir)
	if err == nil || !strings.Contains(err.Error(), "move the folder "+dir+" away and keep it, then `dontblink restore --from BACKUP`") {
		t.Errorf("a damaged folder: %v, want what to do", err)
	}
}

func TestTheLockFollowsNoLink(t *testing.T) {
	t.Parallel()
	dir, precious := t.TempDir(), filepath.Join(t.TempDir(), "precious")
	if err := os.WriteFile(precious, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(precious, filepath.Join(dir, lockName)); err != nil {
		t.Fatal(err)
	}
	if _, err := lockFolder(dir); !errors.Is(err, fault.Invalid) {
		t.Errorf("lockFolder on a link = %v, want a refusal", err)
	}
	if kept, err := os.ReadFile(precious); err != nil || string(kept) != "kept" {
		t.Errorf("the file behind the link now holds %q, %v", kept, err)
	}
}

func TestAnEarlyEndIsToldWithItsReason(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	for range 2 { // and the folder is free again after it
		_, err := StartPostgres(t.Context(), dir, "shared_buffers=nonsense")
		want := `Postgres ended as soon as it was started (exit status 1): ` +
			`FATAL:  invalid value for parameter "shared_buffers": "nonsense"`
		if err == nil || !strings.HasPrefix(strings.ReplaceAll(err.Error(), logPrefix(err), ""), want) {
			t.Errorf("got  %v\nwant %s", err, want)
		}
	}
	start(t, dir)
}

// logPrefix is the time and process before a line of the log, which differ each time.
func logPrefix(err error) string {
	_, rest, _ := strings.Cut(err.Error(), "): ")
	prefix, _, ok := strings.Cut(rest, "FATAL")
	if !ok {
		return "\x00"
	}
	return prefix
}

func TestWithoutPostgresTheSentenceSaysWhatToInstall(t *testing.T) {
	t.Parallel()
	_, err := startPostgres(t.Context(), folder(t), places{t.TempDir(), "/nowhere/*/bin", "relative"}, nil)
	none, ok := errors.AsType[NoPostgres](err)
	if !ok || !errors.Is(err, fault.Unavailable) {
		t.Fatalf("got %v, want NoPostgres and fault.Unavailable", err)
	}
	none.Install = "sudo apt-get install postgresql"
	want := "Postgres is not on this machine: install it with `sudo apt-get install postgresql`, " +
		"or set DATABASE_URL to a Postgres that runs elsewhere"
	if diff := cmp.Diff(want, none.Error()); diff != "" {
		t.Error(diff)
	}
	none.Install = ""
	want = "Postgres is not on this machine: install it from your system's packages, " +
		"or set DATABASE_URL to a Postgres that runs elsewhere"
	if diff := cmp.Diff(want, none.Error()); diff != "" {
		t.Error(diff)
	}
}

func TestWhatToInstallDependsOnTheSystem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		system, release string
		version         int
		want            string
	}{
		{"linux", "NAME=x\nID=debian\n", 0, "apt-get install postgresql"},
		{"linux", "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\n", 15, "apt-get install postgresql-15"},
		{"linux", "ID=fedora\n", 0, "dnf install postgresql-server"},
		{"linux", "ID=alpine\n", 16, "apk add postgresql16"},
		{"linux", "ID=arch\n", 0, "pacman -S postgresql"},
		{"linux", "ID=\"opensuse-leap\"\nID_LIKE=\"suse opensuse\"\n", 0, "zypper install postgresql-server"},
		{"linux", "ID=plan9\n", 0, ""},
		{"darwin", "", 0, "brew install postgresql@17"},
		{"darwin", "", 15, "brew install postgresql@15"},
	} {
		if got := installLine(c.system, c.release, c.version); got != c.want {
			t.Errorf("installLine(%q, %q, %d) = %q, want %q", c.system, c.release, c.version, got, c.want)
		}
	}
}

func TestDataOfAnotherVersionIsNotTouched(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	if err := os.WriteFile(filepath.Join(dir, "data", "PG_VERSION"), []byte("7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := StartPostgres(t.Context(), dir)
	want := "the data in " + dir + "/data needs Postgres 7, which is not on this machine: install it "
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got  %v\nwant %s…", err, want)
	}
}

func TestTheNewestVersionIsFoundFirst(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, v := range []string{"9", "15", "16"} {
		for _, program := range []string{"initdb", "postgres"} {
			path := filepath.Join(dir, v, "bin", program)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			script := "#!/bin/sh\necho 'postgres (PostgreSQL) " + v + ".3 (Debian 1)'\n"
			if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
				t.Fatal(err)
			}
		}
	}
	p := places{filepath.Join(dir, "*", "bin")}
	if got, err := p.find(t.Context(), "", nil); err != nil || got != filepath.Join(dir, "16", "bin") {
		t.Errorf("for new data: %s (%v), want that of 16", got, err)
	}
	data := t.TempDir()
	if err := os.WriteFile(filepath.Join(data, "PG_VERSION"), []byte("15\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := p.find(t.Context(), data, nil); err != nil || got != filepath.Join(dir, "15", "bin") {
		t.Errorf("for data of 15: %s (%v), want that of 15", got, err)
	}
}

func TestAnyPathWillDo(t *testing.T) {
	t.Parallel()
	for name, path := range map[string]string{
		"a long path":     strings.Repeat("a-long-name/", 20),
		"odd characters":  `it's "a" [b]*, c?`,
		"not in ASCII":    "données/日本",
		"percent and dot": "50%20/..x",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(folder(t), path)
			if err := makeFolder(filepath.Dir(dir), 0o711); err != nil {
				t.Fatal(err)
			}
			command(t, "cp", "-a", withCluster(t), dir)
			p := start(t, dir)
			if got := query(t, p.DSN(), "select 'here'"); got != "here" {
				t.Errorf("got %q", got)
			}
			mustClose(t, p)
			if _, err := os.Stat(p.socket); filepath.Dir(p.socket) != dir && !os.IsNotExist(err) {
				t.Errorf("the socket's folder %s is left behind", p.socket)
			}
		})
	}
}

func TestAForeignSocketFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(folder(t), "socket")
	if err := makeFolder(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	err := privateFolder(dir, nil)
	want := dir + " is not the private folder of Postgres that it should be; look at it and remove it"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

func TestAHalfMadeClusterIsMadeAgain(t *testing.T) {
	t.Parallel()
	needPostgres(t)
	dir := folder(t)
	half := filepath.Join(dir, "half-1")
	if err := os.Mkdir(half, 0o700); err != nil {
		t.Fatal(err)
	}
	// As in a folder of ours: it has a lock.
	if err := os.WriteFile(filepath.Join(dir, lockName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	start(t, dir, "fsync=off")
	if _, err := os.Stat(half); !os.IsNotExist(err) {
		t.Errorf("%s is still there (%v)", half, err)
	}
}

func TestAStartThatIsCancelledLeavesNothing(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := StartPostgres(ctx, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want that it was cancelled", err)
	}
	start(t, dir)
}

func TestItNeverStartsBesideALivingPredecessor(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	// What lives of an earlier start holds this lock, as does the test now.
	running, err := os.OpenFile(filepath.Join(dir, "running"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if held, err := tryLock(running); held || err != nil {
		t.Fatal(held, err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := StartPostgres(ctx, dir); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want that it waited", err)
	}
	mustClose(t, running)
	start(t, dir)
}

func TestAnotherProgramWithTheOldProcessIdDoesNotBlockTheStart(t *testing.T) {
	t.Parallel()
	dir := withCluster(t)
	as, err := accountFor(filepath.Join(dir, "data"))
	if err != nil {
		t.Fatal(err)
	}
	other := exec.CommandContext(t.Context(), "sleep", "60")
	other.Dir, other.SysProcAttr = "/", attributes(as)
	if err := other.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = other.Process.Kill()
		_ = other.Wait()
	})
	mark := fmt.Sprintf("%d\n%s/data\n1700000000\n5432\n%[2]s/socket\n\n 1 1\nready\n", other.Process.Pid, dir)
	if err := os.WriteFile(filepath.Join(dir, "data", "postmaster.pid"), []byte(mark), 0o644); err != nil {
		t.Fatal(err)
	}
	start(t, dir)
}
