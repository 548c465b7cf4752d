package eventlog_test

import (
	"context"
	"net"
	"sync/atomic"
	"testing"

	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/thing"
)

// deafDialer makes connections that can stop hearing: what is said to the server gets there, its answers are lost.
type deafDialer struct {
	deaf atomic.Bool
	open atomic.Pointer[deafConn]
}

type deafConn struct {
	net.Conn
	dialer *deafDialer
}

func (d *deafDialer) Dial(network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(context.Background(), network, address)
	if err != nil {
		return nil, err
	}
	conn := &deafConn{Conn: c, dialer: d}
	d.open.Store(conn)
	return conn, nil
}

func (c *deafConn) Read(b []byte) (int, error) {
	for {
		n, err := c.Conn.Read(b)
		if err != nil || !c.dialer.deaf.Load() {
			return n, err
		}
	}
}

func TestACommandWhoseAnswerWasLostIsRecognised(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"one event": 1, "a batch": 5} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, watcher, dialer := deafened(t)
			on := thing.Activity("kohs")
			at := mustAppend(t, l, command("c0"), on, eventlog.At{}, recorded("before"))

			dialer.deaf.Store(true)
			type answer struct {
				at  eventlog.At
				err error
			}
			answers := make(chan answer, 1)
			go func() {
				at, err := l.Append(t.Context(), command("c1"), on, at, several(n)...)
				answers <- answer{at, err}
			}()
			want := eventlog.At{Sequence: uint64(n + 1), Version: uint64(n + 1)}
			for last(t, watcher).Sequence != want.Sequence { // it is in the log; the answer is not heard
			}
			dialer.deaf.Store(false)
			if err := dialer.open.Load().Close(); err != nil {
				t.Fatal(err)
			}

			if got := <-answers; got.err != nil || got.at != want {
				t.Errorf("Append = %v, %v, want %v", got.at, got.err, want)
			}
			if h := load(t, watcher, on); len(h) != n+1 {
				t.Errorf("%d events in the log, want %d: it was recorded twice", len(h), n+1)
			}
		})
	}
}

// deafened returns a log behind a connection that can be made deaf, and the same log behind another.
func deafened(t *testing.T) (l, watcher *eventlog.Log, d *deafDialer) {
	t.Helper()
	server, err := local.StartNATS(t.TempDir(), -1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	d = &deafDialer{}
	open := func(options ...nats.Option) *eventlog.Log {
		nc, err := nats.Connect(server.URL(), append(options, nats.ReconnectWait(1), nats.MaxReconnects(-1))...)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(nc.Close)
		l, err := eventlog.Open(t.Context(), nc)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	return open(nats.SetCustomDialer(d)), open(), d
}
