package eventlog_test

import (
	"context"
	"fmt"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/thing"
)

// cluster starts three servers that hold the stream three times, and returns a connection to each.
func cluster(t *testing.T) []*nats.Conn {
	t.Helper()
	var routes []*url.URL
	var ports []int
	var held []net.Listener // until all three are found, or one might be found twice
	for range 3 {
		free, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		held = append(held, free)
		port := free.Addr().(*net.TCPAddr).Port
		ports = append(ports, port)
		routes = append(routes, &url.URL{Scheme: "nats", Host: fmt.Sprint("127.0.0.1:", port)})
	}
	for _, free := range held {
		if err := free.Close(); err != nil {
			t.Fatal(err)
		}
	}
	conns := make([]*nats.Conn, 3)
	var wg sync.WaitGroup
	for i := range conns {
		wg.Go(func() {
			s, err := local.StartNATS(t.TempDir(), -1, func(o *server.Options) {
				o.ServerName = fmt.Sprint("n", i)
				o.SyncAlways = false
				o.Cluster = server.ClusterOpts{Name: "c", Host: "127.0.0.1", Port: ports[i]}
				o.Routes = routes
			})
			if err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(func() { _ = s.Close() })
			if conns[i], err = nats.Connect(s.URL()); err != nil {
				t.Error(err)
				return
			}
			t.Cleanup(conns[i].Close)
		})
	}
	wg.Wait()
	if t.Failed() {
		t.FailNow()
	}
	js, err := jetstream.New(conns[0])
	if err != nil {
		t.Fatal(err)
	}
	c := eventlog.Settings()
	c.Replicas = 3
	for deadline := soon(t); ; { // without a leader nobody answers
		ctx, cancel := context.WithTimeout(deadline, time.Second)
		_, err := js.CreateStream(ctx, c)
		cancel()
		if err == nil {
			return conns
		}
		if deadline.Err() != nil {
			t.Fatal(err)
		}
	}
}

// With replicas a server answers differently: what loses a race may be told so before the winner is stored.
func TestOnThreeServersManyWritersLeaveUnbrokenChains(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("three servers take seconds to find each other")
	}
	var logs []*eventlog.Log
	for _, nc := range cluster(t) {
		l, err := eventlog.Open(t.Context(), nc)
		if err != nil {
			t.Fatal(err)
		}
		logs = append(logs, l)
	}
	const writers, things, each = 60, 30, 3
	size := func(w, n int) int { return 1 + (w+n)%8/7*2 }
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for n := range each {
				id := fmt.Sprintf("%d-%d", w, n)
				if err := insist(t.Context(), logs[w%3], command(id), thing.Activity(fmt.Sprint("t", (w+n)%things)), size(w, n)); err != nil {
					t.Errorf("command %s: %v", id, err)
					return
				}
			}
		})
	}
	wg.Wait()
	want := 0
	for w := range writers {
		for n := range each {
			want += size(w, n)
		}
	}
	events := following(t, logs[1], "", 0)
	seen := map[string]int{}
	for range want {
		seen[receive(t, events).CommandID]++
	}
	if head := last(t, logs[0]); head.Sequence != uint64(want) {
		t.Errorf("the log ends at %d, want %d", head.Sequence, want)
	}
	for w := range writers {
		for n := range each {
			if id := fmt.Sprintf("%d-%d", w, n); seen[id] != size(w, n) {
				t.Errorf("command %s has %d events, want %d", id, seen[id], size(w, n))
			}
		}
	}
}
