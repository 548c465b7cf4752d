// Package insights answers questions about what was done. It reads rows and nothing else.
package insights

import (
	"context"
	"time"

	"connectrpc.com/connect/v2"

	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/readmodel"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// Run serves Insights until ctx is done.
// It needs no NATS, so a broken log is no reason for it to be silent: what was projected can still be read.
func Run(ctx context.Context, g *host.Ground) error {
	rows, err := readmodel.OpenReader(ctx, g.Rows)
	if err != nil {
		return err
	}
	defer rows.Close()
	g.API.Serve(func(s *connect.Server) { apiv1connect.RegisterInsightsHandler(s, &insights{rows: rows, now: g.Now}) })
	<-ctx.Done()
	return nil
}

// now is the wall's clock, and is asked for what is due today alone.
type insights struct {
	apiv1connect.UnimplementedInsightsHandler
	rows *readmodel.Reader
	now  func() time.Time
}
