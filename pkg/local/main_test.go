package local

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestMain lets the binary start itself again as the program that tests kill: with CHILD=DIR it holds the ground in DIR, says so,
// and waits for its end. Servers that stand already are not what is tested here.
func TestMain(m *testing.M) {
	os.Unsetenv("DATABASE_URL")
	os.Unsetenv("NATS_URL")
	if dir := os.Getenv("CHILD"); dir != "" {
		hold(dir)
		return
	}
	code := m.Run()
	if pattern != "" {
		os.RemoveAll(pattern)
	}
	os.Exit(code)
}

// hold is what a child does. When its input ends, it closes in order.
func hold(dir string) {
	l, err := Start(context.Background(), dir, Options{})
	if err != nil {
		fmt.Println("error", err)
		return
	}
	fmt.Println("ready", l.DSN)
	_, _ = io.Copy(io.Discard, os.Stdin)
	fmt.Println("closed", l.Close())
}

// parent is a started child of ours, seen as the parent of its Postgres.
type parent struct {
	cmd   *exec.Cmd
	input io.Closer
	lines *bufio.Scanner
}

// startParent starts this binary again, as the account (nil: as ourselves), to hold the folder.
func startParent(t *testing.T, dir string, as *account, env ...string) *parent {
	t.Helper()
	// When the test ends it is told to close, not killed.
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), testBinary(t, as))
	cmd.Env = append(append(os.Environ(), "CHILD="+dir), env...)
	cmd.Dir = "/"
	cmd.Stderr = os.Stderr
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: as.credential()}
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = input.Close() // and it ends, if it has not
		_ = cmd.Wait()
	})
	return &parent{cmd: cmd, input: input, lines: bufio.NewScanner(output)}
}

// says returns what follows the word in the next line.
func (p *parent) says(t *testing.T, word string) string {
	t.Helper()
	if !p.lines.Scan() {
		t.Fatalf("the child ended without a word, want %q", word)
	}
	rest, ok := strings.CutPrefix(p.lines.Text(), word+" ")
	if !ok {
		t.Fatalf("the child said %q, want %q", p.lines.Text(), word)
	}
	return rest
}

// testBinary is this binary, for another user as a copy that this user may run.
func testBinary(t *testing.T, as *account) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if as == nil {
		return self
	}
	dir, err := os.MkdirTemp("", "dontblink-local-") //nolint:usetesting // the user cannot enter that of t
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := os.Chmod(dir, 0o711); err != nil {
		t.Fatal(err)
	}
	reachable := filepath.Join(dir, "child")
	command(t, "cp", self, reachable)
	command(t, "chmod", "755", reachable)
	return reachable
}

func command(tb testing.TB, name string, args ...string) {
	tb.Helper()
	if out, err := exec.CommandContext(tb.Context(), name, args...).CombinedOutput(); err != nil {
		tb.Fatalf("%s %v: %v: %s", name, args, err, out)
	}
}

// inMemory is where twenty clusters cost less than on a disk, unless that is small (as in many containers).
func inMemory() string {
	var free syscall.Statfs_t
	if syscall.Statfs("/dev/shm", &free) == nil && free.Bavail*uint64(free.Bsize) > 2<<30 {
		return "/dev/shm"
	}
	return os.TempDir()
}

// folder is an empty one that every user may come to, which t.TempDir is not.
func folder(tb testing.TB) string {
	tb.Helper()
	dir, err := os.MkdirTemp(inMemory(), "dontblink-local-") //nolint:usetesting // Postgres cannot enter that of t
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			tb.Error(err)
		}
	})
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		tb.Fatal(err)
	}
	if err := os.Chmod(dir, 0o711); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// pattern is a folder with a cluster, made once, because initdb takes half a second. It is copied for those who want one.
var (
	pattern     string
	makePattern = sync.OnceValue(func() error {
		var err error
		if pattern, err = os.MkdirTemp(inMemory(), "dontblink-local-"); err != nil {
			return err
		}
		p, err := StartPostgres(context.Background(), pattern, "fsync=off")
		if err != nil {
			return err
		}
		return p.Close()
	})
)

func needPostgres(tb testing.TB) {
	tb.Helper()
	_, err := usualPlaces().find(tb.Context(), "", nil)
	if err != nil && os.Getenv("REQUIRE_SERVERS") != "1" {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
}

// withCluster is a folder with a cluster that has not been started yet.
func withCluster(tb testing.TB) string {
	tb.Helper()
	needPostgres(tb)
	if err := makePattern(); err != nil {
		tb.Fatal(err)
	}
	dir := filepath.Join(folder(tb), "postgres")
	command(tb, "cp", "-a", pattern, dir)
	return dir
}

func start(tb testing.TB, dir string, settings ...string) *Postgres {
	tb.Helper()
	needPostgres(tb)
	p, err := StartPostgres(tb.Context(), dir, settings...)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { mustClose(tb, p) })
	return p
}

func mustClose(tb testing.TB, c io.Closer) {
	tb.Helper()
	if err := c.Close(); err != nil {
		tb.Errorf("close: %v", err)
	}
}

// query runs the statement and returns what it gives in the first row, as text.
func query(tb testing.TB, dsn, statement string) string {
	tb.Helper()
	ctx, cancel := context.WithTimeout(tb.Context(), 20*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		tb.Fatal(err)
	}
	defer conn.Close(ctx)
	rows, err := conn.Query(ctx, statement, pgx.QueryExecModeSimpleProtocol)
	if err != nil {
		tb.Fatal(err)
	}
	got, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		tb.Fatalf("%s: %v", statement, err)
	}
	return strings.Join(got, ", ")
}

func asRoot(tb testing.TB) {
	tb.Helper()
	if os.Geteuid() != 0 {
		tb.Skip("only root can try this")
	}
}

func groupOf(tb testing.TB, pid int) int {
	tb.Helper()
	group, err := syscall.Getpgid(pid)
	if err != nil {
		tb.Fatal(err)
	}
	return group
}

// waitUntil looks again and again at what another process does.
func waitUntil(tb testing.TB, done func() bool) {
	tb.Helper()
	deadline := time.After(time.Minute)
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-deadline:
			tb.Fatal("it did not happen within a minute")
		}
	}
}
