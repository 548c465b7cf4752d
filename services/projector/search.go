package projector

import (
	"context"
	"fmt"
	"sync"
	"time"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
)

// search is the projection of what is searched, which lies in slots of its own and may lag behind: nobody waits for it.
// It has a lock, a rebuilder and a place of its own, so that nothing that happens to it stops lists and counts.
type search struct {
	rebuilder projection.Rebuilder
	parking   projection.Parking
	mu        sync.Mutex
	status    projection.Status
	// begun is closed when it is first known how it stands.
	begun chan struct{}
	first sync.Once
	again again
}

// projectSearch keeps what is searched up with the log until ctx is done. When it stops for a reason that somebody has to look into, only
// searching stands still: lists and counts are right without it, and so are commands.
func (k *keeper) projectSearch(ctx context.Context) {
	c := k.searched()
	c.Rebuilder, c.Parking, c.OnStatus, c.Before = &k.search.rebuilder, &k.search.parking, k.search.note, k.afterLists
	for {
		why := projection.Run(ctx, c)
		if why == nil {
			return
		}
		k.ground.Logger.Error("what is searched stands still until somebody has looked", "why", why)
		k.search.again.tell(why)
		if !k.search.again.wait(ctx) {
			return
		}
	}
}

const (
	// inBulk is how many events come at once only when many are recorded, or rows are filled.
	// A member brings about a handful of events at a time.
	inBulk = 100
	// calm is how long nothing was recorded when what is searched takes its turn.
	// It is also how long a comparison waits before it looks again.
	calm = 200 * time.Millisecond
	// longestTurn is how long it lets lists go first. Where somebody records without end, what is searched goes on all the same, slowly.
	longestTurn = time.Minute
)

// afterLists waits, before many events are taken apart into words, until lists have seen the whole log and nothing more comes: to take
// words apart costs more than all else, and whoever imports waits for the lists. What comes one by one waits for nothing.
func (k *keeper) afterLists(ctx context.Context, batch []eventlog.Recorded) {
	if len(batch) < inBulk {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, longestTurn)
	defer cancel()
	tick := time.NewTicker(calm)
	defer tick.Stop()
	for ended := uint64(0); ; {
		ends, err := k.ground.Log.Ends(ctx)
		lists := k.standing()
		// Lists that stand still, or that another process keeps, are nothing to wait for.
		if err != nil || lists.State == projection.Stopped || lists.Why == projection.Waiting {
			return
		}
		// Twice the same end: nothing has come in between.
		if lists.State == projection.Live && lists.Sequence >= ends && ends == ended {
			return
		}
		ended = ends
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// searched is how its rows are made, without what is this process's own.
func (k *keeper) searched() projection.Config {
	c := readmodel.SearchConfig()
	c.Log, c.Pool, c.Logger = k.ground.Log, k.ground.Rows, k.ground.Logger
	return c
}

// Waiting for its turn is known too: another process has it.
func (s *search) note(status projection.Status) {
	s.mu.Lock()
	s.status = status
	s.mu.Unlock()
	if status.State != projection.Preparing || status.Why == projection.Waiting {
		s.first.Do(func() { close(s.begun) })
	}
	if status.State == projection.Live {
		s.again.tell(nil)
	}
}

// why says what is wrong with searching; empty when nothing is.
func (s *search) why() string {
	status := s.standing()
	if status.State != projection.Stopped {
		return ""
	}
	return fmt.Sprintf("searching finds what was said up to event %d: %s", status.Sequence, status.Why)
}

// standing says how searching is doing.
func (s *search) standing() projection.Status {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.status
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
// Its tables are told with a name before theirs: they lie in slots of their own.
func (k *keeper) verifySearch(ctx context.Context) ([]projection.VerifiedTable, error) {
	if err := k.search.ready(ctx); err != nil {
		return nil, err
	}
	verified, err := k.comparedWith(ctx, k.searched)
	for i := range verified.Tables {
		verified.Tables[i].Name = readmodel.SearchName + "." + verified.Tables[i].Name
	}
	return verified.Tables, err
}

// rebuildSearch makes what is searched anew, as remake does the rest.
func (k *keeper) rebuildSearch(ctx context.Context) error {
	if err := k.search.ready(ctx); err != nil {
		return err
	}
	if k.search.standing().State == projection.Stopped {
		return k.search.again.anew(ctx, k.leaves(ctx, readmodel.SearchVersion))
	}
	_, err := k.search.rebuilder.Rebuild(ctx, k.searched())
	return err
}
