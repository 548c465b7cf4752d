package recorder

import (
	"context"

	"dontblink.dev/pkg/host"
)

// By is a recorder whose imports take up so many activities at once.
func By(atOnce int) host.Service {
	return func(ctx context.Context, g *host.Ground) error { return run(ctx, g, atOnce) }
}
