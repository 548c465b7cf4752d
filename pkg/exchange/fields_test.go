package exchange

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestFields(t *testing.T) {
	t.Parallel()
	passage := func(text string) []*eventv1.Passage { return []*eventv1.Passage{{Text: text}} }
	tests := []struct {
		name, lines string
		want        *eventv1.Activity
	}{
		{"one word needs no list", "kind: panel\nby: staff\ntopics: DSA\ntell_in: 2024-02", &eventv1.Activity{
			Kinds: []string{"panel"}, By: []string{"staff"}, Topics: []string{"DSA"}, TellIn: []string{"2024-02"},
		}},
		{"one link needs no list", "links: {verb: read, label: it, url: u}", &eventv1.Activity{
			Links: []*eventv1.Link{{Verb: "read", Label: "it", Url: "u"}},
		}},
		{"a day is no timestamp", "when: 2024-01-31", &eventv1.Activity{When: &eventv1.When{From: "2024-01-31"}}},
		{"a year is no number", "when: 2024", &eventv1.Activity{When: &eventv1.When{From: "2024"}}},
		{"a month keeps its zero", "when: 2024-01\nzone: Europe/Rome", &eventv1.Activity{When: &eventv1.When{From: "2024-01", Zone: "Europe/Rome"}}},
		{"a clock is no number of base sixty", "place: 19:30", &eventv1.Activity{Place: "19:30"}},
		{"Norway is no refusal, and a person may be called Null", "jurisdictions: [NO, on, ~a]\npeople: {name: Null}", &eventv1.Activity{
			Jurisdictions: []string{"NO", "on", "~a"}, People: []*eventv1.Participation{{Name: "Null"}},
		}},
		{"numbers keep their spelling", "topics: [007, 0x10, 1e3, 1_000, .5]", &eventv1.Activity{Topics: []string{"007", "0x10", "1e3", "1_000", ".5"}}},
		{"a range of days", "when: {from: 2024-05-02, to: 2024-05-04}\nzone: Europe/Rome", &eventv1.Activity{
			When: &eventv1.When{From: "2024-05-02", To: "2024-05-04", Zone: "Europe/Rome"},
		}},
		{"a zone without a date is kept", "zone: Europe/Rome", &eventv1.Activity{When: &eventv1.When{Zone: "Europe/Rome"}}},
		{"what is empty is left out", "headline:\nkind: ~\nlinks: null\nbody: []\nwhen:\nseries:\nrule:\nannouncement:", &eventv1.Activity{}},
		{"announcement: false", "announcement: false", &eventv1.Activity{}},
		{"a rule for the whole", "rule: internal", &eventv1.Activity{Rule: &eventv1.Rule{Kind: "internal"}}},
		{"an embargo ends beside its rule", "until: 2024-02-01T09:00\nrule: embargo", &eventv1.Activity{
			Rule: &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-02-01T09:00"}},
		}},
		{"an embargo ends within its rule", "rule: {kind: embargo, until: 2024-02-01T09:00, zone: Asia/Tokyo}", &eventv1.Activity{
			Rule: &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-02-01T09:00", Zone: "Asia/Tokyo"}},
		}},
		{"the zone of the activity is not the embargo's", "rule: embargo\nuntil: 2024-02-01T09:00\nwhen: 2024\nzone: Asia/Tokyo", &eventv1.Activity{
			When: &eventv1.When{From: "2024", Zone: "Asia/Tokyo"},
			Rule: &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-02-01T09:00"}},
		}},
		{"a segment under embargo", "segments: [{name: s, rule: embargo, until: 2024-02-01T09:00, zone: Asia/Tokyo}, {name: t}]", &eventv1.Activity{
			Segments: []*eventv1.Segment{
				{Name: "s", Rule: &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-02-01T09:00", Zone: "Asia/Tokyo"}}},
				{Name: "t"},
			},
		}},
		{"a follow-up with a range and a zone", "follow_ups:\n  - {key: k, what: w, when: {from: 2024-05, to: 2024-06}, zone: UTC, condition: c, url: u}", &eventv1.Activity{
			FollowUps: []*eventv1.FollowUp{{Key: "k", What: "w", When: &eventv1.When{From: "2024-05", To: "2024-06", Zone: "UTC"}, Condition: "c", Url: "u"}},
		}},
		{"why it was cancelled", "status: cancelled\nstatus_reason: nobody came", &eventv1.Activity{Status: "cancelled", StatusReason: "nobody came"}},
		{"what became of a promise, and whose it was", "follow_ups:\n  - {key: k, hedge: expected, promised_by: A Host, state: waived, state_reason: no speaker}\n" +
			"  - {key: l, state: reported, reported_in: b}\n  - {key: m, state: reported, reported_in: " + thing.ID("activity", "y", "b") + "}", &eventv1.Activity{
			FollowUps: []*eventv1.FollowUp{
				{Key: "k", Hedge: "expected", PromisedBy: "A Host", State: "waived", StateReason: "no speaker"},
				{Key: "l", State: "reported", ReportedIn: thing.ID("activity", "x", "b")},
				{Key: "m", State: "reported", ReportedIn: thing.ID("activity", "y", "b")},
			},
		}},
		{"relations of each kind", "relations: [{rests_on: b}, {part_of: c}, {outcome_of: d}, {follows: {id: e, key: f}}]", &eventv1.Activity{
			Relations: []*eventv1.Relation{
				{Type: "rests_on", Key: "b", Id: thing.ID("activity", "x", "b")},
				{Type: "part_of", Key: "c", Id: thing.ID("activity", "x", "c")},
				{Type: "outcome_of", Key: "d", Id: thing.ID("activity", "x", "d")},
				{Type: "follows", Key: "f", Id: "e"},
			},
		}},
		{"a series may be a name alone", "series: Clinics", &eventv1.Activity{Series: &eventv1.Series{Name: "Clinics"}}},
		{"a body of one passage", "body: one", &eventv1.Activity{Body: passage("one")}},
		{"a body of texts", "body: [one, {text: two}]", &eventv1.Activity{Body: []*eventv1.Passage{{Text: "one"}, {Text: "two"}}}},
		{"a folded headline is one line", "headline: >\n  one\n  two", &eventv1.Activity{Headline: "one two"}},
		{"a quoted headline may hold what YAML reads", `headline: "a: b # c, [d] &e *f !g"`, &eventv1.Activity{Headline: "a: b # c, [d] &e *f !g"}},
		{"a comment after a blank is a comment", "headline: a # b", &eventv1.Activity{Headline: "a"}},
		{"a separator of lines in Unicode is text", "body: \"a\\Lb\"", &eventv1.Activity{Body: passage("a\u2028b")}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			same(t, theActivity(t, test.lines), test.want)
		})
	}
}

func TestAWithdrawalMayStandAlone(t *testing.T) {
	t.Parallel()
	all := items(t, "f.yaml", inFileOf("withdrawn: entered twice")+"  - {key: b, headline: c, withdrawn: 'true'}\n")
	if got := all[0]; got.Withdrawn != "entered twice" || got.Content != nil {
		t.Errorf("withdrawn %q with content %v, want “entered twice” and none", got.Withdrawn, got.Content)
	}
	if got := all[1]; got.Withdrawn != "true" || got.Content.GetHeadline() != "c" {
		t.Errorf("withdrawn %q with content %v, want “true” and the headline c", got.Withdrawn, got.Content)
	}
}

func TestLinesAreThoseOfAnEditorWhateverSeparatorsStandInAText(t *testing.T) {
	t.Parallel()
	all := items(t, "f.yaml", "source: x\nactivities:\n  - key: a\n    body: \"one\u2028two\u2029three\"\n  - key: b\n")
	var lines []int
	for _, item := range all {
		lines = append(lines, item.Line)
	}
	if diff := cmp.Diff([]int{3, 5}, lines); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}
