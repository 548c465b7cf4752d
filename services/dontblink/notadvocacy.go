package dontblink

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// notAdvocacyCommand is withdraw with its reason given, for the many events of a calendar that are nobody's advocacy.
func (c *cli) notAdvocacyCommand() *cobra.Command {
	n := &reaching{}
	cmd := &cobra.Command{
		Use:   "not-advocacy ID…",
		Short: "Takes what a calendar brought and is no advocacy out, for good",
		Long: `Withdraws activities that are no business of this log: a dentist, a weekly call. Calendars and files that bring them again are told so, and
leave them alone. Their history stays, and says who took them out.

Of an event that recurs each time is an activity of its own. With --series all times that are planned go, and those that its calendar brings later
stay away; what is done, or was cancelled, stays as it is. On a terminal you are asked. With --undo its calendar brings new times again; what was
taken out until then "dontblink restore" brings back.`,
		Example: `  dontblink not-advocacy 0f5c8b52 3ab41c07
  dontblink not-advocacy 0f5c8b52 --series
  dontblink not-advocacy 0f5c8b52 --series --undo`,
		Args: atLeastOne("the activity"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if n.undo && !n.series {
				return usage{fault.New(fault.Invalid, "--undo goes with --series; one activity comes back with `dontblink restore %s --reason WHY`", args[0])}
			}
			return c.write(cmd.Context(), func(ctx context.Context, a *web.API) error { return c.notAdvocacy(ctx, a, args, n) })
		},
	}
	cmd.Flags().BoolVar(&n.series, "series", false, "all planned times of the recurring event, and those to come")
	cmd.Flags().BoolVar(&n.only, "only", false, "this time of the recurring event alone, without being asked")
	cmd.Flags().BoolVar(&n.undo, "undo", false, "with --series: it is advocacy after all")
	cmd.MarkFlagsMutuallyExclusive("series", "only")
	return cmd
}

// reaching is how far “not advocacy” reaches.
type reaching struct{ series, only, undo bool }

// notAdvocacy looks all of them up before it withdraws any, so that a slip in the third costs nothing.
func (c *cli) notAdvocacy(ctx context.Context, a *web.API, ids []string, n *reaching) error {
	var rows []*apiv1.ActivityRow
	for _, id := range ids {
		row, err := found(ctx, a, id)
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	ruled, err := c.recurring(ctx, rows, n)
	if err != nil {
		return err
	}
	last := &apiv1.WithdrawResponse{}
	for _, of := range ruled {
		if last, err = c.ruleOut(ctx, a, of, n.undo, last); err != nil {
			return err
		}
	}
	for _, row := range rows {
		of, one := seriesOf(row)
		switch {
		case n.undo, one && covers(ruled, of) && row.GetActivity().GetStatus() == activity.Planned:
			// That was told of its series.
			continue
		case row.GetWithdrawn():
			fmt.Fprintf(c.err, "%s is out already: %s\n", short(row.GetId()), row.GetActivity().GetHeadline())
			continue
		}
		if last, err = withdrawn(ctx, a, row); err != nil {
			return err
		}
		if c.json {
			continue
		}
		fmt.Fprintf(c.out, "not advocacy    %s  %s\n", short(row.GetId()), row.GetActivity().GetHeadline())
		if one && !n.only && !covers(ruled, of) {
			fmt.Fprintf(c.out, "                Its other times stay: `dontblink not-advocacy %s --series%s` takes them out too, and those to come.\n", short(row.GetId()), c.where())
		}
	}
	if c.json {
		return printJSON(c.out, last)
	}
	return nil
}

func withdrawn(ctx context.Context, a *web.API, row *apiv1.ActivityRow) (*apiv1.WithdrawResponse, error) {
	return a.Recorder.Withdraw(ctx, &apiv1.WithdrawRequest{CommandId: uuid.NewString(), Id: row.GetId(), Reason: "not advocacy"})
}
