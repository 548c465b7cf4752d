package dontblink

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/digest/render"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

func (c *cli) issueCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "issue",
		Short: "Drafts and renders an issue of the digest",
	}, c.draftCommand(), c.renderCommand())
}

// draftCommand may be called as often as one likes: where nothing has changed, nothing is recorded.
func (c *cli) draftCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "draft MONTH…",
		Short: "Drafts the issue of a month, or of several in a row, from what is known now",
		Example: `  dontblink issue draft 2024-01
  dontblink issue draft 2024-07 2024-08`,
		Args: atLeastOne("the month"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Composer.DraftIssue(ctx, &apiv1.DraftIssueRequest{CommandId: uuid.NewString(), Months: args})
				if err != nil {
					return err
				}
				// What stands still is drafted as it was before it did.
				if err := c.warnOfParked(ctx, a); err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				return c.printDraft(answer)
			})
		},
	}
}

func (c *cli) renderCommand() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use:   "render MONTH",
		Short: "Prints an issue as it stands, as Markdown or HTML",
		Long:  `Prints an issue as it was last drafted, as Markdown or HTML. Any of its months finds it, or its address.`,
		Example: `  dontblink issue render 2024-01 --format html > january.html
  dontblink issue render 2024-07..2024-08`,
		Args: exactlyOne("issue, by its month"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "markdown" && format != "html" {
				return usage{fault.New(fault.Invalid, "--format %s: write markdown or html", format)}
			}
			// An issue is read from the log, so no rows are waited for.
			return c.tell(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Composer.GetIssue(ctx, &apiv1.GetIssueRequest{Issue: args[0]})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				text, err := rendered(answer.GetIssue(), format)
				if err != nil {
					return err
				}
				_, err = c.out.Write(text)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&format, "format", "markdown", "markdown or html")
	completesWords(cmd, "format", []string{"markdown", "html"})
	return cmd
}

// rendered is done here and not by a service: an issue holds all that its rendering needs.
func rendered(issue *eventv1.Issue, format string) ([]byte, error) {
	if format == "html" {
		return render.HTML(issue)
	}
	text, err := render.Markdown(issue)
	return []byte(text), err
}

// printDraft says what the draft tells, and what it does not and why.
func (c *cli) printDraft(answer *apiv1.DraftIssueResponse) error {
	issue := answer.GetIssue()
	p := &page{w: c.out}
	if answer.GetChanged() {
		p.line("Draft %d of %s, from all that was known at event %d.", issue.GetDraft(), issue.GetId(), issue.GetFrame().GetThrough())
	} else {
		p.line("Nothing has changed since draft %d of %s.", issue.GetDraft(), issue.GetId())
	}
	p.line("%s", issue.GetFrame().GetTitle())
	headlines := map[string]string{}
	for _, entry := range issue.GetEntries() {
		headlines[entry.GetId()] = entry.GetHeadline()
	}
	for _, section := range issue.GetFrame().GetSections() {
		p.line("")
		p.line("%s", section.GetName())
		for _, id := range section.GetEntries() {
			p.line("  %s", headlines[id])
		}
	}
	for _, name := range issue.GetFrame().GetSilentPillars() {
		p.line("")
		p.line("Nothing to tell of: %s", name)
	}
	if coming := issue.GetFrame().GetComingUp(); len(coming) > 0 {
		p.line("")
		p.line("Coming up")
		for _, c := range coming {
			p.line("  %s: %s", calendar.MustOf(c.GetWhen()).Words(calendar.English), surely(c.GetWhat(), c.GetHedge()))
		}
	}
	if left := issue.GetFrame().GetLeftOut(); len(left) > 0 {
		p.line("")
		p.line("Not told, or not in full:")
		for _, l := range left {
			p.line("  %s (%s): %s", l.GetHeadline(), short(l.GetActivity()), l.GetWhy())
		}
	}
	if p.err != nil {
		return p.err
	}
	_, err := fmt.Fprintf(c.out, "\n`dontblink issue render %s%s` prints it.\n", issue.GetId(), c.where())
	return err
}
