package apart_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/localtest"
)

// bin is where the programs are, as they are built for everybody.
var bin string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	// Tests must not end up in a team's log, whatever the environment of whoever runs them names.
	for _, variable := range []string{"NATS_URL", "DATABASE_URL", "DONTBLINK_SERVER", "LISTEN"} {
		os.Unsetenv(variable)
	}
	for _, service := range []string{"RECORDER", "PROJECTOR", "COMPOSER"} {
		os.Setenv("NATS_"+service+"_PASSWORD", password(strings.ToLower(service)))
	}
	folder, err := os.MkdirTemp("", "dontblink-apart-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	bin = folder
	return m.Run()
}

// build builds the programs once, for the first test that starts one.
var build = sync.OnceValue(func() error {
	args := []string{"build", "-o", bin + "/"}
	for _, name := range []string{"recorder", "projector", "composer", "insights", "web", "dontblink"} {
		args = append(args, "dontblink.dev/services/"+name+"/cmd/"+name)
	}
	out, err := exec.CommandContext(context.Background(), "go", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("build: %w\n%s", err, out)
	}
	return nil
})

func password(user string) string { return "secretOf" + user }

// natsURL is where a user finds the server.
func natsURL(port int, user string) string {
	return fmt.Sprintf("nats://%s:%s@127.0.0.1:%d", user, password(user), port)
}

// startNATS starts the server as deploy/nats says; only where it listens and stores is the test's own.
func startNATS(t *testing.T, store string, port int) *server.Server {
	t.Helper()
	options, err := server.ProcessConfigFile("../nats/nats.conf")
	if err != nil {
		t.Fatal(err)
	}
	options.Host, options.Port, options.HTTPPort, options.StoreDir = "127.0.0.1", port, 0, store
	options.NoSigs, options.NoLog = true, true
	s, err := server.NewServer(options)
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	if !s.ReadyForConnections(20 * time.Second) {
		t.Fatal("NATS is not ready after twenty seconds")
	}
	return s
}

func stopNATS(s *server.Server) {
	s.Shutdown()
	s.WaitForShutdown()
}

// connectAs opens a connection with the rights of a user; what the server refuses comes on the channel.
func connectAs(t *testing.T, port int, user string) (*nats.Conn, <-chan error) {
	t.Helper()
	refused := make(chan error, 100)
	nc, err := nats.Connect(natsURL(port, user), nats.CustomInboxPrefix("_INBOX_"+user),
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { refused <- err }))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	return nc, refused
}

// freePorts returns ports where nobody listens at this moment.
func freePorts(t *testing.T, n int) []int {
	t.Helper()
	ports := make([]int, n)
	for i := range ports {
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer listener.Close()
		ports[i] = listener.Addr().(*net.TCPAddr).Port
	}
	return ports
}

// startPostgres starts one of our own, without roles yet, and returns how to get in as a role; "" is its owner.
func startPostgres(t *testing.T) func(role string) string {
	t.Helper()
	// Nothing here outlives the test.
	p, err := local.StartPostgres(t.Context(), localtest.Dir(t), "fsync=off", "full_page_writes=off")
	if _, none := errors.AsType[local.NoPostgres](err); none && os.Getenv("REQUIRE_SERVERS") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return func(role string) string {
		at, err := url.Parse(p.DSN())
		if err != nil {
			t.Fatal(err)
		}
		if role != "" {
			query := at.Query()
			query.Set("user", role)
			at.RawQuery = strings.ReplaceAll(query.Encode(), "+", "%20")
		}
		return at.String()
	}
}

// makeRoles runs roles.sql, as its owner.
func makeRoles(t *testing.T, dsn string) {
	t.Helper()
	text, err := os.ReadFile("../postgres/roles.sql")
	if err != nil {
		t.Fatal(err)
	}
	if err := inPostgres(t, dsn, string(text)); err != nil {
		t.Fatalf("roles.sql: %v", err)
	}
}

func inPostgres(t *testing.T, dsn, statements string) error {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		return err
	}
	defer conn.Close(context.Background())
	_, err = conn.PgConn().Exec(t.Context(), statements).ReadAll()
	return err
}

// program is a service that was started.
type program struct {
	name        string
	environment []string
	said        string // the file that it writes to
	cmd         *exec.Cmd
}

// start starts it, or starts it again.
func (p *program) start(t *testing.T) {
	t.Helper()
	if err := build(); err != nil {
		t.Fatal(err)
	}
	out, err := os.OpenFile(p.said, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	p.cmd = exec.CommandContext(context.Background(), filepath.Join(bin, p.name))
	// Nothing of ours: what a service needs has to be said to it.
	p.cmd.Env, p.cmd.Stderr = append(p.environment, "HOME=/nonexistent", "TMPDIR="+os.TempDir()), out
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
}

// kill ends it as a power cut does.
func (p *program) kill() {
	if p.cmd != nil {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
		p.cmd = nil
	}
}

// stop asks it to end, and returns how it did.
func (p *program) stop() error {
	if err := p.cmd.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	err := p.cmd.Wait()
	p.cmd = nil
	return err
}
