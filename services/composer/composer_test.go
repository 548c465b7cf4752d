package composer_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/composer"
)

// project keeps the rows up with the log, as the projector does.
func project(ctx context.Context, g *host.Ground) error {
	if err := projection.Migrate(ctx, g.Rows); err != nil && ctx.Err() == nil {
		return err
	}
	writer := &readmodel.Writer{}
	return projection.Run(ctx, projection.Config{
		Log: g.Log, Pool: g.Rows, Version: readmodel.Version, Schema: readmodel.Schema, Indexes: readmodel.Indexes, Start: writer.Start, Apply: writer.Apply,
	})
}

// desk is a composer as its clients see it, with a log to write to.
type desk struct {
	apiv1connect.ComposerClient
	g *host.Ground
	t *testing.T
}

func open(t *testing.T) *desk {
	t.Helper()
	g := localtest.Ground(t, []host.Service{project, composer.Run}, apiv1connect.ComposerDraftIssueProcedure)
	d := &desk{ComposerClient: apiv1connect.NewComposerClient(g.API.Client()), g: g, t: t}
	d.happens(thing.Edition,
		&eventv1.TeamDescribed{Team: &eventv1.Team{Name: "Policy team", Languages: []string{"en"}}},
		&eventv1.PublicationNamed{Publication: &eventv1.Publication{Id: "digest", Series: "Digest", Title: "{series}: {months}", From: "2022-01"}},
		&eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "people", Name: "People", From: "2022-01", Position: 1}},
		&eventv1.PriorityNamed{Priority: &eventv1.Priority{Id: "privacy", Name: "Privacy", Pillar: "people", From: "2022-01", Position: 1}},
	)
	return d
}

// happens appends events to a thing and returns the sequence that the log reached.
func (d *desk) happens(to thing.Thing, events ...proto.Message) uint64 {
	d.t.Helper()
	history, err := d.g.Log.Load(d.t.Context(), to)
	if err != nil {
		d.t.Fatal(err)
	}
	cmd := eventlog.Command{ID: uuid.NewString(), Actor: "amara", Source: "/recorder", Time: time.Date(2024, 2, 1, 9, 0, 0, 0, time.UTC)}
	at, err := d.g.Log.Append(d.t.Context(), cmd, to, history.At(), events...)
	if err != nil {
		d.t.Fatal(err)
	}
	return at.Sequence
}

func (d *desk) draft(atLeast uint64, months ...string) *apiv1.DraftIssueResponse {
	d.t.Helper()
	id := uuid.NewString()
	return localtest.Patiently(d.t, func() (*apiv1.DraftIssueResponse, error) {
		return d.DraftIssue(rpc.As(d.t.Context(), "mei"), &apiv1.DraftIssueRequest{CommandId: id, Months: months, AtLeast: atLeast})
	})
}

func headlines(issue *eventv1.Issue) []string {
	var all []string
	for _, entry := range issue.GetEntries() {
		all = append(all, entry.GetHeadline())
	}
	return all
}

var (
	talk  = thing.Activity(activity.ImportedID("test", "talk"))
	panel = thing.Activity(activity.ImportedID("test", "panel"))
)

func recorded(headline, when string) *eventv1.ActivityRecorded {
	return &eventv1.ActivityRecorded{Activity: &eventv1.Activity{
		Headline: headline, Kinds: []string{"talk"}, Status: "done", When: &eventv1.When{From: when}, Priorities: []string{"privacy"},
	}}
}

func TestADraftTellsWhatHappenedInItsMonthsAndRestsOnOneSnapshot(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.happens(talk, recorded("A talk", "2024-07-03"))
	reached := d.happens(panel, recorded("A panel", "2024-08-01"))

	answer := d.draft(reached, "2024-07")
	if diff := cmp.Diff([]string{"A talk"}, headlines(answer.GetIssue())); diff != "" {
		t.Errorf("July (-want +got):\n%s", diff)
	}
	if through := answer.GetIssue().GetFrame().GetThrough(); through != reached {
		t.Errorf("the draft has seen event %d, want %d", through, reached)
	}
	both := d.draft(reached, "2024-08", "2024-07").GetIssue()
	if diff := cmp.Diff([]string{"A talk", "A panel"}, headlines(both)); diff != "" || both.GetFrame().GetTitle() != "Digest: July–August 2024" {
		t.Errorf("July and August: %q (-want +got):\n%s", both.GetFrame().GetTitle(), diff)
	}
}

func TestDraftingAgainIsAnEventOnlyWhenSomethingChanged(t *testing.T) {
	t.Parallel()
	d := open(t)
	reached := d.happens(talk, recorded("A talk", "2024-07-03"))
	if first := d.draft(reached, "2024-07"); !first.GetChanged() || first.GetIssue().GetDraft() != 1 {
		t.Errorf("the first draft: %v", first)
	}
	if again := d.draft(reached, "2024-07"); again.GetChanged() || again.GetIssue().GetDraft() != 1 {
		t.Errorf("the same again: changed %v, draft %d", again.GetChanged(), again.GetIssue().GetDraft())
	}
	reached = d.happens(talk, &eventv1.ActivityAmended{Activity: recorded("A better talk", "2024-07-03").GetActivity(), Paths: []string{"headline"}})
	answer := d.draft(reached, "2024-07")
	if diff := cmp.Diff([]string{"A better talk"}, headlines(answer.GetIssue())); diff != "" || answer.GetIssue().GetDraft() != 2 {
		t.Errorf("after an amendment: draft %d (-want +got):\n%s", answer.GetIssue().GetDraft(), diff)
	}
	history, err := d.g.Log.Load(t.Context(), thing.Issue("2024-07"))
	if err != nil {
		t.Fatal(err)
	}
	var types []string
	for _, r := range history {
		types = append(types, strings.TrimPrefix(r.Type, "advocacy.event.v1.")+" by "+r.Actor)
	}
	want := []string{"IssueOpened by mei", "EntryDrafted by mei", "IssueDrafted by mei", "EntryDrafted by mei", "IssueDrafted by mei"}
	if diff := cmp.Diff(want, types); diff != "" {
		t.Errorf("events of the issue (-want +got):\n%s", diff)
	}
}

func TestAnyOfItsMonthsFindsAnIssue(t *testing.T) {
	t.Parallel()
	d := open(t)
	reached := d.happens(talk, recorded("A talk", "2024-07-03"))
	d.draft(reached, "2024-07..2024-08")
	for _, asked := range []string{"2024-07..2024-08", "2024-07", "2024-08"} {
		answer, err := d.GetIssue(rpc.As(t.Context(), "mei"), &apiv1.GetIssueRequest{Issue: asked})
		if err != nil || answer.GetIssue().GetId() != "2024-07..2024-08" {
			t.Errorf("GetIssue(%s) = %s, %v", asked, answer.GetIssue().GetId(), err)
		}
	}
	_, err := d.GetIssue(rpc.As(t.Context(), "mei"), &apiv1.GetIssueRequest{Issue: "2024-09"})
	if !errors.Is(err, fault.NotFound) {
		t.Errorf("GetIssue(2024-09) = %v, want that there is none yet", err)
	}
}

func TestAnIssueOfNoPublicationIsRefusedWithWhatToDo(t *testing.T) {
	t.Parallel()
	d := open(t)
	err := fault.Unavailable
	for errors.Is(err, fault.Unavailable) { // the rows have not caught up
		_, err = d.DraftIssue(rpc.As(t.Context(), "mei"), &apiv1.DraftIssueRequest{CommandId: uuid.NewString(), Months: []string{"2021-12"}, AtLeast: 4})
	}
	if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "import an edition file") {
		t.Errorf("a draft of a month that no publication knows = %v", err)
	}
}

func TestMonthsThatNoIssueCanCoverAreRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, months := range [][]string{nil, {"2024-13"}, {"2024-01", "2024-03"}} {
		_, err := d.DraftIssue(rpc.As(t.Context(), "mei"), &apiv1.DraftIssueRequest{CommandId: uuid.NewString(), Months: months})
		if !errors.Is(err, fault.Invalid) {
			t.Errorf("DraftIssue(%v) = %v, want a refusal", months, err)
		}
	}
}
