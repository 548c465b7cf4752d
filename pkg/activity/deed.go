package activity

import (
	"google.golang.org/protobuf/proto"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Amendment is an event that changes what an activity says, in whatever word: it was amended, completed, put under a stricter rule. Each
// carries the whole content after, so that it can be read by itself.
type Amendment interface {
	proto.Message
	GetActivity() *eventv1.Activity
	GetPaths() []string
	GetReason() string
}

// importOf returns what the file said that brought an event about; nil when a member did.
func importOf(event proto.Message) *eventv1.Import {
	if from, ok := event.(interface{ GetImport() *eventv1.Import }); ok {
		return from.GetImport()
	}
	return nil
}

// Deed returns in one word what an event did to an activity: "recorded", "amended", "completed"; empty for an event that is none of an
// activity's.
func Deed(event proto.Message) string {
	switch event.(type) {
	case *eventv1.ActivityRecorded:
		return "recorded"
	case *eventv1.ActivityAmended:
		return "amended"
	case *eventv1.ActivityCompleted:
		return "completed"
	case *eventv1.ActivityCancelled:
		return "cancelled"
	case *eventv1.ActivityPlanned:
		return "planned"
	case *eventv1.RuleTightened:
		return "rule tightened"
	case *eventv1.RuleRelaxed:
		return "rule relaxed"
	case *eventv1.PillarOverridden:
		return "pillar overridden"
	case *eventv1.PillarOverrideLifted:
		return "pillar override lifted"
	case *eventv1.FollowUpClosed:
		return "follow-up closed"
	case *eventv1.FollowUpReported:
		return "follow-up reported"
	case *eventv1.FollowUpWaived:
		return "follow-up waived"
	case *eventv1.FollowUpReopened:
		return "follow-up reopened"
	case *eventv1.ImageAttached:
		return "image attached"
	case *eventv1.ImageDetached:
		return "image detached"
	case *eventv1.ActivityAbsorbed:
		return "absorbed"
	case *eventv1.ActivityReleased:
		return "released"
	case *eventv1.ActivityMerged:
		return "merged"
	case *eventv1.ActivityMergeUndone:
		return "merge undone"
	case *eventv1.ActivitiesToldApart:
		return "told apart"
	case *eventv1.ActivityWithdrawn:
		return "withdrawn"
	case *eventv1.ActivityRestored:
		return "restored"
	case *eventv1.ActivityErased:
		return "erased"
	}
	return ""
}
