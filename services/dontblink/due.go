package dontblink

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/calendar"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// dueCommand shows what a team would otherwise have to remember; each line can be settled with the command that stands below.
func (c *cli) dueCommand() *cobra.Command {
	req := &apiv1.ListDueRequest{}
	cmd := &cobra.Command{
		Use:   "due",
		Short: "Lists what asks to be done: planned activities whose day has come, and open promises",
		Long: `Lists what asks to be done, by the day where it takes place: planned activities whose day has come, which want to be completed, cancelled or
planned for another day; and what was promised and nobody has closed, reported or waived, from two weeks before its date on.`,
		Example: `  dontblink due
  dontblink due --soon 30
  dontblink due --on 2024-02-21`,
		Args: nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error { return c.due(ctx, a, req) })
		},
	}
	cmd.Flags().Uint32Var(&req.Soon, "soon", 0, "tell of promises so many days ahead (default 14)")
	cmd.Flags().StringVar(&req.Day, "on", "", "as of this day, like 2024-02-21 (default today)")
	return cmd
}

// due gathers all pages: what is due is short, or it is time that somebody saw how long it is.
func (c *cli) due(ctx context.Context, a *web.API, req *apiv1.ListDueRequest) error {
	all := &apiv1.ListDueResponse{}
	if _, err := pageByPage(0, func(size uint32, after string) (int, string, error) {
		req.PageSize, req.Page = size, after
		page, err := a.Insights.ListDue(ctx, req)
		all.Due = append(all.Due, page.GetDue()...)
		return len(page.GetDue()), page.GetNextPage(), err
	}); err != nil {
		return err
	}
	// Pages come by the activity's day, and its promises have days of their own.
	slices.SortStableFunc(all.GetDue(), func(a, b *apiv1.Due) int { return cmp.Compare(a.GetOn(), b.GetOn()) })
	if c.json {
		return printJSON(c.out, all)
	}
	brought, err := broughtByCalendar(ctx, a, all.GetDue())
	if err != nil {
		return err
	}
	return c.printDue(all.GetDue(), brought)
}

// printDue ends with a command for the first of each sort, ready to be copied.
func (c *cli) printDue(all []*apiv1.Due, brought *apiv1.Due) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(c.out, "Nothing asks to be done.")
		return err
	}
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	var planned, promised []*apiv1.Due
	for _, due := range all {
		when, what := due.GetWhen(), due.GetHeadline()+" (planned)"
		if f := due.GetFollowUp(); f != nil {
			when, what = f.GetWhen(), fmt.Sprintf("%s (%s of “%s”)", promisedBy(f), f.GetKey(), due.GetHeadline())
			promised = append(promised, due)
		} else {
			planned = append(planned, due)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", short(due.GetId()), due.GetStanding(), calendar.MustOf(when).Words(calendar.English), what)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	p := &page{w: c.out}
	p.line("")
	if len(planned) > 0 {
		id := short(planned[0].GetId())
		p.line("%s: `dontblink complete %s%s` says that the first took place, `cancel` and `plan` that it did not, or not yet.",
			plural(len(planned), "planned activity", "planned activities"), id, c.where())
	}
	if brought != nil {
		p.line("What a calendar brought and is no advocacy, `dontblink not-advocacy %s%s` takes out.", short(brought.GetId()), c.where())
	}
	if len(promised) > 0 {
		first := promised[0]
		p.line("%s: `dontblink followup %s close %s%s` says that the first was kept; `report`, `waive` and `amend` are there too.",
			plural(len(promised), "open promise", "open promises"), short(first.GetId()), first.GetFollowUp().GetKey(), c.where())
	}
	return p.err
}
