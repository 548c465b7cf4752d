package recorder_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// readable is all that the log says to whoever has the keys, in small letters.
func (d *desk) readable() string {
	d.t.Helper()
	var b strings.Builder
	if _, err := d.log.Read(d.t.Context(), "", 0, func(r eventlog.Recorded) error {
		if r.Event == nil {
			return nil
		}
		text, err := proto.Marshal(r.Event)
		b.Write(text)
		return err
	}); err != nil {
		d.t.Fatal(err)
	}
	return strings.ToLower(b.String())
}

func (d *desk) saysNothingOf(names ...string) {
	d.t.Helper()
	all := d.readable()
	for _, name := range names {
		if strings.Contains(all, strings.ToLower(name)) {
			d.t.Errorf("the log still says %q", name)
		}
	}
}

const manyNames = `
source: team
activities:
  - {key: old, headline: Wombatina Quoll speaks, kind: talk, when: 2023-03-05, priorities: [privacy], people: [{name: Wombatina Quoll}, {name: Bo Other}],
     body: "Wombatina Quoll spoke. Later Quolly left."}
  - {key: new, headline: A panel, kind: talk, when: 2024-06-06, priorities: [privacy], people: [{name: Wombatina Numbat}], body: "Wombatina Numbat came."}
  - {key: alias, headline: A visit by the Marsupial of Ghent, kind: talk, when: 2024-06-07, priorities: [privacy]}
  - {key: twice, headline: Logged as another, kind: talk, when: 2024-06-08, priorities: [privacy], people: [{name: W. Bandicoot}]}
  - {key: other, headline: Quolly is a word here, kind: talk, when: 2024-06-09, priorities: [privacy], people: [{name: Bo Other}]}
`

// wombatina is somebody under five names, of whom other people's things tell too.
func wombatina(t *testing.T) *desk {
	t.Helper()
	d := open(t)
	if answer := d.imports("people.yaml", manyNames); answer.GetRecorded() != 5 {
		t.Fatal(answer)
	}
	d.logs("Cy Third", "Wombatini Quoll")
	// Wombatina Numbat was logged under that name before anybody said that it is hers.
	d.changes("Wombatina Numbat", merged("Wombatina Quoll", "married"))
	d.changes("Wombatina Quoll", renamed("Wombatina Numbat", "2024-05"))
	d.changes("Wombatina Quoll", aliased("Marsupial of Ghent"))
	d.changes("Wombatina Quoll", shortened("Quolly"))
	d.changes("W. Bandicoot", merged("Marsupial of Ghent", "Wombatina Quoll said so"))
	// Bo was taken for her, and given a name of hers.
	d.changes("Cy Third", merged("Bo Other", "not Wombatina Quoll, but her brother"))
	d.changes("Bo Other", aliased("The Old Wombatina"))
	d.changes("Bo Other", renamed("Bo Othar", ""))
	unalias := unaliased("The Old Wombatina")
	unalias.Reason = "that is Wombatina Numbat"
	d.changes("Bo Other", unalias)
	return d
}

func TestWhoeverHasManyNamesIsErasedByEachOfThem(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"Wombatina Quoll", "Wombatina Numbat", "marsupial of ghent", "W. Bandicoot", person.ID("W. Bandicoot")} {
		t.Run(typed, func(t *testing.T) {
			t.Parallel()
			d := wombatina(t)
			answer, err := d.ErasePerson(d.as("mei"), &apiv1.ErasePersonRequest{CommandId: uuid.NewString(), Person: typed, Reason: "asked"})
			if err != nil {
				t.Fatal(err)
			}
			if len(answer.GetActivities()) != 4 || len(answer.GetIds()) != 4 {
				t.Errorf("erased from %d activities, under %d names; want 4 and 4", len(answer.GetActivities()), len(answer.GetIds()))
			}
			d.saysNothingOf("Wombatina Quoll", "Wombatina Numbat", "Marsupial of Ghent", "Bandicoot", "married")
			d.othersStay()
		})
	}
}

// othersStay looks that what was said of others is said still.
func (d *desk) othersStay() {
	d.t.Helper()
	bo := &person.Person{ID: person.ID("Bo Other")}
	history, err := d.log.Load(d.t.Context(), thing.Person(bo.ID))
	if err != nil {
		d.t.Fatal(err)
	}
	for _, r := range history {
		bo.Apply(r.Event)
	}
	if bo.Name() != "Bo Othar" || !slices.Equal(bo.Mistaken, []string{"Bo Other"}) || len(bo.Aliases) > 0 {
		d.t.Errorf("Bo: %v", bo)
	}
	for _, name := range []string{"Cy Third", "Wombatini Quoll"} {
		if !strings.Contains(d.whole(called(name)), name) {
			d.t.Errorf("%s is gone", name)
		}
	}
	// Her short name went where she was named, and stays where it is a word.
	if all := d.whole(fromFile("old")); strings.Contains(all, "Quolly") {
		d.t.Errorf("her short name is there still: %q", all)
	}
	if all := d.whole(fromFile("other")); !strings.Contains(all, "Quolly is a word here") {
		d.t.Errorf("a word went that is no name: %q", all)
	}
	// Cy is one with Bo as before, for a reason without her.
	cy := &person.Person{}
	history, _ = d.log.Load(d.t.Context(), called("Cy Third"))
	for _, r := range history {
		cy.Apply(r.Event)
	}
	if cy.MergedInto != bo.ID || cy.MergeReason != "not a participant, but her brother" {
		d.t.Errorf("Cy: %v", cy)
	}
}

func TestWhoWasPartedIsNotErasedWithTheOther(t *testing.T) {
	t.Parallel()
	d := wombatina(t)
	d.changes("W. Bandicoot", parted())
	d.changes("Wombatina Quoll", unaliased("Marsupial of Ghent"))
	if _, err := d.ErasePerson(d.as("mei"), &apiv1.ErasePersonRequest{CommandId: uuid.NewString(), Person: "Wombatina Quoll", Reason: "asked"}); err != nil {
		t.Fatal(err)
	}
	d.saysNothingOf("Wombatina Quoll", "Wombatina Numbat")
	for thing, name := range map[thing.Thing]string{called("W. Bandicoot"): "W. Bandicoot", fromFile("twice"): "W. Bandicoot", fromFile("alias"): "Marsupial of Ghent"} {
		if !strings.Contains(d.whole(thing), name) {
			t.Errorf("%s says nothing of %s any more", thing, name)
		}
	}
}

// TestAnErasureThatIsInterruptedAnywhereIsFinishedByTheSameCommand ends the command after each of its requests to the log and the keys, as
// somebody does who loses patience or power.
func TestAnErasureThatIsInterruptedAnywhereIsFinishedByTheSameCommand(t *testing.T) {
	t.Parallel()
	for _, typed := range []string{"Marsupial of Ghent", "W. Bandicoot"} {
		// Four activities, three others, and four names: after them it is done.
		for _, steps := range []int{1, 5, 8, 10} {
			t.Run(fmt.Sprintf("%s, %d events", typed, steps), func(t *testing.T) {
				t.Parallel()
				d := wombatina(t)
				req := &apiv1.ErasePersonRequest{CommandId: uuid.NewString(), Person: typed, Reason: "asked"}
				interrupted(d, req, steps)
				if _, err := d.ErasePerson(d.as("mei"), req); err != nil {
					t.Fatal(err)
				}
				d.saysNothingOf("Wombatina Quoll", "Wombatina Numbat", "Marsupial of Ghent", "Bandicoot")
				d.othersStay()
			})
		}
	}
}

// interrupted sends a command whose caller goes away when the log has grown by so many events, if it does.
func interrupted(d *desk, req *apiv1.ErasePersonRequest, steps int) {
	ctx, goAway := context.WithCancel(d.as("mei"))
	defer goAway()
	begin, err := d.log.Read(d.t.Context(), "", 0, func(eventlog.Recorded) error { return nil })
	if err != nil {
		d.t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = d.ErasePerson(ctx, req)
	}()
	for {
		select {
		case <-ended:
			return
		default:
		}
		if now, err := d.log.Read(d.t.Context(), "", begin, func(eventlog.Recorded) error { return nil }); err == nil && now >= begin+uint64(steps) {
			goAway()
			<-ended
			return
		}
	}
}

func TestANameGivenAgainAfterAnErasureIsANewBeginning(t *testing.T) {
	t.Parallel()
	d := wombatina(t)
	if _, err := d.ErasePerson(d.as("mei"), &apiv1.ErasePersonRequest{CommandId: uuid.NewString(), Person: "Marsupial of Ghent", Reason: "asked"}); err != nil {
		t.Fatal(err)
	}
	d.logs("Wombatina Quoll", "W. Bandicoot")
	d.changes("W. Bandicoot", shortened("Bandi"))
	events := d.events(called("W. Bandicoot"))
	if !slices.Equal(events[len(events)-2:], []string{"amara PersonRecorded", "mei ShortNameGiven"}) {
		t.Errorf("named again: %v", events)
	}
	d.changes("Wombatina Quoll", aliased("Marsupial of Ghent"))
}
