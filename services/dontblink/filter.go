package dontblink

import (
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// filter is which activities a command is about: what can be listed can be exported.
// month is from and to in one, which is how people ask.
type filter struct {
	month string
	asked apiv1.ListActivitiesRequest
}

func (f *filter) flags(c *cli, cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.month, "month", "", "only what touches this month, like 2024-01")
	flags.StringVar(&f.asked.From, "from", "", "from this month on")
	flags.StringVar(&f.asked.To, "to", "", "up to this month")
	flags.StringVar(&f.asked.Pillar, "pillar", "", "only of this pillar, by its short name")
	flags.StringVar(&f.asked.Priority, "priority", "", "only under this priority, by its short name")
	flags.StringVar(&f.asked.Topic, "topic", "", "only on this topic")
	flags.StringVar(&f.asked.Status, "status", "", "only what is planned, done or cancelled")
	flags.StringVar(&f.asked.Person, "person", "", "only what names this person or organisation, under any of their names")
	flags.BoolVar(&f.asked.Ours, "ours", false, "only what we did: not what affiliates or third parties did without us")
	_ = cmd.RegisterFlagCompletionFunc("status", cobra.FixedCompletions(activity.Statuses(), cobra.ShellCompDirectiveNoFileComp))
	c.completes(cmd, "pillar", (*edition.Edition).PillarNames)
	c.completes(cmd, "priority", (*edition.Edition).PriorityNames)
	cmd.MarkFlagsMutuallyExclusive("month", "from")
	cmd.MarkFlagsMutuallyExclusive("month", "to")
}

// request asks for the first page.
func (f *filter) request() *apiv1.ListActivitiesRequest {
	if f.month != "" {
		f.asked.From, f.asked.To = f.month, f.month
	}
	return &f.asked
}
