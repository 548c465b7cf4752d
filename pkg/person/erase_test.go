package person_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestANameIsFoundHoweverAPageWroteIt(t *testing.T) {
	t.Parallel()
	e := person.Erase(person.ID("Ada Example-Straße"), "Ada Example-Straße")
	for _, text := range []string{
		"Ada&nbsp;Example-Straße", "Ada Example\u2011Straße", "Ada\u200b Ex\u00adample-Straße", "\ufeffAda Exam\u200cple\u2010Straße", "Ada\u00a0Example-Straße",
		"\u2068Ada\u2069 Example-Straße", "Ada\u200f\u202a Example\u202c-Straße", "Ada\ufe0f Exa\u034fmple-Straße",
	} {
		if got := strings.Trim(e.Text(text), "\ufeff\u2068"); got != person.Somebody {
			t.Errorf("%q becomes %q", text, got)
		}
	}
	if text := "Ada Example-Straßen, A\u00adda Example, Ada&nbsp;"; e.Text(text) != text {
		t.Errorf("%q becomes %q", text, e.Text(text))
	}
	if zwnj := person.Erase(person.ID("می\u200cنا راد"), "می\u200cنا راد"); zwnj.Text("می\u200cنا راد, مینا راد") != person.Somebody+", "+person.Somebody {
		t.Errorf("a name with a sign that is not seen stays: %q", zwnj.Text("می\u200cنا راد, مینا راد"))
	}
}

func TestATextWithoutSomebody(t *testing.T) {
	t.Parallel()
	id := person.ID("Ada O'Example")
	e := person.Erase(id, "Ada O'Example", "AOE")
	for text, want := range map[string]string{
		"Nobody was there.": "Nobody was there.",
		"Ada O’Example, ada\no'example; ADA O'EXAMPLE":    "a participant, a participant; a participant",
		"Ada O'Examples and Nada O'Example":               "Ada O'Examples and Nada O'Example",
		"As [she](person:" + id + ") said":                "As a participant said",
		"[of [the] court](person:" + id + ")":             "a participant",
		"`[code](person:" + id + ")` and person:" + id:    "`a participant` and a participant",
		"[Bo](person:" + person.ID("Bo") + "), AOE, AOEs": "[Bo](person:" + person.ID("Bo") + "), a participant, AOEs",
		"Ada O'Example": "a participant",
		"":              "",
	} {
		if got := e.Text(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if got := person.Erase(person.ID("Participant"), "Participant").Text("The participant"); got != "The …" {
		t.Errorf("whose name is the very word: %q", got)
	}
	if got := person.Erase(id).Text("Ada O'Example"); got != "Ada O'Example" {
		t.Errorf("nobody knows the name, and yet: %q", got)
	}
}

func TestAnActivityWithoutSomebodyKeepsAllElse(t *testing.T) {
	t.Parallel()
	a := &eventv1.Activity{
		Headline: "A talk with Done Example", Status: "done", Kinds: []string{"talk"}, Topics: []string{"Done v. State"},
		People:        []*eventv1.Participation{{Name: "Done", Role: "judge"}, {Name: "Bo Other", Role: "clerk of Done"}},
		Organisations: []*eventv1.Participation{{Name: "The Done Fund"}},
		FollowUps:     []*eventv1.FollowUp{{Key: "done", What: "ask Done"}},
	}
	if !person.Erase(person.ID("Done"), "Done").From(a) {
		t.Error("it told of them, and says that it did not")
	}
	want := &eventv1.Activity{
		Headline: "A talk with a participant Example", Status: "done", Kinds: []string{"talk"}, Topics: []string{"a participant v. State"},
		People:        []*eventv1.Participation{{Name: "Bo Other", Role: "clerk of a participant"}},
		Organisations: []*eventv1.Participation{{Name: "The Done Fund"}},
		FollowUps:     []*eventv1.FollowUp{{Key: "done", What: "ask a participant"}},
	}
	if !proto.Equal(a, want) {
		t.Errorf("left: %v\nwant: %v", a, want)
	}
	if person.Erase(person.ID("Done"), "Done").From(a) {
		t.Error("it tells of them still")
	}
}

func TestANameGoesFromWordsOfTheTeamsOwnAndFromWhereAPictureComesFrom(t *testing.T) {
	t.Parallel()
	a := &eventv1.Activity{
		Kinds: []string{"interview with Ada Example", "talk"}, Jurisdictions: []string{"Ada Example county", "EU"},
		People: []*eventv1.Participation{{Name: "Bo Other", Part: "chauffeur of ada example"}},
		Images: []*eventv1.Image{{Source: "photo by Ada Example", Parts: []*eventv1.ImagePart{{Source: "Ada Example"}}}},
	}
	// Of a name that is one word nobody can tell whether it is the word.
	if !person.Erase(person.ID("Ada Example"), "Ada Example", "EU", "Talk").From(a) {
		t.Error("it told of them, and says that it did not")
	}
	want := &eventv1.Activity{
		Kinds: []string{"interview with a participant", "talk"}, Jurisdictions: []string{"a participant county", "EU"},
		People: []*eventv1.Participation{{Name: "Bo Other", Part: "chauffeur of a participant"}},
		Images: []*eventv1.Image{{Source: "photo by a participant", Parts: []*eventv1.ImagePart{{Source: "a participant"}}}},
	}
	if !proto.Equal(a, want) {
		t.Errorf("left: %v\nwant: %v", a, want)
	}
}

func TestAMentionWithinAMentionDoesNotBecomeOne(t *testing.T) {
	t.Parallel()
	id := person.ID("Ada Example")
	told := person.Erase(id, "Ada Example").Text("see person:person:" + id + id + ", or person:" + id)
	if want := "see person:a participant" + id + ", or a participant"; told != want {
		t.Errorf("told: %q, want: %q", told, want)
	}
}

func TestErasingAnyTextEndsAndLeavesNoName(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		name := rapid.StringMatching(`[A-Za-zäßİ]{2,6}( [A-Z’'\\.]{1,4})?`).Draw(rt, "name")
		id := person.ID(name)
		part := rapid.SampledFrom([]string{name, strings.ToUpper(name), "[", "](person:" + id + ")", "person:", id, " ", "\n", "x", "\\", ")", "\xff"})
		text := strings.Join(rapid.SliceOf(part).Draw(rt, "text"), "")
		e := person.Erase(id, name)
		once := e.Text(text)
		if strings.Contains(once, "person:"+id) {
			rt.Errorf("%q became %q, which mentions them", text, once)
		}
		if twice := e.Text(once); twice != once {
			rt.Errorf("%q became %q, and then %q", text, once, twice)
		}
	})
}
