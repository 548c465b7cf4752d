package recorder_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func renamed(name, from string) *apiv1.ChangePersonRequest {
	return &apiv1.ChangePersonRequest{Change: &apiv1.ChangePersonRequest_Rename{Rename: &apiv1.Renaming{Name: name, From: from}}}
}

func aliased(name string) *apiv1.ChangePersonRequest {
	return &apiv1.ChangePersonRequest{Change: &apiv1.ChangePersonRequest_GiveAlias{GiveAlias: name}}
}

func unaliased(name string) *apiv1.ChangePersonRequest {
	return &apiv1.ChangePersonRequest{Change: &apiv1.ChangePersonRequest_DropAlias{DropAlias: name}}
}

func shortened(name string) *apiv1.ChangePersonRequest {
	return &apiv1.ChangePersonRequest{Change: &apiv1.ChangePersonRequest_ShortName{ShortName: name}}
}

func merged(into, reason string) *apiv1.ChangePersonRequest {
	return &apiv1.ChangePersonRequest{Reason: reason, Change: &apiv1.ChangePersonRequest_MergeInto{MergeInto: into}}
}

func parted() *apiv1.ChangePersonRequest {
	return &apiv1.ChangePersonRequest{Change: &apiv1.ChangePersonRequest_UndoMerge{UndoMerge: true}}
}

// change says something of somebody under a new command, unless the request has one.
func (d *desk) change(who string, req *apiv1.ChangePersonRequest) (*apiv1.ChangePersonResponse, error) {
	if req.Person = who; req.GetCommandId() == "" {
		req.CommandId = uuid.NewString()
	}
	return d.ChangePerson(d.as("mei"), req)
}

func (d *desk) changes(who string, req *apiv1.ChangePersonRequest) *apiv1.ChangePersonResponse {
	d.t.Helper()
	answer, err := d.change(who, req)
	if err != nil {
		d.t.Fatal(err)
	}
	return answer
}

func (d *desk) refuses(who string, req *apiv1.ChangePersonRequest, kind error, sentence string) {
	d.t.Helper()
	if _, err := d.change(who, req); !errors.Is(err, kind) || !strings.Contains(err.Error(), sentence) {
		d.t.Errorf("said of %s: %v, want %v that says %q", who, err, kind, sentence)
	}
}

// logs records an activity with those people.
func (d *desk) logs(names ...string) {
	d.t.Helper()
	a := &eventv1.Activity{Headline: "A talk", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-03-05"}, Priorities: []string{"privacy"}}
	for _, name := range names {
		a.People = append(a.People, &eventv1.Participation{Name: name})
	}
	if _, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: a}); err != nil {
		d.t.Fatal(err)
	}
}

func called(name string) thing.Thing { return thing.Person(person.ID(name)) }

func TestANewNameIsSaidOfThePersonAndLeadsToThem(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.logs("Ada Example")
	rename := renamed("Ada Sample", "2024-05")
	first := d.changes("ada  EXAMPLE", rename)
	again := d.changes("ada  EXAMPLE", rename)
	if first.GetId() != person.ID("Ada Example") || first.GetVersion() != 2 || again.GetSequence() != first.GetSequence() {
		t.Errorf("said %v and again %v, want it done once", first, again)
	}
	// Whoever logs the new name, or says something of it, means her.
	d.logs("Ada Sample")
	d.changes("Ada Sample", shortened("Sample"))
	d.want(called("Ada Example"), "amara PersonRecorded", "mei PersonRenamed", "mei ShortNameGiven")
	d.want(called("Ada Sample"), "mei PersonRecorded", "mei PersonMerged")
	// Back to the name of before: it is hers.
	d.changes("Ada Sample", renamed("Ada Example", "2025-01"))
	d.want(called("Ada Sample"), "mei PersonRecorded", "mei PersonMerged")

	d.refuses("Nobody There", renamed("Ada", ""), fault.NotFound, "nobody of that name")
	d.refuses("Ada Example", renamed("ada@example.org", ""), fault.Invalid, "e-mail address")
	d.refuses("Ada Example", renamed(strings.Repeat("a", 10_000), ""), fault.Invalid, "200 is the most")
	d.refuses("Ada Example", &apiv1.ChangePersonRequest{}, fault.Invalid, "say what is to change")
	d.want(called("Ada"))
}

func TestANameThatIsSomebodyElsesIsNotTaken(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.logs("Ada Example", "Bo Other")
	d.changes("Bo Other", aliased("Bobo"))
	d.refuses("Ada Example", aliased("bo other"), fault.Conflict, "somebody of their own")
	d.refuses("Ada Example", renamed("Bo Other", ""), fault.Conflict, "somebody of their own")
	d.refuses("Ada Example", aliased("BOBO"), fault.Conflict, "another name of somebody else")
	d.refuses("Bo Other", aliased("Bobo"), fault.Conflict, "an alias of theirs already")
	d.want(called("Ada Example"), "amara PersonRecorded")
}

func TestACommandThatWasInterruptedBetweenTwoThingsIsFinished(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.logs("Ada Example")
	req := aliased("A. Example")
	req.CommandId = uuid.NewString()
	// As if it had ended after the first of the two.
	if err := d.leadOnly(req.GetCommandId(), "A. Example", "Ada Example"); err != nil {
		t.Fatal(err)
	}
	d.want(called("Ada Example"), "amara PersonRecorded")
	d.changes("Ada Example", req)
	d.want(called("Ada Example"), "amara PersonRecorded", "mei AliasGiven")
	d.want(called("A. Example"), "mei PersonRecorded", "mei PersonMerged")

	// And another command says the rest as well.
	if err := d.leadOnly(uuid.NewString(), "Addie", "Ada Example"); err != nil {
		t.Fatal(err)
	}
	d.changes("Ada Example", aliased("Addie"))
	d.want(called("Addie"), "mei PersonRecorded", "mei PersonMerged")
}

func TestADroppedAliasIsSomebodyOfTheirOwn(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.logs("Ada Example", "Bo Other")
	d.changes("Ada Example", aliased("The Chair"))
	d.logs("The Chair")
	d.refuses("Bo Other", unaliased("The Chair"), fault.NotFound, "no alias of “Bo Other”")
	d.changes("Ada Example", unaliased("the chair"))
	d.want(called("Ada Example"), "amara PersonRecorded", "mei AliasGiven", "mei AliasDropped")
	d.want(called("The Chair"), "mei PersonRecorded", "mei PersonMerged", "mei PersonMergeUndone")
	d.changes("The Chair", shortened("Chair"))
	d.want(called("The Chair"), "mei PersonRecorded", "mei PersonMerged", "mei PersonMergeUndone", "mei ShortNameGiven")
	d.refuses("Ada Example", unaliased("The Chair"), fault.NotFound, "no alias")
}

func TestTwoWhoAreOneAreMergedAndPartedAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.logs("Ada Example", "A. Example", "Adda")
	d.refuses("A. Example", merged("Ada Example", ""), fault.Invalid, "say why they are one")
	d.refuses("A. Example", merged("a. example", "same"), fault.Conflict, "one already")
	d.refuses("A. Example", merged("Nobody", "same"), fault.NotFound, "nobody of that name")
	d.changes("A. Example", merged("Ada Example", "the same address"))
	d.changes("Ada Example", merged("Adda", "so she says"))
	// Round about would be a circle; a step further is the same person already.
	d.refuses("Adda", merged("A. Example", "same"), fault.Conflict, "one already")
	d.refuses("A. Example", merged("Adda", "same"), fault.Conflict, "one with another by now")
	if answer := d.changes("A. Example", shortened("Ada")); answer.GetId() != person.ID("Adda") {
		t.Errorf("said of %s, want of whom they all are by now", answer.GetId())
	}
	d.changes("A. Example", parted())
	d.refuses("A. Example", parted(), fault.Conflict, "merged into nobody")
	d.changes("Adda", aliased("Addie"))
	d.refuses("Addie", parted(), fault.Conflict, "drop the alias")
	d.want(called("A. Example"), "amara PersonRecorded", "mei PersonMerged", "mei PersonMergeUndone")
}

func TestOfTwoMembersWhoRenameAtOnceTheSecondIsTold(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.logs("Ada Example")
	first, second := renamed("Ada Sample", "2024-05"), renamed("Ada Simple", "2024-06")
	first.Version, second.Version = 1, 1
	answers := make([]error, 2)
	var both sync.WaitGroup
	for i, req := range []*apiv1.ChangePersonRequest{first, second} {
		both.Go(func() { _, answers[i] = d.change("Ada Example", req) })
	}
	both.Wait()
	won, lost := 0, 1
	if answers[0] != nil {
		won, lost = 1, 0
	}
	if answers[won] != nil || !errors.Is(answers[lost], fault.Conflict) || !strings.Contains(answers[lost].Error(), "was changed by mei meanwhile") {
		t.Fatalf("both answers: %v", answers)
	}
	d.want(called("Ada Example"), "amara PersonRecorded", "mei PersonRenamed")
	// The name of the one who came second leads nowhere.
	name := []string{"Ada Sample", "Ada Simple"}[lost]
	if events := d.events(called(name)); len(events) > 0 && events[len(events)-1] != "mei PersonMergeUndone" {
		t.Errorf("%s: %v", name, events)
	}
}

func TestTwoMembersWhoMergeTwoIntoOneAnotherMakeNoCircle(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.logs("Ada Example", "A. Example")
	var both sync.WaitGroup
	both.Go(func() { _, _ = d.change("Ada Example", merged("A. Example", "same")) })
	both.Go(func() { _, _ = d.change("A. Example", merged("Ada Example", "same")) })
	both.Wait()
	standing := 0
	for _, name := range []string{"Ada Example", "A. Example"} {
		events := d.events(called(name))
		if last := events[len(events)-1]; last != "mei PersonMerged" {
			standing++
		}
	}
	if standing == 0 {
		t.Error("each leads to the other")
	}
	d.changes("Ada Example", aliased("Addie"))
}

func TestACommandIDThatWasUsedForSomethingElseIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.logs("Ada Example")
	short, alias := shortened("Ada"), aliased("Addie")
	short.CommandId = uuid.NewString()
	alias.CommandId = short.GetCommandId()
	d.changes("Ada Example", short)
	d.refuses("Ada Example", alias, fault.Conflict, "was used for another command")
}

// leadOnly has a name lead to somebody, as the first half of a command does.
func (d *desk) leadOnly(commandID, name, to string) error {
	t := called(name)
	cmd := eventlog.Command{
		ID: thing.ID("command", commandID, t.ID), Correlation: commandID, Actor: "mei", Source: "/recorder", Time: time.Now().UTC(),
	}
	_, err := d.log.Append(d.t.Context(), cmd, t, eventlog.At{}, &eventv1.PersonRecorded{Name: name}, &eventv1.PersonMerged{Into: person.ID(to)})
	return err
}
