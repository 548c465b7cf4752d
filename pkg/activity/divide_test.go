package activity_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestAPartThatWasStreamedSetsNothingElseFree(t *testing.T) {
	t.Parallel()
	internal, public := &eventv1.Rule{Kind: "internal"}, &eventv1.Rule{Kind: "public"}
	a := given(recordedByMember(with(clinic(), func(c *eventv1.Activity) { c.Rule = internal })))
	got, kept := activity.Divide(a.Content, "Opening", public)
	want := with(a.Content, func(c *eventv1.Activity) {
		c.Rule = nil
		c.Segments = []*eventv1.Segment{{Name: "Opening", Rule: public}, {Name: "The rest", Rule: internal}}
		c.Body[0].Segment = "The rest"
		for _, o := range c.GetOrganisations() {
			o.Segment = "The rest"
		}
	})
	if diff := cmp.Diff(want, got, protocmp.Transform()); diff != "" || kept != "The rest" {
		t.Errorf("divided, with %q kept (-want +got):\n%s", kept, diff)
	}
	paths := []string{"rule", "segments", "body", "organisations"}
	when(activity.Amend(a, got, paths, "", 0, team(), now)).refused(t, fault.Invalid, "reason: the rule internal of it goes")
	event := when(activity.Amend(a, got, paths, "it was streamed", 0, team(), now))
	change, _ := activity.ChangeBy(event.events[0])
	change.From(a.Content, got)
	wanted := "On 1 February 2024, 00:00 UTC, amara amended the organisations, the segments (“Opening” added, public, “The rest” added, internal), the rule and the story: “it was streamed”."
	if said := change.Sentence(time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC), "amara"); said != wanted {
		t.Errorf("told as %s, want %s", said, wanted)
	}
}

func TestAPartOfWhatAnybodyMayTellIsOneMore(t *testing.T) {
	t.Parallel()
	for _, whole := range []*eventv1.Rule{nil, {Kind: "public"}} {
		got, kept := activity.Divide(with(clinic(), func(c *eventv1.Activity) { c.Rule = whole }), "Panel", &eventv1.Rule{Kind: "chatham-house"})
		if kept != "" || len(got.GetSegments()) != 1 || got.GetRule() != nil || got.GetBody()[0].GetSegment() != "" {
			t.Errorf("divided into %v, keeping %q, want the one part", got, kept)
		}
	}
}

func TestAPartThatIsCalledTheRestSetsNothingElseFree(t *testing.T) {
	t.Parallel()
	internal, public := &eventv1.Rule{Kind: "internal"}, &eventv1.Rule{Kind: "public"}
	got, kept := activity.Divide(with(clinic(), func(c *eventv1.Activity) { c.Rule = internal }), "The rest", public)
	want := []*eventv1.Segment{{Name: "The rest", Rule: public}, {Name: "All else", Rule: internal}}
	if diff := cmp.Diff(want, got.GetSegments(), protocmp.Transform()); diff != "" || kept != "All else" || got.GetBody()[0].GetSegment() != kept {
		t.Errorf("divided, with %q kept and the story in %q (-want +got):\n%s", kept, got.GetBody()[0].GetSegment(), diff)
	}
}

func TestTheHistoryTellsWhichPartsCameAndWent(t *testing.T) {
	t.Parallel()
	part := func(name, kind string) *eventv1.Segment {
		return &eventv1.Segment{Name: name, Rule: &eventv1.Rule{Kind: kind}}
	}
	got := activity.PartChanges(
		&eventv1.Activity{Segments: []*eventv1.Segment{part("Panel", "public"), part("Lunch", "internal"), part("Walk", "public")}},
		&eventv1.Activity{Segments: []*eventv1.Segment{part("Panel", "internal"), part("Dinner", "chatham-house"), part("Walk", "public")}})
	want := []string{"“Dinner” added, chatham-house", "“Panel”, from public to internal", "“Lunch” taken away, internal"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("told (-want +got):\n%s", diff)
	}
}
