package dontblink

import (
	"cmp"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func statusLine(a *eventv1.Activity) string {
	if a.GetStatusReason() != "" {
		return a.GetStatus() + ": " + a.GetStatusReason()
	}
	return a.GetStatus()
}

// tieWords says how an activity is tied to another, from where this one stands.
func tieWords(tie *apiv1.Tie) string {
	if !tie.GetFromOther() {
		return strings.ReplaceAll(tie.GetType(), "_", " ")
	}
	turned := map[string]string{
		"rests_on": "base of", "part_of": "has part", "outcome_of": "has outcome", "follows": "followed by", "reported_in": "reports on",
	}
	return cmp.Or(turned[tie.GetType()], tie.GetType())
}

// A file may name an activity that has not come yet.
func tieLine(tie *apiv1.Tie) string {
	line := short(tie.GetOther()) + " " + cmp.Or(tie.GetHeadline(), "(not in the log)")
	if tie.GetWithdrawn() {
		line += " (withdrawn)"
	}
	return line
}

// hedged says what was promised, and how surely.
func hedged(f *eventv1.FollowUp) string { return surely(f.GetWhat(), f.GetHedge()) }

func surely(what, hedge string) string {
	if hedge == "" {
		return what
	}
	return what + ", " + hedge
}

// promisedBy says what was promised, how surely, on what condition, and by whom, if not by the team.
func promisedBy(f *eventv1.FollowUp) string {
	line := hedged(f)
	if f.GetCondition() != "" {
		line += " (" + f.GetCondition() + ")"
	}
	if f.GetPromisedBy() != "" {
		line += ", promised by " + f.GetPromisedBy()
	}
	return line
}

// followUpLine says a promise: what, when and how surely, by whom, and what became of it.
func followUpLine(f *eventv1.FollowUp) string {
	line := f.GetKey() + ", " + calendar.MustOf(f.GetWhen()).Words(calendar.English) + zoneOf(f.GetWhen()) + ": " + promisedBy(f)
	if f.GetUrl() != "" {
		line += " " + f.GetUrl()
	}
	return line + becameOf(f)
}

func becameOf(f *eventv1.FollowUp) string {
	if activity.State(f) == activity.Open {
		return "; open"
	}
	line := "; " + f.GetState()
	if f.GetReportedIn() != "" {
		line += " in " + short(f.GetReportedIn())
	}
	if f.GetStateReason() != "" {
		line += ": " + f.GetStateReason()
	}
	return line
}
