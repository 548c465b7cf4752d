package recorder

import (
	"context"
	"slices"
	"time"

	"dontblink.dev/pkg/host"
)

// keeping is the work on pictures that must not overlap.
type keeping struct {
	pictured pictured
	turn     chan struct{} // holds one
}

// A channel and no mutex: whoever waits behind a large picture may be told to end.
func (k *keeping) begin(ctx context.Context) error {
	select {
	case k.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (k *keeping) end() { <-k.turn }

const (
	// firstSweep is when pictures are swept first: by then it is known whether the log is what it was, and a command that stands the services up
	// for itself is long done.
	firstSweep = 10 * time.Minute
	everySweep = 24 * time.Hour
	// unwanted is how old bytes must be that nobody names: their command may be on its way.
	unwanted = 24 * time.Hour
)

// sweep removes, once a day, pictures that nobody names: of commands that ended in between, and of erasures that could not be finished.
// Two recorders may both do so; what is removed already is no error.
func (r *recorder) sweep(ctx context.Context, g *host.Ground) {
	for wait := firstSweep; ; wait = everySweep {
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return
		}
		switch removed, err := r.sweepOnce(ctx, g.Now()); {
		case err != nil && ctx.Err() == nil:
			g.Logger.Warn("pictures that nobody names were not all removed; they are tomorrow", "error", err)
		case removed > 0:
			g.Logger.Info("pictures that nobody names are removed", "pictures and copies", removed)
		}
	}
}

// sweepOnce removes nothing as long as the log is in doubt, or holds events that nobody can read though they were not erased.
func (r *recorder) sweepOnce(ctx context.Context, now time.Time) (removed int, err error) {
	if err := r.verdict.Pass(ctx); err != nil {
		return 0, err
	}
	if err := r.album.begin(ctx); err != nil {
		return 0, err
	}
	defer r.album.end()
	if err := r.album.pictured.readOn(ctx, r.ground.Log); err != nil {
		return 0, err
	}
	if !r.album.pictured.readable() {
		r.ground.Logger.Warn("keys of some events are lost, so nobody knows which pictures they name: none is removed")
		return 0, nil
	}
	return r.ground.Pictures.Sweep(ctx, r.album.pictured.named, now.Add(-unwanted))
}

// removePictures removes what was named by what is erased now and by nobody else, and returns which.
func (e *erasure) removePictures(ctx context.Context) (hashes []string, err error) {
	if err := e.album.begin(ctx); err != nil {
		return nil, err
	}
	defer e.album.end()
	if err := e.album.pictured.readOn(ctx, e.ground.Log); err != nil {
		return nil, err
	}
	for _, hash := range slices.Sorted(slices.Values(e.album.pictured.unnamed())) {
		if err := e.ground.Pictures.Remove(ctx, hash); err != nil {
			return nil, err
		}
		e.album.pictured.removed(hash)
		hashes = append(hashes, hash)
	}
	return hashes, nil
}
