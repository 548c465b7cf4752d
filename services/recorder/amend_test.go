package recorder_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// planned is a panel that lies ahead, with a part and a promise.
func planned() *eventv1.Activity {
	a := talk()
	a.Status = "planned"
	a.Segments = []*eventv1.Segment{{Name: "Panel", Rule: &eventv1.Rule{Kind: "public"}}}
	a.FollowUps = []*eventv1.FollowUp{{Key: "notes", What: "Notes", When: &eventv1.When{From: "2024-03-20"}}}
	return a
}

// record takes it down in the name of amara.
func (d *desk) record(a *eventv1.Activity) string {
	d.t.Helper()
	answer, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: a})
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.GetId()
}

func TestOneCommandTellsOfEachThingInItsOwnWord(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.record(planned())
	after := planned()
	after.Status, after.Place = "done", "Ghent"
	after.Segments[0].Rule.Kind = "chatham-house"
	after.FollowUps[0].State = "closed"
	command := &apiv1.AmendRequest{
		CommandId: uuid.NewString(), Id: id, Version: 1, Activity: after, Reason: "amara was there",
		Paths: []string{"status", "place", "segments", "follow_ups"},
	}
	answer, err := d.Amend(d.as("mei"), command)
	if err != nil {
		t.Fatal(err)
	}
	d.want(thing.Activity(id),
		"amara ActivityRecorded", "mei RuleTightened", "mei ActivityAmended place", "mei ActivityCompleted", "mei FollowUpClosed")
	if answer.GetVersion() != 5 {
		t.Errorf("version = %d, want 5", answer.GetVersion())
	}
	history, err := d.log.Load(t.Context(), thing.Activity(id))
	if err != nil {
		t.Fatal(err)
	}
	a := &activity.Activity{ID: id}
	for _, recorded := range history {
		a.Apply(recorded.Event)
		if recorded.Version > 1 && recorded.CommandID != command.GetCommandId() {
			t.Errorf("event %d is of the command %s, want all of them of one", recorded.Version, recorded.CommandID)
		}
	}
	if differ := activity.Paths(a.Content, history[4].Event.(activity.Amendment).GetActivity()); len(differ) > 0 || a.Content.GetPlace() != "Ghent" {
		t.Errorf("the events together say another %v", differ)
	}
	// The same command once more, whatever became of it.
	again, err := d.Amend(d.as("mei"), command)
	if diff := cmp.Diff(answer, again, protocmp.Transform()); err != nil || diff != "" {
		t.Errorf("the second answer = %v, differs (-first +second):\n%s", err, diff)
	}
}

func TestWhoWasOvertakenIsToldWhoChangedWhat(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.record(planned())
	amend := func(who, reason string, version uint64, a *eventv1.Activity, paths ...string) error {
		_, err := d.Amend(d.as(who), &apiv1.AmendRequest{CommandId: uuid.NewString(), Id: id, Version: version, Activity: a, Paths: paths, Reason: reason})
		return err
	}
	if err := amend("mei", "the host moved it", 1, &eventv1.Activity{Place: "Ghent", When: &eventv1.When{From: "2024-03-06"}}, "place", "when"); err != nil {
		t.Fatal(err)
	}
	if err := amend("ravi", "", 2, &eventv1.Activity{Status: "done"}, "status"); err != nil {
		t.Fatal(err)
	}
	// Another field than those that changed: whether it still fits is not for us to say.
	err := amend("amara", "", 1, &eventv1.Activity{Headline: "A better talk"}, "headline")
	if !errors.Is(err, fault.Conflict) {
		t.Fatalf("answer = %v, want a conflict", err)
	}
	for _, words := range []string{
		"you were looking at version 1, and it is at version 3 by now", "mei amended the date and the place: “the host moved it”.", "ravi completed it.",
		"Nothing of yours was recorded", "as of version 3",
	} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("the answer does not say %q:\n%v", words, err)
		}
	}
	if strings.Contains(err.Error(), "logged it") {
		t.Errorf("the answer tells of what was known before, too:\n%v", err)
	}
	if err := amend("amara", "", 3, &eventv1.Activity{Headline: "A better talk"}, "headline"); err != nil {
		t.Errorf("sent again as of the version that it is at now: %v", err)
	}
}

func TestWhatWasWithdrawnIsRestored(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.record(talk())
	if _, err := d.Withdraw(d.as("amara"), &apiv1.WithdrawRequest{CommandId: uuid.NewString(), Id: id, Reason: "entered twice"}); err != nil {
		t.Fatal(err)
	}
	command := &apiv1.RestoreRequest{CommandId: uuid.NewString(), Id: id}
	if _, err := d.Restore(d.as("mei"), command); !errors.Is(err, fault.Invalid) {
		t.Errorf("restored for no reason: %v", err)
	}
	command.Reason = "it was not"
	first, err := d.Restore(d.as("mei"), command)
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.Restore(d.as("mei"), command)
	if diff := cmp.Diff(first, second, protocmp.Transform()); err != nil || diff != "" {
		t.Errorf("the second answer = %v, differs (-first +second):\n%s", err, diff)
	}
	d.want(thing.Activity(id), "amara ActivityRecorded", "amara ActivityWithdrawn", "mei ActivityRestored")
	if _, err := d.Amend(d.as("mei"), &apiv1.AmendRequest{
		CommandId: command.GetCommandId(), Id: id, Activity: &eventv1.Activity{Place: "Ghent"}, Paths: []string{"place"},
	}); !errors.Is(err, fault.Conflict) {
		t.Errorf("an id that has restored was taken for an amendment: %v", err)
	}
}

func TestAFileThatSaysWhereAPromiseIsToldNamesAnActivityThatIsThere(t *testing.T) {
	t.Parallel()
	d := open(t)
	of := func(in string) string {
		return `
source: team
activities:
  - key: talk
    headline: A talk on privacy
    kind: talk
    when: 2024-03-05
    priorities: [privacy]
    follow_ups: [{key: notes, what: Notes, when: 2024-03-20, hedge: expected, promised_by: A Host, state: reported, reported_in: ` + in + `}]
  - {key: notes, headline: The notes, kind: publication, when: 2024-03-21, priorities: [privacy]}
`
	}
	answer := d.imports("march.yaml", of("nots"))
	if got := answer.GetRefusals(); len(got) != 1 || got[0].GetField() != "follow_ups[0].reported_in" || got[0].GetLine() == 0 {
		t.Errorf("refusals = %v, want one of reported_in", got)
	}
	if answer := d.imports("march.yaml", of("notes")); answer.GetRecorded() != 2 {
		t.Errorf("recorded %d, refused %v; want both", answer.GetRecorded(), answer.GetRefusals())
	}
}
