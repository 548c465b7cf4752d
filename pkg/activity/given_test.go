package activity_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// now is when the commands of these tests come, but for those that say otherwise.
var now = time.Date(2024, time.February, 9, 10, 0, 0, 0, time.UTC)

const source = "policy-team"

// team is an edition in which copyright changed its pillar at the end of 2022 and piracy was retired.
func team() *edition.Edition {
	return edition.Of(&eventv1.Edition{
		Team: &eventv1.Team{Name: "Policy team", Zone: "Etc/UTC", Languages: []string{"en"}},
		Pillars: []*eventv1.Pillar{
			{Id: "values", Name: "Our values", From: "2022-12", Position: 1},
			{Id: "people", Name: "Our people", From: "2022-12", Position: 2},
			{Id: "model", Name: "Our model", From: "2022-12", Position: 3},
			{Id: "law", Name: "Law", From: "2022-01", Until: "2022-11", Position: 1},
		},
		Priorities: []*eventv1.Priority{
			{Id: "human-rights", Name: "Human rights", Pillar: "values", From: "2022-12", Position: 1},
			{Id: "disinformation", Name: "Countering disinformation", Pillar: "values", From: "2022-12", Position: 2},
			{Id: "child-safety", Name: "Child rights and safety", Pillar: "values", From: "2022-12", Position: 3},
			{Id: "privacy", Name: "Privacy", Pillar: "people", From: "2022-12", Position: 1},
			{Id: "copyright", Name: "Copyright", Pillar: "law", From: "2022-01", Until: "2022-11", Position: 1},
			{Id: "copyright", Name: "Copyright", Pillar: "model", From: "2022-12", Position: 1},
			{Id: "access-to-knowledge", Name: "Access to knowledge", Pillar: "model", From: "2022-12", Position: 2},
			{Id: "piracy", Name: "Piracy", Pillar: "law", From: "2022-01", Until: "2022-11", Position: 2},
		},
	})
}

// assessment is a publication of a whole month, with a mailbox among its links and something promised.
func assessment() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:      "A first assessment of what the projects mean for children, and a policy against their exploitation",
		Kinds:         []string{"publication", "policy"},
		Status:        "done",
		By:            []string{"staff"},
		When:          &eventv1.When{From: "2024-01"},
		Jurisdictions: []string{"global"},
		Priorities:    []string{"human-rights", "child-safety", "privacy"},
		Topics:        []string{"child rights impact assessment"},
		Links: []*eventv1.Link{
			{Verb: "read", Label: "the assessment", Url: "https://example.org/assessment"},
			{Verb: "write", Label: "tell us of your work with young people", Url: "mailto:youth@example.org"},
		},
		Organisations: []*eventv1.Participation{{Name: "Wikimedia Foundation", Part: "publisher"}},
		Body:          []*eventv1.Passage{{Text: "The Wikimedia Foundation asked what taking part brings to young people.\n\nIt adopted a policy, too.\n"}},
		FollowUps: []*eventv1.FollowUp{{
			Key: "hours", What: "Conversation hours on the safety of young people", When: &eventv1.When{From: "2024-02-23"},
			Condition: "interpreters for languages that five people ask for", Url: "https://example.org/hours",
		}},
	}
}

// session is an evening in Washington, a part of which was closed.
func session() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:      "Speaking at a listening session on how young people fare online",
		Kinds:         []string{"listening-session"},
		By:            []string{"staff"},
		When:          &eventv1.When{From: "2024-01-31T19:30", Zone: "America/New_York"},
		Place:         "Washington, US",
		Jurisdictions: []string{"US"},
		Priorities:    []string{"child-safety", "human-rights"},
		Links:         []*eventv1.Link{{Verb: "watch", Label: "the streamed remarks", Url: "https://example.org/remarks"}},
		People: []*eventv1.Participation{
			{Name: "Rebecca MacKinnon", Role: "Vice President", Organisation: "Wikimedia Foundation", Part: "speaker"},
		},
		Organisations: []*eventv1.Participation{
			{Name: "White House", Part: "host"},
			{Name: "Kids Online Health and Safety Task Force", Abbreviation: "KOHS", Part: "host"},
		},
		Segments: []*eventv1.Segment{
			{Name: "Opening", Rule: &eventv1.Rule{Kind: "public"}},
			{Name: "Panel", Rule: &eventv1.Rule{Kind: "chatham-house"}},
		},
		Body: []*eventv1.Passage{
			{Segment: "Opening", Text: "The task force (KOHS) heard nonprofits. The White House streamed it."},
			{Segment: "Panel", Text: "What followed was less tidy."},
			{Text: "Rebecca\nMacKinnon told of our assessment."},
		},
		Relations: []*eventv1.Relation{{Type: "rests_on", Key: "assessment"}},
	}
}

// panel is filed under another pillar than its first priority's.
func panel() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:      "How volunteers counter disinformation, at a conference on foreign interference",
		Kinds:         []string{"panel"},
		By:            []string{"staff"},
		When:          &eventv1.When{From: "2024-01-23", Zone: "Europe/Brussels"},
		Jurisdictions: []string{"EU"},
		Priorities:    []string{"disinformation"},
		Topics:        []string{"FIMI", "DSA"},
		Pillar:        "people",
		PillarReason:  "Printed under people",
		People: []*eventv1.Participation{
			{Name: "Costanza Sciubba Caniglia", Role: "Strategy lead", Organisation: "Wikimedia Foundation", Part: "panellist", Segment: "Panel"},
		},
		Organisations: []*eventv1.Participation{
			{Name: "European External Action Service", Abbreviation: "EEAS", Part: "organiser"},
			{Name: "TikTok", Part: "co-panellist", Segment: "Panel"},
		},
		Segments: []*eventv1.Segment{{Name: "Panel", Rule: &eventv1.Rule{Kind: "chatham-house"}}},
		Body:     []*eventv1.Passage{{Text: "The European External Action Service (EEAS) had asked Costanza Sciubba Caniglia to a panel with TikTok."}},
	}
}

// clinic is the first of two, by affiliates.
func clinic() *eventv1.Activity {
	return &eventv1.Activity{
		Headline:      "Two affiliates teach how to win a copyright reform",
		Kinds:         []string{"workshop"},
		By:            []string{"affiliate"},
		When:          &eventv1.When{From: "2024-01-30"},
		Place:         "online",
		Jurisdictions: []string{"CO", "IT"},
		Priorities:    []string{"copyright", "access-to-knowledge"},
		Links:         []*eventv1.Link{{Verb: "watch", Label: "the recording", Url: "https://example.org/recording"}},
		Organisations: []*eventv1.Participation{
			{Name: "Wikimedia Colombia", Part: "speaker"}, {Name: "Wikimedia Italia", Part: "speaker"}, {Name: "Let's Connect", Part: "host"},
		},
		Series: &eventv1.Series{Name: "Learning clinics", Number: 1, Of: 2},
		Body:   []*eventv1.Passage{{Text: "Wikimedia Colombia’s allies decided it. Wikimedia Italia had no reform to join."}},
		FollowUps: []*eventv1.FollowUp{
			{Key: "clinic-2", What: "Second clinic", When: &eventv1.When{From: "2024-02-21"}, Url: "https://example.org/clinic-2"},
		},
	}
}

// grants is an announcement that another month's issue tells.
func grants() *eventv1.Activity {
	return &eventv1.Activity{
		Headline: "A second round of grants opens", Kinds: []string{"grant"}, Announcement: true,
		When: &eventv1.When{From: "2024-02"}, TellIn: []string{"2024-01"}, Jurisdictions: []string{"global"},
		Links: []*eventv1.Link{{Verb: "read", Label: "guidelines", Url: "https://example.org/guidelines"}},
		Body:  []*eventv1.Passage{{Text: "Read the guidelines first."}},
	}
}

// page is an announcement of its own month.
func page() *eventv1.Activity {
	return &eventv1.Activity{
		Headline: "A clearer page", Kinds: []string{"resource"}, Announcement: true,
		When: &eventv1.When{From: "2024-01"}, Jurisdictions: []string{"global"},
		Links: []*eventv1.Link{{Verb: "explore", Label: "resources", Url: "https://example.org/resources"}},
	}
}

// file is what a file says of the activity under a key.
func file(content *eventv1.Activity) *eventv1.Import {
	return &eventv1.Import{Source: source, Key: "a", Activity: content}
}

// given returns the activity as it stands after the events.
func given(events ...proto.Message) *activity.Activity {
	a := &activity.Activity{ID: activity.ImportedID(source, "a")}
	for _, event := range events {
		a.Apply(event)
	}
	return a
}

// happened is what a command led to.
type happened struct {
	events []proto.Message
	err    error
}

func when(events []proto.Message, err error) happened { return happened{events, err} }

// then expects these events and nothing else.
func (h happened) then(t *testing.T, want ...proto.Message) {
	t.Helper()
	if h.err != nil {
		t.Fatalf("refused: %v", h.err)
	}
	if diff := cmp.Diff(want, h.events, protocmp.Transform()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// refused expects a fault of the kind, with these words in it, and no event.
func (h happened) refused(t *testing.T, kind error, words string) {
	t.Helper()
	if h.err == nil || !errors.Is(h.err, kind) || !strings.Contains(h.err.Error(), words) {
		t.Errorf("got %v, want it %v with %q", h.err, kind, words)
	}
	if len(h.events) > 0 {
		t.Errorf("events of a refused command: %v", h.events)
	}
}

// with returns the activity changed.
func with(a *eventv1.Activity, change func(*eventv1.Activity)) *eventv1.Activity {
	a = proto.CloneOf(a)
	change(a)
	return a
}
