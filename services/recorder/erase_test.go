package recorder_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

const people = `
source: team
activities:
  - {key: talk, headline: A talk with Ada Example, kind: talk, when: 2024-03-05, priorities: [privacy], place: Ghent,
     people: [{name: Ada Example, role: Judge}, {name: Bo Other}], body: "Ada Example spoke, and Bo Other listened."}
  - {key: panel, headline: A panel, kind: panel, when: 2024-03-06, priorities: [privacy], body: "ADA EXAMPLE was there, Adaline Examples was not."}
  - {key: other, headline: Without anybody, kind: talk, when: 2024-03-07, priorities: [privacy]}
`

// whole is all that the log says of a thing to whoever has the keys.
func (d *desk) whole(t thing.Thing) string {
	d.t.Helper()
	history, err := d.log.Load(d.t.Context(), t)
	if err != nil {
		d.t.Fatal(err)
	}
	var b strings.Builder
	for _, r := range history {
		if r.Event != nil {
			text, err := proto.Marshal(r.Event)
			if err != nil {
				d.t.Fatal(err)
			}
			b.Write(text)
		}
	}
	return b.String()
}

func fromFile(key string) thing.Thing {
	return thing.Activity(thing.ID("activity", "team", key))
}

func (d *desk) erasePerson(commandID, who string) (*apiv1.ErasePersonResponse, error) {
	return d.ErasePerson(d.as("mei"), &apiv1.ErasePersonRequest{CommandId: commandID, Person: who, Reason: "Ada Example asked"})
}

func TestAPersonIsErasedFromAllThatEverNamedThem(t *testing.T) {
	t.Parallel()
	d := open(t)
	if answer := d.imports("people.yaml", people); answer.GetRecorded() != 3 {
		t.Fatal(answer)
	}
	// A member edits a field, and withdraws the panel: both outlive the erasure.
	talk, panel := fromFile("talk"), fromFile("panel")
	if _, err := d.Amend(d.as("mei"), &apiv1.AmendRequest{
		CommandId: uuid.NewString(), Id: talk.ID, Paths: []string{"place"}, Activity: &eventv1.Activity{Place: "Ostend"}, Reason: "Ada Example said so",
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Withdraw(d.as("mei"), &apiv1.WithdrawRequest{CommandId: uuid.NewString(), Id: panel.ID, Reason: "twice"}); err != nil {
		t.Fatal(err)
	}
	command := uuid.NewString()
	answer, err := d.erasePerson(command, "ada  example")
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{talk.ID, panel.ID}; !slices.Equal(answer.GetActivities(), want) || answer.GetId() != person.ID("Ada Example") || answer.GetKeys() != 3 {
		t.Errorf("answer: %v, want %v and three keys", answer, want)
	}
	for _, on := range []thing.Thing{talk, panel, thing.Person(answer.GetId())} {
		if all := d.whole(on); strings.Contains(strings.ToLower(all), "ada example") {
			t.Errorf("%s still says %q", on, all)
		}
	}
	history, err := d.log.Load(t.Context(), talk)
	if err != nil {
		t.Fatal(err)
	}
	left := history[len(history)-1].Event.(*eventv1.ActivityErased)
	body := left.GetActivity().GetBody()[0].GetText()
	if left.GetActivity().GetHeadline() != "A talk with a participant" || left.GetActivity().GetPlace() != "Ostend" || len(left.GetActivity().GetPeople()) != 1 ||
		!strings.HasPrefix(body, "a participant spoke, and [Bo Other](person:") || left.GetRecordedBy() != "importer" ||
		!slices.Equal(left.GetEdited(), []string{"place"}) || left.GetImport().GetKey() != "talk" || left.GetReason() != "a participant asked" {
		t.Errorf("what is left: %v", left)
	}
	if history, _ := d.log.Load(t.Context(), panel); !history[len(history)-1].Event.(*eventv1.ActivityErased).GetWithdrawn() ||
		!strings.Contains(d.whole(panel), "Adaline Examples") {
		t.Errorf("the panel: %v", history[len(history)-1].Event)
	}

	again, err := d.erasePerson(command, "ada  example")
	if err == nil && len(again.GetActivities()) > 0 {
		t.Errorf("the same command again: %v", again)
	}
	d.want(fromFile("other"), "importer ActivityRecorded")
	if _, err := d.erasePerson(uuid.NewString(), "Nobody There"); !errors.Is(err, fault.NotFound) {
		t.Errorf("whom nobody named: %v", err)
	}
	if _, err := d.erasePerson(uuid.NewString(), "the"); !errors.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "single word") {
		t.Errorf("a word of every text: %v, want that it is refused", err)
	}

	// Whoever is named again is recorded again.
	at := len(d.events(thing.Person(answer.GetId())))
	if answer := d.imports("people.yaml", people); answer.GetPeople() != 1 {
		t.Errorf("the file again: %v", answer)
	}
	if events := d.events(thing.Person(answer.GetId())); len(events) != at+1 || events[at] != "importer PersonRecorded" {
		t.Errorf("named again: %v", events)
	}
}

func TestAnActivityIsErasedWholeAndStaysAway(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.imports("people.yaml", people)
	talk := fromFile("talk")
	request := &apiv1.EraseActivityRequest{CommandId: uuid.NewString(), Id: talk.ID, Reason: "in confidence"}
	for range 2 {
		answer, err := d.EraseActivity(d.as("mei"), request)
		if err != nil || answer.GetKeys() != 1 {
			t.Fatalf("erased: %v, %v", answer, err)
		}
	}
	d.want(talk, "importer ActivityRecorded", "mei ActivityErased")
	if all := d.whole(talk); strings.Contains(all, "Ghent") {
		t.Errorf("still says %q", all)
	}
	_, err := d.Amend(d.as("mei"), &apiv1.AmendRequest{
		CommandId: uuid.NewString(), Id: talk.ID, Paths: []string{"place"}, Activity: &eventv1.Activity{Place: "Ostend"},
	})
	if !errors.Is(err, fault.NotFound) {
		t.Errorf("amended after that: %v", err)
	}
	if answer := d.imports("people.yaml", people); answer.GetRecorded()+answer.GetAmended() > 0 || len(answer.GetOutcomes()) != 1 || answer.GetOutcomes()[0].GetOutcome() != "left alone" {
		t.Errorf("the file again: %v", answer)
	}
	for name, request := range map[string]*apiv1.EraseActivityRequest{
		"no reason":   {CommandId: uuid.NewString(), Id: fromFile("panel").ID},
		"no id":       {CommandId: uuid.NewString(), Id: "talk", Reason: "x"},
		"no activity": {CommandId: uuid.NewString(), Id: uuid.NewString(), Reason: "x"},
	} {
		if _, err := d.EraseActivity(d.as("mei"), request); !errors.Is(err, fault.Invalid) && !errors.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatWasWrittenBeforeSealingCannotBeErased(t *testing.T) {
	t.Parallel()
	d := open(t)
	vault := d.log.Vault
	d.log.Vault = nil
	d.imports("people.yaml", people)
	d.log.Vault = vault
	if _, err := d.erasePerson(uuid.NewString(), "Ada Example"); !errors.Is(err, fault.Conflict) {
		t.Errorf("erased: %v", err)
	}
	d.want(fromFile("talk"), "importer ActivityRecorded")
	if _, err := d.log.Read(t.Context(), "", 0, func(r eventlog.Recorded) error {
		if r.Erased {
			t.Errorf("event %d is erased", r.Sequence)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestTenWhoEraseOnePersonAtOnceAllDo(t *testing.T) {
	t.Parallel()
	d := open(t)
	if answer := d.imports("people.yaml", people); answer.GetRecorded() != 3 {
		t.Fatal(answer)
	}
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			if _, err := d.erasePerson(uuid.NewString(), "Ada Example"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, key := range []string{"talk", "panel"} {
		if said := d.whole(fromFile(key)); strings.Contains(strings.ToLower(said), "ada example") {
			t.Errorf("%s still says %q", key, said)
		}
	}
}
