package dontblink

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/calendar"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// historyCommand prints sentences that the services made: who reads them here and on a page reads the same.
func (c *cli) historyCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "history ID",
		Short:             "Tells who said what of an activity, when and why",
		Args:              exactlyOne("activity, by its id"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Insights.GetHistory(ctx, &apiv1.GetHistoryRequest{Id: args[0]})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				p := &page{w: c.out}
				for _, change := range answer.GetChanges() {
					p.line("%s", change.GetSentence())
				}
				return p.err
			})
		},
	}
}

// dayOf writes the day of a moment as the API tells it.
func dayOf(at string) string {
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return at
	}
	return calendar.MomentWords(t)
}
