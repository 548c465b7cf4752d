// Package e2e drives the built binary as its users do: it types commands, opens the page, and kills it in the middle.
package e2e

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// binary is dontblink as it is built for everybody, made once for all tests.
var binary string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	// Tests must not end up in a team's log, whatever the environment of whoever runs them names.
	os.Unsetenv("NATS_URL")
	os.Unsetenv("DATABASE_URL")
	folder, err := os.MkdirTemp("", "dontblink-e2e-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	binary = filepath.Join(folder, "dontblink")
	build := exec.CommandContext(context.Background(), "go", "build", "-o", binary, "dontblink.dev/services/dontblink/cmd/dontblink")
	if out, err := build.CombinedOutput(); err != nil {
		println(string(out))
		return 1
	}
	return m.Run()
}

// typed runs a command line to its end.
func typed(t *testing.T, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(t.Context(), binary, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), code
}

// must runs a command line that has to succeed, and returns what it prints.
func must(t *testing.T, args ...string) string {
	t.Helper()
	stdout, stderr, code := typed(t, args...)
	if code != 0 {
		t.Fatalf("dontblink %s ended with %d:\n%s%s", strings.Join(args, " "), code, stdout, stderr)
	}
	return stdout
}

// server is a running `dontblink up`.
type server struct {
	cmd  *exec.Cmd
	page string
	// log is what it said; to be read once it has ended and heard is closed.
	log   *bytes.Buffer
	heard chan struct{}
}

// up starts `dontblink up` on a folder and returns when it says that it is up.
func up(t *testing.T, dir string) *server {
	t.Helper()
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	s := &server{cmd: exec.CommandContext(context.Background(), binary, "up", "--data", dir, "--listen", "127.0.0.1:0"), log: &bytes.Buffer{}, heard: make(chan struct{})}
	s.cmd.Stderr = writer
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	said := make(chan string, 1)
	go func() {
		defer close(s.heard)
		defer reader.Close()
		buffer := make([]byte, 4096)
		for {
			n, err := reader.Read(buffer)
			s.log.Write(buffer[:n])
			if i := strings.Index(s.log.String(), "http://"); i >= 0 && strings.Contains(s.log.String()[i:], " ") {
				page, _, _ := strings.Cut(s.log.String()[i:], " ")
				select {
				case said <- page:
				default:
				}
			}
			if err != nil {
				close(said)
				return
			}
		}
	}()
	select {
	case page, ok := <-said:
		if !ok {
			_ = s.cmd.Wait()
			<-s.heard
			t.Fatalf("up ended before it was up:\n%s", s.log)
		}
		s.page = page
	case <-time.After(time.Minute):
		_ = s.cmd.Process.Kill()
		<-s.heard
		t.Fatalf("up is not up after a minute:\n%s", s.log)
	}
	return s
}

// stop asks it to end, as Ctrl+C does, and waits until it has.
func (s *server) stop(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err := s.cmd.Wait()
	<-s.heard
	if err != nil {
		t.Errorf("up ended badly: %v\n%s", err, s.log)
	}
}

// kill ends it as a power cut does, with NATS in it and Postgres under it.
func (s *server) kill(t *testing.T) {
	t.Helper()
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
}

// recorder speaks to the `up` that keeps the folder, through its socket.
func recorder(dir string) apiv1connect.RecorderClient {
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, "api.sock"))
	}}
	return apiv1connect.NewRecorderClient(connect.NewClient(
		connecthttp.NewTransport(&http.Client{Transport: transport}, "http://dontblink"), rpc.Client))
}

func TestARunningUpGivesABackupAndIsNoServer(t *testing.T) {
	dir, away := localtest.Dir(t), localtest.Dir(t)
	must(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	s := up(t, dir)
	defer s.stop(t)
	for _, target := range []string{filepath.Join(away, "backup.tar"), filepath.Join(away, "folder")} {
		if said := must(t, "backup", "--data", dir, target); !strings.Contains(said, target+" holds 22 events") {
			t.Errorf("backup said %q, want that %s holds 22 events", said, target)
		}
	}
	if _, said, code := typed(t, "status", "--server", s.page); code != 2 || !strings.Contains(said, "is not the API") {
		t.Errorf("--server with the page of up ended with %d: %q, want that it is not the API", code, said)
	}
}
