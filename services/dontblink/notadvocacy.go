package dontblink

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// notAdvocacyCommand is withdraw with its reason given, for the many events of a calendar that are nobody's advocacy.
func (c *cli) notAdvocacyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "not-advocacy ID…",
		Short: "Takes what a calendar brought and is no advocacy out, for good",
		Long: `Withdraws activities that are no business of this log: a dentist, a weekly call. Calendars and files that bring them again are told so, and
leave them alone. Their history stays, and says who took them out.`,
		Example: `  dontblink not-advocacy 0f5c8b52 3ab41c07`,
		Args:    atLeastOne("the activity"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.write(cmd.Context(), func(ctx context.Context, a *web.API) error { return c.notAdvocacy(ctx, a, args) })
		},
	}
}

// notAdvocacy looks all of them up before it withdraws any, so that a slip in the third costs nothing.
func (c *cli) notAdvocacy(ctx context.Context, a *web.API, ids []string) error {
	var rows []*apiv1.ActivityRow
	for _, id := range ids {
		row, err := found(ctx, a, id)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	last := &apiv1.WithdrawResponse{}
	for _, row := range rows {
		if row.GetWithdrawn() {
			fmt.Fprintf(c.err, "%s is out already: %s\n", short(row.GetId()), row.GetActivity().GetHeadline())
			continue
		}
		answer, err := a.Recorder.Withdraw(ctx, &apiv1.WithdrawRequest{CommandId: uuid.NewString(), Id: row.GetId(), Reason: "not advocacy"})
		if err != nil {
			return err
		}
		last = answer
		if !c.json {
			fmt.Fprintf(c.out, "not advocacy    %s  %s\n", short(row.GetId()), row.GetActivity().GetHeadline())
		}
	}
	if c.json {
		return printJSON(c.out, last)
	}
	return nil
}
