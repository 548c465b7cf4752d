package activity

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// turn is one thing that an amendment changes and that the team has a word of its own for.
type turn struct {
	// put has one content say of it what another does.
	put func(to, from *eventv1.Activity)
	// event tells of it, with what the activity says after it.
	event func(said) proto.Message
	// reason is why; where wanted is not empty and there is no reason, wanted says what is missing.
	reason, wanted string
	// tightens has it come before everything else: what is new is never under the rule of before. All others come after.
	tightens bool
}

// said is what every amendment says.
type said struct {
	content *eventv1.Activity
	paths   []string
	reason  string
}

// told returns the events that lead from one content to the next, in the team's words. Each holds the whole content up to it: whoever
// folds them all comes to the last.
func told(before, next *eventv1.Activity, reason string, ed *edition.Edition) ([]proto.Message, error) {
	turns, mistakes := turnsBetween(before, next, reason, calendar.Location(ed.Zone()))
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	story := &telling{at: before}
	for _, t := range turns {
		if t.tightens {
			story.turn(t, next)
		}
	}
	story.rest(turns, before, next, reason)
	for _, t := range turns {
		if !t.tightens {
			story.turn(t, next)
		}
	}
	return story.events, nil
}

// telling is a story as it is being told.
type telling struct {
	at     *eventv1.Activity
	events []proto.Message
}

func (s *telling) turn(t turn, next *eventv1.Activity) {
	after := proto.CloneOf(s.at)
	t.put(after, next)
	s.events = append(s.events, t.event(said{after, Paths(s.at, after), t.reason}))
	s.at = after
}

// rest tells in one word of all that has none of its own.
func (s *telling) rest(turns []turn, before, next *eventv1.Activity, reason string) {
	after := proto.CloneOf(next)
	for _, t := range turns {
		if !t.tightens {
			t.put(after, before)
		}
	}
	if paths := Paths(s.at, after); len(paths) > 0 {
		s.events = append(s.events, &eventv1.ActivityAmended{Activity: after, Paths: paths, Reason: reason})
		s.at = after
	}
}

// turnsBetween finds the turns, and says for which of them a reason is missing.
func turnsBetween(before, next *eventv1.Activity, reason string, team zone) ([]turn, fault.Mistakes) {
	turns := append(statusTurn(before, next, reason), pillarTurn(before, next, reason)...)
	turns = append(turns, followUpTurns(before, next, reason)...)
	turns = append(turns, ruleTurns(before, next, reason, team)...)
	var mistakes fault.Mistakes
	for _, t := range turns {
		if t.reason == "" && t.wanted != "" {
			mistakes.Add("reason", "%s", t.wanted)
		}
	}
	if reason == "" {
		freed(before, next, team, &mistakes)
	}
	if before.GetStatus() == Cancelled && next.GetStatus() == Cancelled && before.GetStatusReason() != "" && next.GetStatusReason() == "" {
		mistakes.Add("status_reason", "it was cancelled for a reason: write another one, but do not leave it empty")
	}
	return turns, mistakes
}

func statusTurn(before, next *eventv1.Activity, reason string) []turn {
	if before.GetStatus() == next.GetStatus() {
		return nil
	}
	t := turn{reason: reason, put: func(to, from *eventv1.Activity) {
		to.Status, to.StatusReason = from.GetStatus(), from.GetStatusReason()
	}}
	switch next.GetStatus() {
	case Cancelled:
		t.reason, t.wanted = next.GetStatusReason(), "say why it is cancelled: whoever looks for it will ask"
		t.event = func(s said) proto.Message {
			return &eventv1.ActivityCancelled{Activity: s.content, Paths: s.paths, Reason: s.reason}
		}
	case Planned:
		t.event = func(s said) proto.Message {
			return &eventv1.ActivityPlanned{Activity: s.content, Paths: s.paths, Reason: s.reason}
		}
	default:
		t.event = func(s said) proto.Message {
			return &eventv1.ActivityCompleted{Activity: s.content, Paths: s.paths, Reason: s.reason}
		}
	}
	return []turn{t}
}

func pillarTurn(before, next *eventv1.Activity, reason string) []turn {
	if before.GetPillar() == next.GetPillar() {
		return nil
	}
	t := turn{reason: reason, put: func(to, from *eventv1.Activity) {
		to.Pillar, to.PillarReason = from.GetPillar(), from.GetPillarReason()
	}}
	if next.GetPillar() == "" {
		t.event = func(s said) proto.Message {
			return &eventv1.PillarOverrideLifted{Activity: s.content, Paths: s.paths, Reason: s.reason}
		}
		return []turn{t}
	}
	t.reason, t.wanted = next.GetPillarReason(), "say why it is told under another pillar than that of its first priority"
	t.event = func(s said) proto.Message {
		return &eventv1.PillarOverridden{Activity: s.content, Paths: s.paths, Reason: s.reason}
	}
	return []turn{t}
}
