package exchange

import (
	"fmt"
	"regexp"
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
func (o dateOrder) span(s string) (from, to, sentence string) {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > longestDate {
		return "", "", notThisDate(s)
	}
	if from, sentence = o.moment(s); sentence == "" {
		return from, "", ""
	}
	left, right, ok := ends(s)
	if !ok {
		return "", "", sentence
	}
	to, why := o.moment(right)
	if why != "" {
		return "", "", why
	}
	from, why = o.moment(completed(left, to))
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
	for _, between := range []string{" to ", " until ", " - ", "–", "—"} {
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
func (o dateOrder) moment(s string) (spelt, sentence string) {
	m := clockBehind.FindStringSubmatch(s)
	if m == nil {
		return o.point(s)
	}
	day, why := o.point(m[1])
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
func (o dateOrder) point(s string) (spelt, sentence string) {
	if m := isoDate.FindStringSubmatch(s); m != nil {
		return spell(m[1], m[2], m[3]), ""
	}
	if m := numericOf.FindStringSubmatch(s); m != nil {
		return spell(m[2], m[1], ""), ""
	}
	if m := numericDate.FindStringSubmatch(s); m != nil && m[2] == m[4] {
		return o.numeric(s, m[1], m[3], m[5], m[2] == ".")
	}
	return worded(s)
}

// numeric reads a date of three numbers.
// A four-digit number in front is a year, and then nothing is doubtful. Of day and month, one beyond 12 decides, or two that are equal.
func (o dateOrder) numeric(s, first, second, third string, dots bool) (spelt, sentence string) {
	if len(first) == len("2024") && len(third) <= 2 {
		return spell(first, second, third), ""
	}
	if len(third) != len("2024") || len(first) > 2 {
		return "", "“" + shown(s) + "” has no year of four digits; write the day as 2024-01-31"
	}
	a, _ := strconv.Atoi(first)
	b, _ := strconv.Atoi(second)
	// Dots are written by those who write the day first.
	dayIsFirst := o == dayFirst || o == "" && (dots || a > 12 || a == b)
	switch {
	case dayIsFirst && b > 12, o == monthFirst && a > 12:
		return "", fmt.Sprintf("“%s” has no month if dates are %s, as the mapping file says; write the day as 2024-01-31", shown(s), o)
	case dayIsFirst:
		return spell(third, second, first), ""
	case o == "" && b <= 12:
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

// worded reads “31 January 2024”, “Jan 31, 2024” or “January 2024”, with or without a weekday.
// The order of the words does not matter, only that each is a month, a year, a day or a weekday, and none stands twice.
func worded(s string) (spelt, sentence string) {
	var year, day string
	month := 0
	for _, word := range strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' || r == '-' }) {
		switch m, named := monthOf(word); {
		case named && month == 0:
			month = m
		case len(word) == len("2024") && year == "" && isoDate.MatchString(word):
			year = word
		case day == "" && ordinal.MatchString(word):
			day = ordinal.FindStringSubmatch(word)[1]
		case !isWeekday(word):
			return "", notThisDate(s)
		}
	}
	if year == "" || month == 0 {
		return "", notThisDate(s)
	}
	return spell(year, strconv.Itoa(month), day), ""
}

// It names the forms that are always understood, and not all that are.
func notThisDate(s string) string {
	return "“" + shown(s) + "” is not a date that can be read for certain; write a day as 2024-01-31 or 31 January 2024, a month as 2024-01 or January 2024"
}

// monthOf reads the English name of a month, whole or cut to three letters or more.
func monthOf(word string) (int, bool) {
	word = strings.ToLower(strings.TrimSuffix(word, "."))
	for m := time.January; m <= time.December; m++ {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(m.String()), word) {
			return int(m), true
		}
	}
	return 0, false
}

// The weekday itself is not held against the date: what counts is the day.
func isWeekday(word string) bool {
	word = strings.ToLower(strings.TrimSuffix(word, "."))
	for d := time.Sunday; d <= time.Saturday; d++ {
		if len(word) >= 3 && strings.HasPrefix(strings.ToLower(d.String()), word) {
			return true
		}
	}
	return false
}

// Hours, minutes and half of the day; seconds are read and dropped, since nobody plans by them.
var clockLike = regexp.MustCompile(`^(\d{1,2})(?:[:.h](\d{2})(?::\d{2})?)? ?(?:([ap])\.?m\.?)?$`)

// clockOf reads a time of day: 19:30, 19.30, 19h30, 7:30 pm, 7 pm.
func clockOf(s string) (string, bool) {
	m := clockLike.FindStringSubmatch(strings.ToLower(strings.TrimSpace(s)))
	if m == nil || m[2] == "" && m[3] == "" {
		return "", false
	}
	hour, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi(m[2])
	if m[3] != "" {
		if hour < 1 || hour > 12 {
			return "", false
		}
		hour %= 12
	}
	if m[3] == "p" {
		hour += 12
	}
	if hour > 23 || minute > 59 {
		return "", false
	}
	return fmt.Sprintf("%02d:%02d", hour, minute), true
}

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

// asClock reads a time of day.
// A workbook keeps a time as the fraction of a day; "0" to 1 in a CSV is text.
func asClock(s *sheet, c cell) node {
	if fraction, err := strconv.ParseFloat(c.raw, 64); err == nil && s.serials && fraction >= 0 && fraction < 1 {
		minutes := int(fraction*24*60 + 0.5)
		return c.node(text, fmt.Sprintf("%02d:%02d", minutes/60%24, minutes%60))
	}
	clock, ok := clockOf(c.text)
	if !ok {
		return c.refused("“" + shown(c.text) + "” is not a time of day; write 19:30")
	}
	return c.node(text, clock)
}

// day1900 and day1904 are the day 0 of the two ways in which workbooks count days. The first is two days off, since it counts from 1 and takes
// 1900 for a leap year; dates before March 1900 are nobody's.
var (
	day1900 = calendar.Day{Year: 1899, Month: time.December, Day: 30}
	day1904 = calendar.Day{Year: 1904, Month: time.January, Day: 1}
)

// monthAlone matches how a workbook shows a date of which only the month counts: “Jan-24”, “January 2024”, “01/2024”.
// What the workbook keeps then is the first of the month, which nobody meant.
var monthAlone = regexp.MustCompile(`^(\pL+[ .-]*'?\d{2,4}|\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2})$`)

// serial reads a date that a workbook keeps as a number of days.
// ECMA-376, part 1, 18.17.4.1. Only what the cell shows tells a date from any other number, and the column says that a date is wanted; below 61,
// which is 1 March 1900, the count of the first system is wrong.
func (s *sheet) serial(c cell) (spelt string, ok bool) {
	days, err := strconv.ParseFloat(c.raw, 64)
	const last = 109_939 // in 2199, when the calendar ends
	if err != nil || !s.serials || days < 61 || days > last {
		return "", false
	}
	if whole := int(days); c.text == c.raw && whole >= 1900 && whole <= 2199 && float64(whole) == days {
		return strconv.Itoa(whole), true // a year, typed as a number
	}
	from := day1900
	if s.since1904 {
		from = day1904
	}
	// Half a minute is added, since a time is kept as a fraction that is never exact.
	minutes := int(days*24*60 + 0.5)
	day := from.AddDays(minutes / (24 * 60)).String()
	switch clock := minutes % (24 * 60); {
	case monthAlone.MatchString(c.text):
		return day[:len("2024-01")], true
	case clock != 0:
		return fmt.Sprintf("%sT%02d:%02d", day, clock/60, clock%60), true
	}
	return day, true
}
