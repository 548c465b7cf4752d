package activity_test

import (
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestAChangeIsToldInASentence(t *testing.T) {
	t.Parallel()
	content := session()
	content.Segments[1].Rule = &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-05-03T09:00", Zone: "Asia/Tokyo"}}
	whole := &eventv1.Activity{Rule: &eventv1.Rule{Kind: "internal"}}
	for want, event := range map[string]proto.Message{
		"logged it.": &eventv1.ActivityRecorded{Activity: content},
		"amended the headline and the follow-ups: “the programme named it”.": &eventv1.ActivityAmended{
			Paths: []string{"headline", "follow_ups"}, Reason: "the programme named it",
		},
		"amended the place, from the source team; the edit of the headline made here was kept.": &eventv1.ActivityAmended{
			Paths: []string{"place"}, Import: &eventv1.Import{Source: "team", Clashes: []string{"headline"}},
		},
		"took in the file anew; nothing here changed, from the source team.": &eventv1.ActivityAmended{Import: &eventv1.Import{Source: "team"}},
		"completed it.":                &eventv1.ActivityCompleted{Paths: []string{"status"}},
		"cancelled it: “nobody came”.": &eventv1.ActivityCancelled{Paths: []string{"status", "status_reason"}, Reason: "nobody came"},
		"planned it again.":            &eventv1.ActivityPlanned{Paths: []string{"status", "status_reason"}},
		"tightened the rule of the segment “Panel”, from public to embargo until 3 May 2024, 09:00 (Asia/Tokyo): “why”.": &eventv1.RuleTightened{
			Activity: content, Paths: []string{"segments"}, Reason: "why", Segment: "Panel", Was: &eventv1.Rule{Kind: "public"},
		},
		"tightened its rule, from no rule to internal: “why”.": &eventv1.RuleTightened{Activity: whole, Paths: []string{"rule"}, Reason: "why"},
		"relaxed its rule, from legal-hold to internal: “why”.": &eventv1.RuleRelaxed{
			Activity: whole, Paths: []string{"rule"}, Reason: "why", Was: &eventv1.Rule{Kind: "legal-hold"},
		},
		"put it under another pillar: “why”.":                              &eventv1.PillarOverridden{Paths: []string{"pillar", "pillar_reason"}, Reason: "why"},
		"put it back under the pillar of its first priority.":              &eventv1.PillarOverrideLifted{Paths: []string{"pillar"}},
		"closed the follow-up “clinic-2”.":                                 &eventv1.FollowUpClosed{Key: "clinic-2", Paths: []string{"follow_ups"}},
		"reported the follow-up “clinic-2”, told in " + other[:8] + ".":    &eventv1.FollowUpReported{Key: "clinic-2", ReportedIn: other},
		"waived the follow-up “clinic-2”: “why”.":                          &eventv1.FollowUpWaived{Key: "clinic-2", Reason: "why"},
		"reopened the follow-up “clinic-2”.":                               &eventv1.FollowUpReopened{Key: "clinic-2"},
		"put a picture to it.":                                             &eventv1.ImageAttached{Hash: "aa", Paths: []string{"images"}},
		"took a picture from it.":                                          &eventv1.ImageDetached{Hash: "aa", Paths: []string{"images"}},
		"merged " + other[:8] + " into it, with the links.":                &eventv1.ActivityAbsorbed{Other: other, Paths: []string{"links"}},
		"parted it from " + other[:8] + ", which had been merged into it.": &eventv1.ActivityReleased{Other: other},
		"merged it into " + other[:8] + ": “the same clinic”.":             &eventv1.ActivityMerged{Into: other, Reason: "the same clinic"},
		"parted it again from the one that it had been merged into.":       &eventv1.ActivityMergeUndone{},
		"told it apart from " + other[:8] + ".":                            &eventv1.ActivitiesToldApart{Other: other},
		"withdrew it: “entered twice”.":                                    &eventv1.ActivityWithdrawn{Reason: "entered twice"},
		"restored it: “it was not”.":                                       &eventv1.ActivityRestored{Reason: "it was not"},
		"erased what was said until then: “asked to”.":                     &eventv1.ActivityErased{Reason: "asked to", Import: &eventv1.Import{Source: "team"}},
	} {
		change, known := activity.ChangeBy(event)
		if got := change.Sentence(time.Date(2024, 2, 5, 14, 2, 0, 0, time.UTC), "amara"); !known || got != "On 5 February 2024, 14:02 UTC, amara "+want {
			t.Errorf("%T is told as\n%s\nwant\n… %s", event, got, want)
		}
	}
	if _, known := activity.ChangeBy(&eventv1.IssueDrafted{}); known {
		t.Error("an issue's event is taken for an activity's")
	}
}
