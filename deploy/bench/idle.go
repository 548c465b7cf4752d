package main

import (
	"context"
	"time"
)

// idling tells the memory of an `up` that has nothing to do. Its start has left garbage behind, which stays until it is collected; so
// it is looked at after a while, as somebody does who looks at all.
func idling(ctx context.Context, s *stand) ([]figure, error) {
	u, err := s.up(ctx)
	if err != nil {
		return nil, err
	}
	select {
	case <-time.After(3 * s.turn):
	case <-ctx.Done():
	}
	resident, err := u.memory("VmRSS")
	if stopErr := u.stop(); err == nil {
		err = stopErr
	}
	return []figure{{row: idleMemory, value: resident}}, err
}
