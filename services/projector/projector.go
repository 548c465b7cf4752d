// Package projector turns the log into rows, and answers how it stands with both.
package projector

import (
	"context"
	"fmt"
	"sync"

	"connectrpc.com/connect/v2"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// Run projects and serves the Keeper until ctx is done. When the projection stops for a reason that somebody has to look into, Run
// says so once in the log and goes on to answer why: what has been projected can still be read.
func Run(ctx context.Context, g *host.Ground) error {
	k := &keeper{ground: g, status: projection.Status{State: projection.Preparing}, live: make(chan struct{})}
	g.API.Serve(func(s *connect.Server) { apiv1connect.RegisterKeeperHandler(s, k) })
	if err := projection.Migrate(ctx, g.Rows); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	verdict, err := g.Log.Verdict(ctx)
	if err != nil {
		return err
	}
	var lifting sync.WaitGroup
	defer lifting.Wait()
	lifting.Go(func() { k.liftOnceLive(ctx, verdict) })
	writer := &readmodel.Writer{}
	err = projection.Run(ctx, projection.Config{
		Log:      g.Log,
		Pool:     g.Rows,
		Version:  readmodel.Version,
		Schema:   readmodel.Schema,
		Start:    writer.Start,
		Apply:    writer.Apply,
		OnStatus: k.note,
		Logger:   g.Logger,
	})
	if err != nil {
		g.Logger.Error("the projection stopped: lists and counts stand still until somebody has looked", "why", err)
		if err := verdict.Refuse(ctx, err.Error()); err != nil {
			g.Logger.Error("commands are still taken, though they should not be", "error", err)
		}
		<-ctx.Done()
	}
	return nil
}

// keeper knows how the projection is doing.
type keeper struct {
	ground *host.Ground
	mu     sync.Mutex
	status projection.Status
	// live is closed when the rows follow the log for the first time.
	live     chan struct{}
	wentLive sync.Once
}

func (k *keeper) note(s projection.Status) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.status = s
	if s.State == projection.Live {
		k.wentLive.Do(func() { close(k.live) })
	}
}

// liftOnceLive lifts the verdict of an earlier stop when this process has shown that the rows follow the log again.
func (k *keeper) liftOnceLive(ctx context.Context, verdict *eventlog.Verdict) {
	select {
	case <-k.live:
	case <-ctx.Done():
		return
	}
	if err := verdict.Lift(ctx); err != nil && ctx.Err() == nil {
		k.ground.Logger.Error("commands are still refused, though all is well", "error", err)
	}
}

func (k *keeper) standing() projection.Status {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.status
}

// others looks whether another process keeps the rows up while this one waits for its turn: then all is well.
func (k *keeper) others(ctx context.Context, mine projection.Status) projection.Status {
	slot, serves, err := projection.Serving(ctx, k.ground.Rows, readmodel.Version)
	if err != nil || !serves {
		return mine
	}
	reached, err := projection.Reached(ctx, k.ground.Rows, slot)
	if err != nil {
		return mine
	}
	return projection.Status{State: projection.Live, Slot: slot, Sequence: reached.Sequence}
}

// GetStatus answers how it stands with the log and the rows.
func (k *keeper) GetStatus(ctx context.Context, _ *apiv1.GetStatusRequest) (*apiv1.GetStatusResponse, error) {
	head, err := k.ground.Log.Last(ctx)
	if err != nil {
		return nil, err
	}
	status := k.standing()
	if status.State == projection.Preparing {
		status = k.others(ctx, status)
	}
	if status.Sequence > head.Sequence && status.State != projection.Stopped {
		status.State = projection.Stopped
		status.Why = fmt.Sprintf("lists and counts have seen event %d, and the log ends at %d: it has lost events, or it is another log; "+
			"restore it from a copy", status.Sequence, head.Sequence)
	}
	return &apiv1.GetStatusResponse{
		Log:        head.Sequence,
		Projected:  status.Sequence,
		State:      status.State,
		Why:        status.Why,
		Slot:       status.Slot,
		Durability: k.ground.Durability,
		Version:    k.ground.Version,
	}, nil
}
