package activity_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestWhatIsRecordedIsTheWholeOfWhatWasSaid(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]*eventv1.Activity{
		"a publication of a month":            assessment(),
		"a session of which a part is closed": session(),
		"a panel under another pillar":        panel(),
		"a clinic of affiliates":              clinic(),
		"an announcement told elsewhere":      grants(),
		"an announcement":                     page(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := file(content)
			events, err := activity.Record(given(), content, file, team(), now)
			if err != nil {
				t.Fatal(err)
			}
			recorded := events[0].(*eventv1.ActivityRecorded)
			if diff := cmp.Diff(file, recorded.GetImport(), protocmp.Transform()); diff != "" {
				t.Errorf("what the file said (-want +got):\n%s", diff)
			}
			// Taking away what was added leaves what was given.
			got := with(recorded.GetActivity(), func(a *eventv1.Activity) {
				a.Status = content.GetStatus()
				for _, p := range append(a.GetPeople(), a.GetOrganisations()...) {
					p.Id = ""
				}
				for _, p := range a.GetBody() {
					p.Text = person.Plain(p.GetText())
				}
				for _, r := range a.GetRelations() {
					r.Id = ""
				}
			})
			if diff := cmp.Diff(content, got, protocmp.Transform()); diff != "" {
				t.Errorf("what was recorded (-want +got):\n%s", diff)
			}
		})
	}
}

func TestRecordCompletesWhatNobodyHasToWrite(t *testing.T) {
	t.Parallel()
	events, err := activity.Record(given(), session(), file(session()), team(), now)
	if err != nil {
		t.Fatal(err)
	}
	got := events[0].(*eventv1.ActivityRecorded).GetActivity()
	whiteHouse, kohs := person.ID("White House"), person.ID("Kids Online Health and Safety Task Force")
	if got.GetStatus() != "done" {
		t.Errorf("status = %q, want done: it lies behind", got.GetStatus())
	}
	if got.GetOrganisations()[0].GetId() != whiteHouse {
		t.Errorf("the host's id = %q, want %q", got.GetOrganisations()[0].GetId(), whiteHouse)
	}
	want := "The task force ([KOHS](person:" + kohs + ")) heard nonprofits. The [White House](person:" + whiteHouse + ") streamed it."
	if text := got.GetBody()[0].GetText(); text != want {
		t.Errorf("text = %q, want %q", text, want)
	}
	if id := got.GetRelations()[0].GetId(); id != activity.ImportedID(source, "assessment") {
		t.Errorf("it rests on %q, want the activity of that key in the same source", id)
	}
}

func TestStatusDependsOnTheDayWhereItHappens(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		when *eventv1.When
		now  string
		want string
	}{
		"the evening before, in UTC":         {&eventv1.When{From: "2024-02-01", Zone: "Asia/Tokyo"}, "2024-01-31T14:59:00Z", "planned"},
		"the day has begun in Tokyo":         {&eventv1.When{From: "2024-02-01", Zone: "Asia/Tokyo"}, "2024-01-31T15:01:00Z", "done"},
		"a day without a zone is the team's": {&eventv1.When{From: "2024-02-01"}, "2024-01-31T23:59:00Z", "planned"},
		"an hour too early":                  {&eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"}, "2024-01-31T23:30:00Z", "planned"},
		"a month that has begun":             {&eventv1.When{From: "2024-02"}, "2024-02-03T00:00:00Z", "done"},
		"a range that has begun":             {&eventv1.When{From: "2024-02-01", To: "2024-02-04"}, "2024-02-03T00:00:00Z", "done"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			at, err := time.Parse(time.RFC3339, c.now)
			if err != nil {
				t.Fatal(err)
			}
			content := with(clinic(), func(a *eventv1.Activity) { a.When = c.when })
			if got := activity.Complete(content, team(), at).GetStatus(); got != c.want {
				t.Errorf("status at %s of %v = %q, want %q", c.now, c.when, got, c.want)
			}
		})
	}
}

func TestMomentsAreTheTeamsUnlessTheySayOtherwise(t *testing.T) {
	t.Parallel()
	embargo := func(from, zone string) *eventv1.Rule {
		return &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: from, Zone: zone}}
	}
	content := with(clinic(), func(a *eventv1.Activity) {
		a.When = &eventv1.When{From: "2024-01-30T10:00"}
		a.FollowUps[0].When = &eventv1.When{From: "2024-02-21T10:00"}
		a.Segments = []*eventv1.Segment{
			{Name: "a", Rule: embargo("2024-03-01T10:00", "")},
			{Name: "b", Rule: embargo("2024-03-01T10:00", "Asia/Tokyo")},
			{Name: "c", Rule: embargo("2024-03-01", "")},
		}
	})
	got := activity.Complete(content, team(), now)
	zones := []string{got.GetWhen().GetZone(), got.GetFollowUps()[0].GetWhen().GetZone()}
	for _, segment := range got.GetSegments() {
		zones = append(zones, segment.GetRule().GetUntil().GetZone())
	}
	if diff := cmp.Diff([]string{"Etc/UTC", "Etc/UTC", "Etc/UTC", "Asia/Tokyo", ""}, zones); diff != "" {
		t.Errorf("zones (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(got, activity.Complete(got, team(), now), protocmp.Transform()); diff != "" {
		t.Errorf("completed again (-once +twice):\n%s", diff)
	}
	if content.GetWhen().GetZone() != "" {
		t.Error("Complete changed what it was given")
	}
}

func TestAnActivityIsRecordedOnce(t *testing.T) {
	t.Parallel()
	a := given(&eventv1.ActivityRecorded{Activity: clinic()})
	when(activity.Record(a, clinic(), nil, team(), now)).refused(t, fault.Conflict, "recorded already")
}

func TestWhatIsWrongIsNotRecorded(t *testing.T) {
	t.Parallel()
	when(activity.Record(given(), &eventv1.Activity{}, nil, team(), now)).refused(t, fault.Invalid, "headline: write one line")
	when(activity.Record(given(), nil, nil, team(), now)).refused(t, fault.Invalid, "there is no activity")
}

func TestARelationLeadsToAnotherActivity(t *testing.T) {
	t.Parallel()
	related := func(r *eventv1.Relation) *eventv1.Activity {
		return with(clinic(), func(a *eventv1.Activity) { a.Relations = []*eventv1.Relation{r} })
	}
	byKey := related(&eventv1.Relation{Type: "follows", Key: "b"})
	when(activity.Record(given(), byKey, nil, team(), now)).refused(t, fault.Invalid, "known only within a file")
	itself := related(&eventv1.Relation{Type: "follows", Key: "a"})
	when(activity.Record(given(), itself, file(itself), team(), now)).refused(t, fault.Invalid, "cannot be related to itself")
}

func TestTheFoldIsTheStory(t *testing.T) {
	t.Parallel()
	story := []proto.Message{
		&eventv1.ActivityRecorded{Activity: clinic(), Import: file(clinic())},
		&eventv1.PersonRecorded{Name: "not an activity's"},
		&eventv1.ActivityAmended{Activity: page(), Paths: []string{"headline", "place"}},
		&eventv1.ActivityWithdrawn{Reason: "entered twice"},
	}
	want := &activity.Activity{
		ID: activity.ImportedID(source, "a"), Version: 3, Withdrawn: true, Content: page(), Import: file(clinic()),
		Edited: []string{"headline", "place"},
	}
	if diff := cmp.Diff(want, given(story...), protocmp.Transform()); diff != "" {
		t.Errorf("folded (-want +got):\n%s", diff)
	}
}
