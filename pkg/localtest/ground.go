package localtest

import (
	"context"
	"log/slog"
	"sync"
	"testing"

	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/vault"
)

// Ground is a ground with an empty log, which seals what tells of people, and empty rows, on which the services run until the test ends. It returns when the procedures
// are served.
func Ground(tb testing.TB, services []host.Service, procedures ...string) *host.Ground {
	tb.Helper()
	g, err := host.New(tb.Context(), NATS(tb), DSN(tb), vault.Given([32]byte{1}), slog.Default())
	if err != nil {
		tb.Fatal(err)
	}
	// Not the test's own context: that ends before the cleanups run, and a test's own cleanup may still ask the services.
	ctx, stop := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := host.All(services...)(ctx, g); err != nil {
			tb.Errorf("a service ended: %v", err)
		}
	})
	tb.Cleanup(func() {
		stop()
		running.Wait()
		g.Close()
	})
	if err := g.API.Await(tb.Context(), procedures...); err != nil {
		tb.Fatal(err)
	}
	return g
}
