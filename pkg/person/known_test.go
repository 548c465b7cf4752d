package person_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// told returns whoever the events tell of, under the id of a name.
func told(name string, events ...proto.Message) *person.Person {
	p := &person.Person{ID: person.ID(name)}
	for _, event := range events {
		p.Apply(event)
	}
	return p
}

func george(events ...proto.Message) *person.Person {
	return told("George Costanza", append([]proto.Message{&eventv1.PersonRecorded{Name: "George Costanza"}}, events...)...)
}

func service() *person.Person {
	return told("External Service", &eventv1.OrganisationRecorded{Name: "External Service", Abbreviation: "ES"})
}

// decided holds a decision to its events, and refused to a fault that is told in a sentence.
func decided(t *testing.T, got []proto.Message, err error, want ...proto.Message) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("decided (-want +got):\n%s", diff)
	}
}

func refused(t *testing.T, got []proto.Message, err, kind error, sentence string) {
	t.Helper()
	if !errors.Is(err, kind) || !strings.Contains(err.Error(), sentence) || len(got) > 0 {
		t.Errorf("decided %v, %v; want %v that says %q", got, err, kind, sentence)
	}
}

func TestANewNameHoldsFromItsDayAndTheOldOneStaysBeforeIt(t *testing.T) {
	t.Parallel()
	p := george()
	events, err := person.Rename(p, " Art  Vandelay ", "2024-05", "married")
	decided(t, events, err, &eventv1.PersonRenamed{Name: "Art Vandelay", From: "2024-05", Reason: "married"})
	p.Apply(events[0])
	p.Apply(&eventv1.PersonRenamed{Name: "G. Costanza", From: "2023-01-15"})
	want := []person.Name{{Name: "George Costanza"}, {Name: "G. Costanza", From: "2023-01-15"}, {Name: "Art Vandelay", From: "2024-05"}}
	if diff := cmp.Diff(want, p.Names); diff != "" || p.Name() != "Art Vandelay" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
}

func TestANameWithoutADayCorrectsTheOneThatHolds(t *testing.T) {
	t.Parallel()
	p := george(&eventv1.PersonRenamed{Name: "George Costansa", From: "2024-05"}, &eventv1.PersonRenamed{Name: "George Constanza"})
	want := []person.Name{{Name: "George Costanza"}, {Name: "George Constanza", From: "2024-05"}}
	if diff := cmp.Diff(want, p.Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"George Costanza", "George Constanza", "George Costansa"}, p.Called()); diff != "" {
		t.Errorf("called: texts say the mistake too (-want +got):\n%s", diff)
	}
}

func TestANameThatIsNoneIsRefusedInASentence(t *testing.T) {
	t.Parallel()
	for name, sentence := range map[string]string{
		"":                          "is empty: write",
		"  \t ":                     "is empty: write",
		strings.Repeat("é", 10_000): "has 10000 characters; 200 is the most",
		"george@vandelay.example":   "looks like an e-mail address",
		"https://vandelay.example":  "is the address of a page",
		"🙂🙂":                        "has neither letter nor digit",
		"George\nCostanza":          "goes over several lines",
		"George\x1b[2J":             "control character",
		"George\xff":                "not valid UTF-8",
	} {
		got, err := person.Rename(george(), name, "", "")
		refused(t, got, err, fault.Invalid, sentence)
		got, err = person.GiveAlias(george(), name)
		refused(t, got, err, fault.Invalid, sentence)
		if len(err.Error()) > 300 {
			t.Errorf("%d bytes to say what is wrong with a name", len(err.Error()))
		}
	}
	for _, name := range []string{"جورج كوستانزا", "Ana 🙂 Ruiz", "ジョージ", "O’Brien"} {
		events, err := person.GiveAlias(george(), name)
		decided(t, events, err, &eventv1.AliasGiven{Alias: name})
	}
}

func TestARenamingIsRefused(t *testing.T) {
	t.Parallel()
	got, err := person.Rename(george(), "George Costanza", "", "")
	refused(t, got, err, fault.Conflict, "is their name already")
	got, err = person.Rename(george(&eventv1.PersonRenamed{Name: "Art", From: "2024-05"}), "Art", "2024-05", "")
	refused(t, got, err, fault.Conflict, "from 2024-05 on already")
	for _, from := range []string{"May", "2024", "2024-13", "2024-02-30", "2024-05-01T10:00"} {
		got, err = person.Rename(george(), "Art Vandelay", from, "")
		refused(t, got, err, fault.Invalid, "neither a day nor a month")
	}
	got, err = person.Rename(told("Nobody"), "Art Vandelay", "", "")
	refused(t, got, err, fault.NotFound, "nobody of that name")
	got, err = person.Rename(george(&eventv1.PersonMerged{Into: "x"}), "Art Vandelay", "", "")
	refused(t, got, err, fault.Conflict, "one with another by now")
	got, err = person.Rename(george(&eventv1.PersonErased{}), "Art Vandelay", "", "")
	refused(t, got, err, fault.NotFound, "nobody of that name")
}

func TestANameLeadsToItsBearer(t *testing.T) {
	t.Parallel()
	p := george()
	events, err := person.Lead(told("T-Bone"), "", "T-Bone", p)
	decided(t, events, err, &eventv1.PersonRecorded{Name: "T-Bone"}, &eventv1.PersonMerged{Into: p.ID})
	named := told("T-Bone", events...)
	events, err = person.Lead(named, p.ID, "T-Bone", p)
	decided(t, events, err)
	events, err = person.Lead(p, p.ID, "GEORGE COSTANZA", p)
	decided(t, events, err)
	events, err = person.Lead(told("T-Bone", &eventv1.PersonRecorded{Name: "T-Bone"}, &eventv1.PersonErased{}), "", "T-Bone", p)
	decided(t, events, err, &eventv1.PersonRecorded{Name: "T-Bone"}, &eventv1.PersonMerged{Into: p.ID})

	events, err = person.Lead(told("T-Bone", &eventv1.PersonRecorded{Name: "T-Bone"}), person.ID("T-Bone"), "T-Bone", p)
	refused(t, events, err, fault.Conflict, "somebody of their own")
	events, err = person.Lead(named, p.ID, "T-Bone", service())
	refused(t, events, err, fault.Conflict, "another name of somebody else")
	decided(t, person.Unlead(named, p, "a joke"), nil, &eventv1.PersonMergeUndone{Reason: "a joke"})
	decided(t, person.Unlead(named, service(), ""), nil)
}

func TestAnAliasIsGivenOnceAndDropped(t *testing.T) {
	t.Parallel()
	p := george(&eventv1.AliasGiven{Alias: "T-Bone"}, &eventv1.AliasGiven{Alias: "Koko"})
	got, err := person.GiveAlias(p, "koko")
	refused(t, got, err, fault.Conflict, "an alias of theirs already")
	got, err = person.GiveAlias(p, "GEORGE  COSTANZA")
	refused(t, got, err, fault.Conflict, "a name of theirs already")
	got, err = person.DropAlias(p, "KOKO", "he hates it", told("Koko"))
	decided(t, got, err, &eventv1.AliasDropped{Alias: "Koko", Reason: "he hates it"})
	p.Apply(got[0])
	if diff := cmp.Diff([]string{"T-Bone"}, p.Aliases); diff != "" {
		t.Errorf("aliases (-want +got):\n%s", diff)
	}
	got, err = person.DropAlias(p, "Koko", "", told("Koko", &eventv1.PersonRecorded{Name: "Koko"}, &eventv1.PersonMerged{Into: p.ID}))
	decided(t, got, err)
	got, err = person.DropAlias(p, "Koko", "", told("Koko", &eventv1.PersonRecorded{Name: "Koko"}, &eventv1.PersonMerged{Into: p.ID, Reason: "one"}))
	refused(t, got, err, fault.Conflict, "undo the merge")
	got, err = person.DropAlias(p, "Koko", "", told("Koko"))
	refused(t, got, err, fault.NotFound, "no alias of “George Costanza”")
	got, err = person.DropAlias(p, "George Costanza", "", p)
	refused(t, got, err, fault.Conflict, "and no alias")
}

func TestShorterNames(t *testing.T) {
	t.Parallel()
	got, err := person.Shorten(george(), "Costanza")
	decided(t, got, err, &eventv1.ShortNameGiven{ShortName: "Costanza"})
	got, err = person.Shorten(george(got...), "")
	decided(t, got, err, &eventv1.ShortNameGiven{})
	got, err = person.Shorten(george(), "")
	refused(t, got, err, fault.Conflict, "no short name to take away")
	got, err = person.Abbreviate(service(), "EXS")
	decided(t, got, err, &eventv1.AbbreviationGiven{Abbreviation: "EXS"})
	got, err = person.Abbreviate(service(), "ES")
	refused(t, got, err, fault.Conflict, "the abbreviation already")
	got, err = person.Abbreviate(george(), "GC")
	refused(t, got, err, fault.Conflict, "is a person")
	got, err = person.Abbreviate(service(), strings.Repeat("E", 31))
	refused(t, got, err, fault.Invalid, "30 is the most")
}

func TestTwoThatAreOneAreMergedAndParted(t *testing.T) {
	t.Parallel()
	p, other := george(), told("Geo Costanza", &eventv1.PersonRecorded{Name: "Geo Costanza"})
	got, err := person.Merge(other, p, "the same address")
	decided(t, got, err, &eventv1.PersonMerged{Into: p.ID, Reason: "the same address"})
	got, err = person.Merge(other, p, " ")
	refused(t, got, err, fault.Invalid, "say why they are one")
	got, err = person.Merge(p, p, "why not")
	refused(t, got, err, fault.Conflict, "one already")
	got, err = person.Merge(p, service(), "he works there")
	refused(t, got, err, fault.Conflict, "nobody is both")
	got, err = person.UndoMerge(other, p, "")
	refused(t, got, err, fault.Conflict, "merged into nobody")

	other.Apply(&eventv1.PersonMerged{Into: p.ID, Reason: "the same address"})
	got, err = person.Merge(other, service(), "again")
	refused(t, got, err, fault.Conflict, "one with another by now")
	got, err = person.Merge(service(), other, "again")
	refused(t, got, err, fault.Conflict, "one with another by now")
	got, err = person.UndoMerge(other, p, "brothers")
	decided(t, got, err, &eventv1.PersonMergeUndone{Reason: "brothers"})
	got, err = person.UndoMerge(other, george(&eventv1.AliasGiven{Alias: "Geo Costanza"}), "")
	refused(t, got, err, fault.Conflict, "drop the alias")
	got, err = person.UndoMerge(other, george(&eventv1.PersonRenamed{Name: "Geo Costanza", From: "2024-05"}), "")
	refused(t, got, err, fault.Conflict, "bears or bore")
}

func TestWhoWasErasedIsUnknownUntilNamedAgain(t *testing.T) {
	t.Parallel()
	p := george(&eventv1.AliasGiven{Alias: "Koko"}, &eventv1.ShortNameGiven{ShortName: "G"}, &eventv1.PersonErased{})
	if diff := cmp.Diff(&person.Person{ID: p.ID, Version: 4}, p); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
	p.Apply(&eventv1.PersonRecorded{Name: "George Costanza"})
	if p.Name() != "George Costanza" || len(p.Aliases) > 0 {
		t.Errorf("named again: %v", p)
	}
	p.Apply(&eventv1.OrganisationRecorded{Name: "GEORGE COSTANZA"})
	if p.Organisation || p.Name() != "George Costanza" {
		t.Errorf("the first word on who somebody is holds, not %v", p)
	}
}

func TestSomebodyWithSeveralNamesIsErasedByAllOfThem(t *testing.T) {
	t.Parallel()
	ids := []string{person.ID("George Costanza"), person.ID("T-Bone")}
	e := person.EraseAll(ids, []string{"George Costanza", "T-Bone"})
	a := &eventv1.Activity{
		Headline: "A talk with T-Bone", People: []*eventv1.Participation{{Name: "T-Bone"}, {Name: "George Costanza"}, {Name: "Bo Other"}},
		Body: []*eventv1.Passage{{Text: "[He](person:" + ids[1] + ") came, and [George](person:" + ids[0] + ") too."}},
	}
	if !e.From(a) {
		t.Error("it told of them, and says that it did not")
	}
	want := &eventv1.Activity{
		Headline: "A talk with a participant", People: []*eventv1.Participation{{Name: "Bo Other"}},
		Body: []*eventv1.Passage{{Text: "a participant came, and a participant too."}},
	}
	if diff := cmp.Diff(want, a, protocmp.Transform()); diff != "" {
		t.Errorf("left (-want +got):\n%s", diff)
	}
}
