package person_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestSpellingsOfOneNameAreOneThing(t *testing.T) {
	t.Parallel()
	id := person.ID("Let's Connect")
	for _, same := range []string{" let's  connect ", "Let’s Connect", "LET'S\tCONNECT", "Let's\u00a0Con\u200bnect"} {
		if person.ID(same) != id {
			t.Errorf("ID(%q) differs from that of Let's Connect", same)
		}
	}
	for _, other := range []string{"Lets Connect", "Let's Connect 2", "Lèt's Connect"} {
		if person.ID(other) == id {
			t.Errorf("ID(%q) is that of Let's Connect", other)
		}
	}
}

func TestIDsNeverChange(t *testing.T) {
	t.Parallel()
	if got, want := person.ID("Ada Lovelace"), "865f1c42-dd1a-50d8-b538-00f1f22e5274"; got != want {
		t.Errorf("ID(Ada Lovelace) = %s, want %s: ids stand in the log for ever", got, want)
	}
}

func TestWhoeverIsNamedTwiceIsOne(t *testing.T) {
	t.Parallel()
	got := person.Of(&eventv1.Activity{
		People: people("Ada Lovelace", "White House", "ada  lovelace", ""),
		Organisations: []*eventv1.Participation{
			{Name: "White House", Abbreviation: "WH"},
			{Name: "External Service"},
			{Name: "External Service", Abbreviation: "ES"},
		},
	})
	want := []person.Named{
		{ID: person.ID("Ada Lovelace"), Name: "Ada Lovelace"},
		{ID: person.ID("White House"), Name: "White House", Abbreviation: "WH"},
		{ID: person.ID("External Service"), Name: "External Service", Abbreviation: "ES", Organisation: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("named (-want +got):\n%s", diff)
	}
}

func TestTheFirstWordOnSomeoneIsAnEvent(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		named person.Named
		want  proto.Message
	}{
		{person.Named{Name: "Ada Lovelace"}, &eventv1.PersonRecorded{Name: "Ada Lovelace"}},
		{
			person.Named{Name: "External Service", Abbreviation: "ES", Organisation: true},
			&eventv1.OrganisationRecorded{Name: "External Service", Abbreviation: "ES"},
		},
	} {
		if diff := cmp.Diff(c.want, person.Recorded(c.named), protocmp.Transform()); diff != "" {
			t.Errorf("recorded %v (-want +got):\n%s", c.named, diff)
		}
	}
}

func TestPlainGivesMentionsTheirTextBack(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[Ada](person:1) and [E*T [x]](person:2).":    "Ada and E*T [x].",
		"`[Ada](person:1)`":                           "`[Ada](person:1)`",
		"![Ada](person:1) [a](https://example.org)":   "![Ada](person:1) [a](https://example.org)",
		"[not [Ada](person:1) but this](person:2)":    "[not Ada but this](person:2)",
		"[over\ntwo lines](person:1 \"and a title\")": "over\ntwo lines",
	} {
		if got := person.Plain(text); got != want {
			t.Errorf("Plain(%q) = %q, want %q", text, got, want)
		}
	}
}
