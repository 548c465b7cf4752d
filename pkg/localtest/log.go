package localtest

import (
	"testing"

	"dontblink.dev/pkg/eventlog"
)

// Log is an empty log for this test.
func Log(tb testing.TB) *eventlog.Log {
	tb.Helper()
	log, err := eventlog.Open(tb.Context(), NATS(tb))
	if err != nil {
		tb.Fatalf("open the log: %v", err)
	}
	return log
}
