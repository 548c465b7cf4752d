package host

import (
	"context"
	"sync"

	"dontblink.dev/pkg/fault"
)

// watch is what has to hold for a service to be ready.
type watch struct {
	mu     sync.Mutex
	checks []func(context.Context) error
}

// Watch adds what has to hold for the service to be ready. While it returns an error, /healthz says that one.
func (g *Ground) Watch(check func(context.Context) error) {
	g.watch.mu.Lock()
	defer g.watch.mu.Unlock()
	g.watch.checks = append(g.watch.checks, check)
}

// ready returns why the service cannot do its work.
func (g *Ground) ready(ctx context.Context) error {
	if !g.API.serves() {
		return fault.New(fault.Unavailable, "still starting: ask again in a moment")
	}
	if err := g.Rows.Ping(ctx); err != nil {
		return fault.New(fault.Unavailable, "Postgres does not answer: %v", err)
	}
	g.watch.mu.Lock()
	checks := g.watch.checks
	g.watch.mu.Unlock()
	for _, check := range checks {
		if err := check(ctx); err != nil {
			return err
		}
	}
	return nil
}
