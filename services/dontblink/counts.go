package dontblink

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

func (c *cli) countsCommand() *cobra.Command {
	req := &apiv1.CountActivitiesRequest{}
	cmd := &cobra.Command{
		Use:   "counts --from MONTH --to MONTH",
		Short: "Counts what was done, by pillar, by priority and by month",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if req.GetFrom() == "" || req.GetTo() == "" {
				return usage{fault.New(fault.Invalid, "say from which month to which: dontblink counts --from 2024-01 --to 2024-03")}
			}
			return c.with(cmd.Context(), func(ctx context.Context, a *api) error {
				answer, err := a.insights.CountActivities(ctx, req)
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				return c.printCounts(answer)
			})
		},
	}
	cmd.Flags().StringVar(&req.From, "from", "", "the first month, like 2024-01")
	cmd.Flags().StringVar(&req.To, "to", "", "the last month")
	return cmd
}

// mostColumns is how many months fit beside one another on a terminal.
const mostColumns = 12

func (c *cli) printCounts(counts *apiv1.CountActivitiesResponse) error {
	from, err := calendar.ParseMonth(counts.GetFrom())
	if err != nil {
		return err
	}
	to, err := calendar.ParseMonth(counts.GetTo())
	if err != nil {
		return err
	}
	var months []calendar.Month
	if to.Sub(from) < mostColumns {
		for m := from; !m.After(to); m = m.Next() {
			months = append(months, m)
		}
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', tabwriter.AlignRight)
	heading := func(what string) {
		fmt.Fprintf(table, "%s\tactivities\t", what)
		for _, m := range months {
			fmt.Fprintf(table, "%s\t", m)
		}
		fmt.Fprintln(table)
	}
	heading("Pillar")
	for _, p := range counts.GetPillars() {
		countLine(table, cmp.Or(p.GetName(), p.GetPillar(), "(none)"), p.GetDistinct(), p.GetMonths(), months)
	}
	fmt.Fprintln(table, "\t")
	heading("Priority")
	for _, p := range counts.GetPriorities() {
		countLine(table, cmp.Or(p.GetName(), p.GetPriority()), p.GetDistinct(), p.GetMonths(), months)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	p := &page{w: c.out}
	p.line("")
	p.line("%s, each counted once; found under %s.", plural(int(counts.GetDistinct()), "activity", "activities"),
		plural(int(counts.GetLabels()), "priority label", "priority labels"))
	p.line("%s beside them.", plural(int(counts.GetAnnouncements()), "announcement", "announcements"))
	if len(months) > 1 {
		p.line("What lasts longer than a month stands under each month that it touches, and counts once in the total.")
	}
	return p.err
}

func countLine(table *tabwriter.Writer, name string, distinct uint32, cells []*apiv1.MonthCount, months []calendar.Month) {
	touches := map[string]uint32{}
	for _, cell := range cells {
		touches[cell.GetMonth()] = cell.GetTouches()
	}
	var line strings.Builder
	fmt.Fprintf(&line, "%s\t%s\t", name, thousands(int(distinct)))
	for _, m := range months {
		fmt.Fprintf(&line, "%s\t", thousands(int(touches[m.String()])))
	}
	fmt.Fprintln(table, line.String())
}
