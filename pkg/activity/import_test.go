package activity_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// imported returns what happens when a file says this, without what became of it.
func imported(a *activity.Activity, content *eventv1.Activity) happened {
	events, _, err := activity.Import(a, file(content), team(), now)
	return happened{events, err}
}

// recordedFromFile is what an import of a new activity leads to.
func recordedFromFile(content *eventv1.Activity) proto.Message {
	done := completed(content)
	for _, r := range done.GetRelations() {
		r.Id = activity.ImportedID(source, r.GetKey())
	}
	return &eventv1.ActivityRecorded{Activity: done, Import: file(content)}
}

// amendedByMember is what a member's amendment of some fields leads to.
func amendedByMember(t *testing.T, a *activity.Activity, paths []string, change func(*eventv1.Activity)) proto.Message {
	t.Helper()
	events, err := activity.Amend(a, with(a.Content, change), paths, "we were told so", 0, team(), now)
	if err != nil || len(events) != 1 {
		t.Fatalf("amending %v: %v, %v", paths, events, err)
	}
	return events[0]
}

func TestAFileRecordsWhatIsNew(t *testing.T) {
	t.Parallel()
	imported(given(), session()).then(t, recordedFromFile(session()))
}

func TestTheSameFileIsNothingNew(t *testing.T) {
	t.Parallel()
	imported(given(recordedFromFile(session())), session()).then(t)
}

func TestAPlannedActivityThatBecomesDueIsNotAmendedByItsFile(t *testing.T) {
	t.Parallel()
	early := time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)
	events, _, err := activity.Import(given(), file(session()), team(), early)
	if err != nil {
		t.Fatal(err)
	}
	a := given(events...)
	if a.Content.GetStatus() != "planned" {
		t.Fatalf("status = %q, want planned", a.Content.GetStatus())
	}
	imported(a, session()).then(t)
	moved := with(session(), func(a *eventv1.Activity) { a.Place = "online" })
	imported(a, moved).then(t, &eventv1.ActivityAmended{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Place = "online" }), Paths: []string{"place"}, Import: file(moved),
	})
}

func TestAFieldThatTheFileChangedIsTakenOver(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(session()))
	changed := with(session(), func(a *eventv1.Activity) {
		a.Headline = "A listening session"
		a.Organisations[0].Name = "The White House"
		a.Body[0].Text = "The White House streamed it."
	})
	want := recordedFromFile(changed).(*eventv1.ActivityRecorded)
	imported(a, changed).then(t, &eventv1.ActivityAmended{
		Activity: want.GetActivity(), Paths: []string{"headline", "organisations", "body"}, Import: want.GetImport(),
	})
}

func TestAMembersEditSurvivesTheUnchangedFile(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(session()))
	a.Apply(amendedByMember(t, a, []string{"headline"}, func(a *eventv1.Activity) { a.Headline = "We were heard" }))
	a.Apply(amendedByMember(t, a, []string{"status"}, func(a *eventv1.Activity) { a.Status = "cancelled" }))
	imported(a, session()).then(t)

	moved := with(session(), func(a *eventv1.Activity) { a.Place = "online" })
	imported(a, moved).then(t, &eventv1.ActivityAmended{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Place = "online" }), Paths: []string{"place"}, Import: file(moved),
	})
}

func TestWhatBothChangedIsKeptAndShown(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(session()))
	a.Apply(amendedByMember(t, a, []string{"headline"}, func(a *eventv1.Activity) { a.Headline = "We were heard" }))
	changed := with(session(), func(a *eventv1.Activity) { a.Headline = "A listening session" })
	disputed := file(changed)
	disputed.Clashes = []string{"headline"}

	events, outcome, err := activity.Import(a, file(changed), team(), now)
	happened{events, err}.then(t, &eventv1.ActivityAmended{Activity: a.Content, Import: disputed})
	if diff := cmp.Diff(activity.Outcome{What: activity.Amended, Clashes: []string{"headline"}}, outcome); diff != "" {
		t.Errorf("outcome (-want +got):\n%s", diff)
	}

	a.Apply(events[0])
	imported(a, changed).then(t)

	// It stands while the file changes elsewhere …
	moved := with(changed, func(a *eventv1.Activity) { a.Place = "online" })
	disputed = file(moved)
	disputed.Clashes = []string{"headline"}
	imported(a, moved).then(t, &eventv1.ActivityAmended{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Place = "online" }), Paths: []string{"place"}, Import: disputed,
	})

	// … and is gone when the file comes round.
	agreed := with(changed, func(a *eventv1.Activity) { a.Headline = "We were heard" })
	imported(a, agreed).then(t, &eventv1.ActivityAmended{Activity: a.Content, Import: file(agreed)})
}

func TestAMemberSettlesAClashByAmendingTheField(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(session()))
	a.Apply(amendedByMember(t, a, []string{"headline", "place"}, func(a *eventv1.Activity) { a.Headline, a.Place = "We were heard", "DC" }))
	changed := with(session(), func(a *eventv1.Activity) { a.Headline, a.Place = "A listening session", "online" })
	events, _, err := activity.Import(a, file(changed), team(), now)
	if err != nil {
		t.Fatal(err)
	}
	a.Apply(events[0])
	stored := proto.CloneOf(events[0].(*eventv1.ActivityAmended))
	a.Apply(amendedByMember(t, a, []string{"headline"}, func(a *eventv1.Activity) { a.Headline = "Heard, at a listening session" }))
	if diff := cmp.Diff([]string{"place"}, a.Import.GetClashes()); diff != "" {
		t.Errorf("clashes that stand (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(stored, events[0].(*eventv1.ActivityAmended), protocmp.Transform()); diff != "" {
		t.Errorf("folding changed an event that stands in the log (-before +after):\n%s", diff)
	}
	imported(a, changed).then(t)
}

func TestAMemberWhoGoesBackToTheFileFollowsItAgain(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(session()))
	a.Apply(amendedByMember(t, a, []string{"headline"}, func(a *eventv1.Activity) { a.Headline = "We were heard" }))
	a.Apply(amendedByMember(t, a, []string{"headline"}, func(a *eventv1.Activity) { a.Headline = session().GetHeadline() }))
	changed := with(session(), func(a *eventv1.Activity) { a.Headline = "A listening session" })
	imported(a, changed).then(t, &eventv1.ActivityAmended{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Headline = "A listening session" }), Paths: []string{"headline"},
		Import: file(changed),
	})
}

func TestMentionsThatFollowNamesAreNoEditOfTheBody(t *testing.T) {
	t.Parallel()
	told := with(clinic(), func(a *eventv1.Activity) { a.Body[0].Text += " Ada Lovelace took notes." })
	a := given(recordedFromFile(told))
	a.Apply(amendedByMember(t, a, []string{"people"}, func(a *eventv1.Activity) {
		a.People = []*eventv1.Participation{{Name: "Ada Lovelace"}}
	}))
	retold := with(told, func(a *eventv1.Activity) { a.Body[0].Text = "Notes by Ada Lovelace." })
	want := completed(with(a.Content, func(a *eventv1.Activity) { a.Body = retold.GetBody() }))
	imported(a, retold).then(t, &eventv1.ActivityAmended{Activity: want, Paths: []string{"body"}, Import: file(retold)})
}

func TestANameThatTheFileAddsIsMentioned(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(clinic()))
	named := with(clinic(), func(a *eventv1.Activity) {
		a.Organisations = append(a.Organisations, &eventv1.Participation{Name: "Wikimedia Italia had"})
	})
	imported(a, named).then(t, &eventv1.ActivityAmended{
		Activity: completed(named), Paths: []string{"organisations", "body"}, Import: file(named),
	})
}

func TestAFileHasNoOpinionOnWhatItLeavesOut(t *testing.T) {
	t.Parallel()
	t.Run("a zone that a member gave stays while the file moves the day", func(t *testing.T) {
		t.Parallel()
		a := given(recordedFromFile(clinic()))
		a.Apply(amendedByMember(t, a, []string{"when"}, func(a *eventv1.Activity) { a.When.Zone = "America/Bogota" }))
		moved := with(clinic(), func(a *eventv1.Activity) { a.When.From = "2024-01-29" })
		imported(a, moved).then(t, &eventv1.ActivityAmended{
			Activity: with(a.Content, func(a *eventv1.Activity) { a.When.From = "2024-01-29" }), Paths: []string{"when"}, Import: file(moved),
		})
	})
	t.Run("a zone that the file drops stays", func(t *testing.T) {
		t.Parallel()
		a := given(recordedFromFile(session()))
		dropped := with(session(), func(a *eventv1.Activity) { a.When.Zone = "" })
		imported(a, dropped).then(t, &eventv1.ActivityAmended{Activity: a.Content, Import: file(dropped)})
	})
	t.Run("the team's zone goes with the moment it was added to", func(t *testing.T) {
		t.Parallel()
		timed := with(clinic(), func(a *eventv1.Activity) { a.When.From = "2024-01-30T10:00" })
		a := given(recordedFromFile(timed))
		imported(a, clinic()).then(t, &eventv1.ActivityAmended{
			Activity: completed(clinic()), Paths: []string{"when"}, Import: file(clinic()),
		})
	})
	t.Run("a status that the file begins to give is taken over", func(t *testing.T) {
		t.Parallel()
		a := given(recordedFromFile(clinic()))
		cancelled := with(clinic(), func(a *eventv1.Activity) { a.Status = "cancelled" })
		imported(a, cancelled).then(t, &eventv1.ActivityAmended{
			Activity: completed(cancelled), Paths: []string{"status"}, Import: file(cancelled),
		})
		a.Apply(&eventv1.ActivityAmended{Activity: completed(cancelled), Paths: []string{"status"}, Import: file(cancelled)})
		imported(a, clinic()).then(t, &eventv1.ActivityAmended{Activity: a.Content, Import: file(clinic())})
	})
	t.Run("a status that a member chose is an edit, even if it equals the default", func(t *testing.T) {
		t.Parallel()
		a := given(recordedFromFile(clinic()))
		a.Apply(amendedByMember(t, a, []string{"status"}, func(a *eventv1.Activity) { a.Status = "planned" }))
		a.Apply(amendedByMember(t, a, []string{"status"}, func(a *eventv1.Activity) { a.Status = "done" }))
		cancelled := with(clinic(), func(a *eventv1.Activity) { a.Status = "cancelled" })
		disputed := file(cancelled)
		disputed.Clashes = []string{"status"}
		imported(a, cancelled).then(t, &eventv1.ActivityAmended{Activity: a.Content, Import: disputed})
	})
}

func TestAnotherZoneOfTheTeamAmendsNothing(t *testing.T) {
	t.Parallel()
	timed := with(clinic(), func(a *eventv1.Activity) { a.When.From = "2024-01-30T10:00" })
	a := given(recordedFromFile(timed))
	content := team().Proto()
	content.Team.Zone = "Asia/Tokyo"
	moved := with(timed, func(a *eventv1.Activity) { a.Place = "Bogotá" })
	events, _, err := activity.Import(a, file(moved), edition.Of(content), now)
	happened{events, err}.then(t, &eventv1.ActivityAmended{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Place = "Bogotá" }), Paths: []string{"place"}, Import: file(moved),
	})
}

func TestNobodyIsOverruledWhenBothTogetherMakeNoSense(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(panel()))
	a.Apply(amendedByMember(t, a, []string{"place", "people"}, func(a *eventv1.Activity) {
		a.Place = "Brussels"
		a.People = append(a.People, &eventv1.Participation{Name: "Ada Lovelace", Segment: "Panel"})
	}))
	renamed := with(panel(), func(a *eventv1.Activity) {
		a.Segments[0].Name, a.People[0].Segment, a.Organisations[1].Segment = "Debate", "Debate", "Debate"
	})
	disputed := file(renamed)
	disputed.Clashes = []string{"people", "organisations", "segments"}
	imported(a, renamed).then(t, &eventv1.ActivityAmended{Activity: a.Content, Import: disputed})

	// Once the member has given way, the next change of the file brings all that waited.
	a.Apply(&eventv1.ActivityAmended{Activity: a.Content, Import: disputed})
	retold := with(renamed, func(a *eventv1.Activity) { a.Headline = "A debate" })
	a.Apply(&eventv1.ActivityAmended{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.People[0].Segment, a.People[1].Segment = "", "" }), Paths: []string{"people"},
	})
	want := with(completed(retold), func(content *eventv1.Activity) { content.People, content.Place = a.Content.GetPeople(), "Brussels" })
	imported(a, retold).then(t, &eventv1.ActivityAmended{
		Activity: want, Paths: []string{"headline", "organisations", "segments"}, Import: file(retold),
	})
}

func TestWhatAMemberWithdrewNoFileBringsBack(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(session()), &eventv1.ActivityWithdrawn{Reason: "entered twice"})
	events, outcome, err := activity.Import(a, file(clinic()), team(), now)
	happened{events, err}.then(t)
	if outcome.What != activity.LeftAlone {
		t.Errorf("outcome = %q, want %q", outcome.What, activity.LeftAlone)
	}
}

func TestAFileThatIsWrongIsRefused(t *testing.T) {
	t.Parallel()
	imported(given(), &eventv1.Activity{}).refused(t, fault.Invalid, "headline: ")
	imported(given(recordedFromFile(session())), &eventv1.Activity{}).refused(t, fault.Invalid, "headline: ")
	imported(given(), nil).refused(t, fault.Invalid, "there is no activity")
}

func TestAnIDThatCannotBeIsOursToFix(t *testing.T) {
	t.Parallel()
	_, _, err := activity.Import(given(recordedByMember(clinic())), file(clinic()), team(), now)
	if err == nil || errors.Is(err, fault.Invalid) || errors.Is(err, fault.Conflict) {
		t.Errorf("got %v, want an error of our own", err)
	}
}
