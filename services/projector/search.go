package projector

import (
	"context"
	"fmt"
	"sync"
	"time"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
)

// search is the projection of what is searched, which lies in slots of its own and may lag behind: nobody waits for it.
type search struct {
	rebuilder projection.Rebuilder
	parking   projection.Parking
	mu        sync.Mutex
	status    projection.Status
	// begun is closed when it is first known how it stands.
	begun chan struct{}
	first sync.Once
}

// projectSearch keeps what is searched up with the log until ctx is done. When it stops for a reason that somebody has to look into, only
// searching stands still: lists and counts are right without it, and so are commands.
func (k *keeper) projectSearch(ctx context.Context) {
	c := k.searched()
	c.Rebuilder, c.Parking, c.OnStatus = &k.search.rebuilder, &k.search.parking, k.search.note
	if err := projection.Run(ctx, c); err != nil {
		k.ground.Logger.Error("what is searched stands still until somebody has looked; lists and counts go on", "why", err)
	}
}

func (k *keeper) searched() projection.Config {
	c := readmodel.SearchConfig()
	c.Log, c.Pool, c.Logger = k.ground.Log, k.ground.Rows, k.ground.Logger
	return c
}

func (s *search) note(status projection.Status) {
	s.mu.Lock()
	s.status = status
	s.mu.Unlock()
	if status.State != projection.Preparing || status.Why == projection.Waiting {
		s.first.Do(func() { close(s.begun) })
	}
}

// why says what is wrong with searching; empty when nothing is.
func (s *search) why() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.status.State != projection.Stopped {
		return ""
	}
	return fmt.Sprintf("searching finds what was said up to event %d: %s", s.status.Sequence, s.status.Why)
}

// parked counts what stands still in searching.
func (s *search) parked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status.Parked
}

// patience is how long a question about what is searched waits for it to be there: a start reads the log from its first event.
const patience = 10 * time.Second

// ready waits until what is searched can be compared or made anew.
func (s *search) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case <-s.begun:
		return nil
	case <-ctx.Done():
		return fault.New(fault.Unavailable, "what can be searched is still being prepared: ask again")
	}
}

// verifySearch compares what is searched with what the log makes of it.
func (k *keeper) verifySearch(ctx context.Context) ([]projection.VerifiedTable, error) {
	if err := k.search.ready(ctx); err != nil {
		return nil, err
	}
	verified, err := projection.Verify(ctx, k.searched())
	for i := range verified.Tables {
		verified.Tables[i].Name = readmodel.SearchName + "." + verified.Tables[i].Name
	}
	return verified.Tables, err
}

func (k *keeper) rebuildSearch(ctx context.Context) error {
	if err := k.search.ready(ctx); err != nil {
		return err
	}
	_, err := k.search.rebuilder.Rebuild(ctx, k.searched())
	return err
}
