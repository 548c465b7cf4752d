package capture

import (
	"fmt"
	"strings"
	"time"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// alsoNames are months and days of the week that are people's names or other words too: "May spoke at …", "March for privacy".
var alsoNames = map[string]bool{
	"march": true, "april": true, "may": true, "june": true, "august": true, "sun": true, "sat": true, "juli": true, "abril": true, "avril": true,
	"julio": true, "domingo": true,
}

// unlessName takes such a word for a date only where nothing follows that could be its verb or its family name: "May: …", "May panel".
// Within a sentence, whoever is met with is somebody.
func (e *expression) unlessName(when *eventv1.When, typed string) (*eventv1.When, string) {
	next, _, _ := strings.Cut(strings.TrimSpace(e.behind), " ")
	switch {
	case e.prefixed, e.ends() && !e.belongs, e.expected && kindOf(next) != "":
		return when, ""
	case !e.expected:
		return nil, ""
	}
	e.either, e.name = []*eventv1.When{when}, true
	return nil, fmt.Sprintf("%s may be when it was, or a word of the headline", typed)
}

// about reads "early November" and "mid-January": no date is as vague, so the month is kept, and that is said.
func (e *expression) about(g map[string]string) (*eventv1.When, string) {
	month := e.month(e.words.months[g["m"]], number(g["y"]))
	e.tell("“%s” is not kept, but the month is: write the day, if you know it", g["typed about"])
	return &eventv1.When{From: month.String()}, ""
}

// week reads "week of 26 October": from its Monday to its Sunday.
func (e *expression) week(g map[string]string) (*eventv1.When, string) {
	when, sentence := e.span(number(g["d"])+number(g["d2"]), max(e.words.months[g["m"]], e.words.months[g["m2"]]), number(g["y"]), 0, 0, 0)
	if when == nil || sentence != "" {
		return when, sentence
	}
	// The day of the week says nothing that the week does not.
	g["week"] = "whole"
	return weekFrom(calendar.MustOf(when).From), ""
}

// weekFrom is the week in which a day lies.
func weekFrom(d calendar.Day) *eventv1.When {
	last := sunday(d)
	return &eventv1.When{From: last.AddDays(1 - daysOfWeek).String(), To: last.String()}
}

// weekNumber reads "KW 46", as ISO 8601 counts weeks: the first is that of 4 January.
func (e *expression) weekNumber(g map[string]string) (*eventv1.When, string) {
	n, year := number(g["n"]), number(g["y"])
	const most = 53
	if n < 1 || n > most {
		return nil, ""
	}
	monday := func(year int) calendar.Day {
		return sunday(calendar.Day{Year: year, Month: time.January, Day: 4}).AddDays(1 - daysOfWeek + (n-1)*daysOfWeek)
	}
	step := -1
	if e.ahead {
		step = 1
	}
	// Few years have a 53rd week, and one is never farther than seven years away.
	const farthest = 7
	for tried := 0; year == 0 && tried <= farthest; tried++ {
		candidate := e.today.Year + step*tried
		if _, week := monday(candidate).Time(time.UTC).ISOWeek(); week != n {
			continue
		}
		if m := monday(candidate); !e.ahead && m.Compare(e.today) <= 0 || e.ahead && sunday(m).Compare(e.today) >= 0 {
			year = candidate
		}
	}
	if _, week := monday(year).Time(time.UTC).ISOWeek(); week != n {
		return nil, fmt.Sprintf("%d has no week %d", year, n)
	}
	return weekFrom(monday(year)), ""
}

// half reads "H1" and "H1 2024". By itself it is a heading or a chemical as often, but where a date is expected.
func (e *expression) half(g map[string]string) (*eventv1.When, string) {
	if g["y"] == "" && !e.expected {
		return nil, ""
	}
	const months = 6
	first := e.month(time.Month(number(g["h"])*months-months+1), number(g["y"]))
	return &eventv1.When{From: first.String(), To: first.Add(months - 1).String()}, ""
}
