package dontblink

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// become amends the status, and nothing else.
func (c *cli) become(ctx context.Context, m *amendment, status, done string) error {
	return c.amend(ctx, m, done, func(context.Context, *web.API, *apiv1.ActivityRow) error {
		m.content.Status = status
		m.set("status")
		return nil
	})
}

func (c *cli) cancelCommand() *cobra.Command {
	m := &amendment{}
	cmd := &cobra.Command{
		Use:               "cancel ID --reason WHY",
		Short:             "Says that what was planned will not take place, or did not, and why",
		Example:           `  dontblink cancel 0f5c1a2b --reason "the committee was dissolved"`,
		Args:              exactlyOne("activity, by its id"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			m.id = args[0]
			if err := because(m.reason, "why it is cancelled"); err != nil {
				return err
			}
			return c.become(cmd.Context(), m, activity.Cancelled, "Cancelled")
		},
	}
	m.flags(cmd, "why; lists and the editor of the digest show it")
	return cmd
}

func (c *cli) planCommand() *cobra.Command {
	m := &amendment{}
	var when string
	cmd := &cobra.Command{
		Use:   "plan ID",
		Short: "Says that what was cancelled, or was thought to be done, lies ahead again",
		Example: `  dontblink plan 0f5c1a2b --reason "it was put off, not off"
  dontblink plan 0f5c1a2b --when 2024-06-12`,
		Args:              exactlyOne("activity, by its id"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			m.id = args[0]
			return c.amend(cmd.Context(), m, "Planned again", func(context.Context, *web.API, *apiv1.ActivityRow) error {
				m.content.Status = activity.Planned
				m.set("status")
				if when == "" {
					return nil
				}
				m.set("when")
				return m.setWhen(when)
			})
		},
	}
	m.flags(cmd, "why")
	cmd.Flags().StringVar(&when, "when", "", "the new day, moment or range")
	return cmd
}

// withdrawCommand ends with how it is brought back.
func (c *cli) withdrawCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "withdraw ID --reason WHY",
		Short: "Takes an activity out of every list and count; its history stays",
		Long: `Takes an activity out of every list, count and issue drafted from now on: it was entered twice, never took place, or is no business of
this log. Its history stays, and "dontblink restore ID" brings it back. What was planned and will not take place is cancelled instead.`,
		Example:           `  dontblink withdraw 0f5c1a2b --reason "entered twice"`,
		Args:              exactlyOne("activity, by its id"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := because(reason, "why it is withdrawn"); err != nil {
				return err
			}
			return c.write(cmd.Context(), func(ctx context.Context, a *web.API) error {
				row, err := found(ctx, a, args[0])
				if err != nil {
					return err
				}
				answer, err := a.Recorder.Withdraw(ctx, &apiv1.WithdrawRequest{CommandId: uuid.NewString(), Id: row.GetId(), Reason: reason})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				_, err = fmt.Fprintf(c.out, "Withdrew %s: %s\n`dontblink restore %s --reason …%s` brings it back.\n",
					short(row.GetId()), row.GetActivity().GetHeadline(), short(row.GetId()), c.where())
				return err
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why; its history keeps it")
	return cmd
}

// bringBack restores an activity that was withdrawn.
func (c *cli) bringBack(ctx context.Context, id, reason string) error {
	if err := because(reason, "why it counts after all"); err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context, a *web.API) error {
		row, err := found(ctx, a, id)
		if err != nil {
			return err
		}
		answer, err := a.Recorder.Restore(ctx, &apiv1.RestoreRequest{CommandId: uuid.NewString(), Id: row.GetId(), Reason: reason})
		if err != nil {
			return err
		}
		if c.json {
			return printJSON(c.out, answer)
		}
		_, err = fmt.Fprintf(c.out, "Restored %s, version %d: %s\n", short(row.GetId()), answer.GetVersion(), row.GetActivity().GetHeadline())
		return err
	})
}
