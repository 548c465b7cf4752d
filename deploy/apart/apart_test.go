package apart_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/vault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// team is the product as a team runs it: two servers, and five services that know one another by address.
type team struct {
	port     int
	postgres func(role string) string
	services map[string]*program
	web      string // its address
}

// master wraps the keys that seal the log: all who read or write it have the same.
var (
	master    = [32]byte{1, 2, 3}
	masterKey = "DONTBLINK_MASTER_KEY=" + base64.StdEncoding.EncodeToString(master[:])
)

// names are the services, in the order of their story.
var names = []string{"recorder", "projector", "composer", "insights", "web"}

// newTeam says to each service what it needs and nothing else; nothing is started yet but Postgres, without roles.
func newTeam(t *testing.T) *team {
	t.Helper()
	ports := freePorts(t, 1+len(names))
	g := &team{port: ports[0], postgres: startPostgres(t), services: map[string]*program{}}
	said, at := t.TempDir(), map[string]string{}
	for i, name := range names {
		at[name] = fmt.Sprintf("127.0.0.1:%d", ports[1+i])
		g.services[name] = &program{name: name, said: filepath.Join(said, name), environment: []string{"LISTEN=" + at[name]}}
	}
	for _, name := range []string{"recorder", "projector", "composer"} {
		g.tell(name, "NATS_URL="+natsURL(g.port, name), masterKey)
	}
	for _, name := range []string{"recorder", "projector", "composer", "insights"} {
		g.tell(name, "DATABASE_URL="+g.postgres(name))
	}
	g.tell("web", "RECORDER_URL=http://"+at["recorder"], "COMPOSER_URL=http://"+at["composer"],
		"INSIGHTS_URL=http://"+at["insights"], "KEEPER_URL=http://"+at["projector"], "ACTOR=Somebody at the page")
	g.web = "http://" + at["web"]
	t.Cleanup(func() {
		for _, name := range names {
			g.services[name].kill()
			if text, err := os.ReadFile(g.services[name].said); t.Failed() && err == nil {
				t.Logf("%s said:\n%s", name, text)
			}
		}
	})
	return g
}

func (g *team) tell(name string, variables ...string) {
	g.services[name].environment = append(g.services[name].environment, variables...)
}

// awaitReady returns when a process says that it is ready.
func awaitReady(t *testing.T, address string) {
	t.Helper()
	awaitHealth(t, address, func(status int, _ string) bool { return status == http.StatusOK })
}

// awaitHealth asks a process how it is until it answers as wanted.
func awaitHealth(t *testing.T, address string, wanted func(status int, text string) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(25 * time.Millisecond)
	defer tick.Stop()
	last := "nothing"
	for {
		status, text, err := ask(ctx, address+"/healthz")
		if err == nil && wanted(status, text) {
			return
		}
		if err == nil {
			last = fmt.Sprintf("%d %s", status, text)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("%s: not as wanted after a minute; it said last: %s", address, last)
		}
	}
}

func ask(ctx context.Context, address string) (status int, text string, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(body), err
}

// typed runs a command line against the one address, and returns what it prints.
func (g *team) typed(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), filepath.Join(bin, "dontblink"), append(args, "--server", g.web)...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("dontblink %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// killed is how often each service is killed under load.
const killed = 4

func TestServicesRunApartInAnyOrderAndNothingAcknowledgedIsLost(t *testing.T) {
	g := newTeam(t)
	store := t.TempDir()
	server := startNATS(t, store, g.port)
	stopNATS(server)
	// The servers come up somewhere among the services, too.
	steps := []func(){func() { server = startNATS(t, store, g.port) }, func() { makeRoles(t, g.postgres("")) }}
	for _, name := range names {
		steps = append(steps, func() { g.services[name].start(t) })
	}
	for _, i := range rand.Perm(len(steps)) {
		steps[i]()
	}
	defer func() { stopNATS(server) }()
	awaitReady(t, g.web)
	g.typed(t, "import", "../../services/dontblink/example/edition.yaml")

	l := &ledger{acknowledged: map[string]string{}}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var clients sync.WaitGroup
	for client := range 3 {
		clients.Go(func() { l.work(rpc.As(ctx, fmt.Sprintf("client-%d", client)), g.web) })
	}
	victims := []string{"nats"}
	for range killed {
		victims = append(victims, names...)
	}
	rand.Shuffle(len(victims), func(i, j int) { victims[i], victims[j] = victims[j], victims[i] })
	for _, name := range victims {
		l.more(t, 5) // so that each hits the middle of something
		if name == "nats" {
			stopNATS(server)
			server = startNATS(t, store, g.port)
		} else {
			g.services[name].kill()
			g.services[name].start(t)
		}
		awaitReady(t, g.web)
	}
	l.more(t, 5)
	stop()
	clients.Wait()
	l.resend(t, g.web)
	g.audit(t, l)
	for _, name := range names {
		if err := g.services[name].stop(); err != nil {
			t.Errorf("%s, asked to end: %v", name, err)
		}
		if said, err := os.ReadFile(g.services[name].said); err != nil || strings.Contains(strings.ToLower(string(said)), "permissions violation") {
			t.Errorf("%s was refused what it does, or cannot be asked (%v)", name, err)
		}
	}
}

// A NATS that lost its store, or another one: rows and keys know that there was a log.
func TestALogThatIsGoneIsMissedAndNotBegunAnew(t *testing.T) {
	t.Parallel()
	g := newTeam(t)
	server := startNATS(t, t.TempDir(), g.port)
	defer func() { stopNATS(server) }()
	makeRoles(t, g.postgres(""))
	for _, name := range names {
		g.services[name].start(t)
	}
	awaitReady(t, g.web)
	g.typed(t, "import", "../../services/dontblink/example/edition.yaml", "../../services/dontblink/example/january-2024.yaml")
	g.typed(t, "list", "--month", "2024-01") // waits until the rows have seen it all

	stopNATS(server)
	server = startNATS(t, t.TempDir(), g.port)
	awaitHealth(t, g.web, func(status int, text string) bool {
		return status == http.StatusServiceUnavailable && strings.Contains(text, "the projector: stopped: ")
	})
	g.services["recorder"].kill()
	g.services["recorder"].start(t)
	awaitHealth(t, g.web, func(status int, text string) bool {
		return status == http.StatusServiceUnavailable && strings.Contains(text, "the recorder: NATS is there, but the log is gone")
	})
	l := &ledger{}
	err := l.send(rpc.As(t.Context(), "somebody"), g.web, l.next())
	if !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "the log is gone") {
		t.Errorf("a command without the log: %v, want it refused with the reason", err)
	}
}

// audit holds the log, the lists, a draft and the rows against what clients were told.
func (g *team) audit(t *testing.T, l *ledger) {
	t.Helper()
	nc, _ := connectAs(t, g.port, "projector")
	log, err := eventlog.Find(t.Context(), nc)
	if err != nil {
		t.Fatal(err)
	}
	log.Vault = vault.New(open(t, g.postgres("projector")), vault.Given(master))
	l.auditLog(t, log)
	if n := g.listed(t, l.reached); n != len(l.acknowledged) {
		t.Errorf("%d activities are listed, and %d were acknowledged", n, len(l.acknowledged))
	}
	if said := g.typed(t, "issue", "draft", "2024-01"); !strings.Contains(said, "January 2024") {
		t.Errorf("a draft says %q", said)
	}
	status, page, err := ask(t.Context(), g.web+"/month/2024-01")
	if err != nil || status != http.StatusOK || !strings.Contains(page, "Talk 0 ") {
		t.Errorf("the month's page: %d, %v", status, err)
	}
	if said := g.typed(t, "verify"); !strings.Contains(said, "what the log makes of them") {
		t.Errorf("verify says %q", said)
	}
	g.typed(t, "erase", "person", "Ada Example 3", "--reason", "she asked for it", "--yes")
	if said := g.typed(t, "verify"); !strings.Contains(said, "what the log makes of them") {
		t.Errorf("verify says %q after somebody was erased", said)
	}
	t.Logf("%d commands acknowledged, %d sent again, %d events", len(l.acknowledged), l.resent, l.reached)
}

// listed counts the activities of the month, page by page.
func (g *team) listed(t *testing.T, atLeast uint64) (n int) {
	t.Helper()
	patience := time.Now().Add(time.Minute)
	for page := ""; ; {
		answer, err := insights(g.web).ListActivities(rpc.As(t.Context(), "auditor"), &apiv1.ListActivitiesRequest{
			AtLeast: atLeast, From: "2024-01", To: "2024-01", PageSize: 1000, Page: page,
		})
		if errors.Is(err, fault.Unavailable) && time.Now().Before(patience) {
			continue // it has waited two seconds by itself
		}
		if err != nil {
			t.Fatal(err)
		}
		n, page = n+len(answer.GetActivities()), answer.GetNextPage()
		if page == "" {
			return n
		}
	}
}
