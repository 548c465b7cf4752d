package activity

import (
	"cmp"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// State is what became of something promised: "open" for one that says nothing of it.
func State(followUp *eventv1.FollowUp) string { return cmp.Or(followUp.GetState(), Open) }

// promised returns the follow-up of a key, or nil.
func promised(content *eventv1.Activity, key string) *eventv1.FollowUp {
	i := slices.IndexFunc(content.GetFollowUps(), func(f *eventv1.FollowUp) bool { return f.GetKey() == key })
	if i < 0 {
		return nil
	}
	return content.GetFollowUps()[i]
}

// followUpTurns finds the follow-ups that stood before and have come to another state.
func followUpTurns(before, next *eventv1.Activity, reason string) (turns []turn) {
	for _, f := range next.GetFollowUps() {
		was := promised(before, f.GetKey())
		if was == nil || State(was) == State(f) {
			continue
		}
		key := f.GetKey()
		t := turn{
			reason: cmp.Or(reason, f.GetStateReason()), event: followUpEvent(f),
			put: func(to, from *eventv1.Activity) { putState(promised(to, key), promised(from, key)) },
		}
		turns = append(turns, t)
	}
	return turns
}

// toldElsewhere refuses to have an activity tell of how its own promise was kept. What says so already, as a merger may have left it, stays.
func (a *Activity) toldElsewhere(next *eventv1.Activity) error {
	var mistakes fault.Mistakes
	for i, f := range next.GetFollowUps() {
		if f.GetReportedIn() == a.ID && promised(a.Content, f.GetKey()).GetReportedIn() != a.ID {
			mistakes.Add(nth("follow_ups", i)+".reported_in", "an activity cannot tell of how its own promise was kept: name the other one, or its state is %s", Closed)
		}
	}
	return mistakes.Err()
}

func putState(to, from *eventv1.FollowUp) {
	to.State, to.StateReason, to.ReportedIn = from.GetState(), from.GetStateReason(), from.GetReportedIn()
}

func followUpEvent(f *eventv1.FollowUp) func(said) proto.Message {
	key := f.GetKey()
	switch State(f) {
	case Closed:
		return func(s said) proto.Message {
			return &eventv1.FollowUpClosed{Activity: s.content, Paths: s.paths, Reason: s.reason, Key: key}
		}
	case Reported:
		return func(s said) proto.Message {
			return &eventv1.FollowUpReported{Activity: s.content, Paths: s.paths, Reason: s.reason, Key: key, ReportedIn: f.GetReportedIn()}
		}
	case Waived:
		return func(s said) proto.Message {
			return &eventv1.FollowUpWaived{Activity: s.content, Paths: s.paths, Reason: s.reason, Key: key}
		}
	}
	return func(s said) proto.Message {
		return &eventv1.FollowUpReopened{Activity: s.content, Paths: s.paths, Reason: s.reason, Key: key}
	}
}

// argued returns the next content with what a change says by itself, so that nobody has to say it twice: the reason that was given is why it
// was cancelled, put under another pillar, or waived; and what is no longer so loses the reason for it.
func argued(before, next *eventv1.Activity, paths []string, reason string) *eventv1.Activity {
	next = proto.CloneOf(next)
	if next.GetStatus() != before.GetStatus() {
		next.StatusReason = why(next.GetStatusReason(), slices.Contains(paths, "status_reason"), next.GetStatus() == Cancelled, reason)
	}
	if next.GetPillar() != before.GetPillar() {
		next.PillarReason = why(next.GetPillarReason(), slices.Contains(paths, "pillar_reason"), next.GetPillar() != "", reason)
	}
	for _, f := range next.GetFollowUps() {
		if was := promised(before, f.GetKey()); State(f) != State(was) {
			argueState(f, was, reason)
		}
	}
	if reason = strings.TrimSpace(reason); reason != "" && len(paths) == 1 {
		arguedAnew(before, next, paths[0], reason)
	}
	return next
}

// arguedAnew takes the reason of whoever cancels what is cancelled, or puts it where it is put already, for a better one: nothing else was said.
func arguedAnew(before, next *eventv1.Activity, path, reason string) {
	switch {
	case path == "status" && before.GetStatus() == Cancelled && next.GetStatus() == Cancelled:
		next.StatusReason = reason
	case path == "pillar" && before.GetPillar() != "" && next.GetPillar() == before.GetPillar():
		next.PillarReason = reason
	}
}

// why returns the reason that a field keeps: the one that was said for it now, else the one for the whole if it wants one.
func why(kept string, saidNow, wants bool, reason string) string {
	if !saidNow {
		kept = ""
	}
	if wants && strings.TrimSpace(kept) == "" {
		return reason
	}
	return kept
}

// argueState gives a follow-up that has come to another state the reason for that one. What it said of the state before goes, unless
// somebody has said it anew.
func argueState(f, was *eventv1.FollowUp, reason string) {
	f.StateReason = why(f.GetStateReason(), f.GetStateReason() != was.GetStateReason(), State(f) != Open, reason)
	if State(f) != Reported && f.GetReportedIn() == was.GetReportedIn() {
		f.ReportedIn = ""
	}
}
