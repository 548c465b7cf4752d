package projector

import (
	"context"
	"sync"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
)

// begin begins another round of the projection: what is sound is to be shown anew, up to where the log ends now.
func (k *keeper) begin(ctx context.Context) {
	ends, err := k.ground.Log.Ends(ctx)
	k.mu.Lock()
	defer k.mu.Unlock()
	if err == nil {
		k.until = ends
	}
	k.sound, k.foundSound = make(chan struct{}), &sync.Once{}
}

// anew has a projection that has stopped leave its rows and make others, and waits until those are read. A stop that is the log's fault
// comes again.
func (k *keeper) anew(ctx context.Context) (slot string, err error) {
	k.mu.Lock()
	if k.outcome != nil {
		k.mu.Unlock()
		return "", fault.New(fault.Conflict, "the rows are being made anew already: wait until that has ended, then ask again")
	}
	outcome := make(chan error, 1)
	k.outcome = outcome
	k.mu.Unlock()
	defer k.settle(nil)
	if err := projection.Leave(ctx, k.ground.Rows, readmodel.Version); err != nil {
		return "", err
	}
	select {
	case k.again <- struct{}{}:
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
	select {
	case err := <-outcome:
		return k.standing().Slot, err
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// settle tells whoever waits for rows that are made anew what came of it.
func (k *keeper) settle(why error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.tell(why)
}

func (k *keeper) tell(why error) {
	if k.outcome != nil {
		k.outcome <- why
		k.outcome = nil
	}
}
