package dontblink

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// completion is what complete is told.
type completion struct {
	amendment
	priorities   []string
	announcement bool
	on           string
	yes          bool
}

func (c *cli) completeCommand() *cobra.Command {
	m := &completion{}
	cmd := &cobra.Command{
		Use:   "complete ID",
		Short: "Says that what was planned took place",
		Long: `Says that what was planned took place. What came from a calendar knows no priority yet: name one, or several with commas between them,
the main one first. If it took place on another day than was planned, say --on; of what lies ahead you are asked, since one of the two is wrong.`,
		Example: `  dontblink complete 0f5c1a2b
  dontblink complete 0f5c1a2b --priority privacy
  dontblink complete 0f5c1a2b --on yesterday`,
		Args:              exactlyOne("activity, by its id"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			m.id = args[0]
			return c.amend(cmd.Context(), &m.amendment, "Completed", func(ctx context.Context, a *web.API, row *apiv1.ActivityRow) error {
				m.content.Status = activity.Done
				m.set("status")
				if err := m.file(m.priorities, m.announcement); err != nil {
					return err
				}
				return c.tookPlace(ctx, a, row, m)
			})
		},
	}
	m.flags(cmd, "anything worth knowing of it")
	flags := cmd.Flags()
	flags.StringSliceVar(&m.priorities, "priority", nil, "the `priorities` that it belongs to, by their short names")
	flags.BoolVar(&m.announcement, "announcement", false, "it is an announcement, and belongs to none")
	flags.StringVar(&m.on, "on", "", "the `day` on which it took place, or its range, if not as planned: 2024-05-02, yesterday, 2–4 May")
	flags.BoolVar(&m.yes, "yes", false, "it is done, although its day lies ahead")
	cmd.MarkFlagsMutuallyExclusive("priority", "announcement")
	cmd.MarkFlagsMutuallyExclusive("on", "yes")
	c.completes(cmd, "priority", (*edition.Edition).PriorityNames)
	return cmd
}

// tookPlace sees to it that nothing is done before its day: either it was not, or the day is wrong, and then it would be told in another month.
func (c *cli) tookPlace(ctx context.Context, a *web.API, row *apiv1.ActivityRow, m *completion) error {
	if m.on != "" {
		m.set("when")
		// What has no year was the last one of that name, and not the next: it took place.
		if err := m.setWhen(m.on); err != nil {
			return err
		}
	}
	if m.yes {
		return nil
	}
	answer, err := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{})
	if err != nil {
		return err
	}
	team := calendar.Location(edition.Of(answer.GetEdition()).Zone())
	if !activity.Ahead(m.content, activity.At(time.Now()), team) {
		return nil
	}
	planned := fmt.Sprintf("“%s” lies ahead, %s", m.content.GetHeadline(), calendar.MustOf(m.content.GetWhen()).Words(calendar.English))
	k := newAsker(c, true, capture.Given{})
	if !k.terminal || m.on != "" {
		return usage{fmt.Errorf("%s: say when it took place, as in `dontblink complete %s --on yesterday%s`, or --yes if it is done and that "+
			"day is right", planned, short(row.GetId()), c.where())}
	}
	typed, err := k.line(ctx, planned+". When did it take place? [yesterday, 2–4 May, …; yes: it is done, and that day is right; Enter: it did not] ")
	switch {
	case err != nil:
		return err
	case typed == "":
		return usage{fmt.Errorf("nothing was changed; `dontblink cancel %s --reason WHY` says that it will not take place", short(row.GetId()))}
	case strings.EqualFold(typed, "yes") || strings.EqualFold(typed, "y"):
		return nil
	}
	m.on = typed
	return c.tookPlace(ctx, a, row, m)
}

// file says what an activity belongs under. What is done has to belong somewhere, and who is to say so is told with which words.
func (m *amendment) file(priorities []string, announcement bool) error {
	switch a := m.content; {
	case len(priorities) > 0:
		a.Priorities, a.Announcement = commas(strings.Join(priorities, ",")), false
		m.set("priorities")
		m.set("announcement")
	case announcement:
		a.Announcement, a.Priorities = true, nil
		m.set("priorities")
		m.set("announcement")
	case len(a.GetPriorities()) == 0 && !a.GetAnnouncement():
		return usage{fmt.Errorf("“%s” has no priority yet: name it with `dontblink complete %s --priority …` (`dontblink edition show` lists them), "+
			"or say --announcement if it belongs under none", a.GetHeadline(), m.id)}
	}
	return nil
}
