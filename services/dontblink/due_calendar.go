package dontblink

import (
	"context"
	"slices"

	"dontblink.dev/pkg/activity"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// broughtByCalendar returns the first of what is planned and due that a calendar brought, or nil: of such things many are no advocacy, and whoever
// looks at the list for the first time has not heard of the command for them.
func broughtByCalendar(ctx context.Context, a *web.API, all []*apiv1.Due) (first *apiv1.Due, err error) {
	isPlanned := func(due *apiv1.Due) bool { return due.GetFollowUp() == nil }
	if !slices.ContainsFunc(all, isPlanned) {
		return nil, nil
	}
	brought := map[string]bool{}
	if _, err := pageByPage(0, func(size uint32, page string) (int, string, error) {
		answer, err := a.Insights.ListActivities(ctx, &apiv1.ListActivitiesRequest{Status: activity.Planned, PageSize: size, Page: page})
		for _, row := range answer.GetActivities() {
			brought[row.GetId()] = fromCalendar(row)
		}
		return len(answer.GetActivities()), answer.GetNextPage(), err
	}); err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(all, func(due *apiv1.Due) bool { return isPlanned(due) && brought[due.GetId()] }); i >= 0 {
		first = all[i]
	}
	return first, nil
}

// fromCalendar goes by the kind: a calendar says of everything that it is an event, and no more. What a member named since is no dentist.
func fromCalendar(row *apiv1.ActivityRow) bool {
	return row.GetImport() != nil && slices.Equal(row.GetActivity().GetKinds(), []string{"event"})
}
