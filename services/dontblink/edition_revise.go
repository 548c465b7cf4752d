package dontblink

import (
	"context"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// revising is what the commands that change the edition are told beside names.
type revising struct {
	from, until, reason string
}

// fromFlag, untilFlag and reasonFlag give each command the flags that it needs, under the same names.
func (r *revising) fromFlag(cmd *cobra.Command, what string) {
	cmd.Flags().StringVar(&r.from, "from", "", "the first month in which "+what+", like 2025-01")
}

func (r *revising) untilFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.until, "until", "", "the last month in which it holds, like 2024-11")
}

func (r *revising) reasonFlag(cmd *cobra.Command) {
	cmd.Flags().StringVar(&r.reason, "reason", "", "why; it stands in the history")
}

// dated sees that a command was told its month: nobody means “now” without saying so, for several months are open at once.
func dated(month, flag, example string) error {
	if month == "" {
		return usage{fault.New(fault.Invalid, "say %s: %s", flag, example)}
	}
	return nil
}

// revise looks at the edition, makes a revision of what was typed and of what stands there, and sends it. What somebody else changed
// between the two is not overwritten: the revision says what it has seen.
func (c *cli) revise(cmd *cobra.Command, making func(*edition.Edition) (*apiv1.Revision, error)) error {
	// Lists that stand still are told; whether that keeps anybody from changing the edition, the services decide.
	return c.tell(cmd.Context(), func(ctx context.Context, a *web.API) error {
		if err := c.mayWrite(ctx, a); err != nil {
			return err
		}
		if _, err := c.caughtUp(ctx, a); err != nil {
			return err
		}
		seen, err := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{})
		if err != nil {
			return err
		}
		revision, err := making(edition.Of(seen.GetEdition()))
		if err != nil {
			return err
		}
		answer, err := a.Recorder.ReviseEdition(ctx, &apiv1.ReviseEditionRequest{
			CommandId: uuid.NewString(), Revisions: []*apiv1.Revision{revision}, Seen: seen.GetSequence(),
		})
		if err != nil {
			return err
		}
		if c.json {
			return printJSON(c.out, answer)
		}
		p := &page{w: c.out}
		for _, sentence := range answer.GetSentences() {
			p.line("You %s", edition.Sentence(sentence))
		}
		if len(answer.GetSentences()) == 0 {
			p.line("The edition says so already: nothing was recorded.")
		}
		return p.err
	})
}

// of makes a revision that needs to know nothing of what stands there.
func of(revision *apiv1.Revision) func(*edition.Edition) (*apiv1.Revision, error) {
	return func(*edition.Edition) (*apiv1.Revision, error) { return revision, nil }
}

// editionRetireCommand ends one of a kind.
// making makes the revision of that kind, and names are what the shell offers.
func (c *cli) editionRetireCommand(kind string, names func(*edition.Edition) map[string]string, making func(id, until, reason string) *apiv1.Revision) *cobra.Command {
	r := &revising{}
	cmd := &cobra.Command{
		Use:               "retire ID --until MONTH",
		Short:             "Says in which month a " + kind + " holds for the last time",
		Long:              "Says in which month a " + kind + " holds for the last time. Older issues and questions keep it; added anew from a later month on it comes back.",
		Args:              exactlyOne(kind + ", by its short name"),
		ValidArgsFunction: c.completion(names),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := dated(r.until, "its last month", cmd.UseLine()+", like 2024-11"); err != nil {
				return err
			}
			return c.revise(cmd, of(making(args[0], r.until, r.reason)))
		},
	}
	r.untilFlag(cmd)
	r.reasonFlag(cmd)
	return cmd
}

// editionMergeCommand lets one of a kind go on as another.
func (c *cli) editionMergeCommand(kind string, names func(*edition.Edition) map[string]string, making func(id, into, from, reason string) *apiv1.Revision) *cobra.Command {
	r := &revising{}
	cmd := &cobra.Command{
		Use:   "merge ID into ID --from MONTH",
		Short: "Lets a " + kind + " go on as another from a month on",
		Long: "Lets a " + kind + ` go on as another from a month on. Issues of before have both. Whoever asks for either, over months that reach into that
one or beyond, is answered with what was done under both.`,
		Args: func(cmd *cobra.Command, args []string) error {
			// "into" reads well, and is forgotten easily.
			if len(args) == 3 && args[1] == "into" || len(args) == 2 {
				return nil
			}
			return usage{fault.New(fault.Invalid, "name the %s that ends and the one that it goes on as: %s", kind, cmd.UseLine())}
		},
		ValidArgsFunction: c.completion(names),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := dated(r.from, "from which month on they are one", cmd.UseLine()+", like 2025-01"); err != nil {
				return err
			}
			return c.revise(cmd, of(making(args[0], args[len(args)-1], r.from, r.reason)))
		},
	}
	r.fromFlag(cmd, "they are one")
	r.reasonFlag(cmd)
	return cmd
}
