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
// Every question here first waits for the rows to have seen at_least, for as long as the edge allows; then it is fault.Unavailable, to be asked again.
func (i *insights) ListActivities(ctx context.Context, req *apiv1.ListActivitiesRequest) (*apiv1.ListActivitiesResponse, error) {
	from, to, err := months(req.GetFrom(), req.GetTo())
	if err != nil {
		return nil, err
	}
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	// A word that no activity can have would give an empty list, as if nothing was like that.
	if status := req.GetStatus(); status != "" && !slices.Contains(activity.Statuses(), status) {
		return nil, fault.New(fault.Invalid, "status: %q is none of %s", status, strings.Join(activity.Statuses(), ", "))
	}
	var people []string
	if req.GetPerson() != "" {
		// Somebody is found under each name that they have borne, and under those of whom they turned out to be.
		if people, err = i.rows.Kin(ctx, req.GetPerson()); err != nil {
			return nil, err
		}
	}
	question, err := i.spanning(ctx, readmodel.Query{
		From: from, To: to, Pillar: req.GetPillar(), Priority: req.GetPriority(), Topic: req.GetTopic(), Status: req.GetStatus(),
		People: people, Ours: req.GetOurs(),
		Limit: int(req.GetPageSize()), After: req.GetPage(),
	})
	if err != nil {
		return nil, err
	}
	// What was withdrawn is in no list unless that is asked for.
	list := i.rows.List
	if req.GetIncludeWithdrawn() {
		list = i.rows.Everything
	}
	rows, next, err := list(ctx, question)
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
// The beginning of an id will do where it is that of one activity alone; one that was withdrawn or merged is found too.
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
	answer := &apiv1.GetActivityResponse{Activity: rowOf(row), Ties: tiesOf(ties)}
	return answer, i.merges(ctx, answer)
}

// tiesOf turns ties of either direction into messages.
func tiesOf(ties []readmodel.Tie) []*apiv1.Tie {
	told := make([]*apiv1.Tie, len(ties))
	for i, tie := range ties {
		told[i] = &apiv1.Tie{Type: tie.Type, Other: tie.Other, Headline: tie.Headline, FromOther: tie.From, Withdrawn: tie.Withdrawn}
	}
	return told
}

// rowOf turns a row into a message. The content is handed on as it is, for nobody to change.
func rowOf(row readmodel.Row) *apiv1.ActivityRow {
	return &apiv1.ActivityRow{
		Id:         row.ID,
		Version:    row.Version,
		Sequence:   row.Sequence,
		Pillar:     row.Pillar,
		Withdrawn:  row.Withdrawn,
		MergedInto: row.MergedInto,

		WithdrawnReason: row.WithdrawnReason,
		RecordedAt:      row.RecordedAt.Format(time.RFC3339),
		RecordedBy:      row.RecordedBy,
		Activity:        row.Content,
		Import:          row.Import,
	}
}

// spanning lets a question span renames and mergers. It refuses a pillar or priority that no month knows: an empty list would say that nothing
// was done for it.
func (i *insights) spanning(ctx context.Context, q readmodel.Query) (readmodel.Query, error) {
	if q.Pillar == "" && q.Priority == "" && q.Topic == "" {
		return q, nil
	}
	ed, err := i.rows.Edition(ctx)
	if err != nil {
		return q, err
	}
	if q.Pillar != "" && !ed.KnownPillar(q.Pillar) {
		return q, fault.New(fault.NotFound, "no pillar is called %q; there are: %s", q.Pillar, listed(ed.PillarNames()))
	}
	if q.Priority != "" && !ed.KnownPriority(q.Priority) {
		return q, fault.New(fault.NotFound, "no priority is called %q; there are: %s", q.Priority, listed(ed.PriorityNames()))
	}
	// What is asked for under one name has borne others: all of them are looked for, each in its months.
	return q.Spanning(ed), nil
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
