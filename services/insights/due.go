package insights

import (
	"context"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

const (
	// usuallySoon is how many days before its date a promise is told of: long enough to prepare a clinic.
	usuallySoon = 14
	// latestSoon bounds what somebody may ask to be told of.
	// Ten years of days: beyond it a date is a slip, and adding it up could leave the calendar.
	latestSoon = 3660
)

// ListDue lists what asks to be done.
// Rows are found by their day alone; what is due of each, and whether it is, activity.DueOf says, which knows zones and states. So a page may hold
// fewer than were asked for, and the next one more.
func (i *insights) ListDue(ctx context.Context, req *apiv1.ListDueRequest) (*apiv1.ListDueResponse, error) {
	clock, err := i.clock(req.GetDay())
	if err != nil {
		return nil, err
	}
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	ed, err := i.rows.Edition(ctx)
	if err != nil {
		return nil, err
	}
	team, soon := calendar.Location(ed.Zone()), int(min(req.GetSoon(), latestSoon))
	if soon == 0 {
		soon = usuallySoon
	}
	// Somewhere it is a day later than here; what that lets in too much, the activity's own zone leaves out.
	by := clock(team).AddDays(soon + 1)
	rows, next, err := i.rows.Due(ctx, by, int(req.GetPageSize()), req.GetPage())
	if err != nil {
		return nil, err
	}
	answer := &apiv1.ListDueResponse{NextPage: next}
	for _, row := range rows {
		for _, due := range activity.DueOf(row.Content, clock, soon, team) {
			answer.Due = append(answer.Due, dueOf(row, due))
		}
	}
	return answer, nil
}

// clock is that of a day, or the one on the wall.
// A day is given by whoever asks what will be due then, and by tests.
func (i *insights) clock(day string) (activity.Clock, error) {
	if day == "" {
		return activity.At(i.now()), nil
	}
	d, err := calendar.ParseDay(day)
	if err != nil {
		return nil, fault.New(fault.Invalid, "day: %s", err)
	}
	return activity.OnDay(d), nil
}

// dueOf turns what is due into a message, with enough of its activity to be read by itself.
func dueOf(row readmodel.DueRow, due activity.Due) *apiv1.Due {
	return &apiv1.Due{
		Id: row.ID, Version: row.Version, Headline: row.Content.GetHeadline(), When: row.Content.GetWhen(),
		FollowUp: due.FollowUp, Standing: due.Standing, On: due.On.String(),
	}
}
