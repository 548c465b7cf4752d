package dontblink

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

func (c *cli) editionCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "edition",
		Short: "Shows and changes how the digest is called, divided and framed",
		Long: `Shows and changes how the digest is called, divided and framed: its publications, pillars, priorities, topics and furniture.

Each of them holds from a month on, until it is renamed, retired or merged. Older issues keep what held for them; a question over years finds
what was done under any of the names.`,
		Example: `  dontblink edition show --month 2022-06
  dontblink edition priority add ai "Artificial intelligence" --pillar model --from 2025-01
  dontblink edition priority rename copyright "Copyright reform" --from 2024-01
  dontblink edition priority merge disinformation into information-integrity --from 2025-01
  dontblink edition pillar order values people model --from 2025-01
  dontblink edition furniture word welcome --from 2024-06 --file welcome.md`,
	},
		c.editionShowCommand(), c.editionHistoryCommand(), c.editionExportCommand(), c.editionTeamCommand(),
		c.editionPillarCommand(), c.editionPriorityCommand(), c.editionTopicCommand(), c.editionPublicationCommand(), c.editionFurnitureCommand(),
	)
}

// editionShowCommand shows what an issue of that month would take.
func (c *cli) editionShowCommand() *cobra.Command {
	var month string
	cmd := &cobra.Command{
		Use:   "show [--month MONTH]",
		Short: "Shows what holds in a month",
		Long:  "Shows what holds in a month: this one, unless you name another. An issue takes what holds in the first of its months.",
		Args:  nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				req := &apiv1.ResolveEditionRequest{Month: month}
				if month == "" {
					current, err := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{})
					if err != nil {
						return err
					}
					// The month begins where the team is, and not where the terminal is.
					zone := calendar.Location(edition.Of(current.GetEdition()).Zone())
					req.Month = calendar.MonthOf(time.Now().In(zone)).String()
				}
				answer, err := a.Insights.ResolveEdition(ctx, req)
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				return c.printHeld(answer)
			})
		},
	}
	cmd.Flags().StringVar(&month, "month", "", "the month, like 2024-01 (default: this one)")
	return cmd
}

// printHeld also says what is missing, since an issue would be drafted without it and nobody would know why.
func (c *cli) printHeld(held *apiv1.ResolveEditionResponse) error {
	m, err := calendar.ParseMonth(held.GetMonth())
	if err != nil {
		return err
	}
	p := &page{w: c.out}
	team := held.GetTeam()
	p.line("%s, in %s", cmp.Or(team.GetName(), "The team, which has not said its name"), calendar.MonthsWords([]calendar.Month{m}, calendar.English))
	p.field("zone", cmp.Or(team.GetZone(), "Etc/UTC"))
	p.field("languages", strings.Join(team.GetLanguages(), ", "))
	p.field("ours", strings.Join(team.GetOrganisations(), ", "))
	p.field("affiliates", strings.Join(team.GetAffiliates(), ", "))
	p.line("")
	for _, publication := range held.GetPublications() {
		p.line("Publication %s: %s", publication.GetId(), publication.GetSeries())
		p.line("  %s", publication.GetTitle())
	}
	if len(held.GetPublications()) == 0 {
		p.line("No publication holds: no issue can be drafted for this month.")
	}
	c.printPillars(p, held)
	for _, t := range held.GetTopics() {
		p.line("Topic %s: %s%s", t.GetTopic().GetId(), topicName(t.GetTopic()), mergedIn(t.GetMerged()))
	}
	if len(held.GetTopics()) > 0 {
		p.line("")
	}
	for _, f := range held.GetFurniture() {
		p.line("Furniture %s: %s", f.GetPart(), firstLine(f.GetText()))
	}
	return p.err
}

func (c *cli) printPillars(p *page, held *apiv1.ResolveEditionResponse) {
	p.line("")
	for _, pillar := range held.GetPillars() {
		p.line("Pillar %s: %s%s", pillar.GetPillar().GetId(), pillar.GetPillar().GetName(), mergedIn(pillar.GetMerged()))
		if pillar.GetPillar().GetSubtitle() != "" {
			p.line("  (%s)", pillar.GetPillar().GetSubtitle())
		}
		p.priorities(pillar.GetPriorities())
	}
	if len(held.GetPillars()) == 0 {
		p.line("No pillar holds: an issue of this month has one section for all.")
	}
	if len(held.GetPriorities()) > 0 {
		p.line("Under no pillar:")
		p.priorities(held.GetPriorities())
	}
	p.line("")
}

// priorities stand below their pillar, in its order.
func (p *page) priorities(held []*apiv1.HeldPriority) {
	for _, h := range held {
		p.line("  %-22s  %s%s", h.GetPriority().GetId(), h.GetPriority().GetName(), mergedIn(h.GetMerged()))
	}
}

// mergedIn says under which short names it was known too.
func mergedIn(ids []string) string {
	if len(ids) == 0 {
		return ""
	}
	return " (with what was " + strings.Join(ids, ", ") + ")"
}

func topicName(t *eventv1.Topic) string {
	if t.GetAbbreviation() == "" {
		return t.GetName()
	}
	return fmt.Sprintf("%s (%s)", t.GetName(), t.GetAbbreviation())
}

// firstLine keeps a long text to one line of a terminal.
func firstLine(text string) string {
	line := strings.Join(strings.Fields(text), " ")
	if letters := []rune(line); len(letters) > 100 {
		return strings.TrimSpace(string(letters[:100])) + "…"
	}
	return line
}

func (c *cli) editionHistoryCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "history",
		Short: "Tells who changed the edition, when and how",
		Args:  nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Insights.GetEditionHistory(ctx, &apiv1.GetEditionHistoryRequest{})
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
				if len(answer.GetChanges()) == 0 {
					p.line("Nothing was said of the edition yet.")
				}
				return p.err
			})
		},
	}
}
