package digest

import (
	"slices"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// TellsOf reports whether an issue tells of an activity, announces something of it or gives it as left out.
func TellsOf(issue *eventv1.Issue, activity string) bool {
	return slices.ContainsFunc(issue.GetEntries(), tellsOf(activity)) ||
		slices.ContainsFunc(issue.GetFrame().GetComingUp(), func(c *eventv1.ComingUp) bool { return c.GetActivity() == activity }) ||
		slices.ContainsFunc(issue.GetFrame().GetLeftOut(), func(l *eventv1.LeftOut) bool { return l.GetActivity() == activity })
}

// Without takes an activity out of an issue, in place, until it is drafted again: also what it told together with others.
func Without(issue *eventv1.Issue, activity string) {
	var gone []string
	issue.Entries = slices.DeleteFunc(issue.GetEntries(), func(e *eventv1.Entry) bool {
		tells := tellsOf(activity)(e)
		if tells {
			gone = append(gone, e.GetId())
		}
		return tells
	})
	frame := issue.GetFrame()
	if frame == nil {
		return
	}
	for _, section := range frame.GetSections() {
		section.Entries = slices.DeleteFunc(section.GetEntries(), func(id string) bool { return slices.Contains(gone, id) })
	}
	frame.ComingUp = slices.DeleteFunc(frame.GetComingUp(), func(c *eventv1.ComingUp) bool { return c.GetActivity() == activity })
	frame.LeftOut = slices.DeleteFunc(frame.GetLeftOut(), func(l *eventv1.LeftOut) bool { return l.GetActivity() == activity })
}

func tellsOf(activity string) func(*eventv1.Entry) bool {
	return func(e *eventv1.Entry) bool {
		return slices.ContainsFunc(e.GetTold(), func(t *eventv1.Told) bool { return t.GetActivity() == activity })
	}
}
