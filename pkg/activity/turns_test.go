package activity_test

import (
	"slices"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// other is the id of another activity.
var other = activity.ImportedID(source, "another")

// amend says a whole content anew, but for what it is not asked about: every field is named.
func amend(a *activity.Activity, reason string, change func(*eventv1.Activity), paths ...string) happened {
	return when(activity.Amend(a, with(a.Content, change), paths, reason, a.Version, team(), now))
}

// told returns the words for the events.
func (h happened) told(t *testing.T) (words []string) {
	t.Helper()
	if h.err != nil {
		t.Fatalf("refused: %v", h.err)
	}
	for _, event := range h.events {
		words = append(words, activity.Deed(event))
	}
	return words
}

func TestWhatWasPlannedIsCompleted(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(with(clinic(), func(a *eventv1.Activity) { a.Status = "planned" })))
	amend(a, "it went well", func(a *eventv1.Activity) { a.Status = "done" }, "status").then(t, &eventv1.ActivityCompleted{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Status = "done" }), Paths: []string{"status"}, Reason: "it went well",
	})
}

func TestWhatIsCancelledSaysWhyUntilItIsPlannedAgain(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(with(clinic(), func(a *eventv1.Activity) { a.Status = "planned" })))
	cancel := func(a *eventv1.Activity) { a.Status = "cancelled" }
	amend(a, " ", cancel, "status").refused(t, fault.Invalid, "reason: say why it is cancelled")

	cancelled := amend(a, "nobody came", cancel, "status")
	cancelled.then(t, &eventv1.ActivityCancelled{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Status, a.StatusReason = "cancelled", "nobody came" }),
		Paths:    []string{"status", "status_reason"}, Reason: "nobody came",
	})
	a.Apply(cancelled.events[0])

	amend(a, "", func(a *eventv1.Activity) { a.StatusReason = "" }, "status_reason").refused(t, fault.Invalid, "do not leave it empty")
	amend(a, "", func(a *eventv1.Activity) { a.Status = "planned" }, "status").then(t, &eventv1.ActivityPlanned{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Status, a.StatusReason = "planned", "" }),
		Paths:    []string{"status", "status_reason"},
	})
}

func TestAFileMayLeaveOutWhyAndAMemberMayNot(t *testing.T) {
	t.Parallel()
	cancelled := with(clinic(), func(a *eventv1.Activity) { a.Status = "cancelled" })
	when(activity.Record(given(), cancelled, nil, team(), now)).refused(t, fault.Invalid, "status_reason: say why it was cancelled")
	imported(given(), cancelled).then(t, recordedFromFile(cancelled))
	// A member who amends something else of it does not have to know.
	a := given(recordedFromFile(cancelled))
	if got := amend(a, "", func(a *eventv1.Activity) { a.Place = "Bogotá" }, "place").told(t); !slices.Equal(got, []string{"amended"}) {
		t.Errorf("told %v, want it amended", got)
	}
}

func TestARuleIsTightenedOrRelaxedForAReason(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(session()))
	ofPanel := func(kind string) func(*eventv1.Activity) {
		return func(a *eventv1.Activity) { a.Segments[1].Rule = &eventv1.Rule{Kind: kind} }
	}
	was := &eventv1.Rule{Kind: "chatham-house"}
	amend(a, "", ofPanel("internal"), "segments").refused(t, fault.Invalid, "reason: say why less may be told of the segment “Panel”")
	amend(a, "the host asked", ofPanel("internal"), "segments").then(t, &eventv1.RuleTightened{
		Activity: with(a.Content, ofPanel("internal")), Paths: []string{"segments"}, Reason: "the host asked", Segment: "Panel", Was: was,
	})
	amend(a, "", ofPanel("public"), "segments").refused(t, fault.Invalid, "reason: say why more may be told of the segment “Panel”")
	amend(a, "the video is out", ofPanel("public"), "segments").then(t, &eventv1.RuleRelaxed{
		Activity: with(a.Content, ofPanel("public")), Paths: []string{"segments"}, Reason: "the video is out", Segment: "Panel", Was: was,
	})
}

func TestAnEmbargoOnTheWholeThatEndsLaterIsTightened(t *testing.T) {
	t.Parallel()
	embargo := func(until, zone string) func(*eventv1.Activity) {
		return func(a *eventv1.Activity) {
			a.Rule = &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: until, Zone: zone}}
		}
	}
	a := given(recordedByMember(with(clinic(), embargo("2024-03-01T12:00", "Europe/Brussels"))))
	for name, c := range map[string]struct {
		until, zone string
		want        []string
	}{
		"later":                       {"2024-03-02T12:00", "Europe/Brussels", []string{"rule tightened"}},
		"sooner":                      {"2024-03-01T11:59", "Europe/Brussels", []string{"rule relaxed"}},
		"the same hour, further west": {"2024-03-01T12:00", "America/New_York", []string{"rule tightened"}},
		"the same moment elsewhere":   {"2024-03-01T11:00", "Etc/UTC", []string{"amended"}},
	} {
		if got := amend(a, "the vote was moved", embargo(c.until, c.zone), "rule").told(t); !slices.Equal(got, c.want) {
			t.Errorf("%s: told %v, want %v", name, got, c.want)
		}
	}
}

func TestNothingNewIsEverUnderTheRuleOfBefore(t *testing.T) {
	t.Parallel()
	a := given(recordedFromFile(session()))
	got := amend(a, "we were told so", func(a *eventv1.Activity) {
		a.Segments[0].Rule = &eventv1.Rule{Kind: "internal"} // was public
		a.Segments[1].Rule = &eventv1.Rule{Kind: "public"}   // was chatham-house
		a.Body[1].Text = "Names were named."
	}, "segments", "body").told(t)
	if want := []string{"rule tightened", "amended", "rule relaxed"}; !slices.Equal(got, want) {
		t.Errorf("told %v, want %v", got, want)
	}
}

func TestARuleThatGoesWithItsPartWantsAReason(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(panel()))
	renamed := func(a *eventv1.Activity) {
		a.Segments[0].Name, a.People[0].Segment, a.Organisations[1].Segment = "Closed panel", "Closed panel", "Closed panel"
	}
	amend(a, "", renamed, "segments", "people", "organisations").told(t)
	gone := func(a *eventv1.Activity) { a.Segments, a.People[0].Segment, a.Organisations[1].Segment = nil, "", "" }
	amend(a, "", gone, "segments", "people", "organisations").refused(t, fault.Invalid, "the rule chatham-house of the segment “Panel” goes")
	if got := amend(a, "it was streamed", gone, "segments", "people", "organisations").told(t); !slices.Equal(got, []string{"amended"}) {
		t.Errorf("told %v, want it amended", got)
	}
	// A closed meeting that is divided: the part that was open is told of otherwise than before.
	closed := given(recordedByMember(with(clinic(), func(a *eventv1.Activity) { a.Rule = &eventv1.Rule{Kind: "chatham-house"} })))
	divided := func(first string) func(*eventv1.Activity) {
		return func(a *eventv1.Activity) {
			a.Rule, a.Segments = nil, []*eventv1.Segment{
				{Name: "Opening", Rule: &eventv1.Rule{Kind: first}}, {Name: "Panel", Rule: &eventv1.Rule{Kind: "chatham-house"}},
			}
		}
	}
	amend(closed, "", divided("public"), "rule", "segments").refused(t, fault.Invalid, "the rule chatham-house of it goes")
	amend(closed, "", divided("internal"), "rule", "segments").told(t)
}

func TestThePillarKeepsTheReasonThatWasGiven(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	to := func(pillar string) func(*eventv1.Activity) { return func(a *eventv1.Activity) { a.Pillar = pillar } }
	amend(a, "", to("people"), "pillar").refused(t, fault.Invalid, "pillar_reason: ")
	overridden := amend(a, "volunteers taught it", to("people"), "pillar")
	overridden.then(t, &eventv1.PillarOverridden{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Pillar, a.PillarReason = "people", "volunteers taught it" }),
		Paths:    []string{"pillar", "pillar_reason"}, Reason: "volunteers taught it",
	})
	a.Apply(overridden.events[0])
	// Another pillar wants another reason: the old one does not speak of it.
	amend(a, "", to("values"), "pillar").refused(t, fault.Invalid, "pillar_reason: ")
	amend(a, "", to(""), "pillar").then(t, &eventv1.PillarOverrideLifted{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Pillar, a.PillarReason = "", "" }), Paths: []string{"pillar", "pillar_reason"},
	})
}

func TestAPromiseIsClosedReportedWaivedAndReopened(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	becomes := func(state, in string) func(*eventv1.Activity) {
		return func(a *eventv1.Activity) { a.FollowUps[0].State, a.FollowUps[0].ReportedIn = state, in }
	}
	stands := func(state, reason, in string) *eventv1.Activity {
		return with(a.Content, func(a *eventv1.Activity) {
			a.FollowUps[0].State, a.FollowUps[0].StateReason, a.FollowUps[0].ReportedIn = state, reason, in
		})
	}
	paths := []string{"follow_ups"}
	amend(a, "", becomes("closed", ""), paths...).then(t,
		&eventv1.FollowUpClosed{Activity: stands("closed", "", ""), Paths: paths, Key: "clinic-2"})
	amend(a, "", becomes("waived", ""), paths...).refused(t, fault.Invalid, "follow_ups[0].state_reason: say why it is waived")
	amend(a, "", becomes("reported", ""), paths...).refused(t, fault.Invalid, "follow_ups[0].reported_in: say which activity")
	amend(a, "told in February", becomes("reported", other), paths...).then(t, &eventv1.FollowUpReported{
		Activity: stands("reported", "told in February", other), Paths: paths, Key: "clinic-2", Reason: "told in February", ReportedIn: other,
	})
	waived := amend(a, "no speaker", becomes("waived", ""), paths...)
	waived.then(t, &eventv1.FollowUpWaived{Activity: stands("waived", "no speaker", ""), Paths: paths, Reason: "no speaker", Key: "clinic-2"})
	a.Apply(waived.events[0])
	amend(a, "one was found", becomes("open", ""), paths...).then(t, &eventv1.FollowUpReopened{
		Activity: stands("open", "", ""), Paths: paths, Reason: "one was found", Key: "clinic-2",
	})
	// To say that it is open is to say nothing new of one that never said otherwise.
	fresh := given(recordedByMember(clinic()))
	if got := amend(fresh, "", becomes("open", ""), paths...).told(t); !slices.Equal(got, []string{"amended"}) {
		t.Errorf("told %v, want it amended", got)
	}
}

func TestAWithdrawnActivityComesBackAsItWas(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()), &eventv1.ActivityWithdrawn{Reason: "entered twice"})
	when(activity.Restore(a, " ")).refused(t, fault.Invalid, "reason: say why")
	restored := when(activity.Restore(a, " it was not "))
	restored.then(t, &eventv1.ActivityRestored{Reason: "it was not", Activity: completed(clinic())})
	a.Apply(restored.events[0])
	if a.Withdrawn {
		t.Error("restored, and still withdrawn")
	}
	when(activity.Restore(a, "again")).refused(t, fault.Conflict, "was not withdrawn")
	when(activity.Restore(given(), "why")).refused(t, fault.NotFound, "there is no activity")
	when(activity.Restore(given(recordedByMember(clinic()), &eventv1.ActivityMerged{Into: other}), "why")).refused(t, fault.Conflict, "part the two")
	when(activity.Restore(given(nil), "why")).refused(t, fault.NotFound, "was erased")
}

// TestTheEventsTogetherSayWhatWasAskedFor amends many things at once, in any combination: whoever folds the events comes to what a member
// typed, each event says truly what it changed, and none of them tells of nothing.
func TestTheEventsTogetherSayWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	changes := []func(*eventv1.Activity){
		func(a *eventv1.Activity) { a.Headline = "Another headline" },
		func(a *eventv1.Activity) { a.Status = "planned" },
		func(a *eventv1.Activity) { a.Status = "cancelled" },
		func(a *eventv1.Activity) { a.Segments[0].Rule = &eventv1.Rule{Kind: "internal"} },
		func(a *eventv1.Activity) { a.Segments[1].Rule = &eventv1.Rule{Kind: "public"} },
		func(a *eventv1.Activity) {
			a.Segments[1].Rule = &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-04-01"}}
		},
		func(a *eventv1.Activity) { slices.Reverse(a.Segments) },
		func(a *eventv1.Activity) {
			a.Segments = append(a.Segments, &eventv1.Segment{Name: "Dinner", Rule: &eventv1.Rule{Kind: "internal"}})
		},
		func(a *eventv1.Activity) { a.Pillar = "people" },
		func(a *eventv1.Activity) { a.Priorities = []string{"privacy"} },
		func(a *eventv1.Activity) { a.FollowUps[0].State = "closed" },
		func(a *eventv1.Activity) { a.FollowUps[0].What = "Another clinic" },
		func(a *eventv1.Activity) { a.FollowUps[1].State = "waived" },
		func(a *eventv1.Activity) { slices.Reverse(a.FollowUps) },
		func(a *eventv1.Activity) { a.FollowUps = a.GetFollowUps()[1:] },
	}
	paths := []string{"headline", "status", "segments", "pillar", "priorities", "follow_ups"}
	first := with(session(), func(a *eventv1.Activity) {
		a.FollowUps = clinic().GetFollowUps()
		a.FollowUps = append(a.FollowUps, assessment().GetFollowUps()...)
	})
	rapid.Check(t, func(t *rapid.T) {
		a := given(recordedFromFile(first))
		wanted := proto.CloneOf(a.Content)
		for _, change := range rapid.SliceOfN(rapid.SampledFrom(changes), 1, 6).Draw(t, "changes") {
			if len(wanted.GetFollowUps()) > 1 && len(wanted.GetSegments()) > 1 {
				change(wanted)
			}
		}
		if names := map[string]bool{}; slices.ContainsFunc(wanted.GetSegments(), func(s *eventv1.Segment) bool {
			twice := names[s.GetName()]
			names[s.GetName()] = true
			return twice
		}) {
			t.Skip("a name that stands twice is refused")
		}
		events, err := activity.Amend(a, wanted, paths, "we were told so", 0, team(), now)
		if err != nil {
			t.Fatal(err)
		}
		for _, event := range events {
			before := a.Content
			a.Apply(event)
			said := event.(activity.Amendment)
			if changed := activity.Paths(before, a.Content); !slices.Equal(changed, said.GetPaths()) || len(changed) == 0 {
				t.Fatalf("%s says that it changed %v, and it changed %v", activity.Deed(event), said.GetPaths(), changed)
			}
			if mistakes := activity.Check(a.Content, team()); len(mistakes) > 0 {
				t.Errorf("%s leaves an activity that says: %v", activity.Deed(event), mistakes)
			}
		}
		// What the reason adds is all that may differ.
		wanted.StatusReason, wanted.PillarReason = a.Content.GetStatusReason(), a.Content.GetPillarReason()
		for i, f := range a.Content.GetFollowUps() {
			wanted.FollowUps[i].StateReason = f.GetStateReason()
		}
		if differ := activity.Paths(completed(wanted), a.Content); len(differ) > 0 {
			t.Fatalf("the %d events lead to another %v", len(events), differ)
		}
		if again, err := activity.Amend(a, a.Content, paths, "", 0, team(), now); err != nil || len(again) > 0 {
			t.Fatalf("the same again: %v, %v; want nothing", again, err)
		}
	})
}

func TestWhoeverSaysItAgainForABetterReasonIsHeard(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	for _, event := range amend(a, "a storm", func(a *eventv1.Activity) { a.Status = "cancelled" }, "status").events {
		a.Apply(event)
	}
	amend(a, "two storms", func(a *eventv1.Activity) { a.Status = "cancelled" }, "status").then(t, &eventv1.ActivityAmended{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.StatusReason = "two storms" }), Paths: []string{"status_reason"}, Reason: "two storms",
	})
	// Beside anything else a reason is that of the whole.
	amend(a, "a slip", func(a *eventv1.Activity) { a.Place = "Bogotá" }, "status", "place").then(t, &eventv1.ActivityAmended{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.Place = "Bogotá" }), Paths: []string{"place"}, Reason: "a slip",
	})
	a = given(recordedByMember(with(clinic(), func(a *eventv1.Activity) { a.Pillar, a.PillarReason = "people", "volunteers taught it" })))
	amend(a, "it is for them", func(*eventv1.Activity) {}, "pillar").then(t, &eventv1.ActivityAmended{
		Activity: with(a.Content, func(a *eventv1.Activity) { a.PillarReason = "it is for them" }), Paths: []string{"pillar_reason"}, Reason: "it is for them",
	})
}

func TestAnActivityTellsOfNoPromiseOfItsOwn(t *testing.T) {
	t.Parallel()
	a := given(recordedByMember(clinic()))
	amend(a, "", func(c *eventv1.Activity) { c.FollowUps[0].State, c.FollowUps[0].ReportedIn = "reported", a.ID }, "follow_ups").
		refused(t, fault.Invalid, "follow_ups[0].reported_in: an activity cannot tell of how its own promise was kept")
}
