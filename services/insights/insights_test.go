package insights_test

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
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/insights"
)

func project(ctx context.Context, g *host.Ground) error {
	if err := projection.Migrate(ctx, g.Rows); err != nil && ctx.Err() == nil {
		return err
	}
	writer := &readmodel.Writer{}
	return projection.Run(ctx, projection.Config{
		Log: g.Log, Pool: g.Rows, Version: readmodel.Version, Schema: readmodel.Schema, Indexes: readmodel.Indexes, Start: writer.Start, Apply: writer.Apply,
	})
}

var (
	talk   = thing.Activity(activity.ImportedID("test", "talk"))
	summit = thing.Activity(activity.ImportedID("test", "summit"))
	news   = thing.Activity(activity.ImportedID("test", "news"))
)

// given is a team with two pillars that logged a talk under two priorities, a summit over two months, and an announcement.
// What else is told of the edition comes last. It answers the questions, and the sequence that the log has reached.
func given(t *testing.T, later ...proto.Message) (apiv1connect.InsightsClient, uint64) {
	t.Helper()
	g := localtest.Ground(t, []host.Service{project, insights.Run}, apiv1connect.InsightsListActivitiesProcedure)
	var reached uint64
	happens := func(to thing.Thing, events ...proto.Message) {
		history, err := g.Log.Load(t.Context(), to)
		if err != nil {
			t.Fatal(err)
		}
		cmd := eventlog.Command{ID: uuid.NewString(), Actor: "amara", Source: "/recorder", Time: time.Date(2024, 2, 5, 14, 2, 0, 0, time.UTC)}
		at, err := g.Log.Append(t.Context(), cmd, to, history.At(), events...)
		if err != nil {
			t.Fatal(err)
		}
		reached = at.Sequence
	}
	happens(thing.Edition,
		&eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "people", Name: "People", From: "2022-01", Position: 2}},
		&eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "model", Name: "Model", From: "2022-01", Position: 1}},
		&eventv1.PriorityNamed{Priority: &eventv1.Priority{Id: "privacy", Name: "Privacy", Pillar: "people", From: "2022-01", Position: 1}},
		&eventv1.PriorityNamed{Priority: &eventv1.Priority{Id: "copyright", Name: "Copyright", Pillar: "model", From: "2022-01", Position: 1}},
	)
	of := func(headline, from, to string, priorities ...string) *eventv1.Activity {
		return &eventv1.Activity{
			Headline: headline, Kinds: []string{"talk"}, Status: "done", When: &eventv1.When{From: from, To: to},
			Priorities: priorities, Announcement: len(priorities) == 0,
		}
	}
	happens(talk, &eventv1.ActivityRecorded{Activity: of("A talk", "2024-01-31", "", "privacy", "copyright")})
	happens(summit, &eventv1.ActivityRecorded{Activity: of("A summit", "2024-01-30", "2024-02-02", "copyright")})
	happens(news, &eventv1.ActivityRecorded{Activity: of("News of us", "2024-01", "")})
	happens(talk, &eventv1.ActivityAmended{
		Activity: of("A better talk", "2024-01-31", "", "privacy", "copyright"), Paths: []string{"headline", "when", "follow_ups"}, Reason: "The programme named it",
	})
	if len(later) > 0 {
		happens(thing.Edition, later...)
	}
	client := apiv1connect.NewInsightsClient(g.API.Client())
	localtest.Patiently(t, func() (*apiv1.ListActivitiesResponse, error) {
		return client.ListActivities(t.Context(), &apiv1.ListActivitiesRequest{AtLeast: reached})
	})
	return client, reached
}

func TestAListFindsWhatTouchesTheMonthNewestFirst(t *testing.T) {
	t.Parallel()
	ask, reached := given(t)
	for name, c := range map[string]struct {
		ask  *apiv1.ListActivitiesRequest
		want []string
	}{
		"January":               {&apiv1.ListActivitiesRequest{From: "2024-01", To: "2024-01"}, []string{"A better talk", "A summit", "News of us"}},
		"February":              {&apiv1.ListActivitiesRequest{From: "2024-02", To: "2024-02"}, []string{"A summit"}},
		"a pillar":              {&apiv1.ListActivitiesRequest{Pillar: "people"}, []string{"A better talk"}},
		"a priority":            {&apiv1.ListActivitiesRequest{Priority: "copyright"}, []string{"A better talk", "A summit"}},
		"a month without":       {&apiv1.ListActivitiesRequest{From: "2023-01", To: "2023-12"}, nil},
		"the first page of one": {&apiv1.ListActivitiesRequest{PageSize: 1}, []string{"A better talk"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.ask.AtLeast = reached
			answer, err := ask.ListActivities(t.Context(), c.ask)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, row := range answer.GetActivities() {
				got = append(got, row.GetActivity().GetHeadline())
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("headlines (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAnUnknownLabelIsNotAnEmptyList(t *testing.T) {
	t.Parallel()
	ask, reached := given(t)
	_, err := ask.ListActivities(t.Context(), &apiv1.ListActivitiesRequest{Priority: "privcy", AtLeast: reached})
	if !errors.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "copyright, privacy") {
		t.Errorf("a list of an unknown priority = %v, want which there are", err)
	}
}

func TestACountTellsBothFigures(t *testing.T) {
	t.Parallel()
	ask, reached := given(t)
	counts, err := ask.CountActivities(t.Context(), &apiv1.CountActivitiesRequest{From: "2024-01", To: "2024-02", AtLeast: reached})
	if err != nil {
		t.Fatal(err)
	}
	if counts.GetDistinct() != 2 || counts.GetLabels() != 3 || counts.GetAnnouncements() != 1 {
		t.Errorf("distinct %d, labels %d, announcements %d; want 2, 3, 1", counts.GetDistinct(), counts.GetLabels(), counts.GetAnnouncements())
	}
	var got []string
	for _, p := range counts.GetPillars() {
		got = append(got, p.GetName())
	}
	if diff := cmp.Diff([]string{"Model", "People"}, got); diff != "" {
		t.Errorf("pillars, in the edition's order (-want +got):\n%s", diff)
	}
	silent, err := ask.CountActivities(t.Context(), &apiv1.CountActivitiesRequest{From: "2023-01", To: "2023-03", AtLeast: reached})
	if err != nil {
		t.Fatal(err)
	}
	if len(silent.GetPriorities()) != 2 || silent.GetPriorities()[0].GetDistinct() != 0 {
		t.Errorf("a quarter without activities lists %v, want both priorities with none", silent.GetPriorities())
	}
	february, err := ask.CountActivities(t.Context(), &apiv1.CountActivitiesRequest{From: "2024-02", To: "2024-02", AtLeast: reached})
	if err != nil {
		t.Fatal(err)
	}
	if february.GetDistinct() != 1 {
		t.Errorf("February counts %d, want the summit that lasts into it", february.GetDistinct())
	}
}

func TestAHistoryIsToldInSentences(t *testing.T) {
	t.Parallel()
	ask, reached := given(t)
	history, err := ask.GetHistory(t.Context(), &apiv1.GetHistoryRequest{Id: talk.ID[:8], AtLeast: reached})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, change := range history.GetChanges() {
		got = append(got, change.GetSentence())
	}
	want := []string{
		"On 5 February 2024, 14:02 UTC, amara logged it.",
		"On 5 February 2024, 14:02 UTC, amara amended the headline, the date and the follow-ups: “The programme named it”.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("history (-want +got):\n%s", diff)
	}
}

func TestAQuestionAboutWhatIsNotThereYetSaysSo(t *testing.T) {
	t.Parallel()
	ask, reached := given(t)
	_, err := ask.GetActivity(t.Context(), &apiv1.GetActivityRequest{Id: talk.ID, AtLeast: reached + 100})
	if !errors.Is(err, fault.Unavailable) {
		t.Errorf("a question about event %d of %d = %v, want to be asked again later", reached+100, reached, err)
	}
}

func TestBadQuestionsAreRefusedInASentence(t *testing.T) {
	t.Parallel()
	ask, reached := given(t)
	for want, question := range map[string]func() error{
		"\"2024-13\" is not a month": func() error {
			_, err := ask.ListActivities(t.Context(), &apiv1.ListActivitiesRequest{From: "2024-13"})
			return err
		},
		"2024-01 lies before 2024-02": func() error {
			_, err := ask.CountActivities(t.Context(), &apiv1.CountActivitiesRequest{From: "2024-02", To: "2024-01", AtLeast: reached})
			return err
		},
		"is none of done, planned, cancelled": func() error {
			_, err := ask.ListActivities(t.Context(), &apiv1.ListActivitiesRequest{Status: "planed", AtLeast: reached})
			return err
		},
		"day: \"soon\" is not a day": func() error {
			_, err := ask.ListDue(t.Context(), &apiv1.ListDueRequest{Day: "soon"})
			return err
		},
		"say from which month to which": func() error {
			_, err := ask.CountActivities(t.Context(), &apiv1.CountActivitiesRequest{})
			return err
		},
	} {
		if err := question(); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("answer = %v, want a refusal with %q", err, want)
		}
	}
}
