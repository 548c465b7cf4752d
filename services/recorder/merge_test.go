package recorder_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// logsTalk records a talk that says a little of its own, and returns its id.
func (d *desk) logsTalk(own string) string {
	d.t.Helper()
	content := talk()
	content.Headline, content.Topics = content.GetHeadline()+", "+own, []string{own}
	answer, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: content})
	if err != nil {
		d.t.Fatal(err)
	}
	return answer.GetId()
}

func (d *desk) merges(id, other string) (*apiv1.MergeActivitiesResponse, error) {
	return d.MergeActivities(d.as("bela"), &apiv1.MergeActivitiesRequest{CommandId: uuid.NewString(), Id: id, Other: other, Reason: "told twice"})
}

func (d *desk) parts(id string) (*apiv1.UndoMergeResponse, error) {
	return d.UndoMerge(d.as("bela"), &apiv1.UndoMergeRequest{CommandId: uuid.NewString(), Id: id, Reason: "two"})
}

// happened appends an event as if a command had broken off behind it.
func (d *desk) happened(id string, event proto.Message) {
	d.t.Helper()
	cmd := eventlog.Command{ID: uuid.NewString(), Actor: "ghost", Source: "/recorder", Time: time.Date(2024, 4, 1, 9, 0, 0, 0, time.UTC)}
	_, err := d.log.Change(d.t.Context(), cmd, thing.Activity(id), func(eventlog.History) ([]proto.Message, error) { return []proto.Message{event}, nil })
	if err != nil {
		d.t.Fatal(err)
	}
}

// says returns an activity as the log has it.
func (d *desk) says(id string) *activity.Activity {
	d.t.Helper()
	history, err := d.log.Load(d.t.Context(), thing.Activity(id))
	if err != nil {
		d.t.Fatal(err)
	}
	a := &activity.Activity{ID: id}
	for _, r := range history {
		a.Apply(r.Event)
	}
	return a
}

func refused(t *testing.T, err, kind error, words string) {
	t.Helper()
	if !errors.Is(err, kind) || !strings.Contains(err.Error(), words) {
		t.Errorf("answered %v, want it %v with %q", err, kind, words)
	}
}

func TestTwoAreMergedAndPartedAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b := d.logsTalk("told short"), d.logsTalk("told long")
	was := d.says(a).Content
	answer, err := d.merges(a, b)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(answer.GetPaths(), " "); got != "topics" {
		t.Errorf("it took over %q, want the topics", got)
	}
	d.want(thing.Activity(a), "amara ActivityRecorded", "bela ActivityAbsorbed")
	d.want(thing.Activity(b), "amara ActivityRecorded", "bela ActivityMerged")
	if got := strings.Join(d.says(a).Content.GetTopics(), ", "); got != "told short, told long" || d.says(b).MergedInto != a {
		t.Errorf("topics are %q, and the other is told in %s", got, d.says(b).MergedInto)
	}
	_, err = d.Amend(d.as("amara"), &apiv1.AmendRequest{CommandId: uuid.NewString(), Id: b, Activity: &eventv1.Activity{Place: "Ghent"}, Paths: []string{"place"}})
	refused(t, err, fault.Conflict, "is told there")
	_, err = d.merges(a, b)
	refused(t, err, fault.Conflict, "already")
	_, err = d.merges(b, a)
	refused(t, err, fault.Conflict, "the other way round")

	parted, err := d.parts(b)
	if err != nil {
		t.Fatal(err)
	}
	if parted.GetPartedFrom() != a || !proto.Equal(d.says(a).Content, was) || d.says(b).MergedInto != "" {
		t.Errorf("parted from %s; it says %v, and said %v", parted.GetPartedFrom(), d.says(a).Content, was)
	}
	_, err = d.parts(b)
	refused(t, err, fault.Conflict, "nothing to undo")
}

func TestACommandThatComesTwiceMergesOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b := d.logsTalk("a"), d.logsTalk("b")
	merge := &apiv1.MergeActivitiesRequest{CommandId: uuid.NewString(), Id: a, Other: b}
	undo := &apiv1.UndoMergeRequest{CommandId: uuid.NewString(), Id: b}
	for range 2 {
		if _, err := d.MergeActivities(d.as("bela"), merge); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if _, err := d.UndoMerge(d.as("bela"), undo); err != nil {
			t.Fatal(err)
		}
	}
	// Long after it was undone, the first one comes once more: it was done, and stays undone.
	if _, err := d.MergeActivities(d.as("bela"), merge); err != nil {
		t.Fatal(err)
	}
	d.want(thing.Activity(a), "amara ActivityRecorded", "bela ActivityAbsorbed", "bela ActivityReleased")
	d.want(thing.Activity(b), "amara ActivityRecorded", "bela ActivityMerged", "bela ActivityMergeUndone")
}

func TestAMergeThatBrokeOffIsFinished(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b := d.logsTalk("a"), d.logsTalk("b")
	d.happened(b, &eventv1.ActivityMerged{Into: a})
	if _, err := d.merges(a, b); err != nil {
		t.Fatal(err)
	}
	d.want(thing.Activity(a), "amara ActivityRecorded", "bela ActivityAbsorbed")
	d.happened(b, &eventv1.ActivityMergeUndone{Activity: d.says(b).Content})
	if _, err := d.parts(b); err != nil {
		t.Fatal(err)
	}
	d.want(thing.Activity(a), "amara ActivityRecorded", "bela ActivityAbsorbed", "bela ActivityReleased")
}

func TestWhoCannotBeTakenOverStandsAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b := d.logsTalk("a"), d.logsTalk("b")
	// The one that was to stay is withdrawn between the two steps.
	d.happened(b, &eventv1.ActivityMerged{Into: a})
	d.happened(a, &eventv1.ActivityWithdrawn{Reason: "never took place"})
	_, err := d.merges(a, b)
	refused(t, err, fault.Conflict, "withdrawn")
	if d.says(b).MergedInto != "" {
		t.Error("it is told in one that tells nobody")
	}
}

func TestTwoThatAreMergedBothWaysAtOnceNeverBothVanish(t *testing.T) {
	t.Parallel()
	d := open(t)
	for round := range 10 {
		a, b := d.logsTalk("a"+strconv.Itoa(round)), d.logsTalk("b"+strconv.Itoa(round))
		var both sync.WaitGroup
		for _, two := range [][2]string{{a, b}, {b, a}} {
			both.Go(func() {
				_, err := d.merges(two[0], two[1])
				if err != nil && !errors.Is(err, fault.Conflict) {
					t.Error(err)
				}
				// Whether the other one came first or at the same moment, that is what is told, and not to amend either of the two.
				if err != nil && (!strings.Contains(err.Error(), "the other way round") || strings.Contains(err.Error(), "amend that one")) {
					t.Errorf("told %q, want that they were merged the other way round", err)
				}
			})
		}
		both.Wait()
		if d.says(a).MergedInto != "" && d.says(b).MergedInto != "" {
			t.Fatalf("each is told in the other: %v, %v", d.events(thing.Activity(a)), d.events(thing.Activity(b)))
		}
	}
}

func TestWhatIsAmendedWhileItIsMergedIsNotLost(t *testing.T) {
	t.Parallel()
	d := open(t)
	for round := range 10 {
		a, b := d.logsTalk("a"+strconv.Itoa(round)), d.logsTalk("b"+strconv.Itoa(round))
		var both sync.WaitGroup
		var amended error
		both.Go(func() {
			_, amended = d.Amend(d.as("chidi"), &apiv1.AmendRequest{
				CommandId: uuid.NewString(), Id: b, Activity: &eventv1.Activity{Place: "Ghent"}, Paths: []string{"place"},
			})
		})
		both.Go(func() {
			if _, err := d.merges(a, b); err != nil {
				t.Error(err)
			}
		})
		both.Wait()
		if told := d.says(a).Content.GetPlace() == "Ghent"; told != (amended == nil) {
			t.Fatalf("the amendment was answered with %v, and taken over: %v", amended, told)
		}
	}
}

func TestWhatWasMergedMayBeMergedOnAndPartsInTurn(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b, c := d.logsTalk("a"), d.logsTalk("b"), d.logsTalk("c")
	for _, two := range [][2]string{{b, c}, {a, b}} {
		if _, err := d.merges(two[0], two[1]); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(d.says(a).Content.GetTopics(), " "); got != "a b c" {
		t.Errorf("topics = %q, want those of all three", got)
	}
	_, err := d.merges(b, a)
	refused(t, err, fault.Conflict, "the other way round")
	_, err = d.merges(c, a)
	refused(t, err, fault.Conflict, "merge into that one")
	_, err = d.parts(c)
	refused(t, err, fault.Conflict, "part those two first")
	for _, id := range []string{b, c} {
		if _, err := d.parts(id); err != nil {
			t.Fatal(err)
		}
	}
	for id, topic := range map[string]string{a: "a", b: "b", c: "c"} {
		if got := strings.Join(d.says(id).Content.GetTopics(), " "); got != topic {
			t.Errorf("topics = %q, want %q", got, topic)
		}
	}
}

func TestPartedFromOneThatWasErasedItStandsAsItWas(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b := d.logsTalk("a"), d.logsTalk("b")
	if _, err := d.merges(a, b); err != nil {
		t.Fatal(err)
	}
	d.happened(a, &eventv1.ActivityErased{Reason: "asked to"})
	if _, err := d.parts(b); err != nil {
		t.Fatal(err)
	}
	if got := d.says(b); got.MergedInto != "" || got.Content.GetTopics()[0] != "b" {
		t.Errorf("it says %v", got.Content)
	}
}

func TestAFileOfOneThatWasMergedIsLeftAloneAndToldWhere(t *testing.T) {
	t.Parallel()
	d := open(t)
	const first = `{source: team, activities: [{key: talk, headline: A talk, kind: talk, when: 2024-03-05, priorities: [privacy]}]}`
	d.imports("a.yaml", first)
	a, b := d.logsTalk("a"), activity.ImportedID("team", "talk")
	if _, err := d.merges(a, b); err != nil {
		t.Fatal(err)
	}
	answer := d.imports("a.yaml", strings.ReplaceAll(first, "A talk", "A talk in Ghent"))
	if len(answer.GetOutcomes()) != 1 || answer.GetOutcomes()[0].GetOutcome() != "left alone" || answer.GetOutcomes()[0].GetMergedInto() != a {
		t.Errorf("the file was answered with %v", answer)
	}
	answer = d.imports("b.yaml", `{source: team, activities: [{key: talk, withdrawn: it was the other}]}`)
	if len(answer.GetRefusals()) > 0 || answer.GetWithdrawn() > 0 {
		t.Errorf("its withdrawal was answered with %v", answer)
	}
	d.want(thing.Activity(b), "importer ActivityRecorded", "bela ActivityMerged")
	if _, err := d.parts(b); err != nil {
		t.Fatal(err)
	}
	if answer := d.imports("a.yaml", strings.ReplaceAll(first, "A talk", "A talk in Ghent")); answer.GetAmended() != 1 {
		t.Errorf("parted again, the file was answered with %v", answer)
	}
}

func TestTwoAreToldApartOnceFromEitherSide(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b := d.logsTalk("a"), d.logsTalk("b")
	for _, two := range [][2]string{{a, b}, {b, a}, {a, b}} {
		if _, err := d.TellApart(d.as("bela"), &apiv1.TellApartRequest{CommandId: uuid.NewString(), Id: two[0], Other: two[1]}); err != nil {
			t.Fatal(err)
		}
	}
	d.want(thing.Activity(a), "amara ActivityRecorded", "bela ActivitiesToldApart")
	d.want(thing.Activity(b), "amara ActivityRecorded")
	_, err := d.TellApart(d.as("bela"), &apiv1.TellApartRequest{CommandId: uuid.NewString(), Id: a, Other: "short"})
	refused(t, err, fault.Invalid, "is not the id of an activity")
	_, err = d.TellApart(context.Background(), &apiv1.TellApartRequest{CommandId: "none", Id: a, Other: b})
	if err == nil {
		t.Error("a command without an id was taken")
	}
}
