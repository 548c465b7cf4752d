package digest_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/digest/internal/january"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// redraft drafts an issue of January anew, folds what happened, and returns its names.
func redraft(t *testing.T, issue *eventv1.Issue, m digest.Material) []string {
	t.Helper()
	frame, entries, err := digest.Draft("", months(t, "2024-01"), m, january.Edition())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, event := range digest.Redraft(issue, "dont-blink", months(t, "2024-01"), frame, entries) {
		names = append(names, string(event.ProtoReflect().Descriptor().Name()))
		digest.Apply(issue, event)
	}
	return names
}

func TestDraftingAgainSaysOnlyWhatChanged(t *testing.T) {
	t.Parallel()
	issue := &eventv1.Issue{}
	first := redraft(t, issue, january.Material())
	want := []string{"IssueOpened", "EntryDrafted", "EntryDrafted", "EntryDrafted", "EntryDrafted", "EntryDrafted", "EntryDrafted", "IssueDrafted"}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Fatalf("the first draft (-want +got):\n%s", diff)
	}

	later := january.Material()
	later.Through++
	if got := redraft(t, issue, later); len(got) > 0 {
		t.Errorf("nothing changed but the sequence, yet: %v", got)
	}

	later.Activities[1].Version++
	later.Activities[1].Content.Headline = "Speaking in Washington"
	if diff := cmp.Diff([]string{"EntryDrafted", "IssueDrafted"}, redraft(t, issue, later)); diff != "" {
		t.Errorf("one activity changed (-want +got):\n%s", diff)
	}

	later.Activities = later.Activities[:5]
	if diff := cmp.Diff([]string{"IssueDrafted"}, redraft(t, issue, later)); diff != "" {
		t.Errorf("one activity was withdrawn (-want +got):\n%s", diff)
	}
	if issue.GetDraft() != 3 || len(issue.GetEntries()) != 5 {
		t.Errorf("draft %d with %d entries, want draft 3 with 5", issue.GetDraft(), len(issue.GetEntries()))
	}

	if diff := cmp.Diff([]string{"EntryDrafted", "EntryDrafted", "IssueDrafted"}, redraft(t, issue, january.Material())); diff != "" {
		t.Errorf("the page came back and the headline is the old one (-want +got):\n%s", diff)
	}
}

func TestAnEntryKeepsItsIDWhateverBecomesOfIt(t *testing.T) {
	t.Parallel()
	before := drafted(t, "2024-01", january.Material(), january.Edition())
	m := january.Material()
	m.Activities[0].Content.Headline, m.Activities[0].Pillar, m.Activities[0].Version = "Renamed", "model", 9
	after := drafted(t, "2024-01", m, january.Edition())
	if got, want := assessmentIn(after), assessmentIn(before); got != want {
		t.Errorf("the entry is %s now and was %s", got, want)
	}
	other := drafted(t, "2024-01..2024-02", january.Material(), january.Edition())
	if assessmentIn(other) == assessmentIn(before) {
		t.Error("two issues share an entry's id")
	}
}

// assessmentIn returns the id of the entry that tells of the impact assessment.
func assessmentIn(issue *eventv1.Issue) string {
	for _, e := range issue.GetEntries() {
		if e.GetTold()[0].GetActivity() == "cria" {
			return e.GetId()
		}
	}
	return ""
}

func TestAnIssueIsFoldedFromItsEvents(t *testing.T) {
	t.Parallel()
	issue := &eventv1.Issue{}
	for _, event := range []proto.Message{
		&eventv1.IssueOpened{Publication: "dont-blink", Months: []string{"2024-07", "2024-08"}},
		&eventv1.EntryDrafted{Entry: &eventv1.Entry{Id: "b", Headline: "old"}},
		&eventv1.EntryDrafted{Entry: &eventv1.Entry{Id: "a"}},
		&eventv1.EntryDrafted{Entry: &eventv1.Entry{Id: "gone"}},
		&eventv1.EntryDrafted{Entry: &eventv1.Entry{Id: "b", Headline: "new"}},
		&eventv1.PersonRecorded{Name: "Somebody"},
		&eventv1.IssueDrafted{Frame: &eventv1.Frame{Sections: []*eventv1.Section{{Entries: []string{"a", "b", "never drafted"}}}}},
	} {
		digest.Apply(issue, event)
	}
	want := &eventv1.Issue{
		Id: "2024-07..2024-08", Publication: "dont-blink", Months: []string{"2024-07", "2024-08"}, Draft: 1,
		Frame:   &eventv1.Frame{Sections: []*eventv1.Section{{Entries: []string{"a", "b", "never drafted"}}}},
		Entries: []*eventv1.Entry{{Id: "a"}, {Id: "b", Headline: "new"}},
	}
	if !proto.Equal(issue, want) {
		t.Errorf("folded = %v\nwant %v", issue, want)
	}
}

func TestAnAddressIsItsMonths(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"2024-01", "2024-07..2024-08", "2023-12..2024-01", "2023-01..2023-12"} {
		if got := digest.Address(months(t, address)); got != address {
			t.Errorf("Address(ParseAddress(%q)) = %q", address, got)
		}
	}
	if got := digest.Address(months(t, "2024-01..2024-01")); got != "2024-01" {
		t.Errorf("a range of one month has the address %q, want 2024-01", got)
	}
	for _, address := range []string{"", "January", "2024-13", "2024-02..2024-01", "2023-01..2024-01", "2024-01..", "..2024-01", "2024-01..2024-02..2024-03"} {
		if m, err := digest.ParseAddress(address); !errors.Is(err, fault.Invalid) {
			t.Errorf("ParseAddress(%q) = %v, %v, want Invalid", address, m, err)
		}
	}
}

func TestMonthsAreTakenInAnyOrderButWithoutAGap(t *testing.T) {
	t.Parallel()
	got, err := digest.ParseMonths([]string{"2024-08", "2024-07", "2024-08"})
	if err != nil || digest.Address(got) != "2024-07..2024-08" {
		t.Errorf("ParseMonths = %v, %v, want July and August", got, err)
	}
	for _, words := range [][]string{nil, {"2024-01", "2024-03"}, {"2024-1"}, {"2024-01..2024-02"}} {
		if m, err := digest.ParseMonths(words); !errors.Is(err, fault.Invalid) {
			t.Errorf("ParseMonths(%q) = %v, %v, want Invalid", words, m, err)
		}
	}
}

func ExampleAddress() {
	months, _ := digest.ParseMonths([]string{"2024-08", "2024-07"})
	fmt.Println(digest.Address(months))
	// Output: 2024-07..2024-08
}
