package capture

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// longestFirst sorts words so that "january" is found before "jan".
func longestFirst(words []string) []string {
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) })
	return words
}

// iso reads dates as our files have them.
// That is ISO 8601: 2024-01-31, 2024-01, with a clock behind a T or a blank. What looks like it and does not exist is nothing else either, hence the
// sentence.
func (e *expression) iso(g map[string]string) (*eventv1.When, string) {
	when := &eventv1.When{From: g["i"], To: g["i2"]}
	if g["y"] != "" {
		when.From = g["y"] + "-" + g["n"] + "-" + g["d"]
	}
	if clock := g["clock"]; clock != "" {
		when.From += "T" + clock
	}
	if _, mistakes := calendar.Of(when); len(mistakes) > 0 {
		return nil, mistakes[0].Sentence
	}
	return when, ""
}

// days reads a day with its month in words, or a range of days.
// In a range the month may be said once, on either side.
func (e *expression) days(g map[string]string) (*eventv1.When, string) {
	if e.isNoMonth(g, true) {
		return nil, ""
	}
	month, month2 := e.words.months[g["m"]], e.words.months[g["m2"]]
	if g["n"] != "" {
		if month = time.Month(number(g["n"])); month > time.December {
			return nil, ""
		}
	}
	if sentence := backwards(number(g["d"]), number(g["d2"]), month, month2, g); sentence != "" {
		return nil, sentence
	}
	return e.span(number(g["d"]), cmp.Or(month, month2), number(g["y"]), number(g["d2"]), cmp.Or(month2, month), number(g["y2"]))
}

// numbers reads "23.1.", "23.1.2024" and ranges of them.
func (e *expression) numbers(g map[string]string) (*eventv1.When, string) {
	month, month2 := time.Month(number(g["n"])), time.Month(number(g["n2"]))
	if sentence := backwards(number(g["d"]), number(g["d2"]), month, month2, g); sentence != "" {
		return nil, sentence
	}
	month, month2 = cmp.Or(month, month2), cmp.Or(month2, month)
	// "1.13." is a section or a version.
	if month > time.December || month2 > time.December {
		return nil, ""
	}
	return e.span(number(g["d"]), month, century(g["y"]), number(g["d2"]), month2, number(g["y2"]))
}

// backwards says why a range of days within a month is none: “28–3 Jan” is no range of a year less three weeks, and which month or year the other day is
// of only who typed it knows. Who names both years means it.
func backwards(day, day2 int, month, month2 time.Month, g map[string]string) string {
	within := month == 0 || month2 == 0 || month == month2
	if day2 == 0 || day <= day2 || !within || g["y"] != "" && g["y2"] != "" || max(month, month2) > time.December {
		return ""
	}
	return fmt.Sprintf("%d–%d %s runs backwards: write both days in full", day, day2, max(month, month2))
}

// span makes a day, or a range if there is a second one, of parts of which some years may be missing.
// Zero stands for what was not said. Of a range of which one year was said, the other follows from the order of the two days: "30 December – 2 January
// 2025" begins in 2024, and without any year the first day decides.
func (e *expression) span(day int, month time.Month, year, day2 int, month2 time.Month, year2 int) (*eventv1.When, string) {
	ranged := day2 > 0
	if day < 1 || month < 1 || ranged && month2 < 1 {
		return nil, ""
	}
	if ranged && year == 0 && year2 > 0 {
		year = year2
		if month > month2 || month == month2 && day > day2 {
			year--
		}
	}
	from, sentence := e.day(day, month, year)
	if sentence != "" || !ranged {
		return &eventv1.When{From: from.String()}, sentence
	}
	if year2 == 0 {
		year2 = from.Year
		if month2 < month || month2 == month && day2 < day {
			year2++
		}
	}
	to, sentence := e.day(day2, month2, year2)
	return &eventv1.When{From: from.String(), To: to.String()}, sentence
}

// day returns the day of that month, in the year that is meant if none was named.
// Today itself counts as begun and as ahead.
func (e *expression) day(day int, month time.Month, year int) (calendar.Day, string) {
	impossible := fmt.Sprintf("there is no %d %s", day, month)
	if day > 31 {
		return calendar.Day{}, impossible
	}
	if year > 0 {
		d := calendar.Day{Year: year, Month: month, Day: day}
		if !exists(d) {
			return calendar.Day{}, impossible + " " + strconv.Itoa(year)
		}
		return d, ""
	}
	// 29 February comes every four years, and once in eight.
	// As between 1896 and 1904, and between 2096 and 2104.
	const farthest = 8
	for n := range farthest + 1 {
		year := e.today.Year - n
		if e.ahead {
			year = e.today.Year + n
		}
		d := calendar.Day{Year: year, Month: month, Day: day}
		// A year in which there is no such day is passed over.
		if order := d.Compare(e.today); exists(d) && (order == 0 || (order > 0) == e.ahead) {
			return d, ""
		}
	}
	return calendar.Day{}, impossible
}

// exists asks the calendar's own parser, which knows leap years.
func exists(d calendar.Day) bool {
	_, err := calendar.ParseDay(d.String())
	return err == nil
}

// months reads a month, or a range of months.
// "January" is the month and no day in it: the date is as exact as it was typed.
func (e *expression) months(g map[string]string) (*eventv1.When, string) {
	if e.isNoMonth(g, false) {
		return nil, ""
	}
	alone := number(g["y"])+number(g["y2"]) == 0 && g["m2"] == ""
	month, month2, year, year2 := e.words.months[g["m"]], e.words.months[g["m2"]], number(g["y"]), number(g["y2"])
	if year == 0 && year2 > 0 {
		year = year2
		if month > month2 {
			year--
		}
	}
	from := e.month(month, year)
	when := &eventv1.When{From: from.String()}
	if month2 > 0 {
		to := calendar.Month{Year: cmp.Or(year2, from.Year), Month: month2}
		if year2 == 0 && month2 < month {
			to.Year++
		}
		when.To = to.String()
	}
	if alone && alsoNames[g["m"]] {
		return e.unlessName(when, g["typed m"])
	}
	return when, ""
}

// month returns that month, in the year that is meant if none was named: the latest that has begun, or the next.
func (e *expression) month(month time.Month, year int) calendar.Month {
	m := calendar.Month{Year: cmp.Or(year, e.today.Year), Month: month}
	switch now := e.today.InMonth(); {
	case year > 0:
	case !e.ahead && m.After(now):
		m.Year--
	case e.ahead && m.Before(now):
		m.Year++
	}
	return m
}

// isNoMonth reports whether what looks like a month is another word: "it may", "a march for". A short name alone is none either.
func (e *expression) isNoMonth(g map[string]string, withDay bool) bool {
	typed := g["typed m"]
	if typed == "" {
		typed = g["typed m2"]
	}
	word := strings.ToLower(typed)
	switch {
	case number(g["y"]) > 0, number(g["y2"]) > 0, g["m"] != "" && g["m2"] != "":
		return false
	// With a day before it a month is one, but for the verb.
	case withDay:
		return typed == "may" && behindMay.MatchString(e.text)
	case word == "may", word == "march":
		return typed == word || !e.expected && strings.Contains(e.text, " ")
	case word == "august":
		return typed == word
	}
	// "mar" or "dec" by itself begins too many other words; with a day, a year or another month it was read above.
	return len([]rune(word)) <= len("jan")
}

// behindMay matches a "may" that is a verb: "Article 17 may be read".
var behindMay = regexp.MustCompile(`may (?:also|be|have|never|not|now|only|still|well|yet)\b`)

// quarter reads "Q1" and "Q1 2024".
func (e *expression) quarter(g map[string]string) (*eventv1.When, string) {
	const months = 3
	first := e.month(time.Month(number(g["q"])*months-months+1), number(g["y"]))
	return &eventv1.When{From: first.String(), To: first.Add(months - 1).String()}, ""
}

// year reads a year where one is expected: behind "in". Elsewhere "2024" is a part of a name more often than a date.
// A year that has not begun is a date only for what lies ahead.
func (e *expression) year(g map[string]string) (*eventv1.When, string) {
	if !e.expected || e.today.Year < number(g["y"]) && !e.ahead {
		return nil, ""
	}
	return &eventv1.When{From: g["y"]}, ""
}

// number is 0 for a group that took no part, as no day, month or year is.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}

// century reads a year that may be written in two digits.
// Nobody logs what happened before 2000 by two digits.
func century(text string) int {
	const ours = 2000
	if n := number(text); n > 0 && len(text) == len("24") {
		return ours + n
	}
	return number(text)
}
