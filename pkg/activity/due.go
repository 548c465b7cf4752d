package activity

import (
	"time"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Due is something that asks to be done: a planned activity whose day has come, or a promise that nobody has settled.
type Due struct {
	// FollowUp is the promise; nil means the activity itself, which wants to be completed, cancelled or planned for another day.
	FollowUp *eventv1.FollowUp
	// Standing is one of the words below.
	Standing string
	// On is the day by which it is to be done: the last of its days.
	On calendar.Day
}

// How what is due stands to the day.
const (
	Overdue = "overdue"
	Now     = "now"
	Soon    = "soon"
)

// Clock says which day it is somewhere.
type Clock func(*time.Location) calendar.Day

// At is the clock of a moment: it may be two days at once.
func At(now time.Time) Clock {
	return func(loc *time.Location) calendar.Day {
		there := now.In(loc)
		return calendar.Day{Year: there.Year(), Month: there.Month(), Day: there.Day()}
	}
}

// OnDay is the clock of whoever asks how things will stand, or stood, on a day.
func OnDay(day calendar.Day) Clock {
	return func(*time.Location) calendar.Day { return day }
}

// Ahead reports whether the first day of an activity is still to come where it takes place.
func Ahead(content *eventv1.Activity, clock Clock, team *time.Location) bool {
	span := calendar.MustOf(content.GetWhen())
	return span.From.Compare(clock(zoneOf(span, team))) > 0
}

// DueOf returns what an activity asks to be done, by the day where it takes place; `team` is the zone of what names none. A planned activity asks
// from its last day on: nobody can say before that it took place. A promise asks from so many days before its first.
func DueOf(content *eventv1.Activity, clock Clock, soon int, team *time.Location) []Due {
	var all []Due
	add := func(when *eventv1.When, followUp *eventv1.FollowUp, from calendar.Day) {
		span := calendar.MustOf(when)
		today := clock(zoneOf(span, team))
		due := Due{FollowUp: followUp, On: span.To}
		switch {
		case span.To.Compare(today) < 0:
			due.Standing = Overdue
		case from.Compare(today) <= 0:
			due.Standing = Now
		case followUp != nil && from.Compare(today.AddDays(soon)) <= 0:
			due.Standing = Soon
		default:
			return
		}
		all = append(all, due)
	}
	if content.GetStatus() == Planned {
		add(content.GetWhen(), nil, Span(content).To)
	}
	for _, f := range content.GetFollowUps() {
		if State(f) == Open {
			add(f.GetWhen(), f, calendar.MustOf(f.GetWhen()).From)
		}
	}
	return all
}

// Asks returns the first day on which an activity asks for anything, if nobody wants to know of it sooner; no day if it never does. It is what
// lists are kept by, so that DueOf has to look at few.
func Asks(content *eventv1.Activity) calendar.Day {
	var first calendar.Day
	earlier := func(day calendar.Day) {
		if first == (calendar.Day{}) || day != (calendar.Day{}) && day.Compare(first) < 0 {
			first = day
		}
	}
	if content.GetStatus() == Planned {
		earlier(Span(content).To)
	}
	for _, f := range content.GetFollowUps() {
		if State(f) == Open {
			earlier(calendar.MustOf(f.GetWhen()).From)
		}
	}
	return first
}

func zoneOf(span calendar.Span, team *time.Location) *time.Location {
	if span.Zone == "" {
		return team
	}
	return calendar.Location(span.Zone)
}
