package dontblink

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

func (c *cli) relateCommand() *cobra.Command {
	m := &amendment{}
	var remove bool
	cmd := &cobra.Command{
		Use:   "relate ID (rests_on | part_of | outcome_of | follows) OTHER",
		Short: "Ties an activity to another",
		Long: `Ties an activity to another, which "dontblink show" then tells of both:

  rests_on     it says what the other found: a talk on a report
  part_of      it was held within the other: a panel at a conference
  outcome_of   it is what the other led to: a judgment after a hearing
  follows      it comes after the other: a second letter`,
		Example: `  dontblink relate 0f5c1a2b part_of 7d20c3e4
  dontblink relate 0f5c1a2b part_of 7d20c3e4 --remove`,
		Args:              takes(3, 3),
		ValidArgsFunction: completesArguments(nil, activity.Relations()),
		RunE: func(cmd *cobra.Command, args []string) error {
			m.id = args[0]
			// The log's words have an underscore, which nobody types on a command line.
			kind := strings.ReplaceAll(args[1], "-", "_")
			if !slices.Contains(activity.Relations(), kind) {
				return noneOf(args[1], activity.Relations())
			}
			done := "Tied"
			if remove {
				done = "Untied"
			}
			return c.amend(cmd.Context(), m, done, func(ctx context.Context, a *web.API, _ *apiv1.ActivityRow) error {
				other, err := found(ctx, a, args[2])
				if err != nil {
					return err
				}
				m.set("relations")
				return tie(m.content, kind, other.GetId(), remove)
			})
		},
	}
	m.flags(cmd, "why")
	cmd.Flags().BoolVar(&remove, "remove", false, "the two are not tied so after all")
	return cmd
}

// tie adds a relation, or takes it away; one that is there already stays as it is.
func tie(a *eventv1.Activity, kind, other string, remove bool) error {
	at := slices.IndexFunc(a.GetRelations(), func(r *eventv1.Relation) bool { return r.GetType() == kind && r.GetId() == other })
	switch {
	case remove && at < 0:
		return fault.New(fault.NotFound, "it is not tied so: nothing says that it %s %s", strings.ReplaceAll(kind, "_", " "), short(other))
	case remove:
		a.Relations = slices.Delete(a.GetRelations(), at, at+1)
	case at < 0:
		a.Relations = append(a.GetRelations(), &eventv1.Relation{Type: kind, Id: other})
	}
	return nil
}
