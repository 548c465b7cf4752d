// Package localtest gives one test what the product stands on: a log of its own, and an empty database of its own.
//
// The servers are real. A log starts in milliseconds, one per test. Postgres starts once per test binary, at the first test that
// asks, and goes with the binary, however that ends; each test gets a database in it. Where there is no Postgres such tests are
// skipped, unless REQUIRE_SERVERS=1 says that skipping is failing.
package localtest

import (
	"os"
	"testing"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/local"
)

// NATS is a connection to an empty log for this test. The log does not sync what it acknowledges: what is tested about losing
// nothing at a kill wants DurableNATS.
func NATS(tb testing.TB) *nats.Conn {
	tb.Helper()
	return start(tb, func(o *server.Options) { o.SyncAlways = false })
}

// DurableNATS is like NATS, and syncs every write before it is acknowledged, as the product does.
func DurableNATS(tb testing.TB) *nats.Conn {
	tb.Helper()
	return start(tb)
}

func start(tb testing.TB, change ...func(*server.Options)) *nats.Conn {
	tb.Helper()
	n, err := local.StartNATS(tb.TempDir(), 0, change...)
	if err != nil {
		tb.Fatalf("start NATS: %v", err)
	}
	tb.Cleanup(func() {
		if err := n.Close(); err != nil {
			tb.Errorf("close NATS: %v", err)
		}
	})
	conn, err := n.Connect()
	if err != nil {
		tb.Fatalf("connect to NATS: %v", err)
	}
	tb.Cleanup(conn.Close)
	return conn
}

// Dir is an empty folder in which local.Start works also for root: unlike t.TempDir, the user that then runs Postgres may enter it.
func Dir(tb testing.TB) string {
	tb.Helper()
	dir, err := os.MkdirTemp("", "dontblink-") //nolint:usetesting // Postgres cannot enter that of t
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			tb.Error(err)
		}
	})
	return dir
}
