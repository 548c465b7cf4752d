package recorder_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/recorder"
)

const edition = `
team: {name: Policy team, zone: Europe/Brussels, languages: [en]}
publications:
  - {id: digest, series: Digest, title: "{series} of {months}", from: 2022-01}
pillars:
  - {id: people, name: People, from: 2022-01, priorities: [{id: privacy, name: Privacy}]}
  - {id: model, name: Model, from: 2022-01, priorities: [{id: copyright, name: Copyright}]}
`

// desk is a recorder as its clients see it, and the log behind it.
type desk struct {
	apiv1connect.RecorderClient
	log *eventlog.Log
	t   *testing.T
}

// open runs a recorder on an empty log, and hands it the edition.
func open(t *testing.T) *desk {
	t.Helper()
	g := localtest.Ground(t, []host.Service{recorder.Run}, apiv1connect.RecorderRecordProcedure)
	d := &desk{RecorderClient: apiv1connect.NewRecorderClient(g.API.Client()), log: g.Log, t: t}
	if answer := d.imports("edition.yaml", edition); answer.GetEditionEvents() != 6 {
		t.Fatalf("the edition brought %d events, want 6: %v", answer.GetEditionEvents(), answer.GetRefusals())
	}
	return d
}

// as returns a context in the name of a member.
func (d *desk) as(member string) context.Context { return rpc.As(d.t.Context(), member) }

func (d *desk) imports(name, content string, change ...func(*apiv1.ImportOptions)) *apiv1.ImportResponse {
	d.t.Helper()
	options := &apiv1.ImportOptions{CommandId: uuid.NewString()}
	for _, c := range change {
		c(options)
	}
	stream, err := d.Import(d.as("importer"))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, piece := range []*apiv1.ImportRequest{
		{Piece: &apiv1.ImportRequest_Options{Options: options}},
		{Piece: &apiv1.ImportRequest_File{File: name}},
		{Piece: &apiv1.ImportRequest_Data{Data: []byte(content)}},
	} {
		if err := stream.Send(piece); err != nil {
			break // Why, the answer says.
		}
	}
	answer, err := stream.CloseAndReceive()
	if err != nil {
		d.t.Fatal(err)
	}
	return answer
}

// events returns what the log has of a thing, as sentences short enough to compare.
func (d *desk) events(t thing.Thing) []string {
	d.t.Helper()
	history, err := d.log.Load(d.t.Context(), t)
	if err != nil {
		d.t.Fatal(err)
	}
	var told []string
	for _, r := range history {
		line := r.Actor + " " + strings.TrimPrefix(r.Type, "advocacy.event.v1.")
		if amended, ok := r.Event.(*eventv1.ActivityAmended); ok {
			line += " " + strings.Join(amended.GetPaths(), ",")
		}
		told = append(told, strings.TrimSpace(line))
	}
	return told
}

func (d *desk) want(t thing.Thing, events ...string) {
	d.t.Helper()
	if diff := cmp.Diff(events, d.events(t)); diff != "" {
		d.t.Errorf("events of %s (-want +got):\n%s", t, diff)
	}
}

func talk() *eventv1.Activity {
	return &eventv1.Activity{
		Headline: "A talk on privacy", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-03-05"}, Priorities: []string{"privacy"},
		People: []*eventv1.Participation{{Name: "Ada Example", Part: "speaker"}},
		Body:   []*eventv1.Passage{{Text: "Ada Example spoke."}},
	}
}

func TestRecordTakesDownTheActivityAndWhoIsNamedInIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	answer, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: talk()})
	if err != nil {
		t.Fatal(err)
	}
	d.want(thing.Activity(answer.GetId()), "amara ActivityRecorded")
	history, err := d.log.Load(t.Context(), thing.Activity(answer.GetId()))
	if err != nil {
		t.Fatal(err)
	}
	content := history[0].Event.(*eventv1.ActivityRecorded).GetActivity()
	who := content.GetPeople()[0].GetId()
	if want := "[Ada Example](person:" + who + ") spoke."; content.GetBody()[0].GetText() != want {
		t.Errorf("the story = %q, want %q", content.GetBody()[0].GetText(), want)
	}
	d.want(thing.Person(who), "amara PersonRecorded")
	if answer.GetSequence() != history.At().Sequence {
		t.Errorf("the answer tells of event %d, the log has it at %d", answer.GetSequence(), history.At().Sequence)
	}
}

func TestAPersonIsOneWhicheverKeyboardTypedTheName(t *testing.T) {
	t.Parallel()
	d := open(t)
	var ids []string
	for _, name := range []string{"Zo\u00eb Example", "Zoe\u0308 Example"} {
		typed := talk()
		typed.People[0].Name, typed.Body[0].Text = name, name+"\r\nspoke."
		answer, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: typed})
		if err != nil {
			t.Fatal(err)
		}
		history, err := d.log.Load(t.Context(), thing.Activity(answer.GetId()))
		if err != nil {
			t.Fatal(err)
		}
		content := history[0].Event.(*eventv1.ActivityRecorded).GetActivity()
		ids = append(ids, content.GetPeople()[0].GetId())
		if want := "[Zo\u00eb Example](person:" + ids[0] + ")\nspoke."; content.GetBody()[0].GetText() != want {
			t.Errorf("the story = %q, want %q", content.GetBody()[0].GetText(), want)
		}
	}
	d.want(thing.Person(ids[0]), "amara PersonRecorded")
	if ids[0] != ids[1] {
		t.Errorf("one name typed in two ways is two people: %v", ids)
	}
}

func TestTheSameCommandTwiceIsDoneOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	command := &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: talk()}
	first, err := d.Record(d.as("amara"), command)
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.Record(d.as("amara"), command)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, second, protocmp.Transform()); diff != "" {
		t.Errorf("the second answer differs (-first +second):\n%s", diff)
	}
	d.want(thing.Activity(first.GetId()), "amara ActivityRecorded")
}

func TestACommandThatComesAgainIsToldOfItsOwnVersionAlone(t *testing.T) {
	t.Parallel()
	d := open(t)
	recorded, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: talk()})
	if err != nil {
		t.Fatal(err)
	}
	amend := func(command, place string) *apiv1.AmendResponse {
		answer, err := d.Amend(d.as("amara"), &apiv1.AmendRequest{
			CommandId: command, Id: recorded.GetId(), Paths: []string{"place"}, Activity: &eventv1.Activity{Place: place},
		})
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	command := uuid.NewString()
	first := amend(command, "Ghent")
	amend(uuid.NewString(), "Liège")
	if diff := cmp.Diff(first, amend(command, "Ghent"), protocmp.Transform()); diff != "" || first.GetVersion() != 2 {
		t.Errorf("the second answer differs (-first +second):\n%s", diff)
	}
}

func TestWhoIsNamedInWhatIsRefusedIsNotTakenDown(t *testing.T) {
	t.Parallel()
	d := open(t)
	before, err := d.log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	content := talk()
	content.Relations = []*eventv1.Relation{{Type: "follows", Key: "panel"}} // known within a file alone
	if _, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: content}); !errors.Is(err, fault.Invalid) {
		t.Fatalf("Record = %v, want a refusal", err)
	}
	if after, err := d.log.Last(t.Context()); err != nil || after != before {
		t.Errorf("what was refused took the log from %v to %v, %v", before, after, err)
	}
}

func TestAnImportWhosePiecesAreNotInOrderIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	options := &apiv1.ImportRequest{Piece: &apiv1.ImportRequest_Options{Options: &apiv1.ImportOptions{CommandId: uuid.NewString()}}}
	data := &apiv1.ImportRequest{Piece: &apiv1.ImportRequest_Data{Data: []byte(file)}}
	name := func(s string) *apiv1.ImportRequest {
		return &apiv1.ImportRequest{Piece: &apiv1.ImportRequest_File{File: s}}
	}
	for want, pieces := range map[string][]*apiv1.ImportRequest{
		"bytes came before one":         {options, data},
		"a file without a name":         {options, name("march.yaml"), data, name(""), data},
		"neither":                       {options, name("march.yaml"), data, {}},
		"options and at least one file": {name("march.yaml"), data},
	} {
		stream, err := d.Import(d.as("importer"))
		if err != nil {
			t.Fatal(err)
		}
		for _, piece := range pieces {
			if err := stream.Send(piece); err != nil {
				break // Why, the answer says.
			}
		}
		if _, err := stream.CloseAndReceive(); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want a refusal that says %q", err, want)
		}
	}
	d.want(imported)
}

func TestACommandsIDStandsForOneCommandAlone(t *testing.T) {
	t.Parallel()
	d := open(t)
	command := uuid.NewString()
	recorded, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: command, Activity: talk()})
	if err != nil {
		t.Fatal(err)
	}
	other := talk()
	other.When = &eventv1.When{From: "2024-02-09"}
	for name, send := range map[string]func() error{
		"recording other words": func() error {
			_, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: command, Activity: other})
			return err
		},
		"amending": func() error {
			_, err := d.Amend(d.as("amara"), &apiv1.AmendRequest{CommandId: command, Id: recorded.GetId(), Paths: []string{"headline"}, Activity: other})
			return err
		},
		"withdrawing": func() error {
			_, err := d.Withdraw(d.as("amara"), &apiv1.WithdrawRequest{CommandId: command, Id: recorded.GetId(), Reason: "Twice"})
			return err
		},
	} {
		if err := send(); !errors.Is(err, fault.Conflict) {
			t.Errorf("%s under an id that recorded = %v, want a conflict: it would be lost in silence", name, err)
		}
	}
	d.want(thing.Activity(recorded.GetId()), "amara ActivityRecorded")
}

func TestWhatCannotBeTakenIsRefusedWithEveryMistake(t *testing.T) {
	t.Parallel()
	d := open(t)
	for name, c := range map[string]struct {
		change func(*apiv1.RecordRequest)
		want   []string
	}{
		"no headline, no such priority": {
			func(r *apiv1.RecordRequest) { r.Activity.Headline, r.Activity.Priorities = "", []string{"privcy"} },
			[]string{"headline: ", "did you mean privacy?"},
		},
		"a command without an id": {func(r *apiv1.RecordRequest) { r.CommandId = "" }, []string{"is not a UUID"}},
		"nothing at all":          {func(r *apiv1.RecordRequest) { r.Activity = nil }, []string{"there is no activity"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			command := &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: talk()}
			c.change(command)
			_, err := d.Record(d.as("amara"), command)
			if !errors.Is(err, fault.Invalid) {
				t.Fatalf("Record = %v, want a refusal", err)
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("the refusal says %q, want %q in it", err, want)
				}
			}
		})
	}
}

func TestWhoDoesNotSayWhoTheyAreIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	_, err := d.Record(t.Context(), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: talk()})
	if !errors.Is(err, fault.Forbidden) {
		t.Errorf("Record without a name = %v, want a refusal", err)
	}
}

func TestMembersWhoAmendAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	recorded, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: talk()})
	if err != nil {
		t.Fatal(err)
	}
	amendments := []*apiv1.AmendRequest{
		{Activity: &eventv1.Activity{Place: "Ghent, BE"}, Paths: []string{"place"}},
		{Activity: &eventv1.Activity{Topics: []string{"GDPR"}}, Paths: []string{"topics"}},
		{Activity: &eventv1.Activity{By: []string{"staff"}}, Paths: []string{"by"}},
	}
	var members sync.WaitGroup
	for i, amend := range amendments {
		amend.CommandId, amend.Id = uuid.NewString(), recorded.GetId()
		members.Go(func() {
			if _, err := d.Amend(d.as(fmt.Sprint("member ", i)), amend); err != nil {
				t.Errorf("amend %v: %v", amend.GetPaths(), err)
			}
		})
	}
	members.Wait()
	history, err := d.log.Load(t.Context(), thing.Activity(recorded.GetId()))
	if err != nil {
		t.Fatal(err)
	}
	last := history[len(history)-1].Event.(*eventv1.ActivityAmended).GetActivity()
	if len(history) != 4 || last.GetPlace() != "Ghent, BE" || last.GetTopics()[0] != "GDPR" || last.GetBy()[0] != "staff" {
		t.Errorf("after three amendments at once the activity has %d events and says %v", len(history), last)
	}
}

func TestAnAmendmentOfWhatHasMovedOnIsAConflict(t *testing.T) {
	t.Parallel()
	d := open(t)
	recorded, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: talk()})
	if err != nil {
		t.Fatal(err)
	}
	amend := func(headline string) error {
		_, err := d.Amend(d.as("mei"), &apiv1.AmendRequest{
			CommandId: uuid.NewString(), Id: recorded.GetId(), Version: 1, Paths: []string{"headline"},
			Activity: &eventv1.Activity{Headline: headline},
		})
		return err
	}
	if err := amend("First"); err != nil {
		t.Fatal(err)
	}
	if err := amend("Second"); !errors.Is(err, fault.Conflict) {
		t.Errorf("amending version 1 of an activity at version 2 = %v, want a conflict", err)
	}
}

const file = `
source: team
activities:
  - {key: talk, headline: A talk on privacy, kind: talk, when: 2024-03-05, priorities: [privacy], place: Brussels}
`

// imported is the activity of that file.
var imported = thing.Activity(thing.ID(thing.KindActivity, "team", "talk"))

func TestAMembersEditSurvivesTheUnchangedFile(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.imports("march.yaml", file)
	_, err := d.Amend(d.as("amara"), &apiv1.AmendRequest{
		CommandId: uuid.NewString(), Id: imported.ID, Paths: []string{"headline"}, Activity: &eventv1.Activity{Headline: "A better headline"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if again := d.imports("march.yaml", file); again.GetUnchanged() != 1 || again.GetAmended() != 0 {
		t.Errorf("the unchanged file again: %v", again)
	}
	d.want(imported, "importer ActivityRecorded", "amara ActivityAmended headline")

	elsewhere := d.imports("march.yaml", strings.Replace(file, "Brussels", "Ghent", 1))
	if elsewhere.GetAmended() != 1 || elsewhere.GetClashed() != 0 {
		t.Errorf("a file that changed another field: %v", elsewhere)
	}
	d.want(imported, "importer ActivityRecorded", "amara ActivityAmended headline", "importer ActivityAmended place")
}

func TestWhatAFileAndAMemberBothChangedIsKeptTwiceAndShown(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.imports("march.yaml", file)
	_, err := d.Amend(d.as("amara"), &apiv1.AmendRequest{
		CommandId: uuid.NewString(), Id: imported.ID, Paths: []string{"headline"}, Activity: &eventv1.Activity{Headline: "Hers"},
	})
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(file, "A talk on privacy", "The file's", 1)
	answer := d.imports("march.yaml", changed)
	want := []*apiv1.Difference{{Path: "headline", Kept: "Hers", File: "The file's"}}
	if answer.GetClashed() != 1 || len(answer.GetOutcomes()) != 1 {
		t.Fatalf("a file that changed what a member edited: %v", answer)
	}
	if diff := cmp.Diff(want, answer.GetOutcomes()[0].GetClashes(), protocmp.Transform()); diff != "" {
		t.Errorf("clashes (-want +got):\n%s", diff)
	}
	if again := d.imports("march.yaml", changed); again.GetUnchanged() != 1 {
		t.Errorf("the same file once more: %v, want nothing new", again)
	}
}

func TestADryRunRecordsNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	before, err := d.log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	named := strings.Replace(file, "place: Brussels", "people: [{name: Ada Example}]", 1)
	answer := d.imports("march.yaml", named, func(o *apiv1.ImportOptions) { o.DryRun = true })
	if answer.GetRecorded() != 1 || answer.GetPeople() != 1 || !answer.GetDryRun() {
		t.Errorf("a dry run says %v, want that one activity would be recorded", answer)
	}
	after, err := d.log.Last(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if before != after {
		t.Errorf("a dry run took the log from %v to %v", before, after)
	}
}

func TestAnImportThatComesTwiceIsDoneOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	command := func(o *apiv1.ImportOptions) { o.CommandId = "5f0c8b52-0a1e-4f0c-9a53-3f1f0c1d2e3f" }
	first := d.imports("march.yaml", file, command)
	second := d.imports("march.yaml", file, command)
	if first.GetRecorded() != 1 || second.GetRecorded() != 0 || second.GetUnchanged() != 1 || second.GetSequence() != first.GetSequence() {
		t.Errorf("first %v, second %v", first, second)
	}
	d.want(imported, "importer ActivityRecorded")
}

func TestOneMistakeAndNothingOfAnyFileIsRecorded(t *testing.T) {
	t.Parallel()
	d := open(t)
	answer := d.imports("march.yaml", file+"  - {key: panel, headline: A panel, kind: panel, when: 2024-02-30, priorities: [privacy]}\n")
	if len(answer.GetRefusals()) != 1 || answer.GetRefusals()[0].GetLine() != 5 || answer.GetRefusals()[0].GetKey() != "panel" {
		t.Errorf("refusals = %v, want the one of line 5", answer.GetRefusals())
	}
	d.want(imported)
}

func TestASlipInOneFieldDoesNotHideTheMistakesInOthers(t *testing.T) {
	t.Parallel()
	d := open(t)
	answer := d.imports("march.yaml", `
source: team
activities:
  - key: talk
    headlin: A talk
    kind: talk
    when: 2024-02-30
    priorities: [privcy]
`)
	var fields []string
	for _, r := range answer.GetRefusals() {
		fields = append(fields, r.GetField())
	}
	if diff := cmp.Diff([]string{"headlin", "headline", "when", "priorities[0]"}, fields); diff != "" {
		t.Errorf("fields that were refused (-want +got):\n%s\n%v", diff, answer.GetRefusals())
	}
	line := d.imports("march.jsonl",
		`{"source": "team", "key": "talk", "headline": "A talk", "kid": "talk", "kind": "talk", "when": "2024-02-30", "priorities": ["privcy"]}`)
	if len(line.GetRefusals()) != 3 {
		t.Errorf("in one line: %v, want all three mistakes", line.GetRefusals())
	}
}

func TestAFileThatOnlyMovesOnItselfIsNothingNewToAnybody(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.imports("march.yaml", file)
	_, err := d.Amend(d.as("amara"), &apiv1.AmendRequest{
		CommandId: uuid.NewString(), Id: imported.ID, Paths: []string{"place"}, Activity: &eventv1.Activity{Place: "Ghent"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if answer := d.imports("march.yaml", strings.Replace(file, "Brussels", "Ghent", 1)); answer.GetUnchanged() != 1 || len(answer.GetOutcomes()) != 0 {
		t.Errorf("a file that came round to a member's words: %v", answer)
	}
}

func TestAReasonThatCannotBeTakenIsFoundBeforeAnythingIsRecorded(t *testing.T) {
	t.Parallel()
	d := open(t)
	answer := d.imports("march.yaml", file+"  - {key: panel, headline: A panel, kind: panel, when: 2024-02-03, priorities: [privacy], withdrawn: "+
		`"`+strings.Repeat("x", 2500)+`"}`+"\n")
	if len(answer.GetRefusals()) != 1 || answer.GetRefusals()[0].GetField() != "withdrawn" || answer.GetRefusals()[0].GetLine() != 5 {
		t.Errorf("refusals = %v, want the reason of line 5", answer.GetRefusals())
	}
	d.want(imported)
}

func TestTheSameKeyInTwoFilesOfOneNameIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	stream, err := d.Import(d.as("importer"))
	if err != nil {
		t.Fatal(err)
	}
	pieces := []*apiv1.ImportRequest{{Piece: &apiv1.ImportRequest_Options{Options: &apiv1.ImportOptions{CommandId: uuid.NewString()}}}}
	for range 2 {
		pieces = append(pieces, &apiv1.ImportRequest{Piece: &apiv1.ImportRequest_File{File: "march.yaml"}},
			&apiv1.ImportRequest{Piece: &apiv1.ImportRequest_Data{Data: []byte(file)}})
	}
	for _, piece := range pieces {
		if err := stream.Send(piece); err != nil {
			break
		}
	}
	answer, err := stream.CloseAndReceive()
	if err != nil || len(answer.GetRefusals()) != 1 || !strings.Contains(answer.GetRefusals()[0].GetSentence(), "stands in march.yaml too") {
		t.Errorf("two files with one key: %v, %v", answer, err)
	}
	d.want(imported)
}

func TestAnActivityWithdrawnByAMemberIsNotBroughtBackByAFile(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.imports("march.yaml", file)
	if _, err := d.Withdraw(d.as("amara"), &apiv1.WithdrawRequest{CommandId: uuid.NewString(), Id: imported.ID, Reason: "Logged twice"}); err != nil {
		t.Fatal(err)
	}
	answer := d.imports("march.yaml", strings.Replace(file, "Brussels", "Ghent", 1))
	if len(answer.GetOutcomes()) != 1 || answer.GetOutcomes()[0].GetOutcome() != "left alone" {
		t.Errorf("outcomes = %v, want that it was left alone", answer.GetOutcomes())
	}
	d.want(imported, "importer ActivityRecorded", "amara ActivityWithdrawn")
}

func TestEventsCarryWhoWhenAndWhichCommand(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.imports("march.yaml", file, func(o *apiv1.ImportOptions) { o.CommandId = "5f0c8b52-0a1e-4f0c-9a53-3f1f0c1d2e3f" })
	history, err := d.log.Load(t.Context(), imported)
	if err != nil {
		t.Fatal(err)
	}
	r := history[0]
	want := thing.ID("command", "5f0c8b52-0a1e-4f0c-9a53-3f1f0c1d2e3f", "team", "talk")
	if r.CommandID != want || r.CorrelationID != "5f0c8b52-0a1e-4f0c-9a53-3f1f0c1d2e3f" || r.Source != "/recorder" || r.Version != 1 || r.Time.IsZero() {
		t.Errorf("envelope = %+v", r)
	}
	if !proto.Equal(r.Event.(*eventv1.ActivityRecorded).GetImport().GetActivity().GetWhen(), &eventv1.When{From: "2024-03-05"}) {
		t.Errorf("the file's own words are not kept: %v", r.Event)
	}
}
