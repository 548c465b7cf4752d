package dontblink

import (
	"context"
	"log/slog"

	"github.com/spf13/cobra"
)

// handler writes what happens underneath. Without --verbose that is what went wrong, and where services run for one command alone not even
// why they stopped: the command says so in a sentence.
func (c *cli) handler(cmd *cobra.Command) slog.Handler {
	if c.verbose {
		return slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelDebug})
	}
	wrong := slog.NewTextHandler(c.err, &slog.HandlerOptions{Level: slog.LevelError})
	// `up` has no answer to tell it in, and runs for weeks.
	if cmd.Name() == "up" {
		return wrong
	}
	return unsaid{wrong}
}

// unsaid leaves out what has a why: a stop, of which every answer of the services tells.
type unsaid struct{ slog.Handler }

// Handle implements slog.Handler.
func (u unsaid) Handle(ctx context.Context, r slog.Record) error {
	stop := false
	r.Attrs(func(a slog.Attr) bool {
		stop = a.Key == "why"
		return !stop
	})
	if stop {
		return nil
	}
	return u.Handler.Handle(ctx, r)
}
