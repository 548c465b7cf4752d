package digest_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/digest/internal/january"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func months(tb testing.TB, address string) []calendar.Month {
	tb.Helper()
	months, err := digest.ParseAddress(address)
	if err != nil {
		tb.Fatal(err)
	}
	return months
}

// drafted returns an issue drafted for the first time.
func drafted(tb testing.TB, address string, m digest.Material, ed *edition.Edition) *eventv1.Issue {
	tb.Helper()
	frame, entries, err := digest.Draft("", months(tb, address), m, ed)
	if err != nil {
		tb.Fatal(err)
	}
	issue := &eventv1.Issue{}
	for _, event := range digest.Redraft(nil, "dont-blink", months(tb, address), frame, entries) {
		digest.Apply(issue, event)
	}
	return issue
}

// outline returns the sections with their entries' headlines, and what is coming up, as lines.
func outline(issue *eventv1.Issue) []string {
	headlines := map[string]string{}
	for _, e := range issue.GetEntries() {
		headlines[e.GetId()] = e.GetHeadline()
	}
	var lines []string
	for _, s := range issue.GetFrame().GetSections() {
		lines = append(lines, "# "+s.GetName())
		for _, id := range s.GetEntries() {
			lines = append(lines, headlines[id])
		}
	}
	for _, c := range issue.GetFrame().GetComingUp() {
		lines = append(lines, "> "+c.GetWhen().GetFrom()+" "+c.GetWhat())
	}
	return lines
}

func TestJanuaryHasFourEntriesUnderThreePillarsAndTwoAnnouncements(t *testing.T) {
	t.Parallel()
	issue := drafted(t, "2024-01", january.Material(), january.Edition())
	want := []string{
		"# Protecting Wikimedia’s values",
		"Publishing a first Child Rights Impact Assessment and a policy against online child exploitation",
		"Speaking at a White House listening session on the health and safety of young people online",
		"# Protecting Wikimedia’s people",
		"Explaining how volunteers counter disinformation at a European conference on foreign interference",
		"# Protecting the Wikimedia model",
		"Two affiliates teach copyright reform advocacy at the first of two learning clinics",
		"# From our team",
		"A clearer page and a list of resources",
		"Second round of grants for public policy advocacy opens",
		"> 2024-02-21 Second learning clinic by Wikimedia Indonesia and Wikimedia Sweden on raising awareness",
		"> 2024-02-23 Community conversation hours on youth safety",
	}
	if diff := cmp.Diff(want, outline(issue)); diff != "" {
		t.Errorf("the outline of January (-want +got):\n%s", diff)
	}
	if got := issue.GetFrame().GetLeftOut(); len(got) > 0 {
		t.Errorf("left out = %v, want nothing", got)
	}
	if got, want := issue.GetFrame().GetThrough(), uint64(42); got != want {
		t.Errorf("drafted through %d, want %d", got, want)
	}
	if got := len(issue.GetEntries()[1].GetParagraphs()); got != 3 {
		t.Errorf("the session has %d paragraphs, want one of each passage: 3", got)
	}
}

func TestTheTitleSaysItsMonths(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"2024-01":          "“Don’t Blink”: Protecting the Wikimedia model, its people, and its values in January 2024",
		"2024-07..2024-08": "“Don’t Blink”: Protecting the Wikimedia model, its people, and its values in July–August 2024",
		"2023-12..2024-01": "“Don’t Blink”: Protecting the Wikimedia model, its people, and its values in December 2023–January 2024",
		"2023-05..2023-06": "Don’t Blink: Public Policy Snapshot for May–June 2023",
	} {
		if got := drafted(t, address, digest.Material{}, january.Edition()).GetFrame().GetTitle(); got != want {
			t.Errorf("the title of %s = %q, want %q", address, got, want)
		}
	}
}

func TestAnEmptyMonthHasNoHeadingsAndNamesItsSilentPillars(t *testing.T) {
	t.Parallel()
	frame := drafted(t, "2024-03", january.Material(), january.Edition()).GetFrame()
	if len(frame.GetSections()) > 0 || len(frame.GetComingUp()) > 0 {
		t.Errorf("sections = %v, coming up = %v, want none", frame.GetSections(), frame.GetComingUp())
	}
	want := []string{"Protecting Wikimedia’s values", "Protecting Wikimedia’s people", "Protecting the Wikimedia model"}
	if diff := cmp.Diff(want, frame.GetSilentPillars()); diff != "" {
		t.Errorf("silent pillars (-want +got):\n%s", diff)
	}
}

func TestAPillarOfAnyMonthOfTheIssueMayBeSilent(t *testing.T) {
	t.Parallel()
	ed := edition.Of(&eventv1.Edition{
		Publications: []*eventv1.Publication{{Id: "d", Series: "Digest", Title: "{series} {months}", From: "2024-01"}},
		Pillars: []*eventv1.Pillar{
			{Id: "old", Name: "Of July alone", From: "2024-01", Until: "2024-07", Position: 1},
			{Id: "both", Name: "Of both, as it was called in July", From: "2024-01", Until: "2024-07", Position: 2},
			{Id: "both", Name: "Of both, renamed", From: "2024-08", Position: 2},
			{Id: "new", Name: "Of August alone", From: "2024-08", Position: 3},
			{Id: "told", Name: "Of August, and told", From: "2024-08", Position: 4},
			{Id: "later", Name: "Of September", From: "2024-09", Position: 5},
		},
	})
	m := digest.Material{Activities: []digest.Candidate{
		{ID: "a", Pillar: "told", Content: &eventv1.Activity{Headline: "A talk", When: &eventv1.When{From: "2024-08-03"}}},
	}}
	got := drafted(t, "2024-07..2024-08", m, ed).GetFrame().GetSilentPillars()
	want := []string{"Of July alone", "Of both, as it was called in July", "Of August alone"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("silent pillars of July and August (-want +got):\n%s", diff)
	}
}

func TestFurnitureReadsAsItHeldAndKeepsWhatNobodyKnows(t *testing.T) {
	t.Parallel()
	ed := edition.Of(&eventv1.Edition{
		Team:         &eventv1.Team{Name: "Policy {months} team"},
		Publications: []*eventv1.Publication{{Id: "d", Series: "Digest", Title: "{series} {months}", From: "2024-01"}},
		Furniture: []*eventv1.Furniture{
			{Part: "welcome", Text: "Old.", From: "2022-01"},
			{Part: "welcome", Text: "{team}, {months}: {series} by {editor}.", From: "2024-01"},
			{Part: "welcome", Text: "New.", From: "2024-02"},
		},
	})
	got := drafted(t, "2024-01..2024-02", digest.Material{}, ed).GetFrame().GetFurniture()
	if want := "Policy {months} team, January–February 2024: Digest by {editor}."; len(got) != 1 || got[0].GetText() != want {
		t.Errorf("furniture = %v, want one part: %q", got, want)
	}
}

func TestAnActivityOfNoPillarHasASectionOfItsOwn(t *testing.T) {
	t.Parallel()
	stray := digest.Candidate{ID: "s", Pillar: "abolished", Content: &eventv1.Activity{Headline: "Stray", When: &eventv1.When{From: "2024-01-05"}}}
	with := january.Material()
	with.Activities = append(with.Activities, stray)
	lines := outline(drafted(t, "2024-01", with, january.Edition()))
	if i := slices.Index(lines, "# Also in January 2024"); i < 0 || lines[i+1] != "Stray" || lines[i+2] != "# From our team" {
		t.Errorf("the stray does not stand alone before the announcements:\n%s", strings.Join(lines, "\n"))
	}
	alone := digest.Material{Activities: []digest.Candidate{stray}}
	if got := outline(drafted(t, "2024-01", alone, january.Edition())); got[0] != "# What we did in January 2024" {
		t.Errorf("alone it stands under %q", got[0])
	}
}

func TestSectionsAreInOrderOfDateThenHeadlineThenID(t *testing.T) {
	t.Parallel()
	at := func(id, headline, from, to string) digest.Candidate {
		return digest.Candidate{ID: id, Pillar: "values", Content: &eventv1.Activity{Headline: headline, When: &eventv1.When{From: from, To: to}}}
	}
	m := digest.Material{Activities: []digest.Candidate{
		at("1", "evening", "2024-01-01T19:30", ""), at("2", "day", "2024-01-01", ""), at("3", "month", "2024-01", ""),
		at("4", "range since December", "2023-12-30", "2024-01-02"), at("5", "year", "2024", ""), at("6", "morning", "2024-01-01T09:00", ""),
		at("8", "same", "2024-01-09", ""), at("7", "same", "2024-01-09", ""), at("9", "another", "2024-01-09", ""),
	}}
	var got []string
	for _, e := range drafted(t, "2024-01", m, january.Edition()).GetEntries() {
		got = append(got, e.GetTold()[0].GetActivity()+" "+e.GetHeadline())
	}
	want := []string{"4 range since December", "5 year", "3 month", "2 day", "6 morning", "1 evening", "9 another", "7 same", "8 same"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("order (-want +got):\n%s", diff)
	}
}

func TestTheOrderOfTheMaterialDoesNotMatter(t *testing.T) {
	t.Parallel()
	want := bytesOf(t, january.Material())
	rapid.Check(t, func(r *rapid.T) {
		m := january.Material()
		m.Activities = rapid.Permutation(m.Activities).Draw(r, "activities")
		if !slices.Equal(bytesOf(t, m), want) {
			r.Fatal("another order gives another issue")
		}
	})
}

func bytesOf(tb testing.TB, m digest.Material) []byte {
	tb.Helper()
	b, err := proto.MarshalOptions{Deterministic: true}.Marshal(drafted(tb, "2023-12..2024-02", m, january.Edition()))
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestDraftChangesNothingOfItsMaterial(t *testing.T) {
	t.Parallel()
	m := january.Material()
	issue := drafted(t, "2024-01", m, january.Edition())
	issue.Entries[0].Links[0].Label = "something else"
	issue.Frame.ComingUp[0].When.From = "1999"
	for i, want := range january.Material().Activities {
		if !proto.Equal(m.Activities[i].Content, want.Content) {
			t.Errorf("activity %s was changed by drafting", want.ID)
		}
	}
}

func TestAnIssueNeedsAPublicationAndMonthsInARow(t *testing.T) {
	t.Parallel()
	for name, draft := range map[string]func() error{
		"no month": func() error { return draftError("", nil, january.Edition()) },
		"a gap": func() error {
			return draftError("", []calendar.Month{{Year: 2024, Month: 1}, {Year: 2024, Month: 3}}, january.Edition())
		},
		"no publication":      func() error { return draftError("", months(t, "2024-01"), edition.New()) },
		"another publication": func() error { return draftError("weekly", months(t, "2024-01"), january.Edition()) },
	} {
		if err := draft(); !errors.Is(err, fault.Invalid) {
			t.Errorf("%s: error = %v, want Invalid", name, err)
		}
	}
}

func draftError(publication string, months []calendar.Month, ed *edition.Edition) error {
	_, _, err := digest.Draft(publication, months, digest.Material{}, ed)
	return err
}
