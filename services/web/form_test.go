package web

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var january = calendar.Month{Year: 2024, Month: 1}

func someEdition() *edition.Edition {
	return edition.Of(&eventv1.Edition{
		Pillars: []*eventv1.Pillar{
			{Id: "people", Name: "Our people", From: "2022-12", Position: 2},
			{Id: "values", Name: "Our values", From: "2022-12", Position: 1},
			{Id: "later", Name: "Not yet", From: "2025-01", Position: 3},
		},
		Priorities: []*eventv1.Priority{
			{Id: "privacy", Name: "Privacy", Pillar: "people", From: "2022-12", Position: 1},
			{Id: "human-rights", Name: "Human rights", Pillar: "values", From: "2022-12", Position: 1},
			{Id: "climate", Name: "Climate", Pillar: "later", From: "2025-01", Position: 1},
			{Id: "other", Name: "Something else", From: "2022-12", Position: 1},
		},
	})
}

// typed returns a form with everything filled in.
func typed() url.Values {
	return url.Values{
		"form":       {"7f1e3c5a-0f3c-4e0b-9a53-0a1b2c3d4e5f"},
		"headline":   {"  Speaking at a \r\n listening session "},
		"from":       {"2024-01-31 19:30"},
		"zone":       {"America/New_York"},
		"kind":       {"listening-session, panel,"},
		"priorities": {"privacy", "human-rights", "privacy"},
		"place":      {"Washington, US"},
		"by":         {"staff", "affiliate"},
		"verb":       {"watch"},
		"label":      {"streamed comments"},
		"url":        {"https://example.org/comments"},
		"people":     {"Rebecca MacKinnon, Vice President, Global Advocacy, Wikimedia Foundation\r\n\r\nAmara Okafor\r\nMei Tan, editor"},
		"rule":       {"embargo"},
		"until":      {"2024-02-15T09:00"},
		"story":      {"First.\r\n\r\nSecond.\r\n"},
	}
}

func TestAFilledFormBecomesAnActivity(t *testing.T) {
	t.Parallel()
	got := newForm(january, someEdition()).filled(typed()).activity()
	want := &eventv1.Activity{
		Headline:   "Speaking at a listening session",
		Kinds:      []string{"listening-session", "panel"},
		By:         []string{"staff", "affiliate"},
		When:       &eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"},
		Place:      "Washington, US",
		Priorities: []string{"privacy", "human-rights"},
		Links:      []*eventv1.Link{{Verb: "watch", Label: "streamed comments", Url: "https://example.org/comments"}},
		People: []*eventv1.Participation{
			{Name: "Rebecca MacKinnon", Role: "Vice President, Global Advocacy", Organisation: "Wikimedia Foundation"},
			{Name: "Amara Okafor"},
			{Name: "Mei Tan", Role: "editor"},
		},
		Rule: &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-02-15T09:00", Zone: "America/New_York"}},
		Body: []*eventv1.Passage{{Text: "First.\n\nSecond."}},
	}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("the activity differs (-want +got):\n%s", diff)
	}
}

func TestWhateverMayBeChosenHasWords(t *testing.T) {
	t.Parallel()
	for _, c := range (form{}).Actors() {
		if c.Value == "" || c.Text == "" {
			t.Errorf("the actor %q is offered as %q", c.Value, c.Text)
		}
	}
	for _, rule := range activity.Rules() {
		// What is public is everything, which sends no rule.
		if offered := slices.ContainsFunc(ruleChoices, func(c choice) bool { return c.Value == rule }); offered == (rule == activity.Public) {
			t.Errorf("the rule %q is offered: %v", rule, offered)
		}
	}
}

func TestABlankStandsBetweenADayAndItsTimeAlone(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"2024-01-31 19:30": "2024-01-31T19:30", "2024-01-31T19:30": "2024-01-31T19:30", "2024-01-31": "2024-01-31", "2024-01": "2024-01",
		"31 January 2024": "31 January 2024", "31 Janvier": "31 Janvier", "soon": "soon", "": "",
	} {
		if got := moment(typed); got != want {
			t.Errorf("%q is sent as %q, want %q", typed, got, want)
		}
	}
}

func TestWhatIsLeftOutStaysOut(t *testing.T) {
	t.Parallel()
	sent := url.Values{"headline": {"A grant opens"}, "from": {"2024-02"}, "kind": {"grant"}, "priorities": {""}, "announcement": {"yes"}, "verb": {"read"}}
	got := newForm(january, someEdition()).filled(sent).activity()
	want := &eventv1.Activity{Headline: "A grant opens", Kinds: []string{"grant"}, When: &eventv1.When{From: "2024-02"}, Announcement: true}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("the activity differs (-want +got):\n%s", diff)
	}
}

func TestADayWithoutAnEmbargoIsNotDropped(t *testing.T) {
	t.Parallel()
	got := newForm(january, someEdition()).filled(url.Values{"rule": {""}, "until": {"2024-03-01"}}).activity().GetRule()
	want := &eventv1.Rule{Kind: "public", Until: &eventv1.When{From: "2024-03-01"}}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("the rule differs (-want +got):\n%s", diff)
	}
}

func TestTheSameFormSentTwiceIsOneCommand(t *testing.T) {
	t.Parallel()
	first := newForm(january, someEdition()).filled(typed()).commandID()
	if again := newForm(january, someEdition()).filled(typed()).commandID(); again != first {
		t.Errorf("sent twice, the form gives the commands %s and %s", first, again)
	}
	other := typed()
	other.Set("headline", "Something else, typed after going back")
	if newForm(january, someEdition()).filled(other).commandID() == first {
		t.Error("an old form with other words is taken for the first one sent twice")
	}
	fresh, another := newForm(january, someEdition()), newForm(january, someEdition())
	if fresh.commandID() == another.commandID() {
		t.Error("two fresh forms give the same command")
	}
}

func TestAFormOffersThePrioritiesOfItsMonth(t *testing.T) {
	t.Parallel()
	got := newForm(january, someEdition()).Pillars
	want := []pillarChoice{
		{Name: "Our values", Priorities: []choice{{"human-rights", "Human rights"}}},
		{Name: "Our people", Priorities: []choice{{"privacy", "Privacy"}}},
		{Name: "Under no pillar", Priorities: []choice{{"other", "Something else"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the choices differ (-want +got):\n%s", diff)
	}
}

func TestAPriorityRetiredMeanwhileStaysChosen(t *testing.T) {
	t.Parallel()
	sent := typed()
	sent["priorities"] = []string{"copyright", "privacy"}
	f := newForm(january, someEdition()).filled(sent)
	last := f.Pillars[len(f.Pillars)-1]
	if diff := cmp.Diff(pillarChoice{Name: "Not in this month", Priorities: []choice{{"copyright", "copyright"}}}, last); diff != "" {
		t.Errorf("the last choice differs (-want +got):\n%s", diff)
	}
	if f.Main() != "copyright" || !f.Ticked("privacy") || f.Ticked("copyright") {
		t.Errorf("the main priority is %q, privacy ticked: %t", f.Main(), f.Ticked("privacy"))
	}
}

func TestMistakesStandAtTheirFields(t *testing.T) {
	t.Parallel()
	text := strings.Join([]string{
		"headline: write one",
		"when: say when",
		"when.to: 2024-01-01 lies before 2024-01-02: exchange the two",
		"links[0].url: neither https nor mailto: write https://example.org/",
		"people[1].name: a name is no e-mail address",
		"body[0].text: too long",
		"rule.until: say until when",
		"priorities[0]: “spam” is no priority",
		"priorities: name one; or write announcement: true",
		"follow_ups[0].when: nobody knows",
		"https://example.org: a sentence about the whole",
	}, "\n")
	want := []mistake{
		{"headline", "What happened", "Write one."},
		{"from", "Day", "Say when."},
		{"to", "Until", "2024-01-01 lies before 2024-01-02: exchange the two."},
		{"url", "Address of the link", "Neither https nor mailto: write https://example.org/"},
		{"people", "People", "A name is no e-mail address."},
		{"story", "The story", "Too long."},
		{"until", "Not before", "Say until when."},
		{"priorities", "Priority", "“spam” is no priority."},
		{"priorities", "Priority", "Name one; or tick “An announcement”."},
		{"", "follow_ups[0].when", "Nobody knows."},
		{"", "", "Https://example.org: a sentence about the whole."},
	}
	if diff := cmp.Diff(want, mistakesOf(text)); diff != "" {
		t.Errorf("the mistakes differ (-want +got):\n%s", diff)
	}
}

func TestAFoldThatHoldsSomethingIsOpen(t *testing.T) {
	t.Parallel()
	f := newForm(january, someEdition()).filled(url.Values{"story": {"x"}, "verb": {"read"}, "label": {" "}})
	f.Mistakes = []mistake{{Field: "people", Sentence: "Who?"}}
	for name, want := range map[string]bool{"story": true, "people": true, "verb": false, "label": false, "rule": false} {
		if got := f.Open(name); got != want {
			t.Errorf("the fold of %s is open: %t, want %t", name, got, want)
		}
	}
}
