package edition_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// revised is the edition of given after changes that must all be taken.
func revised(t *testing.T, changes ...proto.Message) *edition.Edition {
	t.Helper()
	ed := edition.Of(given())
	for _, change := range changes {
		revise(t, ed, change, false)
	}
	return ed
}

func revise(t *testing.T, ed *edition.Edition, change proto.Message, introduces bool) {
	t.Helper()
	events, err := edition.Revise(ed, change, introduces)
	if err != nil {
		t.Fatalf("%v is refused: %v", change, err)
	}
	for _, event := range events {
		ed.Apply(event)
	}
}

func merged(id, into, from string) proto.Message {
	return &eventv1.PriorityMerged{Id: id, Into: into, From: from}
}

func named(id, name, pillar, from string) proto.Message {
	return &eventv1.PriorityNamed{Priority: &eventv1.Priority{Id: id, Name: name, Pillar: pillar, From: from}}
}

func TestARenamedPillarKeepsItsOldHeadingBefore(t *testing.T) {
	t.Parallel()
	ed := revised(t, &eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "model", Name: "The model", From: "2023-06", Position: 2}})
	for m, want := range map[string]string{"2023-05": "Model", "2023-06": "The model"} {
		if p, _ := ed.Pillar("model", month(t, m)); p.GetName() != want {
			t.Errorf("in %s it is called %q, want %q", m, p.GetName(), want)
		}
	}
}

func TestWhatIsSaidSinceAnEarlierMonthIsNoChange(t *testing.T) {
	t.Parallel()
	ed := edition.Of(given())
	m := month(t, "2024-03")
	privacy, _ := ed.Priority("privacy", m)
	model, _ := ed.Pillar("model", m)
	for _, change := range []proto.Message{
		named("privacy", privacy.GetName(), privacy.GetPillar(), "2024-03"),
		&eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "model", Name: model.GetName(), Position: model.GetPosition(), From: "2024-03"}},
	} {
		if events, err := edition.Revise(ed, change, false); err != nil || len(events) > 0 {
			t.Errorf("%v becomes %v, %v; want nothing", change, events, err)
		}
	}
}

func TestWhatIsRetiredHoldsUntilThenAndComesBackWhenNamedAnew(t *testing.T) {
	t.Parallel()
	ed := revised(t, &eventv1.PillarRetired{Id: "people", Until: "2023-12"})
	revise(t, ed, &eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "people", Name: "People again", From: "2025-01"}}, true)
	for m, want := range map[string]bool{"2023-12": true, "2024-01": false, "2024-12": false, "2025-01": true} {
		if _, holds := ed.Pillar("people", month(t, m)); holds != want {
			t.Errorf("it holds in %s: %v, want %v", m, holds, want)
		}
		if pillar := ed.PillarOf("privacy", month(t, m)); (pillar == "people") != want {
			t.Errorf("privacy belongs to %q in %s", pillar, m)
		}
	}
	events, err := edition.Revise(revised(t, &eventv1.PillarRetired{Id: "people", Until: "2023-12"}), &eventv1.PillarRetired{Id: "people", Until: "2023-12"}, false)
	if err != nil || len(events) != 0 {
		t.Errorf("retired again in the same month: %v, %v; want nothing", events, err)
	}
}

func TestARetirementSaidAgainCorrectsTheMonth(t *testing.T) {
	t.Parallel()
	ed := revised(t, &eventv1.PriorityRetired{Id: "safety", Until: "2023-06"}, &eventv1.PriorityRetired{Id: "safety", Until: "2023-09"})
	for m, want := range map[string]bool{"2023-09": true, "2023-10": false} {
		if _, holds := ed.Priority("safety", month(t, m)); holds != want {
			t.Errorf("it holds in %s: %v, want %v", m, holds, want)
		}
	}
}

func TestWhatIsMergedGoesOnAsTheOther(t *testing.T) {
	t.Parallel()
	ed := revised(t, merged("safety", "privacy", "2024-01"), merged("privacy", "copyright", "2025-01"))
	for m, want := range map[string]string{"2023-12": "safety", "2024-01": "privacy", "2024-12": "privacy", "2025-01": "copyright"} {
		if got := ed.As(edition.Priority, "safety", month(t, m)); got != want {
			t.Errorf("safety goes in %s as %s, want %s", m, got, want)
		}
	}
	if got := ed.PillarOf("safety", month(t, "2025-01")); got != "model" {
		t.Errorf("safety belongs in 2025 to %q, want model, where copyright does", got)
	}
	if diff := cmp.Diff([]string{"copyright", "privacy", "safety"}, ed.Family(edition.Priority, "privacy", month(t, "2025-06"))); diff != "" {
		t.Errorf("who asks for privacy in 2025 asks for (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"privacy", "safety"}, ed.Family(edition.Priority, "privacy", month(t, "2024-06"))); diff != "" {
		t.Errorf("who asks for privacy in 2024 asks for (-want +got):\n%s", diff)
	}
}

func TestWhatWasMergedComesBackWhenItIsNamedAnew(t *testing.T) {
	t.Parallel()
	ed := revised(t, merged("safety", "privacy", "2024-01"))
	revise(t, ed, named("safety", "Safety of children", "people", "2025-01"), true)
	for m, want := range map[string]string{"2023-12": "safety", "2024-06": "privacy", "2025-01": "safety"} {
		if got := ed.As(edition.Priority, "safety", month(t, m)); got != want {
			t.Errorf("safety goes in %s as %s, want %s", m, got, want)
		}
	}
	if !ed.Apply(&eventv1.PriorityRetired{Id: "safety", Until: "2025-06"}) {
		t.Fatal("a retirement is an event of the edition")
	}
	if got := ed.As(edition.Priority, "safety", month(t, "2025-07")); got != "safety" {
		t.Errorf("retired after it came back, it goes as %s: the old merger is over", got)
	}
}

func TestAnOrderHoldsFromItsMonthOnAndOthersFollow(t *testing.T) {
	t.Parallel()
	ed := revised(t, &eventv1.PillarsOrdered{From: "2024-01", Ids: []string{"model"}},
		&eventv1.PrioritiesOrdered{From: "2024-01", Pillar: "people", Ids: []string{"privacy", "safety"}})
	for m, want := range map[string][]string{
		"2023-12": {"safety", "privacy", "copyright"},
		"2024-01": {"copyright", "privacy", "safety"},
	} {
		var got []string
		for _, p := range ed.Priorities(month(t, m)) {
			got = append(got, p.GetId())
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("priorities of %s (-want +got):\n%s", m, diff)
		}
	}
}

func TestATopicIsKnownByItsNamesAndThoseMergedIntoIt(t *testing.T) {
	t.Parallel()
	ed := edition.New()
	for _, topic := range []*eventv1.Topic{
		{Id: "dsa", Name: "Digital Services Act", Abbreviation: "DSA", From: "2022-11"},
		{Id: "avmsd", Name: "Audiovisual directive", From: "2022-01"},
	} {
		revise(t, ed, &eventv1.TopicNamed{Topic: topic}, true)
	}
	revise(t, ed, &eventv1.TopicMerged{Id: "avmsd", Into: "dsa", From: "2025-01"}, false)
	want := []string{"dsa", "digital services act", "avmsd", "audiovisual directive"}
	for _, asked := range []string{"DSA", " digital services ACT", "avmsd"} {
		if diff := cmp.Diff(want, ed.TopicWords(asked, edition.Forever())); diff != "" {
			t.Errorf("who asks for %q asks for (-want +got):\n%s", asked, diff)
		}
	}
	if diff := cmp.Diff([]string{"section 230"}, ed.TopicWords("Section 230", edition.Forever())); diff != "" {
		t.Errorf("a topic that the edition does not know (-want +got):\n%s", diff)
	}
}

func TestWhatCannotBeChangedIsRefusedInASentence(t *testing.T) {
	t.Parallel()
	pillar := func(id, name, from string) proto.Message {
		return &eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: id, Name: name, From: from}}
	}
	for name, c := range map[string]struct {
		change     proto.Message
		introduces bool
		kind       error
		want       string
	}{
		"introduced twice":          {pillar("people", "Us", "2023-01"), true, fault.Conflict, "there is a pillar people in January 2023 already"},
		"renamed, unknown":          {pillar("poeple", "Us", "2023-01"), false, fault.NotFound, "did you mean people?"},
		"renamed, ended":            {pillar("law", "Laws", "2023-01"), false, fault.Conflict, "it has ended by then. To bring it back"},
		"a name that is taken":      {pillar("peers", "model", "2023-01"), true, fault.Conflict, "the pillar model is called “Model” already"},
		"no month":                  {pillar("people", "Us", ""), false, fault.Invalid, "from which month on"},
		"a short name with blanks":  {pillar("our people", "Us", "2023-01"), true, fault.Invalid, "cannot be a short name"},
		"under an unknown pillar":   {named("ai", "AI", "machines", "2023-01"), true, fault.NotFound, "no pillar has the short name"},
		"under a pillar that ended": {named("ai", "AI", "law", "2023-01"), true, fault.Conflict, "the pillar law does not hold in January 2023"},
		"retired before it begins":  {&eventv1.PriorityRetired{Id: "safety", Until: "2021-01"}, false, fault.Conflict, "begins only in January 2022"},
		"retired before it is renamed": {
			&eventv1.PriorityRetired{Id: "copyright", Until: "2022-06"}, false, fault.Conflict, "named anew from December 2022 on",
		},
		"retired, no month":       {&eventv1.PillarRetired{Id: "people"}, false, fault.Invalid, "holds for the last time"},
		"merged into itself":      {merged("safety", "safety", "2024-01"), false, fault.Invalid, "into itself"},
		"merged across kinds":     {merged("safety", "people", "2024-01"), false, fault.NotFound, `no priority has the short name "people"`},
		"merged into what ended":  {&eventv1.PillarMerged{Id: "people", Into: "law", From: "2024-01"}, false, fault.Conflict, "the pillar law does not hold in January 2024"},
		"merged before it begins": {merged("safety", "privacy", "2021-01"), false, fault.Conflict, "does not hold in January 2021"},
		"ordered twice":           {&eventv1.PillarsOrdered{From: "2024-01", Ids: []string{"model", "model"}}, false, fault.Invalid, "stands there twice"},
		"ordered, ended":          {&eventv1.PillarsOrdered{From: "2024-01", Ids: []string{"law"}}, false, fault.Invalid, "does not hold in January 2024"},
		"ordered, another pillar's": {
			&eventv1.PrioritiesOrdered{From: "2024-01", Pillar: "people", Ids: []string{"copyright"}}, false, fault.Invalid, "belongs to another pillar",
		},
		"a part that nothing fills": {
			&eventv1.FurnitureWorded{Furniture: &eventv1.Furniture{Part: "welcome", Text: "In {month}", From: "2024-01"}}, false, fault.Invalid, "nothing is filled in for {month}",
		},
		"a name of two lines": {pillar("peers", "Our\nfriends", "2023-01"), true, fault.Invalid, "write one line"},
		"a name without end":  {pillar("peers", strings.Repeat("a", 10_000), "2023-01"), true, fault.Invalid, "longer than 500 characters"},
		"an unknown zone":     {&eventv1.TeamDescribed{Team: &eventv1.Team{Name: "We", Zone: "Mars"}}, false, fault.Invalid, "no zone that we know"},
		"nothing":             {nil, false, fault.Invalid, "say what is to change"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, err := edition.Revise(edition.Of(given()), c.change, c.introduces)
			if !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("answer = %v, %v; want %v with %q", events, err, c.kind, c.want)
			}
		})
	}
}

func TestNoMergerLeadsRoundInACircle(t *testing.T) {
	t.Parallel()
	ed := revised(t, merged("safety", "privacy", "2025-01"))
	_, err := edition.Revise(ed, merged("privacy", "safety", "2024-01"), false)
	if !errors.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "circle") {
		t.Errorf("a merger into what goes on as oneself later = %v, want a refusal", err)
	}
}

// Whatever is taken, every month has an answer: nothing goes round in circles, and what goes under another id goes under one that stays.
func TestWhateverIsTakenEveryMonthHasOneAnswer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ed := edition.Of(given())
		id := rapid.SampledFrom([]string{"copyright", "privacy", "safety"})
		month := rapid.SampledFrom([]string{"2022-06", "2022-12", "2023-06", "2024-01", "2024-06", "2025-01"})
		for range rapid.IntRange(1, 12).Draw(rt, "changes") {
			var change proto.Message
			introduces := false
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				change = merged(id.Draw(rt, "id"), id.Draw(rt, "into"), month.Draw(rt, "from"))
			case 1:
				change = &eventv1.PriorityRetired{Id: id.Draw(rt, "id"), Until: month.Draw(rt, "until")}
			default:
				one := id.Draw(rt, "id")
				change, introduces = named(one, one, "people", month.Draw(rt, "from")), rapid.Bool().Draw(rt, "introduces")
			}
			events, err := edition.Revise(ed, change, introduces)
			if err != nil {
				continue
			}
			for _, event := range events {
				ed.Apply(event)
			}
			again, err := edition.Revise(ed, change, introduces)
			if err == nil && len(again) != 0 {
				rt.Fatalf("said again, %v is recorded again as %v", change, again)
			}
			for m := (calendar.Month{Year: 2022, Month: 1}); m.Year < 2026; m = m.Next() {
				for _, id := range []string{"copyright", "privacy", "safety"} {
					if as := ed.As(edition.Priority, id, m); ed.As(edition.Priority, as, m) != as {
						rt.Fatalf("%s goes as %s in %s, and that as another", id, as, m)
					}
					if _, holds := ed.Priority(id, m); holds && ed.As(edition.Priority, id, m) != id {
						rt.Fatalf("%s holds in %s and goes as another", id, m)
					}
				}
			}
		}
	})
}

func TestAFileBringsWhatEndedAndNothingWhenItComesAgain(t *testing.T) {
	t.Parallel()
	file := given()
	file.Topics = []*eventv1.Topic{{Id: "dsa", Name: "Digital Services Act", Abbreviation: "DSA", From: "2022-11"}}
	file.Retirements = []*eventv1.Retirement{{Kind: "priority", Id: "safety", Until: "2023-12"}}
	file.Mergers = []*eventv1.Merger{{Kind: "priority", Id: "privacy", Into: "copyright", From: "2025-01"}}
	file.Orders = []*eventv1.Order{{From: "2024-01", Ids: []string{"model", "people"}}}
	ed := edition.New()
	events, mistakes := edition.Take(ed, file)
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	for _, event := range events {
		ed.Apply(event)
	}
	for _, again := range []*eventv1.Edition{file, given(), ed.Proto()} {
		if events, mistakes := edition.Take(ed, again); len(events)+len(mistakes) > 0 {
			t.Errorf("a file that says what is known brings %v, %v", events, mistakes)
		}
	}
	file.Mergers[0].Into = "safetty"
	if _, mistakes := edition.Take(edition.New(), file); len(mistakes) != 1 || mistakes[0].Field != "merged[0]" {
		t.Errorf("a merger into a slip = %v, want it at merged[0]", mistakes)
	}
}

func TestAFileTellsOfWhatEndedAndCameBack(t *testing.T) {
	t.Parallel()
	ed := revised(t, &eventv1.PillarRetired{Id: "people", Until: "2023-12"}, merged("safety", "copyright", "2024-01"))
	revise(t, ed, &eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "people", Name: "People again", From: "2025-01"}}, true)
	revise(t, ed, named("safety", "Safety again", "people", "2025-06"), true)
	elsewhere := edition.New()
	events, mistakes := edition.Take(elsewhere, ed.Proto())
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	for _, event := range events {
		elsewhere.Apply(event)
	}
	if diff := cmp.Diff(ed.Proto(), elsewhere.Proto(), protocmp.Transform()); diff != "" {
		t.Errorf("taken where there is none, it is another edition:\n%s", diff)
	}
}

func TestWhoeverDescribesTheTeamIsToldWhoIsInItNoMore(t *testing.T) {
	t.Parallel()
	ed := edition.Of(&eventv1.Edition{Team: &eventv1.Team{Name: "Team", Zone: "Etc/UTC", Affiliates: []string{"Chile", "Italia", "Sverige"}}})
	got := edition.Deed(ed, &eventv1.TeamDescribed{Team: &eventv1.Team{Name: "Team", Zone: "Etc/UTC", Affiliates: []string{"Italia", "Colombia"}}})
	if want := "described the team: its affiliates “Italia, Colombia” (no longer “Chile”, “Sverige”)"; got != want {
		t.Errorf("told as %s, want %s", got, want)
	}
}
