package localtest_test

import (
	"bufio"
	"context"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/localtest"
)

func TestEachTestHasADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"one", "another", "a third"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := localtest.DB(t)
			if _, err := db.Exec(t.Context(), "create table things (id int primary key)"); err != nil {
				t.Errorf("make the same table in each: %v", err)
			}
		})
	}
}

func TestTheDatabaseGoesWithTheTest(t *testing.T) {
	var dsn string
	t.Run("inner", func(t *testing.T) { dsn = localtest.DSN(t) })
	if t.Failed() || dsn == "" {
		t.Skip("no database was made")
	}
	pool, err := pgxpool.New(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if err := pool.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("ping after the test's end: %v, want that the database does not exist", err)
	}
}

func TestEachTestHasALogOfItsOwn(t *testing.T) {
	t.Parallel()
	for range 2 {
		conn := localtest.NATS(t)
		js, err := conn.JetStream()
		if err != nil {
			t.Fatal(err)
		}
		if info, err := js.AccountInfo(); err != nil || info.Streams != 0 {
			t.Errorf("a new log holds %v (%v), want no streams", info, err)
		}
		// What the next one must not see.
		if _, err := js.AddStream(&nats.StreamConfig{Name: "HELLO", Subjects: []string{"hello"}}); err != nil {
			t.Error(err)
		}
	}
}

func TestALogIsEmpty(t *testing.T) {
	t.Parallel()
	if last, err := localtest.Log(t).Last(t.Context()); err != nil || last.Sequence != 0 {
		t.Errorf("the last event of a new log is %v (%v), want none", last, err)
	}
}

// The binary starts itself again to be the one that ends; TestServeForAnother is what then runs.
func TestNothingIsLeftOfABinaryHoweverItEnds(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(*exec.Cmd, io.Closer) error{
		"by itself": func(_ *exec.Cmd, input io.Closer) error { return input.Close() },
		"killed":    func(cmd *exec.Cmd, _ io.Closer) error { return cmd.Process.Kill() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tmp := localtest.Dir(t)
			if err := os.Chmod(tmp, 0o777); err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestServeForAnother$", "-test.v")
			cmd.Env = append(os.Environ(), "TMPDIR="+tmp, "SERVE_FOR_ANOTHER=1")
			input, output := pipes(t, cmd)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			serves := waitFor(output, "serving")
			if err := end(cmd, input); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait() // killed, in one of the cases
			if !serves {
				t.Skip("it has no Postgres")
			}
			waitUntilEmpty(t, tmp)
		})
	}
}

func TestServeForAnother(t *testing.T) {
	if os.Getenv("SERVE_FOR_ANOTHER") == "" {
		t.Skip("only when started by TestNothingIsLeftOfABinaryHoweverItEnds")
	}
	db := localtest.DB(t)
	if err := db.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	os.Stdout.WriteString("\nserving\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
}

func pipes(t *testing.T, cmd *exec.Cmd) (io.WriteCloser, io.Reader) {
	t.Helper()
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	return input, output
}

func waitFor(output io.Reader, line string) bool {
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if lines.Text() == line {
			return true
		}
	}
	return false
}

// waitUntilEmpty watches the folder; the undertaker is nobody's child, so there is nothing else to wait on.
func waitUntilEmpty(t *testing.T, dir string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s still holds %v", dir, entries)
		}
	}
}
