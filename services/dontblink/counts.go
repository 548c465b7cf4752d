package dontblink

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// countsCommand wants both months: what a team has ever done is no figure that anybody reports.
func (c *cli) countsCommand() *cobra.Command {
	req := &apiv1.CountActivitiesRequest{}
	cmd := &cobra.Command{
		Use:   "counts --from MONTH --to MONTH",
		Short: "Counts what was done, by pillar, by priority and by month",
		Args:  nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if req.GetFrom() == "" || req.GetTo() == "" {
				return usage{fault.New(fault.Invalid, "say from which month to which: dontblink counts --from 2024-01 --to 2024-03")}
			}
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Insights.CountActivities(ctx, req)
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				return c.printCounts(answer, req.GetOurs())
			})
		},
	}
	cmd.Flags().StringVar(&req.From, "from", "", "the first month, like 2024-01")
	cmd.Flags().StringVar(&req.To, "to", "", "the last month")
	cmd.Flags().BoolVar(&req.Ours, "ours", false, "only what we did: not what affiliates or third parties did without us")
	return cmd
}

// mostColumns is how many months fit beside one another on a terminal.
const mostColumns = 12

func (c *cli) printCounts(counts *apiv1.CountActivitiesResponse, ours bool) error {
	from, err := calendar.ParseMonth(counts.GetFrom())
	if err != nil {
		return err
	}
	to, err := calendar.ParseMonth(counts.GetTo())
	if err != nil {
		return err
	}
	var months []calendar.Month
	// Beyond that the total stands alone, and below it why.
	if to.Sub(from) < mostColumns {
		for m := from; !m.After(to); m = m.Next() {
			months = append(months, m)
		}
	}
	p := &page{w: c.out}
	p.table("Pillar", months, pillarLines(counts))
	p.line("")
	p.table("Priority", months, priorityLines(counts))
	p.line("")
	p.line("%s, each counted once; found under %s.", plural(int(counts.GetDistinct()), "activity", "activities"),
		plural(int(counts.GetLabels()), "priority label", "priority labels"))
	p.line("%s beside them.", plural(int(counts.GetAnnouncements()), "announcement", "announcements"))
	p.line("Counted is what was done; what is planned or was cancelled stands in the list alone.")
	if ours {
		p.line("What affiliates or third parties did without us is left out.")
	}
	if len(months) == 0 {
		p.line("Ask for %d months or fewer to see each of them.", mostColumns)
	}
	if len(months) > 1 {
		p.line("What lasts longer than a month stands under each month that it touches, and counts once in the total.")
	}
	return p.err
}

// countLine is one line of a table: a label, how many activities there are under it, and how many touch each month.
type countLine struct {
	name     string
	distinct uint32
	cells    []*apiv1.MonthCount
}

// pillarLines and priorityLines turn two messages of one shape into lines.
func pillarLines(counts *apiv1.CountActivitiesResponse) []countLine {
	var lines []countLine
	for _, p := range counts.GetPillars() {
		lines = append(lines, countLine{cmp.Or(p.GetName(), p.GetPillar(), "(none)") + withMerged(p.GetMerged()), p.GetDistinct(), p.GetMonths()})
	}
	return lines
}

func priorityLines(counts *apiv1.CountActivitiesResponse) []countLine {
	var lines []countLine
	for _, p := range counts.GetPriorities() {
		lines = append(lines, countLine{cmp.Or(p.GetName(), p.GetPriority()) + withMerged(p.GetMerged()), p.GetDistinct(), p.GetMonths()})
	}
	return lines
}

// withMerged says what else is counted under a label.
func withMerged(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return " (with " + strings.Join(names, ", ") + ")"
}

// table prints names at the left and figures at the right.
func (p *page) table(heading string, months []calendar.Month, lines []countLine) {
	// By hand and not by tabwriter, which would put the figures at the left.
	width := utf8.RuneCountInString(heading)
	for _, line := range lines {
		width = max(width, utf8.RuneCountInString(line.name))
	}
	var top strings.Builder
	fmt.Fprintf(&top, "%-*s  %10s", width, heading, "activities")
	for _, m := range months {
		fmt.Fprintf(&top, "  %7s", m)
	}
	p.line("%s", top.String())
	for _, line := range lines {
		touches := map[string]uint32{}
		for _, cell := range line.cells {
			touches[cell.GetMonth()] = cell.GetTouches()
		}
		var row strings.Builder
		fmt.Fprintf(&row, "%-*s  %10s", width, line.name, thousands(int(line.distinct)))
		for _, m := range months {
			fmt.Fprintf(&row, "  %7s", thousands(int(touches[m.String()])))
		}
		p.line("%s", row.String())
	}
}
