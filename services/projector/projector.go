// Package projector turns the log into rows, and answers how it stands with both.
package projector

import (
	"context"
	"fmt"
	"sync"
	"time"

	"connectrpc.com/connect/v2"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// Run projects and serves the Keeper until ctx is done. When the projection stops for a reason that somebody has to look into, Run
// says so once in the log, has commands refused, and goes on to answer why: what has been projected can still be read.
// An error before that is one of the servers, and whoever runs it tries again.
func Run(ctx context.Context, g *host.Ground) error {
	verdict, err := g.Log.Verdict(ctx)
	if err != nil {
		return err
	}
	// Asked before anything else: an older stop has happened somewhere up to here.
	ends, err := g.Log.Ends(ctx)
	if err != nil {
		return err
	}
	k := &keeper{
		ground: g, verdict: verdict, until: ends, again: again{asked: make(chan struct{})},
		status: projection.Status{State: projection.Preparing}, search: search{begun: make(chan struct{}), again: again{asked: make(chan struct{})}},
	}
	if err := k.openArchive(ctx); err != nil {
		if ctx.Err() != nil {
			return nil // being told to end is no error
		}
		return err
	}
	g.Watch(k.stopped)
	// Deferred in this order, the archivist is told to end and then waited for, also when the projection returns by itself.
	archiving, stop := context.WithCancel(ctx)
	var archivist sync.WaitGroup
	archivist.Go(func() { k.keepArchive(archiving) })
	defer archivist.Wait()
	defer stop()
	g.API.Serve(func(s *connect.Server) { apiv1connect.RegisterKeeperHandler(s, k) })
	if err := projection.Migrate(ctx, g.Rows); err != nil {
		if ctx.Err() != nil {
			return nil // being told to end is no error
		}
		return err
	}
	var searching sync.WaitGroup
	searching.Go(func() { k.projectSearch(ctx) })
	defer searching.Wait()
	for {
		// nil is that ctx is done. Whatever else stops it somebody has to look into, and asks by Rebuild that it go on.
		why := k.project(ctx)
		if why == nil {
			return nil
		}
		g.Logger.Error("the projection stopped: lists and counts stand still until somebody has looked", "why", why)
		k.refuse(ctx, why)
		k.again.tell(why)
		if !k.again.wait(ctx) {
			return nil
		}
	}
}

// project keeps the rows up with the log, and returns why they stopped.
func (k *keeper) project(ctx context.Context) error {
	k.begin(ctx)
	lifting, stop := context.WithCancel(ctx)
	var lifter sync.WaitGroup
	lifter.Go(func() { k.liftWhenSound(lifting) })
	// It ends before anything is refused, so that an old verdict's end never takes a new one with it.
	defer lifter.Wait()
	defer stop()
	writer := &readmodel.Writer{Doom: k.doom}
	return projection.Run(ctx, projection.Config{
		Log:      k.ground.Log,
		Pool:     k.ground.Rows,
		Version:  readmodel.Version,
		Schema:   readmodel.Schema,
		Indexes:  readmodel.Indexes,
		Start:    writer.Start,
		Apply:    writer.Apply,
		OnStatus: k.note,
		// A rebuild is asked for by a call, and its rows are gone on with here.
		Rebuilder: &k.rebuilder,
		// So is what is parked, between two batches.
		Parking: &k.parking,
		Logger:  k.ground.Logger,
	})
}

// refuse has every service refuse commands. It does so also while this process is told to end: the next one may not know better.
// It tries for five seconds: a log that cannot be written to takes no commands either.
func (k *keeper) refuse(ctx context.Context, why error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := k.verdict.Refuse(ctx, why.Error()); err != nil {
		k.ground.Logger.Error("commands are still taken, though they should not be", "error", err)
	}
}

// keeper knows how the projection is doing.
// mu guards status, sound, foundSound and until; second and search have locks of their own, which are never held together with it.
type keeper struct {
	ground  *host.Ground
	verdict *eventlog.Verdict
	// until is where the log ended when we began: whoever stopped before us has stopped on the way there.
	until  uint64
	mu     sync.Mutex
	status projection.Status
	// sound is closed when the rows have seen everything up to there.
	sound      chan struct{}
	foundSound *sync.Once
	again      again
	// rebuilder has the projection go on with rows that were made anew.
	rebuilder projection.Rebuilder
	// parking has it apply what is parked.
	parking projection.Parking
	second  second
	search  search
}

// note hears from the projection how it stands, after each batch.
func (k *keeper) note(s projection.Status) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.status = s
	if s.State == projection.Live && s.Sequence >= k.until {
		k.foundSound.Do(func() { close(k.sound) })
	}
	if s.State == projection.Live {
		k.again.tell(nil)
	}
}

// liftWhenSound lifts the verdict of an earlier stop when this process has shown that the rows follow the log again, past where it was.
func (k *keeper) liftWhenSound(ctx context.Context) {
	k.mu.Lock()
	sound := k.sound
	k.mu.Unlock()
	select {
	case <-sound:
	case <-ctx.Done():
		return
	}
	// Nor is anything taken down before the log was found to be whole.
	select {
	case <-k.second.compared:
	case <-ctx.Done():
		return
	}
	k.untilDone(ctx, func() error { return k.lift(ctx) })
}

// untilDone tries again until commands may pass, or ctx is done.
func (k *keeper) untilDone(ctx context.Context, let func() error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		err := let()
		if err == nil || ctx.Err() != nil {
			return
		}
		k.ground.Logger.Error("commands are still refused, though all is well; trying again", "error", err)
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// stopped returns why the rows stand still, or why no command is taken, for whoever asks the process how it is; nil while all goes on.
func (k *keeper) stopped(context.Context) error {
	if s := k.standing(); s.State == projection.Stopped {
		return fault.New(fault.Unavailable, "stopped: %s", s.Why)
	}
	k.second.mu.Lock()
	defer k.second.mu.Unlock()
	if loss := k.second.loss; loss != nil {
		return fault.New(fault.Unavailable, "stopped: %s", loss)
	}
	return nil
}

// standing is how the projection stood last.
func (k *keeper) standing() projection.Status {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.status
}

// others looks how another process keeps the rows up while this one waits for its turn.
// Where that cannot be found out, it is said that this one waits.
func (k *keeper) others(ctx context.Context, mine projection.Status) projection.Status {
	slot, serves, err := projection.Serving(ctx, k.ground.Rows, readmodel.Version)
	if err != nil || !serves {
		return mine
	}
	reached, err := projection.Reached(ctx, k.ground.Rows, slot)
	if err != nil {
		return mine
	}
	parked, err := k.parked(ctx)
	if err != nil {
		return mine
	}
	theirs := projection.Status{State: projection.Live, Slot: slot, Sequence: reached.Sequence, Parked: len(parked)}
	if err := k.verdict.Pass(ctx); err != nil {
		theirs.State, theirs.Why = projection.Stopped, err.Error()
	}
	return theirs
}

// GetStatus answers how it stands with the log and the rows.
// It answers within seconds whatever has stopped, since it is what people ask when nothing else answers. Of several things that are wrong it tells
// the one that explains the others: what has stopped, before what is being made anew, before what lags behind.
func (k *keeper) GetStatus(ctx context.Context, _ *apiv1.GetStatusRequest) (*apiv1.GetStatusResponse, error) {
	status := k.standing()
	if silent := k.silent(ctx); silent != "" && status.State != projection.Stopped {
		status.State, status.Why = projection.Stopped, silent
	}
	if status.Why == projection.Waiting {
		status = k.others(ctx, status)
	}
	// Asked after the rows: what is appended and projected in between must not look as if the log had lost it.
	ends, err := k.ground.Log.Ends(ctx)
	if err != nil && status.State != projection.Stopped { // a log that is gone has stopped the rows, and that is the answer
		return nil, err
	}
	if status.Sequence > ends && status.State != projection.Stopped {
		status.State = projection.Stopped
		status.Why = fmt.Sprintf("lists and counts have seen event %d, and the log ends at %d: it has lost events, or it is another log; "+
			"`dontblink restore` brings the right one back", status.Sequence, ends)
	}
	if progress := k.rebuilder.Progress(); progress != "" && status.State == projection.Live {
		status.Why = "rebuilding, " + progress
	}
	if why := k.search.why(); why != "" && status.State == projection.Live && status.Why == "" {
		status.Why = why
	}
	answer := &apiv1.GetStatusResponse{
		Log:        ends,
		Projected:  status.Sequence,
		State:      status.State,
		Why:        status.Why,
		Slot:       status.Slot,
		Durability: k.ground.Durability,
		Version:    k.ground.Version,
		Parked:     k.standsStill(ctx, status),
	}
	k.tellArchive(ctx, answer)
	return answer, nil
}
