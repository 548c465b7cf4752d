package web_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// What real services hardly ever answer is answered by these.

// failing is an API whose every command fails; it lists what it is given, a page at a time.
type failing struct {
	apiv1connect.RecorderClient
	apiv1connect.InsightsClient
	apiv1connect.ComposerClient
	apiv1connect.KeeperClient
	fails error
	lists []*apiv1.ListActivitiesResponse
	state *apiv1.GetStatusResponse
}

func (f *failing) Record(context.Context, *apiv1.RecordRequest) (*apiv1.RecordResponse, error) {
	return nil, f.fails
}

func (f *failing) DraftIssue(context.Context, *apiv1.DraftIssueRequest) (*apiv1.DraftIssueResponse, error) {
	return nil, f.fails
}

func (f *failing) GetIssue(context.Context, *apiv1.GetIssueRequest) (*apiv1.GetIssueResponse, error) {
	return nil, fault.New(fault.NotFound, "nothing drafted")
}

func (f *failing) GetEdition(context.Context, *apiv1.GetEditionRequest) (*apiv1.GetEditionResponse, error) {
	return &apiv1.GetEditionResponse{}, nil
}

func (f *failing) ListActivities(_ context.Context, request *apiv1.ListActivitiesRequest) (*apiv1.ListActivitiesResponse, error) {
	for _, list := range f.lists {
		if next := "after " + request.GetPage(); list.GetNextPage() == next || list.GetNextPage() == "" {
			return list, nil
		}
	}
	return nil, f.fails
}

func (f *failing) GetStatus(context.Context, *apiv1.GetStatusRequest) (*apiv1.GetStatusResponse, error) {
	if f.state == nil {
		return nil, f.fails
	}
	return f.state, nil
}

func browse(t *testing.T, f *failing) *browser {
	t.Helper()
	return over(t, web.API{Recorder: f, Insights: f, Composer: f, Keeper: f})
}

func emptyList() []*apiv1.ListActivitiesResponse { return []*apiv1.ListActivitiesResponse{{}} }

func TestEachFaultIsSaidInItsOwnWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fails  error
		status int
		says   string
	}{
		{fault.New(fault.Unavailable, "the log does not answer"), http.StatusServiceUnavailable, "Not now. The log does not answer. Send it again: it is done once."},
		{context.DeadlineExceeded, http.StatusServiceUnavailable, "Not now."},
		{fault.New(fault.Conflict, "it changed meanwhile: look again"), http.StatusConflict, "This cannot be taken as it is. It changed meanwhile: look again."},
		{fault.New(fault.Forbidden, "only members may"), http.StatusForbidden, "You may not do this. Only members may."},
		{fault.New(fault.NotFound, "there is no such thing"), http.StatusNotFound, "There is no such thing."},
		{fault.New(fault.Invalid, "the months are not in a row"), http.StatusUnprocessableEntity, "The months are not in a row."},
		{errors.New("disk on fire"), http.StatusInternalServerError, "Something went wrong on our side."},
	} {
		b := browse(t, &failing{fails: c.fails, lists: emptyList()})
		drafted := b.post("/month/2024-01/draft", url.Values{}, c.status)
		first, _, _ := strings.Cut(c.says, ". ")
		drafted.says(first)
		logged := b.post("/month/2024-01/log", talk("A talk on names", "2024-01-31"), c.status)
		logged.says("A talk on names", "2024-01-31")
		if !errors.Is(c.fails, fault.Invalid) {
			logged.says(strings.Split(c.says, ". ")...)
			logged.says("What you typed is kept.")
		}
	}
}

var reference = regexp.MustCompile(`look for “([0-9a-f]{4})”`)

func TestWhatIsOursIsFoundAgainInTheLogAndNotShown(t *testing.T) {
	t.Parallel()
	b := browse(t, &failing{fails: errors.New("disk on fire"), lists: emptyList()})
	p := b.post("/month/2024-01/log", talk("A talk", "2024-01-31"), http.StatusInternalServerError)
	p.saysNot("disk on fire")
	found := reference.FindStringSubmatch(p.html)
	if found == nil {
		t.Fatalf("nobody is told what to look for:\n%s", p.html)
	}
	if log := b.log.String(); !strings.Contains(log, "reference="+found[1]) || !strings.Contains(log, "disk on fire") {
		t.Errorf("looking for %s in the log finds %q", found[1], log)
	}
}

func TestAListInSeveralPagesIsShownWhole(t *testing.T) {
	t.Parallel()
	row := func(id, headline string) *apiv1.ActivityRow {
		return &apiv1.ActivityRow{Id: id, Activity: &eventv1.Activity{Headline: headline, When: &eventv1.When{From: "2024-01-31"}}}
	}
	b := browse(t, &failing{lists: []*apiv1.ListActivitiesResponse{
		{Activities: []*apiv1.ActivityRow{row("a", "A talk")}, NextPage: "after "},
		{Activities: []*apiv1.ActivityRow{row("b", "A panel")}, NextPage: "after after "},
		{Activities: []*apiv1.ActivityRow{row("c", "A letter")}},
	}})
	b.get("/month/2024-01", http.StatusOK).says("A talk", "A panel", "A letter", "3 activities")
}

func TestAPageSaysInWhoseWayItsListIs(t *testing.T) {
	t.Parallel()
	unavailable := fault.New(fault.Unavailable, "the rows are not there yet")
	for want, state := range map[string]*apiv1.GetStatusResponse{
		"Preparing the lists after an update: 62 %.": {State: "preparing", Why: "preparing, 62 %"},
		"Preparing the lists after an update.":       {State: "preparing"},
		"The lists have stopped.":                    {State: "stopped", Why: "event 7 is missing"},
		"Event 7 is missing.":                        {State: "stopped", Why: "event 7 is missing"},
		"The list cannot be read just now.":          {State: "live"},
		"The rows are not there yet.":                nil,
	} {
		browse(t, &failing{fails: unavailable, state: state}).get("/month/2024-01", http.StatusServiceUnavailable).says(want, "Log an activity")
	}
}

func TestAListThatFailsForAReasonOfOursIsNoPage(t *testing.T) {
	t.Parallel()
	b := browse(t, &failing{fails: errors.New("disk on fire")})
	for _, path := range []string{"/", "/month/2024-01"} {
		b.get(path, http.StatusInternalServerError).says("Something went wrong on our side.")
	}
	// The form is worth more than the list: it comes back all the same.
	b.post("/month/2024-01/log", talk("A talk", "2024-01-31"), http.StatusInternalServerError).says("A talk", "The list cannot be read just now.")
}
