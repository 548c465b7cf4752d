package edition_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// given is an edition whose pillars were renamed and re-ordered at the end of 2022, and whose first publication got another title in 2023.
func given() *eventv1.Edition {
	return &eventv1.Edition{
		Team: &eventv1.Team{Name: "Policy team", Zone: "Europe/Brussels", Languages: []string{"en"}},
		Publications: []*eventv1.Publication{
			{Id: "digest", Series: "Digest", Title: "News of {months}", From: "2022-01", Until: "2023-05"},
			{Id: "digest", Series: "Digest", Title: "{series} of {months}", From: "2023-06"},
			{Id: "quarterly", Series: "Quarterly", Title: "Quarter {months}", From: "2023-01"},
		},
		Pillars: []*eventv1.Pillar{
			{Id: "law", Name: "Law", From: "2022-01", Until: "2022-11", Position: 1},
			{Id: "people", Name: "Users", From: "2022-01", Position: 2},
			{Id: "people", Name: "People", From: "2022-12", Position: 1},
			{Id: "model", Name: "Model", From: "2022-12", Position: 2},
		},
		Priorities: []*eventv1.Priority{
			{Id: "copyright", Name: "Copyright", Pillar: "law", From: "2022-01", Position: 1},
			{Id: "copyright", Name: "Copyright reform", Pillar: "model", From: "2022-12", Position: 1},
			{Id: "privacy", Name: "Privacy", Pillar: "people", From: "2022-01", Position: 2},
			{Id: "safety", Name: "Safety", Pillar: "people", From: "2022-01", Position: 1},
		},
		Furniture: []*eventv1.Furniture{
			{Part: "welcome", Text: "Welcome", From: "2022-01"},
			{Part: "channels", Text: "Old channels", From: "2022-01"},
			{Part: "channels", Text: "New channels", From: "2023-09"},
		},
	}
}

func month(t *testing.T, s string) calendar.Month {
	t.Helper()
	m, err := calendar.ParseMonth(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAnOlderMonthKeepsWhatHeldForIt(t *testing.T) {
	t.Parallel()
	ed := edition.Of(given())
	for m, want := range map[string][]string{
		"2021-12": nil,
		"2022-05": {"Law", "Users"},
		"2022-11": {"Law", "Users"},
		"2022-12": {"People", "Model"},
		"2024-01": {"People", "Model"},
	} {
		var got []string
		for _, p := range ed.Pillars(month(t, m)) {
			got = append(got, p.GetName())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("pillars of %s (-want +got):\n%s", m, diff)
		}
	}
}

func TestPrioritiesStandInTheirPillarsOrder(t *testing.T) {
	t.Parallel()
	var got []string
	for _, p := range edition.Of(given()).Priorities(month(t, "2024-01")) {
		got = append(got, p.GetName())
	}
	if diff := cmp.Diff([]string{"Safety", "Privacy", "Copyright reform"}, got); diff != "" {
		t.Errorf("priorities of 2024-01 (-want +got):\n%s", diff)
	}
}

func TestAPriorityBelongsToAnotherPillarLater(t *testing.T) {
	t.Parallel()
	ed := edition.Of(given())
	for m, want := range map[string]string{"2021-01": "", "2022-11": "law", "2022-12": "model"} {
		if got := ed.PillarOf("copyright", month(t, m)); got != want {
			t.Errorf("pillar of copyright in %s = %q, want %q", m, got, want)
		}
	}
}

func TestWhatHeldDuringAYearIsWhatHeldInAnyOfItsMonths(t *testing.T) {
	t.Parallel()
	ed := edition.Of(given())
	for span, want := range map[[2]string][]string{
		{"2021-01", "2021-12"}: nil,
		{"2021-06", "2022-01"}: {"law", "people"},
		{"2022-01", "2022-12"}: {"law", "model", "people"},
		{"2023-01", "2023-12"}: {"model", "people"},
	} {
		if diff := cmp.Diff(want, ed.PillarsDuring(month(t, span[0]), month(t, span[1]))); diff != "" {
			t.Errorf("pillars from %s to %s (-want +got):\n%s", span[0], span[1], diff)
		}
	}
}

func TestAPublicationBearsTheTitleOfItsTime(t *testing.T) {
	t.Parallel()
	ed := edition.Of(given())
	for _, c := range []struct{ id, month, want string }{
		{"", "2023-05", "News of {months}"},
		{"", "2023-06", "{series} of {months}"},
		{"quarterly", "2023-06", "Quarter {months}"},
	} {
		got, ok := ed.Publication(c.id, month(t, c.month))
		if !ok || got.GetTitle() != c.want {
			t.Errorf("Publication(%q, %s) = %q, want %q", c.id, c.month, got.GetTitle(), c.want)
		}
	}
	if p, ok := ed.Publication("", month(t, "2021-01")); ok {
		t.Errorf("a publication of 2021-01 = %v, want none", p)
	}
}

func TestFurnitureReadsAsItHeld(t *testing.T) {
	t.Parallel()
	for m, want := range map[string]string{"2023-08": "Old channels", "2023-09": "New channels"} {
		held := edition.Of(given()).Furniture(month(t, m))
		if len(held) != 2 || held[1].GetText() != want {
			t.Errorf("furniture of %s = %v, want the welcome and %q", m, held, want)
		}
	}
}

func TestTheSameFileTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	ed := edition.New()
	for _, event := range edition.Changes(ed, given()) {
		ed.Apply(event)
	}
	if diff := cmp.Diff(given(), ed.Proto(), protocmp.Transform()); diff != "" {
		t.Errorf("the edition after its import (-want +got):\n%s", diff)
	}
	if again := edition.Changes(ed, given()); len(again) != 0 {
		t.Errorf("importing it again: %v, want nothing", again)
	}
}

func TestAPartWordedAnewIsOneEvent(t *testing.T) {
	t.Parallel()
	file := given()
	file.Pillars[3].Name = "The model"
	got := edition.Changes(edition.Of(given()), file)
	want := []proto.Message{&eventv1.PillarNamed{Pillar: file.GetPillars()[3]}}
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" {
		t.Errorf("changes (-want +got):\n%s", diff)
	}
	ed := edition.Of(given())
	ed.Apply(got[0])
	if p, _ := ed.Pillar("model", month(t, "2024-01")); p.GetName() != "The model" {
		t.Errorf("the pillar is called %q, want The model: said again for its month, it corrects", p.GetName())
	}
}

func TestCheckFindsEveryMistakeAtItsPlace(t *testing.T) {
	t.Parallel()
	if mistakes := edition.Check(given()); len(mistakes) != 0 {
		t.Fatalf("a sound edition is refused: %v", mistakes)
	}
	file := given()
	file.Team.Zone = "Mars"
	file.Publications[0].Title = "News"
	file.Publications[1].Until = "2022-01"
	file.Pillars[1].From = "2022-13"
	file.Priorities[1].Id = "Copy Right"
	file.Furniture[0].Text = " "
	file.Furniture[1].Text = "What moved in {month}"
	file.Furniture[2].From = "2022-01"
	want := map[string]string{
		"team.zone":             "no zone that we know",
		"publications[0].title": "write {months}",
		"publications[1].until": "lies before",
		"pillars[1].from":       "months go from 01 to 12",
		"priorities[1].id":      "cannot be a short name",
		"furniture[1].text":     "nothing is filled in for {month}",
		"furniture[0].text":     "empty",
		"furniture[2].from":     "stands twice from 2022-01 on",
	}
	for _, m := range edition.Check(file) {
		if !strings.Contains(m.Sentence, want[m.Field]) || want[m.Field] == "" {
			t.Errorf("unexpected mistake %+v", m)
		}
		delete(want, m.Field)
	}
	for field := range want {
		t.Errorf("no mistake at %s", field)
	}
}
