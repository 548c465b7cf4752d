package insights

import (
	"context"
	"slices"
	"strings"
	"time"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// ListActivities lists activities by date, the newest first.
func (i *insights) ListActivities(ctx context.Context, req *apiv1.ListActivitiesRequest) (*apiv1.ListActivitiesResponse, error) {
	from, to, err := months(req.GetFrom(), req.GetTo())
	if err != nil {
		return nil, err
	}
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	if err := i.known(ctx, req.GetPillar(), req.GetPriority()); err != nil {
		return nil, err
	}
	if status := req.GetStatus(); status != "" && !slices.Contains(activity.Statuses(), status) {
		return nil, fault.New(fault.Invalid, "status: %q is none of %s", status, strings.Join(activity.Statuses(), ", "))
	}
	rows, next, err := i.rows.List(ctx, readmodel.Query{
		From: from, To: to, Pillar: req.GetPillar(), Priority: req.GetPriority(), Topic: req.GetTopic(), Status: req.GetStatus(),
		Limit: int(req.GetPageSize()), After: req.GetPage(),
	})
	if err != nil {
		return nil, err
	}
	answer := &apiv1.ListActivitiesResponse{NextPage: next}
	for _, row := range rows {
		answer.Activities = append(answer.Activities, rowOf(row))
	}
	return answer, nil
}

// GetActivity answers one activity as it stands.
func (i *insights) GetActivity(ctx context.Context, req *apiv1.GetActivityRequest) (*apiv1.GetActivityResponse, error) {
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	row, err := i.rows.Get(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	ties, err := i.rows.Ties(ctx, row.ID, row.Content)
	if err != nil {
		return nil, err
	}
	return &apiv1.GetActivityResponse{Activity: rowOf(row), Ties: tiesOf(ties)}, nil
}

func tiesOf(ties []readmodel.Tie) []*apiv1.Tie {
	told := make([]*apiv1.Tie, len(ties))
	for i, tie := range ties {
		told[i] = &apiv1.Tie{Type: tie.Type, Other: tie.Other, Headline: tie.Headline, FromOther: tie.From, Withdrawn: tie.Withdrawn}
	}
	return told
}

// GetEdition answers who the team is and how its digest is divided.
func (i *insights) GetEdition(ctx context.Context, req *apiv1.GetEditionRequest) (*apiv1.GetEditionResponse, error) {
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	ed, err := i.rows.Edition(ctx)
	if err != nil {
		return nil, err
	}
	return &apiv1.GetEditionResponse{Edition: ed.Proto()}, nil
}

func rowOf(row readmodel.Row) *apiv1.ActivityRow {
	return &apiv1.ActivityRow{
		Id:         row.ID,
		Version:    row.Version,
		Sequence:   row.Sequence,
		Pillar:     row.Pillar,
		Withdrawn:  row.Withdrawn,
		MergedInto: row.MergedInto,
		RecordedAt: row.RecordedAt.Format(time.RFC3339),
		RecordedBy: row.RecordedBy,
		Activity:   row.Content,
		Import:     row.Import,
	}
}

// known refuses a pillar or priority that no month knows: an empty list would say that nothing was done for it.
func (i *insights) known(ctx context.Context, pillar, priority string) error {
	if pillar == "" && priority == "" {
		return nil
	}
	ed, err := i.rows.Edition(ctx)
	if err != nil {
		return err
	}
	if pillar != "" && !ed.KnownPillar(pillar) {
		return fault.New(fault.NotFound, "no pillar is called %q; there are: %s", pillar, listed(ed.PillarNames()))
	}
	if priority != "" && !ed.KnownPriority(priority) {
		return fault.New(fault.NotFound, "no priority is called %q; there are: %s", priority, listed(ed.PriorityNames()))
	}
	return nil
}

// months reads two bounds; an empty one is none.
func months(from, to string) (first, last calendar.Month, err error) {
	if from != "" {
		if first, err = calendar.ParseMonth(from); err != nil {
			return first, last, fault.New(fault.Invalid, "%s", err)
		}
	}
	if to != "" {
		if last, err = calendar.ParseMonth(to); err != nil {
			return first, last, fault.New(fault.Invalid, "%s", err)
		}
	}
	if from != "" && to != "" && last.Before(first) {
		return first, last, fault.New(fault.Invalid, "%s lies before %s: exchange the two", to, from)
	}
	return first, last, nil
}
