package projector

import (
	"context"
	"sync"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
)

// begin begins another round of the projection: what is sound is to be shown anew, up to where the log ends now.
// Where the log cannot be asked, the end that was known before is still a place that the rows have to come by.
func (k *keeper) begin(ctx context.Context) {
	ends, err := k.ground.Log.Ends(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		k.until = ends
	}
	k.sound, k.foundSound = make(chan struct{}), &sync.Once{}
}

// again has a projection that has stopped begin anew with other rows. Each projection has one.
type again struct {
	// Nothing is sent before the projection has stopped and waits, so whoever asks waits for that too.
	asked chan struct{}

	mu sync.Mutex
	// outcome hears what came of it; nil while nobody waits.
	outcome chan error
}

// anew has a projection that has stopped leave its rows and make others, and waits until those are read. A stop that is the log's fault
// comes again.
func (a *again) anew(ctx context.Context, leave func() error) error {
	a.mu.Lock()
	if a.outcome != nil {
		a.mu.Unlock()
		return fault.New(fault.Conflict, "the rows are being made anew already: wait until that has ended, then ask again")
	}
	// With room for one, so that tell never waits for somebody who has gone.
	outcome := make(chan error, 1)
	a.outcome = outcome
	a.mu.Unlock()
	// Whoever gives up leaves the place to the next; the rows are made all the same.
	defer a.tell(nil)
	if err := leave(); err != nil {
		return err
	}
	select {
	case a.asked <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	select {
	case err := <-outcome:
		return err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// leaves has the rows of a version left.
// They are kept, but nothing serves until the others are there.
func (k *keeper) leaves(ctx context.Context, version string) func() error {
	return func() error { return projection.Leave(ctx, k.ground.Rows, version) }
}

// tell tells whoever waits for rows that are made anew what came of it.
// nil is that they are read, or that there was nothing to wait for.
func (a *again) tell(why error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.outcome != nil {
		a.outcome <- why
		a.outcome = nil
	}
}

// wait waits until somebody asks for it, and returns false when ctx is done.
func (a *again) wait(ctx context.Context) bool {
	select {
	case <-a.asked:
		return true
	case <-ctx.Done():
		return false
	}
}
