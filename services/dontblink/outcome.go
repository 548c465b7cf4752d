package dontblink

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
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

// completeCommand wants what planning did not: under what the activity is told.
func (c *cli) completeCommand() *cobra.Command {
	m := &amendment{}
	var priorities []string
	var announcement bool
	cmd := &cobra.Command{
		Use:   "complete ID",
		Short: "Says that what was planned took place",
		Long: `Says that what was planned took place. What came from a calendar knows no priority yet: name one, or several with commas between them,
the main one first.`,
		Example: `  dontblink complete 0f5c1a2b
  dontblink complete 0f5c1a2b --priority privacy`,
		Args:              exactlyOne("activity, by its id"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			m.id = args[0]
			return c.amend(cmd.Context(), m, "Completed", func(context.Context, *web.API, *apiv1.ActivityRow) error {
				m.content.Status = activity.Done
				m.set("status")
				return m.file(priorities, announcement)
			})
		},
	}
	m.flags(cmd, "anything worth knowing of it")
	cmd.Flags().StringSliceVar(&priorities, "priority", nil, "the `priorities` that it belongs to, by their short names")
	cmd.Flags().BoolVar(&announcement, "announcement", false, "it is an announcement, and belongs to none")
	cmd.MarkFlagsMutuallyExclusive("priority", "announcement")
	c.completes(cmd, "priority", (*edition.Edition).PriorityNames)
	return cmd
}

// file says what an activity belongs under. What is done has to belong somewhere, and who is to say so is told with which words.
func (m *amendment) file(priorities []string, announcement bool) error {
	switch a := m.content; {
	case len(priorities) > 0:
		a.Priorities, a.Announcement = commas(strings.Join(priorities, ",")), false
		m.set("priorities")
		m.set("announcement")
	case announcement:
		a.Announcement, a.Priorities = true, nil
		m.set("priorities")
		m.set("announcement")
	case len(a.GetPriorities()) == 0 && !a.GetAnnouncement():
		return usage{fmt.Errorf("“%s” has no priority yet: name it with `dontblink complete %s --priority …` (`dontblink edition show` lists them), "+
			"or say --announcement if it belongs under none", a.GetHeadline(), m.id)}
	}
	return nil
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
				return setWhen(m.content, when)
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
