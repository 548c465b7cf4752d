package insights

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// CountActivities counts by pillar, by priority and by month, under the names that hold in the last month asked about. What was merged by then
// is counted under the one that it goes on as.
// Both months are counted; without one of them there is no end to count to. An activity of several priorities counts for each, and once in Distinct,
// so the figures of a column may add up to more than that.
func (i *insights) CountActivities(ctx context.Context, req *apiv1.CountActivitiesRequest) (*apiv1.CountActivitiesResponse, error) {
	from, to, err := months(req.GetFrom(), req.GetTo())
	if err != nil {
		return nil, err
	}
	if from.IsZero() || to.IsZero() {
		return nil, fault.New(fault.Invalid, "say from which month to which, like 2024-01 to 2024-03")
	}
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	counts, err := i.rows.Count(ctx, from, to, req.GetOurs())
	if err != nil {
		return nil, err
	}
	ed := counts.Edition
	answer := &apiv1.CountActivitiesResponse{
		From: from.String(), To: to.String(),
		Distinct: uint32(counts.Distinct), Labels: uint32(counts.Labels), Announcements: uint32(counts.Announcements),
	}
	pillars, priorities := namesIn(ed, to)
	// Pillars and priorities have messages of their own in the API, so this stands here twice.
	for _, count := range ordered(withSilent(counts.Pillars, headsOf(ed, edition.Pillar, ed.PillarsDuring(from, to), to)), pillarOrder(ed, to)) {
		answer.Pillars = append(answer.Pillars, &apiv1.PillarCount{
			Pillar: count.Label, Name: pillars[count.Label], Distinct: uint32(count.Distinct), Months: monthCounts(count),
			Merged: formers(ed, edition.Pillar, count.Label, to),
		})
	}
	for _, count := range ordered(withSilent(counts.Priorities, headsOf(ed, edition.Priority, ed.PrioritiesDuring(from, to), to)), priorityOrder(ed, to)) {
		answer.Priorities = append(answer.Priorities, &apiv1.PriorityCount{
			Priority: count.Label, Name: priorities[count.Label], Distinct: uint32(count.Distinct), Months: monthCounts(count),
			Merged: formers(ed, edition.Priority, count.Label, to),
		})
	}
	return answer, nil
}

// namesIn returns what pillars and priorities are called in a month; those that do not hold then, what they were called last.
func namesIn(ed *edition.Edition, m calendar.Month) (pillars, priorities map[string]string) {
	pillars, priorities = ed.PillarNames(), ed.PriorityNames()
	for _, p := range ed.Pillars(m) {
		pillars[p.GetId()] = p.GetName()
	}
	for _, p := range ed.Priorities(m) {
		priorities[p.GetId()] = p.GetName()
	}
	return pillars, priorities
}

// monthCounts turns the months of one label into messages.
func monthCounts(count readmodel.LabelCount) []*apiv1.MonthCount {
	var cells []*apiv1.MonthCount
	for _, cell := range count.Months {
		cells = append(cells, &apiv1.MonthCount{Month: cell.Month.String(), Touches: uint32(cell.Touches), Starts: uint32(cell.Starts)})
	}
	return cells
}

// withSilent adds what held at the time and has nothing to count: where a team is silent is an answer too.
func withSilent(counts []readmodel.LabelCount, held []string) []readmodel.LabelCount {
	for _, label := range held {
		if !slices.ContainsFunc(counts, func(c readmodel.LabelCount) bool { return c.Label == label }) {
			counts = append(counts, readmodel.LabelCount{Label: label})
		}
	}
	return counts
}

// ordered sorts counts as the labels stand in order; what stands nowhere in it comes last, by name.
func ordered(counts []readmodel.LabelCount, order []string) []readmodel.LabelCount {
	place := func(label string) int {
		if i := slices.Index(order, label); i >= 0 {
			return i
		}
		return len(order)
	}
	return slices.SortedStableFunc(slices.Values(counts), func(a, b readmodel.LabelCount) int {
		return cmp.Or(cmp.Compare(place(a.Label), place(b.Label)), cmp.Compare(a.Label, b.Label))
	})
}

// pillarOrder returns the ids of pillars as they stand in a month, then those that had ended by then, the latest first.
func pillarOrder(ed *edition.Edition, m calendar.Month) []string {
	return orderUntil(ed, m, func(m calendar.Month) (ids []string) {
		for _, p := range ed.Pillars(m) {
			ids = append(ids, p.GetId())
		}
		return ids
	})
}

// priorityOrder does so for priorities.
func priorityOrder(ed *edition.Edition, m calendar.Month) []string {
	return orderUntil(ed, m, func(m calendar.Month) (ids []string) {
		for _, p := range ed.Priorities(m) {
			ids = append(ids, p.GetId())
		}
		return ids
	})
}

// orderUntil takes the order of a month, and behind it what stood in earlier ones.
func orderUntil(ed *edition.Edition, m calendar.Month, in func(calendar.Month) []string) []string {
	order := in(m)
	// Between two turns nothing changes, so the months in which something turned stand for all.
	for _, turn := range slices.Backward(ed.Turns()) {
		for _, id := range in(turn) {
			if !turn.After(m) && !slices.Contains(order, id) {
				order = append(order, id)
			}
		}
	}
	return order
}

// listed writes short names for reading, with what each is called.
func listed(names map[string]string) string {
	if len(names) == 0 {
		return "none yet, import an edition file first"
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), ", ")
}
