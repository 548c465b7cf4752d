package dontblink

import (
	"context"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// mergeCommand, unmergeCommand and apartCommand answer what likely asks. The first id stays, whichever was logged first.
func (c *cli) mergeCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "merge ID OTHER",
		Short: "Makes one of two activities that are the same",
		Long: `Makes one of two activities that turned out to be the same. The first stays, and takes over what the other alone said: fields that are
empty, and what its lists lack; where the two have a rule of attribution, the stricter holds. The other leaves the lists and counts, and
keeps its words, its source and its key; "dontblink unmerge" makes two of them again.`,
		Example: `  dontblink merge 0f5c1a2b 9d3e77c0 --reason "one clinic, logged twice"`,
		Args:    exactlyTwo("the activity that stays and the one that goes, by their ids"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.onActivities(cmd.Context(), args, func(ctx context.Context, a *web.API, ids []string) error {
				answer, err := a.Recorder.MergeActivities(ctx, &apiv1.MergeActivitiesRequest{CommandId: uuid.NewString(), Id: ids[0], Other: ids[1], Reason: reason})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				return c.printMerged(ids[0], ids[1], answer.GetPaths())
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for whoever reads the history")
	return cmd
}

// printMerged says how it is undone, since a merger is a judgement.
func (c *cli) printMerged(stays, goes string, paths []string) error {
	p := &page{w: c.out}
	p.line("Activity %s is told in %s now%s.", short(goes), short(stays), tookOver(paths))
	p.line("If they were two after all: `dontblink unmerge %s%s`.", short(goes), c.where())
	return p.err
}

// tookOver says in which fields an activity says more than before.
func tookOver(paths []string) string {
	if len(paths) == 0 {
		return ", which said all of it already"
	}
	return ", which took over from it: " + fieldsInWords(paths)
}

// fieldsInWords writes paths as people call them: "when, place".
func fieldsInWords(paths []string) (words string) {
	for i, path := range paths {
		if i > 0 {
			words += ", "
		}
		words += activity.FieldWords(path)
	}
	return words
}

func (c *cli) unmergeCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:   "unmerge OTHER",
		Short: "Makes two activities again of what was merged",
		Long: `Makes two activities again. The one that was merged into another stands by itself, as it was; the other gives back what it had taken over,
but for what was amended since.`,
		Example: `  dontblink unmerge 9d3e77c0 --reason "they were two clinics"`,
		Args:    exactlyOne("activity that was merged into another, by its id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.onActivities(cmd.Context(), args, func(ctx context.Context, a *web.API, ids []string) error {
				answer, err := a.Recorder.UndoMerge(ctx, &apiv1.UndoMergeRequest{CommandId: uuid.NewString(), Id: ids[0], Reason: reason})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				p := &page{w: c.out}
				back := ""
				if len(answer.GetPaths()) > 0 {
					back = "; of that one went back: " + fieldsInWords(answer.GetPaths())
				}
				p.line("Activity %s stands by itself again, apart from %s%s.", short(ids[0]), short(answer.GetPartedFrom()), back)
				return p.err
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for whoever reads the history")
	return cmd
}

func (c *cli) apartCommand() *cobra.Command {
	var reason string
	cmd := &cobra.Command{
		Use:     "apart ID OTHER",
		Short:   "Says of two activities that seem the same that they are two",
		Long:    `Says of two activities that seem to be the same that they are two: nobody is asked about them again.`,
		Example: `  dontblink apart 0f5c1a2b 9d3e77c0 --reason "a morning and an evening session"`,
		Args:    exactlyTwo("both activities, by their ids"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.onActivities(cmd.Context(), args, func(ctx context.Context, a *web.API, ids []string) error {
				answer, err := a.Recorder.TellApart(ctx, &apiv1.TellApartRequest{CommandId: uuid.NewString(), Id: ids[0], Other: ids[1], Reason: reason})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				p := &page{w: c.out}
				p.line("Activities %s and %s are two; nobody is asked about them again.", short(ids[0]), short(ids[1]))
				return p.err
			})
		},
	}
	cmd.Flags().StringVar(&reason, "reason", "", "why, for whoever reads the history")
	return cmd
}
