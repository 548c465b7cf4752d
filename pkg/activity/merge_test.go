package activity_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// retold is the clinic as another member logged it.
func retold() *eventv1.Activity {
	return &eventv1.Activity{
		Headline: "Copyright reform workshop", Kinds: []string{"training"}, By: []string{"affiliate"},
		When: &eventv1.When{From: "2024-01-30T15:00", Zone: "Europe/Rome"}, Priorities: []string{"access-to-knowledge", "human-rights"},
		Topics: []string{"Copyright reform"},
		Links: []*eventv1.Link{
			{Verb: "read", Label: "the same recording", Url: "https://example.org/recording"},
			{Verb: "read", Label: "notes", Url: "https://example.org/notes"},
		},
		Organisations: []*eventv1.Participation{{Name: "Wikimedia Colombia", Segment: "Questions"}, {Name: "Wikimedia Chile", Segment: "Questions"}},
		Segments:      []*eventv1.Segment{{Name: "Questions", Rule: &eventv1.Rule{Kind: "chatham-house"}}},
		Body:          []*eventv1.Passage{{Segment: "Questions", Text: "There were many."}},
		FollowUps: []*eventv1.FollowUp{
			{Key: "clinic-2", What: "Send the slides", When: &eventv1.When{From: "2024-02-01"}},
			{Key: "second", What: "Second clinic", When: &eventv1.When{From: "2024-02-21"}},
		},
	}
}

// another returns an activity that stands after the events, beside the one that is given.
func another(id string, events ...proto.Message) *activity.Activity {
	a := &activity.Activity{ID: activity.ImportedID(source, id)}
	for _, event := range events {
		a.Apply(event)
	}
	return a
}

func absorbed(t *testing.T, a, other *activity.Activity) *eventv1.ActivityAbsorbed {
	t.Helper()
	events, err := activity.Absorb(a, other, "told twice", team(), now)
	if err != nil {
		t.Fatal(err)
	}
	return events[0].(*eventv1.ActivityAbsorbed)
}

func TestTheOneThatStaysTakesOverWhatTheOtherAloneSaid(t *testing.T) {
	t.Parallel()
	a, other := given(recordedByMember(clinic())), another("b", recordedByMember(retold()))
	got := absorbed(t, a, other)
	want := with(a.Content, func(c *eventv1.Activity) {
		c.Kinds = append(c.GetKinds(), "training")
		c.When = &eventv1.When{From: "2024-01-30T15:00", Zone: "Europe/Rome"}
		c.Priorities = append(c.GetPriorities(), "human-rights")
		c.Topics = []string{"Copyright reform"}
		c.Links = append(c.GetLinks(), retold().GetLinks()[1])
		// It has told its story of the whole, so the whole falls under the rule of the part.
		c.Rule = &eventv1.Rule{Kind: "chatham-house"}
		c.Organisations = append(c.GetOrganisations(), &eventv1.Participation{Id: other.Content.GetOrganisations()[1].GetId(), Name: "Wikimedia Chile"})
		c.FollowUps = append(c.GetFollowUps(), with(retold(), func(*eventv1.Activity) {}).GetFollowUps()[0])
		c.FollowUps[1].Key = "clinic-2-2"
	})
	if diff := cmp.Diff(want, got.GetActivity(), protocmp.Transform()); diff != "" {
		t.Errorf("what it says (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(activity.Paths(a.Content, want), got.GetPaths()); diff != "" {
		t.Errorf("paths (-want +got):\n%s", diff)
	}
	if got.GetOther() != other.ID || got.GetReason() != "told twice" {
		t.Errorf("it is about %s, “%s”", got.GetOther(), got.GetReason())
	}
}

func TestTheStricterRuleHolds(t *testing.T) {
	t.Parallel()
	until := func(day string) *eventv1.Rule {
		return &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: day}}
	}
	for name, c := range map[string]struct{ a, b, want *eventv1.Rule }{
		"silence takes what there is":            {nil, &eventv1.Rule{Kind: "internal"}, &eventv1.Rule{Kind: "internal"}},
		"public gives way":                       {&eventv1.Rule{Kind: "public"}, &eventv1.Rule{Kind: "chatham-house"}, &eventv1.Rule{Kind: "chatham-house"}},
		"the later embargo":                      {until("2024-03-01"), until("2024-04-01"), until("2024-04-01")},
		"what hides people and what hides a day": {until("2024-03-01"), &eventv1.Rule{Kind: "chatham-house"}, &eventv1.Rule{Kind: "internal"}},
		"a legal hold over all":                  {&eventv1.Rule{Kind: "legal-hold"}, &eventv1.Rule{Kind: "internal"}, &eventv1.Rule{Kind: "legal-hold"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, two := range [][2]*eventv1.Rule{{c.a, c.b}, {c.b, c.a}} {
				a := given(recordedByMember(with(clinic(), func(x *eventv1.Activity) { x.Rule = two[0] })))
				b := another("b", recordedByMember(with(clinic(), func(x *eventv1.Activity) { x.Rule = two[1] })))
				if diff := cmp.Diff(c.want, absorbed(t, a, b).GetActivity().GetRule(), protocmp.Transform()); diff != "" {
					t.Errorf("the rule (-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestARuleForTheWholeHoldsForEveryPartAndForTheRest(t *testing.T) {
	t.Parallel()
	a := given(&eventv1.ActivityRecorded{Activity: completed(session())})
	a.Content.Relations = nil
	other := another("b", recordedByMember(with(session(), func(c *eventv1.Activity) {
		c.Segments, c.Body, c.Relations, c.Rule = nil, nil, nil, &eventv1.Rule{Kind: "internal"}
	})))
	got := absorbed(t, a, other).GetActivity()
	for _, part := range got.GetSegments() {
		if part.GetRule().GetKind() != "internal" {
			t.Errorf("%s is under %s, want internal", part.GetName(), part.GetRule().GetKind())
		}
	}
	for _, passage := range got.GetBody() {
		if passage.GetSegment() == "" {
			t.Errorf("“%s” falls under no rule", passage.GetText())
		}
	}
}

func TestWhatCannotBeMergedSaysWhy(t *testing.T) {
	t.Parallel()
	a, b := given(recordedByMember(clinic())), another("b", recordedByMember(retold()))
	withdrawn := another("w", recordedByMember(retold()), &eventv1.ActivityWithdrawn{Reason: "twice"})
	into := func(id string) *activity.Activity {
		return another("m", recordedByMember(retold()), &eventv1.ActivityMerged{Into: id})
	}
	for name, c := range map[string]struct {
		other, into *activity.Activity
		kind        error
		words       string
	}{
		"itself":              {a, a, fault.Invalid, "with itself"},
		"what is not there":   {another("x"), a, fault.NotFound, "there is no activity"},
		"into what is not":    {b, another("x"), fault.NotFound, "there is no activity"},
		"twice":               {into(a.ID), a, fault.Conflict, "is one with " + a.ID + " already"},
		"merged elsewhere":    {into(b.ID), a, fault.Conflict, "part the two first"},
		"in a circle":         {a, into(a.ID), fault.Conflict, "the other way round"},
		"into a merged one":   {a, into(b.ID), fault.Conflict, "merge into that one"},
		"withdrawn":           {withdrawn, a, fault.Conflict, "nothing to merge"},
		"into what was taken": {a, withdrawn, fault.Conflict, "told nowhere"},
		"erased":              {another("e", recordedByMember(retold()), &eventv1.ActivityErased{Reason: "asked"}), a, fault.NotFound, "was erased"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			when(activity.Merge(c.other, c.into, "")).refused(t, c.kind, c.words)
		})
	}
	when(activity.Merge(b, a, " told twice ")).then(t, &eventv1.ActivityMerged{Into: a.ID, Reason: "told twice"})
}

func TestWhatWasMergedIsToldApartOnlyWhenItIsUndone(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	b := another("b", recordedByMember(retold()), &eventv1.ActivityMerged{Into: a.ID})
	when(activity.TellApart(a, b, "")).refused(t, fault.Conflict, "undo that first")
	when(activity.TellApart(b, a, "")).refused(t, fault.Conflict, "undo that first")
	when(activity.TellApart(a, a, "")).refused(t, fault.Invalid, "from itself")
	when(activity.TellApart(a, another("c", recordedByMember(retold())), "two sessions")).then(t,
		&eventv1.ActivitiesToldApart{Other: activity.ImportedID(source, "c"), Reason: "two sessions"})
	when(activity.Unmerge(a, "")).refused(t, fault.Conflict, "nothing to undo")
	when(activity.Unmerge(b, "two")).then(t, &eventv1.ActivityMergeUndone{Reason: "two", Activity: b.Content})
}

func TestAFileOfWhatWasMergedIsLeftAlone(t *testing.T) {
	t.Parallel()
	a := given(&eventv1.ActivityRecorded{Activity: completed(clinic()), Import: file(clinic())}, &eventv1.ActivityMerged{Into: "b"})
	events, outcome, err := activity.Import(a, file(retold()), team(), now)
	if err != nil || len(events) > 0 || outcome.What != activity.LeftAlone {
		t.Errorf("events %v, outcome %v, %v; want it left alone", events, outcome, err)
	}
}

func TestWhoTookPartTwiceDoesSoInTheOneThatStays(t *testing.T) {
	t.Parallel()
	ada := func(part, segment string) *eventv1.Participation {
		return &eventv1.Participation{Name: "Ada Example", Part: part, Segment: segment}
	}
	parts := func(people ...*eventv1.Participation) func(*eventv1.Activity) {
		return func(c *eventv1.Activity) {
			c.Segments = []*eventv1.Segment{{Name: "Opening", Rule: &eventv1.Rule{Kind: "public"}}, {Name: "Panel", Rule: &eventv1.Rule{Kind: "chatham-house"}}}
			c.People, c.Body = people, nil
		}
	}
	of := func(a *eventv1.ActivityAbsorbed) (all []string) {
		for _, p := range a.GetActivity().GetPeople() {
			all = append(all, p.GetPart()+" in "+p.GetSegment())
		}
		return all
	}
	both := with(retold(), parts(ada("speaker", "Opening"), ada("moderator", "Panel")))
	both.Organisations, both.FollowUps = nil, nil
	want := []string{"speaker in Opening", "moderator in Panel"}
	for name, here := range map[string]*eventv1.Activity{
		"where nobody is named":           with(clinic(), parts()),
		"where one of the two parts is":   with(clinic(), parts(ada("speaker", "Opening"))),
		"and where the other one is told": with(clinic(), parts(ada("", "Opening"), ada("moderator", "Panel"))),
	} {
		got := of(absorbed(t, given(recordedByMember(here)), another("b", recordedByMember(both))))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s, who took part (-want +got):\n%s", name, diff)
		}
	}
}

func TestWhatBecameOfAPromiseIsKnownOnceOneOfTheTwoKnewIt(t *testing.T) {
	t.Parallel()
	settled := with(retold(), func(c *eventv1.Activity) {
		c.FollowUps = clinic().GetFollowUps()
		c.FollowUps[0].State, c.FollowUps[0].StateReason = "waived", "nobody came"
	})
	got := absorbed(t, given(recordedByMember(clinic())), another("b", recordedByMember(settled))).GetActivity().GetFollowUps()
	if len(got) != 1 || got[0].GetState() != "waived" || got[0].GetStateReason() != "nobody came" {
		t.Errorf("promised is %v, want one promise that was waived", got)
	}
}

func TestAPromiseThatTheOtherToldOfWasKept(t *testing.T) {
	t.Parallel()
	other := another("b", recordedByMember(retold()))
	promised := with(clinic(), func(c *eventv1.Activity) { c.FollowUps[0].State, c.FollowUps[0].ReportedIn = "reported", other.ID })
	a := given(recordedByMember(promised))
	for name, event := range map[string]*eventv1.ActivityAbsorbed{"of the one that stays": absorbed(t, a, other), "of the one that goes": absorbed(t, other, a)} {
		for _, f := range event.GetActivity().GetFollowUps() {
			if f.GetWhat() == "Second clinic" && f.GetKey() != "second" && (f.GetState() != "closed" || f.GetReportedIn() != "") {
				t.Errorf("the promise %s is %v, want it closed", name, f)
			}
		}
	}
}

func TestWhatWasPlannedTookPlaceOnTheDayOfTheOneThatWasDone(t *testing.T) {
	t.Parallel()
	on := func(status, from string) *eventv1.Activity {
		return with(clinic(), func(c *eventv1.Activity) { c.Status, c.When = status, &eventv1.When{From: from} })
	}
	for name, test := range map[string]struct{ planned, done, want string }{
		"another day":               {"2024-03-12", "2024-02-28", "2024-02-28"},
		"the same day":              {"2024-01-30", "2024-01-30", "2024-01-30"},
		"some day of that month":    {"2024-01-30", "2024-01", "2024-01-30"},
		"a day of the month it was": {"2024-01", "2024-01-30", "2024-01-30"},
	} {
		got := absorbed(t, given(recordedByMember(on("planned", test.planned))), another("b", recordedByMember(on("done", test.done)))).GetActivity()
		if got.GetStatus() != "done" || got.GetWhen().GetFrom() != test.want {
			t.Errorf("%s: it is %s on %s, want it done on %s", name, got.GetStatus(), got.GetWhen().GetFrom(), test.want)
		}
	}
	// What is planned anew does not undo what was done.
	got := absorbed(t, given(recordedByMember(on("done", "2024-01-30"))), another("b", recordedByMember(on("planned", "2024-03-12")))).GetActivity()
	if got.GetStatus() != "done" || got.GetWhen().GetFrom() != "2024-01-30" {
		t.Errorf("it is %s on %s, want it done on 2024-01-30", got.GetStatus(), got.GetWhen().GetFrom())
	}
}
