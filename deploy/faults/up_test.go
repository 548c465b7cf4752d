package faults_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	connectrpc "connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"github.com/google/uuid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	"dontblink.dev/pkg/vault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// binary is dontblink as it is built for everybody, made at the first test that asks.
var binary = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "dontblink-faults-")
	if err != nil {
		return "", err
	}
	binaryFolder = folder
	path := filepath.Join(folder, "dontblink")
	build := exec.CommandContext(context.Background(), "go", "build", "-o", path, "dontblink.dev/services/dontblink/cmd/dontblink")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build dontblink: %w\n%s", err, out)
	}
	return path, nil
})

var binaryFolder string

func removeBinary() {
	if binaryFolder != "" {
		_ = os.RemoveAll(binaryFolder)
	}
}

// up is a running `dontblink up`, in a group of its own: it and Postgres beneath it.
type up struct {
	dir string
	cmd *exec.Cmd
	// said is what it said; to be read once it has ended.
	said *bytes.Buffer
	// stood says once whether it came up; ended is closed at its end.
	stood chan bool
	ended chan struct{}
}

// raise starts `dontblink up` on a folder, and returns when it says that it is up.
func raise(t *testing.T, dir string) *up {
	t.Helper()
	u := begin(t, dir)
	if !u.stands(t) {
		t.Fatalf("up ended before it was up:\n%s", u.said)
	}
	return u
}

// begin starts `dontblink up` on a folder, and does not wait for it.
func begin(t *testing.T, dir string) *up {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	u := &up{dir: dir, said: &bytes.Buffer{}, stood: make(chan bool, 1), ended: make(chan struct{})}
	u.cmd = exec.Command(path, "up", "--data", dir, "--listen", "127.0.0.1:0") //nolint:noctx // the test ends it, in its own way
	u.cmd.Stderr = writer
	if err := u.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	go u.listen(reader)
	t.Cleanup(u.kill)
	return u
}

// stands waits until it is up, or has ended before.
func (u *up) stands(t *testing.T) bool {
	t.Helper()
	timer := time.NewTimer(2 * time.Minute)
	defer timer.Stop()
	select {
	case ok := <-u.stood:
		if !ok {
			<-u.ended
		}
		return ok
	case <-timer.C:
		u.kill()
		t.Fatalf("up is not up after two minutes:\n%s", u.said)
		return false
	}
}

// listen keeps what it says until it has ended.
func (u *up) listen(from io.ReadCloser) {
	defer close(u.ended)
	defer from.Close()
	buffer, told := make([]byte, 4096), false
	for {
		n, err := from.Read(buffer)
		u.said.Write(buffer[:n])
		if !told && bytes.Contains(u.said.Bytes(), []byte("http://")) {
			told = true
			u.stood <- true
		}
		if err != nil {
			if !told {
				u.stood <- false
			}
			_ = u.cmd.Wait()
			return
		}
	}
}

// kill ends it in the middle of whatever it does, with the log in it. It may have ended before.
func (u *up) kill() {
	_ = u.cmd.Process.Signal(syscall.SIGKILL)
	<-u.ended
}

// end asks it to end, as Ctrl+C does.
func (u *up) end(t *testing.T) {
	t.Helper()
	if err := u.cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	<-u.ended
}

// postmaster is the id of the Postgres beneath it, which it started and which ends with it.
func (u *up) postmaster(t *testing.T) int {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(u.dir, "postgres", "data", "postmaster.pid"))
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := strings.Cut(string(content), "\n")
	pid, err := strconv.Atoi(first)
	if err != nil {
		t.Fatalf("postmaster.pid holds %q: %v", content, err)
	}
	return pid
}

// api is what `up` serves on its socket.
func api(dir string) *connectrpc.Client {
	transport := &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", filepath.Join(dir, "api.sock"))
	}}
	return connectrpc.NewClient(connecthttp.NewTransport(&http.Client{Transport: transport}, "http://dontblink"), rpc.Client)
}

// typed runs a command line that has to succeed, and returns what it said.
func typed(t *testing.T, args ...string) string {
	t.Helper()
	out, err := tried(t, args...)
	if err != nil {
		t.Fatalf("dontblink %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return out
}

// tried runs a command line, and returns what it said and how it ended.
func tried(t *testing.T, args ...string) (string, error) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, args...).CombinedOutput()
	return string(out), err
}

// users are people at work through the API: they record and amend, and send again what they heard nothing of.
type users struct {
	*ledger
	dir  string
	stop context.CancelFunc
	all  sync.WaitGroup
	mu   sync.Mutex
	// known are ids of activities that were recorded.
	known []string
	odd   error
	// heard are answers after which it is not known what became of a command.
	heard map[string]int
	// sends are the commands of unknown outcome, as they were sent.
	sends map[string]func(context.Context, apiv1connect.RecorderClient) (string, error)
}

// employ sets so many users to work until they are sent home.
func employ(t *testing.T, dir string, n int) *users {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	u := &users{ledger: newLedger(), dir: dir, stop: stop, heard: map[string]int{}, sends: map[string]func(context.Context, apiv1connect.RecorderClient) (string, error){}}
	u.shared = true
	source := chance(t)
	for i := range n {
		mine := rand.New(rand.NewPCG(source.Uint64(), source.Uint64()))
		u.all.Go(func() { u.user(rpc.As(ctx, fmt.Sprint("user-", i)), mine) })
	}
	t.Cleanup(stop)
	return u
}

func (u *users) user(ctx context.Context, chance *rand.Rand) {
	recorder := apiv1connect.NewRecorderClient(api(u.dir))
	for n := 0; ctx.Err() == nil; n++ {
		id := uuid.NewString()
		u.mu.Lock()
		u.sends[id] = u.command(id, n, chance)
		u.mu.Unlock()
		for ctx.Err() == nil {
			if u.try(ctx, recorder, id) {
				break
			}
			wait(20*time.Millisecond, 60*time.Millisecond, chance)
		}
	}
}

// command records an activity, or amends one.
func (u *users) command(id string, n int, chance *rand.Rand) func(context.Context, apiv1connect.RecorderClient) (string, error) {
	headline := fmt.Sprintf("Talk %d of %s", n, id)
	if len(u.known) > 0 && chance.IntN(3) == 0 {
		activity := u.known[chance.IntN(len(u.known))]
		return func(ctx context.Context, r apiv1connect.RecorderClient) (string, error) {
			_, err := r.Amend(ctx, &apiv1.AmendRequest{
				CommandId: id, Id: activity, Paths: []string{"headline"}, Activity: &eventv1.Activity{Headline: headline},
			})
			return activity, err
		}
	}
	day := fmt.Sprintf("2024-%02d-03", 1+chance.IntN(12))
	return func(ctx context.Context, r apiv1connect.RecorderClient) (string, error) {
		answer, err := r.Record(ctx, &apiv1.RecordRequest{CommandId: id, Activity: &eventv1.Activity{
			Headline: headline, Kinds: []string{"talk"}, When: &eventv1.When{From: day},
			Priorities: []string{"privacy"}, People: []*eventv1.Participation{{Name: "Ada Example"}},
		}})
		return answer.GetId(), err
	}
}

// try sends a command once, and reports whether it is known what became of it.
func (u *users) try(ctx context.Context, recorder apiv1connect.RecorderClient, id string) bool {
	u.mu.Lock()
	send := u.sends[id]
	u.mu.Unlock()
	once, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	activity, err := send(once, recorder)
	u.mu.Lock()
	defer u.mu.Unlock()
	switch {
	case err == nil:
		u.known = append(u.known, activity)
		u.issue(id, thing.Activity(activity), 1)
		u.acknowledge(id, eventlog.At{})
		delete(u.sends, id)
		return true
	case errors.Is(err, fault.Conflict):
		u.issue(id, thing.Thing{}, 1)
		u.refuse(id)
		delete(u.sends, id)
		return true
	case errors.Is(err, fault.Invalid) || errors.Is(err, fault.NotFound) || errors.Is(err, fault.Forbidden):
		u.odd = err
		delete(u.sends, id)
		return true
	}
	u.heard[err.Error()]++
	return false
}

// grown waits until that many more commands are acknowledged.
func (u *users) grown(t *testing.T, more int) {
	t.Helper()
	(&load{ledger: u.ledger, heard: u.heard}).grown(t, more)
}

// home sends everybody home; what they heard nothing of is sent again, now that all stands.
func (u *users) home(t *testing.T) {
	t.Helper()
	u.stop()
	u.all.Wait()
	ctx, cancel := context.WithTimeout(rpc.As(t.Context(), "resender"), time.Minute)
	defer cancel()
	recorder := apiv1connect.NewRecorderClient(api(u.dir))
	open := len(u.sends)
	for id := range u.sends {
		for !u.try(ctx, recorder, id) {
			if ctx.Err() != nil {
				t.Fatalf("the command %s, whose outcome was unknown, was sent again for a minute in vain", id)
			}
		}
	}
	if u.odd != nil {
		t.Errorf("no user should hear this: %v", u.odd)
	}
	t.Logf("%d commands acknowledged, %d refused; %d of those had to be sent again at the end", u.count(acknowledged), u.count(refused), open)
}

// audit has the product verify its rows, ends it in order, and holds its log against the ledger.
func (u *users) audit(t *testing.T, running *up) {
	t.Helper()
	typed(t, "verify", "--data", u.dir)
	running.end(t)
	f, err := u.examine(t)
	if err != nil {
		t.Fatal(err)
	}
	f.report(t)
}

// examine holds the log in the folder, in which nothing runs, against the ledger.
func (u *users) examine(t *testing.T) (f findings, err error) {
	t.Helper()
	within(t, u.dir, func(g *host.Ground) { f, err = u.check(t.Context(), g.Log) })
	return f, err
}

// within stands the ground up in a folder in which nothing runs, without any service.
func within(t *testing.T, dir string, use func(*host.Ground)) {
	t.Helper()
	ground, err := local.Start(t.Context(), dir, local.Options{Private: true})
	if err != nil {
		t.Fatal(err)
	}
	defer ground.Close()
	// With the keys: what tells of people is sealed.
	g, err := host.New(t.Context(), ground.NATS, ground.DSN, vault.Folder(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	use(g)
}

// tell shows how far a long run has come, in case it does not come to its end.
func tell(t *testing.T, what string, n int, l *ledger) {
	t.Helper()
	if n++; n%10 == 0 {
		t.Logf("%d %s, %d commands acknowledged so far", n, what, l.count(acknowledged))
	}
}
