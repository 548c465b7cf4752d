package activity_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// completed is what stands in the log of an activity.
func completed(content *eventv1.Activity) *eventv1.Activity {
	return activity.Complete(content, team(), now)
}

func recordedByMember(content *eventv1.Activity) proto.Message {
	return &eventv1.ActivityRecorded{Activity: completed(content)}
}

func TestAnAmendmentTakesOnlyTheNamedFields(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	said := &eventv1.Activity{Headline: "A clinic on copyright", Place: "Bogotá", Kinds: []string{"not looked at"}}
	when(activity.Amend(a, said, []string{"place", "headline"}, " told by phone ", 1, team(), now)).then(t,
		&eventv1.ActivityAmended{
			Activity: with(a.Content, func(a *eventv1.Activity) { a.Headline, a.Place = "A clinic on copyright", "Bogotá" }),
			Paths:    []string{"headline", "place"}, Reason: "told by phone",
		})
}

func TestAnAmendmentSaysWhatReallyChanged(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	said := &eventv1.Activity{Headline: a.Content.GetHeadline(), Place: "Bogotá"}
	when(activity.Amend(a, said, []string{"headline", "place"}, "", 0, team(), now)).then(t,
		&eventv1.ActivityAmended{
			Activity: with(a.Content, func(a *eventv1.Activity) { a.Place = "Bogotá" }), Paths: []string{"place"},
		})
}

func TestAnAmendmentThatChangesNothingIsNoEvent(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	when(activity.Amend(a, clinic(), []string{"headline", "body", "organisations", "status"}, "", 0, team(), now)).then(t)
}

func TestSomeoneAddedIsMentionedFromThenOn(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(with(clinic(), func(a *eventv1.Activity) { a.Body[0].Text += " Ada Lovelace took notes." })))
	said := &eventv1.Activity{People: []*eventv1.Participation{{Name: "Ada Lovelace"}}}
	ada := person.ID("Ada Lovelace")
	when(activity.Amend(a, said, []string{"people"}, "", 0, team(), now)).then(t,
		&eventv1.ActivityAmended{
			Activity: with(a.Content, func(a *eventv1.Activity) {
				a.People = []*eventv1.Participation{{Id: ada, Name: "Ada Lovelace"}}
				a.Body[0].Text = person.Plain(a.GetBody()[0].GetText())
				a.Body[0].Text = completed(a).GetBody()[0].GetText()
			}),
			Paths: []string{"people", "body"},
		})
}

func TestAFieldIsEmptiedByNamingIt(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	when(activity.Amend(a, nil, []string{"series"}, "", 0, team(), now)).then(t,
		&eventv1.ActivityAmended{
			Activity: with(a.Content, func(a *eventv1.Activity) { a.Series = nil }), Paths: []string{"series"},
		})
}

func TestAnAmendmentIsCheckedAsAWhole(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(session()))
	when(activity.Amend(a, &eventv1.Activity{}, []string{"segments"}, "", 0, team(), now)).
		refused(t, fault.Invalid, "body[0].segment: there is no segment “Opening”")
}

func TestAnAmendmentMustSayWhat(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	when(activity.Amend(a, clinic(), nil, "", 0, team(), now)).refused(t, fault.Invalid, "paths: name at least one field")
	when(activity.Amend(a, clinic(), []string{"headlin"}, "", 0, team(), now)).
		refused(t, fault.Invalid, "paths[0]: an activity has no field “headlin”; did you mean headline?")
}

func TestWhoeverWasFasterIsNotOverwritten(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()), &eventv1.ActivityAmended{Activity: completed(page()), Paths: []string{"headline"}})
	when(activity.Amend(a, clinic(), []string{"headline"}, "", 1, team(), now)).refused(t, fault.Conflict, "version 1, and it is at version 2")
}

func TestWhatWasWithdrawnStaysAsItWas(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()), &eventv1.ActivityWithdrawn{Reason: "entered twice"})
	when(activity.Amend(a, page(), []string{"headline"}, "", 0, team(), now)).refused(t, fault.Conflict, "was withdrawn")
	when(activity.Withdraw(a, "again")).refused(t, fault.Conflict, "withdrawn already")
}

func TestAnActivityIsWithdrawnForAReason(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	when(activity.Withdraw(a, " entered twice ")).then(t, &eventv1.ActivityWithdrawn{Reason: "entered twice"})
	when(activity.Withdraw(a, " ")).refused(t, fault.Invalid, "reason: say why")
	when(activity.Withdraw(a, "a\x00b")).refused(t, fault.Invalid, "control character")
}

func TestWhatWasNeverRecordedCannotChange(t *testing.T) {
	t.Parallel()
	when(activity.Withdraw(given(), "why")).refused(t, fault.NotFound, "there is no activity")
	when(activity.Amend(given(), clinic(), []string{"headline"}, "", 0, team(), now)).refused(t, fault.NotFound, "there is no activity")
}

func TestWhatTheEditionLetGoOfMeanwhileHoldsUpNoAmendment(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(panel()))
	later := team().Proto()
	later.Priorities[1].Until, later.Pillars[1].Until = "2023-12", "2023-12" // disinformation and people ended before the panel, as is said only now
	ed := edition.Of(later)
	when(activity.Amend(a, &eventv1.Activity{Segments: []*eventv1.Segment{{Name: "Panel", Rule: &eventv1.Rule{Kind: "internal"}}}},
		[]string{"segments"}, "learned late", 0, ed, now)).then(t,
		&eventv1.RuleTightened{
			Activity: with(a.Content, func(a *eventv1.Activity) { a.Segments[0].Rule.Kind = "internal" }), Paths: []string{"segments"},
			Reason: "learned late", Segment: "Panel", Was: &eventv1.Rule{Kind: "chatham-house"},
		})
	// Whoever files it anew is asked, and whoever moves it to another month.
	for path, said := range map[string]*eventv1.Activity{
		"priorities": {Priorities: []string{"privacy", "piracy"}},
		"pillar":     {Pillar: "law"},
		"when":       {When: &eventv1.When{From: "2024-02-01"}},
	} {
		when(activity.Amend(a, said, []string{path}, "why", 0, ed, now)).refused(t, fault.Invalid, "holds only until")
	}
}
