package insights_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/insights"
)

// agenda is a team in Brussels that planned a panel in Tokyo, promised its notes, and settled another promise.
func agenda(t *testing.T) (apiv1connect.InsightsClient, uint64) {
	t.Helper()
	g := localtest.Ground(t, []host.Service{project, insights.Run}, apiv1connect.InsightsListDueProcedure)
	var reached uint64
	happens := func(to thing.Thing, events ...proto.Message) {
		cmd := eventlog.Command{ID: uuid.NewString(), Actor: "amara", Source: "/recorder", Time: time.Date(2024, 2, 5, 14, 2, 0, 0, time.UTC)}
		at, err := g.Log.Append(t.Context(), cmd, to, eventlog.At{}, events...)
		if err != nil {
			t.Fatal(err)
		}
		reached = at.Sequence
	}
	happens(thing.Edition, &eventv1.TeamDescribed{Team: &eventv1.Team{Name: "Team", Zone: "Europe/Brussels"}})
	panel := &eventv1.Activity{Headline: "A panel", Status: "planned", When: &eventv1.When{From: "2024-02-20T10:00", Zone: "Asia/Tokyo"}}
	happens(thing.Activity(activity.RecordedID("panel")), &eventv1.ActivityRecorded{Activity: panel})
	talk := &eventv1.Activity{Headline: "A talk", Status: "done", When: &eventv1.When{From: "2024-02-01"}, FollowUps: []*eventv1.FollowUp{
		{Key: "notes", What: "Notes", When: &eventv1.When{From: "2024-03-01"}, Hedge: "expected"},
		{Key: "video", What: "A video", When: &eventv1.When{From: "2024-02-02"}, State: "closed"},
	}}
	happens(thing.Activity(activity.RecordedID("talk")), &eventv1.ActivityRecorded{Activity: talk})
	client := apiv1connect.NewInsightsClient(g.API.Client())
	localtest.Patiently(t, func() (*apiv1.ListDueResponse, error) {
		return client.ListDue(t.Context(), &apiv1.ListDueRequest{AtLeast: reached})
	})
	return client, reached
}

func TestWhatAsksToBeDoneIsListedAsItStandsOnADay(t *testing.T) {
	t.Parallel()
	ask, reached := agenda(t)
	for day, want := range map[string][]string{
		"2024-02-15": nil,
		"2024-02-16": {"A talk: notes soon on 2024-03-01"},
		"2024-02-20": {"A panel: planned now on 2024-02-20", "A talk: notes soon on 2024-03-01"},
		"2024-03-02": {"A panel: planned overdue on 2024-02-20", "A talk: notes overdue on 2024-03-01"},
		"":           {"A panel: planned overdue on 2024-02-20", "A talk: notes overdue on 2024-03-01"},
	} {
		answer, err := ask.ListDue(t.Context(), &apiv1.ListDueRequest{Day: day, AtLeast: reached})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, due := range answer.GetDue() {
			of := "planned"
			if f := due.GetFollowUp(); f != nil {
				of = f.GetKey()
			}
			got = append(got, due.GetHeadline()+": "+of+" "+due.GetStanding()+" on "+due.GetOn())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("due on %q (-want +got):\n%s", day, diff)
		}
	}
	far, err := ask.ListDue(t.Context(), &apiv1.ListDueRequest{Day: "2024-01-01", Soon: 60, AtLeast: reached})
	if err != nil || len(far.GetDue()) != 1 {
		t.Errorf("due within sixty days = %v, %v; want the notes", far.GetDue(), err)
	}
}
