package faults_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
)

// cluster is three servers, each a process, that keep the log three times. Every route between two of them is a wire of its own.
type cluster struct {
	servers [3]*process
	ways    [3][3]*wire
	js      jetstream.JetStream
}

func standUp(t *testing.T) *cluster {
	t.Helper()
	c := &cluster{}
	var ports [3]int
	for i := range ports {
		ports[i] = freePort(t)
	}
	for i := range c.servers {
		s := settings{Dir: filepath.Join(t.TempDir(), "nats"), Port: freePort(t), Name: fmt.Sprint("n", i), Cluster: ports[i]}
		for j := range ports {
			if i != j {
				c.ways[i][j] = lay(t, address(ports[j]))
				s.Routes = append(s.Routes, c.ways[i][j].address)
			}
		}
		c.servers[i] = launch(t, s)
	}
	for _, s := range c.servers {
		if why := s.ready(t); why != "" {
			t.Fatalf("%s: %s", s.Name, why)
		}
	}
	c.replicate(t)
	return c
}

func (c *cluster) urls() (all []string) {
	for _, s := range c.servers {
		all = append(all, "nats://"+address(s.Port))
	}
	return all
}

// replicate has the product make its stream, and then keeps it three times, as whoever runs such servers does.
func (c *cluster) replicate(t *testing.T) {
	t.Helper()
	nc := connect(t, c.urls()...)
	open(t, nc)
	var err error
	if c.js, err = jetstream.New(nc); err != nil {
		t.Fatal(err)
	}
	c.until(t, "the stream is kept three times", func(ctx context.Context) bool {
		stream, err := c.js.Stream(ctx, eventlog.StreamName)
		if err != nil {
			return false
		}
		config := stream.CachedInfo().Config
		config.Replicas = 3
		updated, err := c.js.UpdateStream(ctx, config)
		return err == nil && whole(updated.CachedInfo())
	})
}

// whole reports whether there is a leader, and two others that hold all that it holds.
func whole(info *jetstream.StreamInfo) bool {
	if info.Cluster == nil || info.Cluster.Leader == "" || len(info.Cluster.Replicas) != 2 {
		return false
	}
	for _, r := range info.Cluster.Replicas {
		if !r.Current || r.Offline {
			return false
		}
	}
	return true
}

// healed waits until the three are whole again.
func (c *cluster) healed(t *testing.T) {
	t.Helper()
	c.until(t, "the three servers hold the same", func(ctx context.Context) bool {
		stream, err := c.js.Stream(ctx, eventlog.StreamName)
		return err == nil && whole(stream.CachedInfo())
	})
}

func (c *cluster) until(t *testing.T, what string, done func(context.Context) bool) {
	t.Helper()
	for deadline := time.Now().Add(90 * time.Second); time.Now().Before(deadline); {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		ok := done(ctx)
		if ok {
			cancel()
			return
		}
		pause := time.NewTimer(50 * time.Millisecond)
		<-pause.C
		cancel()
	}
	t.Fatalf("after a minute and a half it is not so that %s", what)
}

// leader is the server that decides on appends, by its number.
func (c *cluster) leader(t *testing.T) (number int) {
	t.Helper()
	c.until(t, "somebody leads", func(ctx context.Context) bool {
		stream, err := c.js.Stream(ctx, eventlog.StreamName)
		if err != nil || stream.CachedInfo().Cluster == nil {
			return false
		}
		_, err = fmt.Sscanf(stream.CachedInfo().Cluster.Leader, "n%d", &number)
		return err == nil
	})
	return number
}

// each calls f with the ways from and to one server.
func (c *cluster) each(number int, f func(*wire)) {
	for i := range c.servers {
		if i != number {
			f(c.ways[i][number])
			f(c.ways[number][i])
		}
	}
}

// faults are what may happen to one server. Clients reach all of them throughout.
var clusterFaults = []struct {
	name string
	do   func(t *testing.T, c *cluster, number int, chance *rand.Rand)
}{
	{"killed", func(t *testing.T, c *cluster, number int, chance *rand.Rand) {
		t.Helper()
		c.servers[number].kill()
		wait(200*time.Millisecond, 2*time.Second, chance)
		c.servers[number] = start(t, c.servers[number].settings)
	}},
	{"parted from the others", func(t *testing.T, c *cluster, number int, chance *rand.Rand) {
		t.Helper()
		c.each(number, (*wire).cut)
		wait(time.Second, 5*time.Second, chance)
		c.each(number, func(w *wire) { w.mend(t) })
	}},
	{"stopped for a while", func(t *testing.T, c *cluster, number int, chance *rand.Rand) {
		t.Helper()
		_ = c.servers[number].cmd.Process.Signal(syscall.SIGSTOP)
		wait(500*time.Millisecond, 4*time.Second, chance)
		_ = c.servers[number].cmd.Process.Signal(syscall.SIGCONT)
	}},
	{"told that it leads no more", func(t *testing.T, c *cluster, _ int, chance *rand.Rand) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		_, _ = c.js.Conn().RequestWithContext(ctx, "$JS.API.STREAM.LEADER.STEPDOWN."+eventlog.StreamName, nil)
		wait(100*time.Millisecond, 500*time.Millisecond, chance)
	}},
	{"slow to be reached", func(t *testing.T, c *cluster, number int, chance *rand.Rand) {
		t.Helper()
		c.each(number, func(w *wire) { w.delay(t, 300, 100) })
		wait(time.Second, 3*time.Second, chance)
		c.each(number, func(w *wire) { w.prompt(t) })
	}},
}

func TestThreeServersLoseNothingThatWasAcknowledged(t *testing.T) {
	atLength(t)
	t.Parallel()
	c := standUp(t)
	answers := overhear(t, connect(t, c.urls()...))
	l, moment := newLedger(), chance(t)
	// Few things and many clients: they get into each other's way.
	w := work(t, l, 6, clients(t, 12, c.urls()...)...)
	w.grown(t, 100)
	for n := range often(1, 10, 60) {
		fault := clusterFaults[n%len(clusterFaults)]
		number := c.leader(t)
		if n/len(clusterFaults)%2 == 1 {
			number = (number + 1) % len(c.servers)
		}
		before := l.count(acknowledged)
		fault.do(t, c, number, moment)
		c.healed(t)
		w.grown(t, 50)
		t.Logf("n%d was %s; %d commands were acknowledged until all was well again", number, fault.name, l.count(acknowledged)-before)
	}
	w.stopped(t)
	l.audit(t, open(t, connect(t, c.urls()...)))
	t.Logf("the servers' refusals by code: %v", answers())
	for _, code := range []int{10071, 10164} {
		if answers()[code] == 0 {
			t.Errorf("no append was refused with %d: the clients were not in each other's way enough to show anything", code)
		}
	}
}

// overhear counts what the servers refuse, by their codes. The product tells its callers only what follows from them.
func overhear(t *testing.T, nc *nats.Conn) func() map[int]int {
	t.Helper()
	var mu sync.Mutex
	codes := map[int]int{}
	_, err := nc.Subscribe("_INBOX.>", func(m *nats.Msg) {
		var answer struct {
			Error struct {
				Code int `json:"err_code"`
			} `json:"error"`
		}
		if json.Unmarshal(m.Data, &answer) == nil && answer.Error.Code != 0 {
			mu.Lock()
			defer mu.Unlock()
			codes[answer.Error.Code]++
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return func() map[int]int {
		mu.Lock()
		defer mu.Unlock()
		return maps.Clone(codes)
	}
}
