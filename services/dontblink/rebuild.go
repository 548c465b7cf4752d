package dontblink

import (
	"context"

	"github.com/spf13/cobra"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// rebuildCommand is safe at any time: rows are made from the log, which it does not touch.
func (c *cli) rebuildCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Makes lists and counts anew from the log",
		Long: `Makes all rows anew from the log, beside those that lists and counts are read from, and has the new ones read once they have seen the
whole log. Nothing waits for it; the old ones are kept. Where lists and counts have stopped because of their rows, these are made anew in
their place, and cannot be read meanwhile. "dontblink status" tells how far it is, "dontblink verify" whether it is needed.`,
		Args: nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Keeper.Rebuild(ctx, &apiv1.RebuildRequest{})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				p := &page{w: c.out}
				p.line("Lists and counts are made anew from the log, and read from the schema %s.", answer.GetSlot())
				return p.err
			})
		},
	}
}
