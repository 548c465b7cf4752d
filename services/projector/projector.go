// Package projector turns the log into rows, and answers how it stands with both.
package projector

import (
	"context"
	"sync"

	"connectrpc.com/connect/v2"

	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// Run projects and serves the Keeper until ctx is done. When the projection stops for a reason that somebody has to look into, Run
// says so once in the log and goes on to answer why: what has been projected can still be read.
func Run(ctx context.Context, g *host.Ground) error {
	k := &keeper{ground: g, status: projection.Status{State: projection.Preparing}}
	g.API.Serve(func(s *connect.Server) { apiv1connect.RegisterKeeperHandler(s, k) })
	if err := projection.Migrate(ctx, g.Rows); err != nil {
		if ctx.Err() != nil {
			return nil //nolint:nilerr // told to end while it was starting: that is no failure
		}
		return err
	}
	writer := &readmodel.Writer{}
	err := projection.Run(ctx, projection.Config{
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
		<-ctx.Done()
	}
	return nil
}

// keeper knows how the projection is doing.
type keeper struct {
	ground *host.Ground
	mu     sync.Mutex
	status projection.Status
}

func (k *keeper) note(s projection.Status) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.status = s
}

// GetStatus answers how it stands with the log and the rows.
func (k *keeper) GetStatus(ctx context.Context, _ *apiv1.GetStatusRequest) (*apiv1.GetStatusResponse, error) {
	head, err := k.ground.Log.Last(ctx)
	if err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return &apiv1.GetStatusResponse{
		Log:        head.Sequence,
		Projected:  k.status.Sequence,
		State:      k.status.State,
		Why:        k.status.Why,
		Slot:       k.status.Slot,
		Durability: k.ground.Durability,
		Version:    k.ground.Version,
	}, nil
}
