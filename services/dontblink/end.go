package dontblink

import (
	"context"
	"errors"
	"time"
)

const (
	// wakeAfter is how long services that are told to end may take before it looks as if they waited for a Postgres that was stopped.
	wakeAfter = 2 * time.Second
	// stuckAfter is how long they may take in all.
	// systemd kills after ninety seconds, so this is said before.
	stuckAfter = 15 * time.Second
)

// errStuck: services waited for a server that says nothing.
var errStuck = errors.New("the log or Postgres did not answer, and was not waited for: what was acknowledged is on disk, and the next start goes on with it")

// end waits for services to end, and once ctx is done not for ever: a server that was stopped and not ended keeps its connections, and who
// asks it hears nothing.
func end(ctx context.Context, wait func() error, wake func()) error {
	ended := make(chan error, 1)
	go func() { ended <- wait() }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	for _, step := range []struct {
		after time.Duration
		then  func()
	}{{wakeAfter, wake}, {stuckAfter - wakeAfter, func() {}}} {
		select {
		case err := <-ended:
			return err
		case <-time.After(step.after):
			step.then()
		}
	}
	return errStuck
}
