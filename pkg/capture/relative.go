package capture

import (
	"fmt"
	"strings"
	"time"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

const daysOfWeek = 7

// near reads the days around today.
func (e *expression) near(g map[string]string) (*eventv1.When, string) {
	return aDay(e.today.AddDays(e.words.days[g["near"]]))
}

func aDay(d calendar.Day) (*eventv1.When, string) { return &eventv1.When{From: d.String()}, "" }

// ago reads "3 days ago", "two weeks ago", "a month ago": the more it is past, the less exact it is meant.
func (e *expression) ago(g map[string]string) (*eventv1.When, string) {
	n := number(g["n"])
	if n == 0 {
		n = map[string]int{"a": 1, "one": 1, "two": 2, "three": 3}[g["n"]]
	}
	switch g["unit"][0] {
	case 'd':
		return aDay(e.today.AddDays(-n))
	case 'w':
		return aDay(e.today.AddDays(-n * daysOfWeek))
	}
	// Nobody means the very day by "two months ago".
	return &eventv1.When{From: e.today.InMonth().Add(-n).String()}, ""
}

// stretch reads "last week", from Monday to Sunday, "last month" and "last year".
func (e *expression) stretch(g map[string]string) (*eventv1.When, string) {
	s := stretch{g["which"], g["unit"]}
	if phrase := g["stretch"]; phrase != "" {
		s = e.words.stretches[phrase]
	}
	n := weeksAway[s.which]
	switch s.unit {
	case "week":
		monday := e.monday(n)
		return &eventv1.When{From: monday.String(), To: monday.AddDays(daysOfWeek - 1).String()}, ""
	case "month":
		return &eventv1.When{From: e.today.InMonth().Add(n).String()}, ""
	}
	const months = 12
	return &eventv1.When{From: e.today.InMonth().Add(n * months).String()[:4]}, ""
}

// weeksAway is how many weeks, months or years something is away.
var weeksAway = map[string]int{"last": -1, "next": 1, "last week": -1, "next week": 1}

// monday is the one that begins a week so many weeks from this one.
func (e *expression) monday(weeks int) calendar.Day {
	return sunday(e.today).AddDays((weeks-1)*daysOfWeek + 1)
}

// weekday reads a day of the week: the latest before today, unless it is said to lie ahead. On a Tuesday "next Friday"
// is in three days for some and in ten for others, and "Tuesday" may be today. A short name needs a word before it, since "sun" and
// "sat" are words, and one in small letters is read like a name all the same.
func (e *expression) weekday(g map[string]string) (*eventv1.When, string) {
	which := e.words.before[g["which"]]
	switch said := e.words.behind[g["behind"]]; said {
	case "last week", "this week", "next week":
		return e.inWeek(g, weeksAway[said])
	case "":
		if weeks, ok := weeksAway[g["behind"]]; ok || g["behind"] == "this" {
			return e.inWeek(g, weeks)
		}
	default:
		which = said
	}
	if which == "" && len(g["w"]) < len("Friday") && !e.expected {
		return nil, ""
	}
	back := (int(weekdayOf(e.today)) - int(e.words.weekdays[g["w"]]) + daysOfWeek) % daysOfWeek
	// On a Tuesday, 7-0 days on is the next one, and never today.
	ahead := e.today.AddDays(daysOfWeek - back)
	typed := strings.TrimSpace(g["typed which"] + " " + g["typed w"] + " " + g["typed behind"])
	switch {
	case which == "next" && ahead.Compare(sunday(e.today)) <= 0:
		return e.eitherDay(typed, ahead, ahead.AddDays(daysOfWeek))
	case which == "" && back == 0 && e.ahead:
		return e.eitherDay(typed, e.today, ahead)
	case which == "" && back == 0:
		return e.eitherDay(typed, e.today, e.today.AddDays(-daysOfWeek))
	case which == "next", which != "last" && e.ahead:
		return aDay(ahead)
	}
	if back == 0 {
		back = daysOfWeek
	}
	when, _ := aDay(e.today.AddDays(-back))
	if which == "" && alsoNames[g["w"]] {
		return e.unlessName(when, g["typed w"])
	}
	return when, ""
}

// inWeek is a day of the week so many weeks from this one.
func (e *expression) inWeek(g map[string]string, weeks int) (*eventv1.When, string) {
	return aDay(e.monday(weeks).AddDays((int(e.words.weekdays[g["w"]]) + daysOfWeek - 1) % daysOfWeek))
}

// eitherDay has whoever typed it say which of two days is meant.
func (e *expression) eitherDay(typed string, a, b calendar.Day) (*eventv1.When, string) {
	e.may(a, b)
	return nil, fmt.Sprintf("%s is %d %s for some and %d %s for others", typed, a.Day, a.Month, b.Day, b.Month)
}

// may takes down the days that are meant by one way to write them.
func (e *expression) may(days ...calendar.Day) {
	for _, d := range days {
		e.either = append(e.either, &eventv1.When{From: d.String()})
	}
}

// sunday is the last day of a day's week: in Go it is 0, here it ends the week (ISO 8601).
func sunday(d calendar.Day) calendar.Day {
	return d.AddDays((daysOfWeek - int(weekdayOf(d))) % daysOfWeek)
}

// weekdayOf knows no zone: a day is of the same name everywhere.
func weekdayOf(d calendar.Day) time.Weekday { return d.Time(time.UTC).Weekday() }
