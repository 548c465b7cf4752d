package faults_test

import (
	"context"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
)

func TestLostConnectionsLoseNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	p := start(t, settings{Dir: filepath.Join(t.TempDir(), "nats"), Port: freePort(t)})
	toLog := lay(t, address(p.Port))
	dsn, toRows := overTCP(t, localtest.DSN(t))
	rows := project(t, open(t, connect(t, "nats://"+toLog.address)), dsn)
	l, moment := newLedger(), chance(t)
	w := work(t, l, 20, clients(t, 8, "nats://"+toLog.address)...)
	for range often(4, 40, 400) {
		wait(20*time.Millisecond, 500*time.Millisecond, moment)
		switch moment.IntN(4) {
		case 0:
			toLog.snap(t)
		case 1:
			toRows.snap(t)
		case 2:
			toLog.cut()
			wait(50*time.Millisecond, time.Second, moment)
			toLog.mend(t)
		case 3:
			toRows.cut()
			wait(50*time.Millisecond, time.Second, moment)
			toRows.mend(t)
		}
		w.grown(t, 5)
	}
	w.stopped(t)
	log := open(t, connect(t, p.url))
	l.audit(t, log)
	rows.audit(t, log, dsn)
}

// overTCP gives the Postgres behind a socket an address that a wire leads to.
func overTCP(t *testing.T, dsn string) (string, *wire) {
	t.Helper()
	target, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	query := target.Query()
	socket := filepath.Join(query.Get("host"), ".s.PGSQL."+query.Get("port"))
	bridge, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed with the test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bridge.Close() })
	go func() {
		for {
			near, err := bridge.Accept()
			if err != nil {
				return
			}
			go func() {
				defer near.Close()
				far, err := net.Dial("unix", socket) //nolint:noctx // ends with the connection
				if err != nil {
					return
				}
				defer far.Close()
				go func() { _, _ = io.Copy(far, near); far.Close() }()
				_, _ = io.Copy(near, far)
			}()
		}
	}()
	w := lay(t, bridge.Addr().String())
	host, port, _ := net.SplitHostPort(w.address)
	query.Set("host", host)
	query.Set("port", port)
	target.RawQuery = query.Encode()
	return target.String(), w
}

// projected is a projection at work.
type projected struct {
	stop    context.CancelFunc
	running sync.WaitGroup
	seen    chan uint64
	ended   error
}

// config is how the product projects.
func config(log *eventlog.Log, pool *pgxpool.Pool) projection.Config {
	writer := &readmodel.Writer{}
	return projection.Config{Log: log, Pool: pool, Version: readmodel.Version, Schema: readmodel.Schema, Indexes: readmodel.Indexes, Start: writer.Start, Apply: writer.Apply}
}

// project keeps the rows up with the log until audit.
func project(t *testing.T, log *eventlog.Log, dsn string) *projected {
	t.Helper()
	pool := poolOf(t, dsn)
	if err := projection.Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	p := &projected{stop: stop, seen: make(chan uint64, 1)}
	c := config(log, pool)
	c.OnStatus = func(s projection.Status) {
		select { // only the latest matters
		case <-p.seen:
		default:
		}
		p.seen <- s.Sequence
	}
	p.running.Go(func() { p.ended = projection.Run(ctx, c) })
	t.Cleanup(func() {
		stop()
		p.running.Wait()
	})
	return p
}

func poolOf(t *testing.T, dsn string) *pgxpool.Pool {
	t.Helper()
	pool, err := pgxpool.New(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	return pool
}

// audit waits until the rows have seen the whole log, and has the product compare the two.
func (p *projected) audit(t *testing.T, log *eventlog.Log, dsn string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	head, err := log.Last(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for seen := uint64(0); seen < head.Sequence; {
		select {
		case seen = <-p.seen:
		case <-ctx.Done():
			t.Fatalf("the rows are at event %d after two minutes, the log ends at %d", seen, head.Sequence)
		}
	}
	p.stop()
	p.running.Wait()
	if p.ended != nil {
		t.Errorf("the projection ended: %v", p.ended)
	}
	v, err := projection.Verify(ctx, config(log, poolOf(t, dsn)))
	if err != nil {
		t.Fatal(err)
	}
	if !v.Equal() || v.Sequence != head.Sequence {
		t.Errorf("the rows are not what the log makes of them up to event %d: %+v", head.Sequence, v)
	}
	t.Logf("the rows are what the log makes of them, in %d tables up to event %d", len(v.Tables), v.Sequence)
}
