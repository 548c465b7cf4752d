package activity_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// anyTelling draws an activity that says more or less of one of the known ones.
func anyTelling(t *rapid.T, label string) *eventv1.Activity {
	a := rapid.SampledFrom([]func() *eventv1.Activity{clinic, retold, session, panel, assessment}).Draw(t, label)()
	a.Relations = nil
	for _, less := range []func(){
		func() { a.Place, a.Topics, a.Jurisdictions = "", nil, nil },
		func() { a.Body = nil },
		func() { a.Series, a.FollowUps = nil, nil },
		func() { a.Links = nil },
		func() { a.Pillar, a.PillarReason = "", "" },
		func() {
			for _, p := range slices.Concat(a.GetPeople(), a.GetOrganisations()) {
				p.Part, p.Role, p.Segment = "", "", ""
			}
		},
		func() { a.Status = "planned" },
	} {
		if rapid.IntRange(0, 2).Draw(t, "less") == 0 {
			less()
		}
	}
	return completed(a)
}

// between are amendments of what no other says, by the field that they name.
var between = map[string]func(*eventv1.Activity){
	"headline": func(a *eventv1.Activity) { a.Headline = "In between" },
	"place":    func(a *eventv1.Activity) { a.Place = "Bogotá" },
	"links": func(a *eventv1.Activity) {
		a.Links = append(a.GetLinks(), &eventv1.Link{Verb: "watch", Label: "a film", Url: "https://example.org/film"})
	},
	"topics": func(a *eventv1.Activity) { a.Topics = append([]string{"Section 230"}, a.GetTopics()...) },
	"people": func(a *eventv1.Activity) {
		a.People = append(a.GetPeople(), &eventv1.Participation{Name: "Ada Example"})
	},
	"follow_ups": func(a *eventv1.Activity) {
		a.FollowUps = append(a.GetFollowUps(), &eventv1.FollowUp{Key: "between", What: "Write", When: &eventv1.When{From: "2024-03"}})
	},
	"when": func(a *eventv1.Activity) { a.When = &eventv1.When{From: "2024-01-15"} },
}

// merging is an activity and others that are merged into it and parted again.
type merging struct {
	*rapid.T
	a     *activity.Activity
	story []proto.Message
	// alone is the same activity, of which all is told but the merges.
	alone *activity.Activity
}

func (m *merging) happens(events []proto.Message, err error) {
	if err != nil {
		m.Fatal(err)
	}
	for _, event := range events {
		m.a.Apply(event)
		m.story = append(m.story, event)
	}
	if err := activity.Check(m.a.Content, team()).Err(); err != nil {
		m.Fatalf("what stands now would be refused: %v", err)
	}
}

func (m *merging) amend(field string) {
	change := func(a *activity.Activity) ([]proto.Message, error) {
		return activity.Amend(a, with(a.Content, between[field]), []string{field}, "", 0, team(), now)
	}
	here, err := change(m.a)
	there, errAlone := change(m.alone)
	if err != nil || errAlone != nil {
		return
	}
	m.happens(here, nil)
	for _, event := range there {
		m.alone.Apply(event)
	}
}

func (m *merging) part(other *activity.Activity, rest []*activity.Activity) {
	m.happens(activity.Release(m.a, other.ID, activity.TakenOver(m.story), rest, "", team(), now))
}

func TestMergedAndPartedBothAreAsTheyWereWithAllThatWasAmendedBetween(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := &eventv1.ActivityRecorded{Activity: anyTelling(t, "a")}
		m := &merging{T: t, a: given(first), alone: given(first), story: []proto.Message{first}}
		b, c := another("b", &eventv1.ActivityRecorded{Activity: anyTelling(t, "b")}), another("c", &eventv1.ActivityRecorded{Activity: anyTelling(t, "c")})
		others := []*activity.Activity{b, c}[:rapid.IntRange(1, 2).Draw(t, "others")]
		for _, other := range others {
			events, err := activity.Absorb(m.a, other, "", team(), now)
			if err != nil {
				t.Skip("the two cannot be one")
			}
			m.happens(events, nil)
		}
		for _, field := range slices.Sorted(maps.Keys(between)) {
			if rapid.Bool().Draw(t, field) {
				m.amend(field)
			}
		}
		if len(others) == 2 && rapid.Bool().Draw(t, "in the order of merging") {
			m.part(b, others[1:])
			m.part(c, nil)
		} else {
			if len(others) == 2 {
				m.part(c, others[:1])
			}
			m.part(b, nil)
		}
		if diff := cmp.Diff(m.alone.Content, m.a.Content, protocmp.Transform()); diff != "" {
			t.Fatalf("without the merges it would say otherwise (-without +parted):\n%s", diff)
		}
		if left := activity.TakenOver(m.story); len(left) > 0 {
			t.Fatalf("%d are still taken over", len(left))
		}
	})
}

func TestWhatAnotherSaysTooStaysWhenOneIsParted(t *testing.T) {
	t.Parallel()
	short := with(clinic(), func(a *eventv1.Activity) { a.Links, a.FollowUps = nil, nil })
	first := recordedByMember(short)
	m := &merging{T: nil, a: given(first), story: []proto.Message{first}}
	b, c := another("b", recordedByMember(retold())), another("c", recordedByMember(retold()))
	for _, other := range []*activity.Activity{b, c} {
		event := absorbed(t, m.a, other)
		m.a.Apply(event)
		m.story = append(m.story, event)
	}
	events, err := activity.Release(m.a, b.ID, activity.TakenOver(m.story), []*activity.Activity{c}, "", team(), now)
	if err != nil {
		t.Fatal(err)
	}
	if got := events[1].(*eventv1.ActivityAbsorbed).GetActivity().GetLinks(); len(got) != 2 {
		t.Errorf("links = %v, want the two that the other has too", got)
	}
}

func TestOfWhatWasErasedNothingGoesBack(t *testing.T) {
	t.Parallel()
	a, b := given(recordedByMember(clinic())), another("b", recordedByMember(retold()))
	event := absorbed(t, a, b)
	story := []proto.Message{nil, nil, &eventv1.ActivityErased{Reason: "asked to", Activity: event.GetActivity()}}
	if taken := activity.TakenOver(story); len(taken) > 0 {
		t.Errorf("%v is said to be taken over, and what was before is known to nobody", taken)
	}
}
