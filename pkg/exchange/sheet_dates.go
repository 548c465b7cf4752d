package exchange

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"dontblink.dev/pkg/calendar"
)

// dateOrder says whether 03/04/2024 is in April or in March. Nothing but the mapping file says it: one sheet may hold both.
type dateOrder string

const (
	dayFirst   dateOrder = "day-first"
	monthFirst dateOrder = "month-first"
)

var dateOrders = []string{string(dayFirst), string(monthFirst)}

// dateStyle says how a sheet writes its dates: in which order where nothing shows it, and with the words of which language beside English.
type dateStyle struct {
	order dateOrder
	names calendar.Names
}

var (
	// In turn: as our files have it; three numbers; a month and a year; a date with a time behind it, as its last group has them; a day of the month as 2 or
	// 2nd; and "2-4 May 2024", whose first number is a day.
	isoDate     = regexp.MustCompile(`^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$`)
	numericDate = regexp.MustCompile(`^(\d{1,4})([./-])(\d{1,2})([./-])(\d{1,4})$`)
	numericOf   = regexp.MustCompile(`^(\d{1,2})[./-](\d{4})$`)
	clockBehind = regexp.MustCompile(`^(.*\d)(?:T|,? +(?:at +)?)(\d{1,2}[:.h]\d{2}(?::\d{2})?(?: ?[ap]\.?m\.?)?|\d{1,2} ?[ap]\.?m\.?)$`)
	ordinal     = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?\.?$`)
	bareDays    = regexp.MustCompile(`^(\d{1,2}) ?- ?(\d{1,2} +\pL.*)$`)
)

// longestDate is how many bytes a date may have: no way to write one takes as many.
const longestDate = 80

// span reads a date or a range as people write them in sheets, and returns both ends as events spell them. What may be read in two ways is
// refused with a sentence.
// to is empty for one date. Events spell them 2024-01-31, 2024-01-31T19:30, 2024-01 or 2024.
func (d dateStyle) span(s string) (from, to, sentence string) {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > longestDate {
		return "", "", notThisDate(s)
	}
	if from, sentence = d.moment(s); sentence == "" {
		return from, "", ""
	}
	left, right, ok := ends(s)
	if !ok {
		return "", "", sentence
	}
	to, why := d.moment(right)
	if why != "" {
		return "", "", why
	}
	from, why = d.moment(completed(left, to))
	if why != "" {
		return "", "", why
	}
	return from, to, ""
}

// ends parts a range: “2–4 May 2024”, “2024-05-02 to 2024-05-04”, “2024-05-02/2024-05-04”.
// A hyphen parts only with blanks around it, since it also stands within dates; ISO 8601 has a stroke between two of its own.
func ends(s string) (left, right string, ok bool) {
	if m := bareDays.FindStringSubmatch(s); m != nil {
		return m[1], m[2], true
	}
	if left, right, ok := strings.Cut(s, "/"); ok && isoDate.MatchString(left) && isoDate.MatchString(right) {
		return left, right, true
	}
	for _, between := range []string{" to ", " until ", " bis ", " au ", " al ", " até ", " - ", "–", "—"} {
		if left, right, ok := strings.Cut(s, between); ok {
			return strings.TrimSpace(left), strings.TrimSpace(right), true
		}
	}
	return "", "", false
}

// completed gives the beginning of a range what only its end says: the month and the year.
// A bare day takes year and month from the end ("2–4 May 2024"), a day with its month takes the year ("30 April – 4 May 2024").
func completed(left, to string) string {
	if m := ordinal.FindStringSubmatch(left); m != nil && len(to) >= len("2024-05") {
		return fmt.Sprintf("%s-%02s", to[:len("2024-05")], m[1])
	}
	if !strings.ContainsFunc(left, unicode.IsDigit) || ordinal.MatchString(strings.Fields(left + " ?")[0]) && !yearIn.MatchString(left) {
		return left + " " + to[:len("2024")]
	}
	return left
}

var yearIn = regexp.MustCompile(`\d{4}`)

// moment reads one date, and the time of day behind it.
func (d dateStyle) moment(s string) (spelt, sentence string) {
	m := clockBehind.FindStringSubmatch(s)
	if m == nil {
		return d.point(s)
	}
	day, why := d.point(m[1])
	if why != "" {
		return "", why
	}
	clock, ok := clockOf(m[2])
	if !ok || len(day) != len("2024-01-31") {
		return "", notThisDate(s)
	}
	return day + "T" + clock, ""
}

// point reads one date without a time.
func (d dateStyle) point(s string) (spelt, sentence string) {
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return spell(m[1], m[2], m[3]), ""
	}
	if m := numericOf.FindStringSubmatch(s); m != nil {
		return spell(m[2], m[1], ""), ""
	}
	if m := numericDate.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		return d.numeric(s, m[1], m[3], m[5], m[2] == ".")
	}
	return d.worded(s)
}

// numeric reads a date of three numbers.
// A four-digit number in front is a year, and then nothing is doubtful. Of day and month, one beyond 12 decides, or two that are equal.
func (d dateStyle) numeric(s, first, second, third string, dots bool) (spelt, sentence string) {
	if len(first) == len("2024") && len(third) <= 2 {
		return spell(first, second, third), ""
	}
	if len(third) != len("2024") || len(first) > 2 {
		return "", "“" + shown(s) + "” has no year of four digits; write the day as 2024-01-31"
	}
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(second)
	// Dots are written by those who write the day first.
	dayIsFirst := d.order == dayFirst || d.order == "" && (dots || a > 12 || a == b)
	switch {
	case dayIsFirst && b > 12, d.order == monthFirst && a > 12:
		return "", fmt.Sprintf("“%s” has no month if dates are %s, as the mapping file says; write the day as 2024-01-31", shown(s), d.order)
	case dayIsFirst:
		return spell(third, second, first), ""
	case d.order == "" && b <= 12:
		return "", fmt.Sprintf("“%s” may be %s or %s; say which is meant by dates: day-first or dates: month-first in a mapping file (--map), "+
			"or write %s", shown(s), inWords(third, b, a), inWords(third, a, b), spell(third, second, first))
	}
	return spell(third, first, second), ""
}

// inWords leaves no doubt which of the two is the month.
func inWords(year string, month, day int) string {
	return fmt.Sprintf("%d %s %s", day, time.Month(month), year)
}

// spell writes a date as events do; a month or a day that there is not is for the calendar to refuse.
// Numbers of one digit get their zero.
func spell(year, month, day string) string {
	spelt := year
	for _, part := range []string{month, day} {
		if part != "" {
			spelt += fmt.Sprintf("-%02s", part)
		}
	}
	return spelt
}

// worded reads “31 January 2024”, “Jan 31, 2024”, “January 2024” or “31 de enero de 2024”, with or without a weekday.
// The order of the words does not matter, only that each is a month, a year, a day or a weekday, and none stands twice.
func (d dateStyle) worded(s string) (spelt, sentence string) {
	var year, day string
	month := 0
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '-' }) {
		switch m := d.month(word); {
		case m > 0 && month == 0:
			month = m
		case len(word) == len("2024") && year == "" && isoDate.MatchString(word):
			year = word
		case day == "" && ordinal.MatchString(word):
			day = ordinal.FindStringSubmatch(word)[1]
		case !d.isWeekday(word) && !slices.Contains(betweenNames, strings.ToLower(word)):
			return "", notThisDate(s)
		}
	}
	if year == "" || month == 0 {
		return "", notThisDate(s)
	}
	return spell(year, strconv.Itoa(month), day), ""
}

// betweenNames stand between the day, the month and the year in some languages.
var betweenNames = []string{"of", "de", "del", "di"}

// notThisDate names the forms that are always understood, and not all that are.
func notThisDate(s string) string {
	return "“" + shown(s) + "” is not a date that can be read for certain; write a day as 2024-01-31 or 31 January 2024, a month as 2024-01 or January 2024"
}

// month reads the name of a month, in English cut to three letters or more; 0: it is none.
func (d dateStyle) month(word string) int {
	word = small(word)
	for i, names := range d.names.Months {
		english := strings.ToLower(time.Month(i + 1).String())
		if len(word) >= 3 && strings.HasPrefix(english, word) || slices.Contains(names, word) {
			return i + 1
		}
	}
	return 0
}

// isWeekday reports whether a word is a day of the week, or one of those that make its name: "segunda-feira". It is not held against the date:
// what counts is the day.
func (d dateStyle) isWeekday(word string) bool {
	word = small(word)
	for i, names := range d.names.Weekdays {
		english := strings.ToLower(time.Weekday(i).String())
		if len(word) >= 3 && strings.HasPrefix(english, word) || slices.Contains(names, word) ||
			slices.ContainsFunc(names, func(name string) bool { return isShort(word, name) || slices.Contains(strings.Split(name, "-"), word) }) {
			return true
		}
	}
	return false
}

// isShort reports whether a word is the beginning of a name, of two letters at the least: "Mi." for Mittwoch.
func isShort(word, name string) bool { return len([]rune(word)) >= 2 && strings.HasPrefix(name, word) }

// small is a word as names are kept.
func small(word string) string { return strings.ToLower(strings.TrimSuffix(word, ".")) }

// asDate reads a date, or a range of two.
func asDate(s *sheet, c cell) node {
	if spelt, ok := s.serial(c); ok {
		return c.node(text, spelt)
	}
	from, to, sentence := s.mapping.dates.span(c.text)
	switch {
	case sentence != "":
		return c.refused(sentence)
	case to == "" || to == from:
		return c.node(text, from)
	}
	return c.mapping("from", from, "to", to)
}
