package projector

import (
	"context"
	"time"
)

// hearing is how long Postgres may take to say that it is there.
// That is long enough for a server that is only busy, and short enough for whoever typed `dontblink status`.
const hearing = 2 * time.Second

// silent says so when Postgres does not answer; empty: it does. One that was stopped keeps its connections and says nothing on them, so
// nobody else would ever be told.
func (k *keeper) silent(ctx context.Context) string {
	asking, cancel := context.WithTimeout(ctx, hearing)
	defer cancel()
	if err := k.ground.RowsAnswer(asking); err == nil || ctx.Err() != nil {
		return ""
	}
	return "Postgres does not answer: lists, counts and new things wait for it, and go on by themselves when it does"
}
