package faults_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
)

// serverVariable tells a copy of this program to be a server, and which.
const serverVariable = "FAULTS_SERVER"

// settings of a NATS server that is a process of its own.
type settings struct {
	Dir  string
	Port int
	// Forgetful: it does not sync before it acknowledges.
	Forgetful bool
	// Name, Cluster and Routes make it one of several.
	Name    string
	Cluster int
	Routes  []string
}

// serve is what the copy does: it runs the product's own server until its input ends, as happens when whoever started it is gone.
func serve() {
	var s settings
	if err := json.Unmarshal([]byte(os.Getenv(serverVariable)), &s); err != nil {
		panic(err)
	}
	n, err := local.StartNATS(s.Dir, s.Port, func(o *server.Options) {
		o.SyncAlways = !s.Forgetful
		if s.Cluster != 0 {
			s.join(o)
		}
	})
	if err != nil {
		os.Stdout.WriteString("cannot start: " + strings.ReplaceAll(err.Error(), "\n", "; ") + "\n")
		os.Exit(1)
	}
	os.Stdout.WriteString(n.URL() + "\n")
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0) // without closing anything: nobody needs it any more
}

// join makes it one of a cluster, whose others it reaches only by the routes given: what it is told of them leads nowhere.
func (s settings) join(o *server.Options) {
	o.ServerName = s.Name
	o.Cluster = server.ClusterOpts{Name: "c", Host: "127.0.0.1", Port: s.Cluster, Advertise: "127.0.0.1:1", PoolSize: -1}
	for _, route := range s.Routes {
		o.Routes = append(o.Routes, &url.URL{Scheme: "nats", Host: route})
	}
}

// process is a server that runs.
type process struct {
	settings
	url   string
	cmd   *exec.Cmd
	input io.Closer
	// said is its first line.
	said chan string
}

// launch starts a server and does not wait for it.
func launch(t *testing.T, s settings) *process {
	t.Helper()
	description, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	p := &process{settings: s, cmd: exec.Command(os.Args[0]), said: make(chan string, 1)} //nolint:noctx // the test ends it, in its own way
	p.cmd.Env = append(os.Environ(), serverVariable+"="+string(description))
	log := &bytes.Buffer{}
	p.cmd.Stderr = log
	if p.input, err = p.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	output, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		line, _ := bufio.NewReader(output).ReadString('\n')
		p.said <- strings.TrimSpace(line)
	}()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("the server on %s said:\n%s", s.Dir, log)
		}
	})
	return p
}

// ready waits until the server serves, and returns why it does not.
func (p *process) ready(t *testing.T) (why string) {
	t.Helper()
	timer := time.NewTimer(time.Minute)
	defer timer.Stop()
	select {
	case line := <-p.said:
		if strings.HasPrefix(line, "nats://") {
			p.url = line
			return ""
		}
		return line
	case <-timer.C:
		return "it is not ready after a minute"
	}
}

// start starts a server and waits until it serves.
func start(t *testing.T, s settings) *process {
	t.Helper()
	p := launch(t, s)
	if why := p.ready(t); why != "" {
		t.Fatalf("the NATS server: %s", why)
	}
	return p
}

// kill ends it in the middle of whatever it does. It may have ended before.
func (p *process) kill() {
	_ = p.cmd.Process.Signal(syscall.SIGKILL)
	_ = p.cmd.Wait()
}

// freePort is one that nobody uses: what is killed has to come back where it was. It lies below those that the system hands out to
// connections, which would take it meanwhile.
func freePort(t *testing.T) int {
	t.Helper()
	for range 1000 {
		port := 20_000 + int(int64(os.Getpid())*37+ports.Add(1))%10_000
		l, err := net.Listen("tcp", address(port)) //nolint:noctx // it ends at once
		if err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("of a thousand ports none is free")
	return 0
}

var ports atomic.Int64

func address(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// connect opens a connection that comes back for as long as the test runs.
func connect(t *testing.T, urls ...string) *nats.Conn {
	t.Helper()
	nc, err := nats.Connect(strings.Join(urls, ","), nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond), nats.ReconnectJitter(0, 0),
		nats.RetryOnFailedConnect(true), nats.Timeout(time.Second), nats.PingInterval(time.Second), nats.MaxPingsOutstanding(2),
		nats.IgnoreDiscoveredServers(), nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc
}

// open opens the log, once somebody answers.
func open(t *testing.T, nc *nats.Conn) *eventlog.Log {
	t.Helper()
	var err error
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		var log *eventlog.Log
		if log, err = eventlog.Open(t.Context(), nc); err == nil {
			return log
		}
	}
	t.Fatalf("open the log, for a minute: %v", err)
	return nil
}

// clients opens the log so many times, each over a connection of its own.
func clients(t *testing.T, n int, urls ...string) []*eventlog.Log {
	t.Helper()
	logs := make([]*eventlog.Log, n)
	for i := range logs {
		logs[i] = open(t, connect(t, urls...))
	}
	return logs
}
