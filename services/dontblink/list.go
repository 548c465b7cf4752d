package dontblink

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

func (c *cli) listCommand() *cobra.Command {
	var limit uint32
	var f filter
	cmd := &cobra.Command{
		Use:   "list",
		Short: "Lists activities, the newest first",
		Example: `  dontblink list --month 2024-01
  dontblink list --from 2023-10 --to 2023-12 --priority privacy`,
		Args: nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error { return c.list(ctx, a, f.request(), limit) })
		},
	}
	cmd.Flags().Uint32Var(&limit, "limit", 0, "at most this many (default: all)")
	f.flags(c, cmd)
	return cmd
}

// list asks page by page. JSON is one object, and a table is laid out by its widest cells, so either is printed at the end.
func (c *cli) list(ctx context.Context, a *web.API, req *apiv1.ListActivitiesRequest, limit uint32) error {
	all := &apiv1.ListActivitiesResponse{}
	activities, announcements := 0, 0
	table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
	next, err := pageByPage(limit, func(size uint32, after string) (int, string, error) {
		req.PageSize, req.Page = size, after
		page, err := a.Insights.ListActivities(ctx, req)
		if err != nil {
			return 0, "", err
		}
		for _, row := range page.GetActivities() {
			if row.GetActivity().GetAnnouncement() {
				announcements++
			} else {
				activities++
			}
			if c.json {
				all.Activities = append(all.Activities, row)
				continue
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", short(row.GetId()), whenWords(row), kindOf(row), headlineOf(row))
		}
		return len(page.GetActivities()), page.GetNextPage(), nil
	})
	if err != nil {
		return err
	}
	if c.json {
		all.NextPage = next
		return printJSON(c.out, all)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	if next != "" {
		_, err := fmt.Fprintf(c.out, "\nThe newest %s; there are more.\n", thousands(activities+announcements))
		return err
	}
	return c.listed(activities, announcements)
}

// listed closes a list with how many there were.
func (c *cli) listed(activities, announcements int) error {
	if activities+announcements == 0 {
		_, err := fmt.Fprintln(c.out, "Nothing is logged there.")
		return err
	}
	var counted []string
	if activities > 0 {
		counted = append(counted, plural(activities, "activity", "activities"))
	}
	if announcements > 0 {
		counted = append(counted, plural(announcements, "announcement", "announcements"))
	}
	_, err := fmt.Fprintf(c.out, "\n%s\n", strings.Join(counted, " and "))
	return err
}

// kindOf says what a row is filed under: its pillar, or that it is an announcement.
func kindOf(row *apiv1.ActivityRow) string {
	switch {
	case row.GetActivity().GetAnnouncement():
		return "announcement"
	case row.GetPillar() == "":
		return "no pillar"
	}
	return row.GetPillar()
}

// headlineOf says so where an activity was not done.
func headlineOf(row *apiv1.ActivityRow) string {
	headline := row.GetActivity().GetHeadline()
	if status := row.GetActivity().GetStatus(); status != "done" && status != "" {
		headline += " (" + status + ")"
	}
	return headline
}
