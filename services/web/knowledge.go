package web

import (
	"context"
	"errors"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// knowledge is what the API tells of a month.
// Each part may be missing by itself, so that a page is shown for as long as there is anything to show.
type knowledge struct {
	month   calendar.Month
	edition *edition.Edition
	// editionMissing says that the edition cannot be had just now; it is empty then.
	editionMissing bool
	// rows are the month's activities, the newest first.
	rows []*apiv1.ActivityRow
	// receipt is for what was logged just before; zero when nothing was.
	receipt receipt
	// behind says that the rows do not hold that yet.
	behind bool
	// rowsMissing says why there are no rows just now; nil when there are.
	rowsMissing *notice
	// stopped says why the rows stand still; nil while they follow the log.
	stopped *notice
	// issue is nil when none was drafted.
	issue *eventv1.Issue
}

// know asks the API for all that a month's page shows. Rows that are not to be had leave a page to log on.
func (p *pages) know(ctx context.Context, m calendar.Month, last receipt) (knowledge, error) {
	k := knowledge{month: m, edition: edition.New(), receipt: last}
	var err error
	k.rows, err = p.rows(ctx, m, last.Sequence)
	// What was logged is safe; rows that have not seen it yet are shown as they are, and the page says so.
	if last.Sequence > 0 && errors.Is(fromWire(err), fault.Unavailable) {
		k.behind = true
		k.rows, err = p.rows(ctx, m, 0)
	}
	if errors.Is(fromWire(err), fault.Unavailable) {
		k.rowsMissing, err = p.whyNoRows(ctx, err), nil
	}
	if err != nil {
		return k, err
	}
	answer, err := p.Insights.GetEdition(p.as(ctx), &apiv1.GetEditionRequest{})
	k.editionMissing = errors.Is(fromWire(err), fault.Unavailable)
	if err != nil && !k.editionMissing {
		return k, err
	}
	k.edition = edition.Of(answer.GetEdition())
	k.stopped = p.whyStopped(ctx)
	k.issue, err = p.issue(ctx, m.String())
	return k, err
}

// rows asks for every activity that touches m.
func (p *pages) rows(ctx context.Context, m calendar.Month, atLeast uint64) ([]*apiv1.ActivityRow, error) {
	// Nearly every month is one page of the API; a page of ours has no pages.
	request := &apiv1.ListActivitiesRequest{From: m.String(), To: m.String(), PageSize: 1000, AtLeast: atLeast}
	var rows []*apiv1.ActivityRow
	for {
		answer, err := p.Insights.ListActivities(p.as(ctx), request)
		if err != nil {
			return nil, err
		}
		rows = append(rows, answer.GetActivities()...)
		if answer.GetNextPage() == "" {
			return rows, nil
		}
		request.Page = answer.GetNextPage()
	}
}

// whyNoRows says in whose way the list is, and what works meanwhile.
func (p *pages) whyNoRows(ctx context.Context, cause error) *notice {
	status, err := p.Keeper.GetStatus(p.as(ctx), &apiv1.GetStatusRequest{})
	switch {
	case err == nil && status.GetState() == "preparing":
		// "preparing, 62 %" and "62 %" both read well after our own words.
		far := strings.TrimPrefix(strings.TrimPrefix(status.GetWhy(), "preparing"), ", ")
		return &notice{Kind: "warning", Strong: sentence(strings.TrimSuffix("Preparing the lists after an update: "+far, ": ")),
			Text: "Logging works already."}
	case err == nil && status.GetState() == "stopped":
		return &notice{Kind: "error", Strong: "The lists have stopped.", Text: sentence(status.GetWhy())}
	}
	return &notice{Kind: "warning", Strong: "The list cannot be read just now.", Text: sentence(fromWire(cause).Error())}
}

// whyStopped says that the rows stand still, which the rows themselves do not.
func (p *pages) whyStopped(ctx context.Context) *notice {
	status, err := p.Keeper.GetStatus(p.as(ctx), &apiv1.GetStatusRequest{})
	if err != nil || status.GetState() != "stopped" {
		return nil
	}
	return &notice{Kind: "error", Strong: "The lists have stopped, and nothing can be logged.", Text: sentence(status.GetWhy())}
}

// issue asks for the issue of a month or at an address; nil when nothing was drafted.
func (p *pages) issue(ctx context.Context, address string) (*eventv1.Issue, error) {
	answer, err := p.Composer.GetIssue(p.as(ctx), &apiv1.GetIssueRequest{Issue: address})
	if errors.Is(fromWire(err), fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return answer.GetIssue(), nil
}

// fromWire returns the fault behind an answer, whether or not the client that was handed over has turned it back already.
func fromWire(err error) error {
	if err == nil {
		return nil
	}
	return rpc.FromWire(err)
}

// as returns the context of one call in the name of whoever uses the pages. Each call has its own: what it learns of its answer
// is kept there.
func (p *pages) as(ctx context.Context) context.Context {
	if p.actor == "" {
		return ctx
	}
	return rpc.As(ctx, p.actor)
}
