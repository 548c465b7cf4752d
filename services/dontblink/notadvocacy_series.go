package dontblink

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// recurringEvent is an event of a calendar that takes place more than once.
type recurringEvent struct{ source, uid, headline string }

func (e recurringEvent) id() string { return activity.SeriesID(e.source, e.uid) }

// seriesOf returns the recurring event that an activity is one time of, if it is.
func seriesOf(row *apiv1.ActivityRow) (recurringEvent, bool) {
	imp := row.GetImport()
	uid, ok := exchange.RecurringUID(imp.GetKey())
	return recurringEvent{imp.GetSource(), uid, row.GetActivity().GetHeadline()}, ok && imp.GetActivity().GetSeries() != nil
}

func covers(ruled []recurringEvent, of recurringEvent) bool {
	return slices.ContainsFunc(ruled, func(other recurringEvent) bool { return other.id() == of.id() })
}

// recurring returns the recurring events that are meant as a whole: those of all that were named with --series, else those of which somebody at
// the terminal says so.
func (c *cli) recurring(ctx context.Context, rows []*apiv1.ActivityRow, n *reaching) (ruled []recurringEvent, err error) {
	k := newAsker(c, true, capture.Given{})
	for _, row := range rows {
		of, ok := seriesOf(row)
		switch {
		case ok && covers(ruled, of):
		case ok && n.series:
			ruled = append(ruled, of)
		case n.series:
			return nil, usage{fault.New(fault.Invalid, "“%s” is not one time of an event that recurs in a calendar: leave --series out", row.GetActivity().GetHeadline())}
		case ok && !n.only && !c.json && k.terminal && !row.GetWithdrawn():
			all, err := k.wholeSeries(ctx, of)
			if err != nil {
				return nil, err
			}
			if all {
				ruled = append(ruled, of)
			}
		}
	}
	return ruled, nil
}

// wholeSeries asks how far it reaches. Whoever is in a hurry has had enough of the weekly call.
func (k *asker) wholeSeries(ctx context.Context, of recurringEvent) (bool, error) {
	for {
		answer, err := k.line(ctx, fmt.Sprintf("“%s” takes place again and again. Take out all that are planned, and those to come? [Enter: all, 1: this one alone] ", of.headline))
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "", "y", "yes":
			return true, nil
		case "1", "n", "no":
			return false, nil
		}
	}
}

// ruleOut has the edition remember that an event is no advocacy, and then takes out what is planned of it: broken off in between, it can be said again.
func (c *cli) ruleOut(ctx context.Context, a *web.API, of recurringEvent, undo bool, last *apiv1.WithdrawResponse) (*apiv1.WithdrawResponse, error) {
	revision := &apiv1.Revision{Change: &apiv1.Revision_LeaveOutSeries{LeaveOutSeries: &eventv1.SeriesLeftOut{Series: of.id()}}}
	if undo {
		revision.Change = &apiv1.Revision_TakeInSeries{TakeInSeries: &eventv1.SeriesTakenIn{Series: of.id()}}
	}
	if _, err := a.Recorder.ReviseEdition(ctx, &apiv1.ReviseEditionRequest{CommandId: uuid.NewString(), Revisions: []*apiv1.Revision{revision}}); err != nil {
		return last, err
	}
	if undo {
		c.unlessJSON("%s: its calendar brings new times of it again; `dontblink restore ID` brings back one that was taken out.", of.headline)
		return last, nil
	}
	planned, err := plannedOf(ctx, a, of)
	for i := 0; err == nil && i < len(planned); i++ {
		last, err = withdrawn(ctx, a, planned[i])
	}
	if err != nil {
		return last, err
	}
	c.unlessJSON("not advocacy    %s: %s, and those that its calendar brings later; what is done stays.",
		of.headline, plural(len(planned), "planned time", "planned times"))
	return last, nil
}

func (c *cli) unlessJSON(format string, args ...any) {
	if !c.json {
		fmt.Fprintf(c.out, format+"\n", args...)
	}
}

// plannedOf returns the times of an event that are still planned.
func plannedOf(ctx context.Context, a *web.API, of recurringEvent) (planned []*apiv1.ActivityRow, err error) {
	_, err = pageByPage(0, func(size uint32, page string) (int, string, error) {
		answer, err := a.Insights.ListActivities(ctx, &apiv1.ListActivitiesRequest{Status: activity.Planned, PageSize: size, Page: page})
		if err != nil {
			return 0, "", err
		}
		for _, row := range answer.GetActivities() {
			imp := row.GetImport()
			if uid, ok := exchange.RecurringUID(imp.GetKey()); ok && activity.SeriesID(imp.GetSource(), uid) == of.id() {
				planned = append(planned, row)
			}
		}
		return len(answer.GetActivities()), answer.GetNextPage(), nil
	})
	return planned, err
}
