package recorder

import (
	"context"
	"time"

	"dontblink.dev/pkg/host"
)

// By is a recorder whose imports take up so many activities at once.
func By(atOnce int) host.Service {
	return func(ctx context.Context, g *host.Ground) error { return run(ctx, g, atOnce) }
}

// Sweep sweeps the pictures of a ground as of a moment.
func Sweep(ctx context.Context, g *host.Ground, now time.Time) (removed int, err error) {
	verdict, err := g.Log.Verdict(ctx)
	if err != nil {
		return 0, err
	}
	r := &recorder{ground: g, verdict: verdict, album: &keeping{turn: make(chan struct{}, 1)}}
	return r.sweepOnce(ctx, now)
}
