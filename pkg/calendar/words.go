package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// English is the language that dates are written in when a team's own has no words here yet.
const English = "en"

// monthNames holds the months of each language that we write dates in.
var monthNames = map[string][12]string{
	English: {
		"January", "February", "March", "April", "May", "June",
		"July", "August", "September", "October", "November", "December",
	},
}

func monthName(m time.Month, lang string) string {
	names, ok := monthNames[lang]
	if !ok {
		names = monthNames[English]
	}
	return names[m-1]
}

// MonthsWords writes months in a row as they stand in a title: "January 2024", "July–August 2024", "December 2023–January 2024".
func MonthsWords(months []Month, lang string) string {
	if len(months) == 0 {
		return ""
	}
	first, last := months[0], months[len(months)-1]
	switch {
	case first == last:
		return monthName(first.Month, lang) + " " + strconv.Itoa(first.Year)
	case first.Year == last.Year:
		return fmt.Sprintf("%s–%s %d", monthName(first.Month, lang), monthName(last.Month, lang), last.Year)
	}
	return fmt.Sprintf("%s %d–%s %d", monthName(first.Month, lang), first.Year, monthName(last.Month, lang), last.Year)
}

// Words writes the span for reading: "31 January 2024, 19:30", "2–4 May 2024", "30 April–2 May 2024", "January 2024".
func (s Span) Words(lang string) string {
	switch s.Precision {
	case ToTheYear:
		return strconv.Itoa(s.From.Year)
	case ToTheMonth:
		return MonthsWords([]Month{s.First(), s.Last()}, lang)
	case ToTheMoment:
		return s.From.words(lang) + ", " + s.Clock
	case ToTheDay:
		return s.daysWords(lang)
	}
	return ""
}

// FullWords writes a single day with that of its week, by which people notice that they mean another: "Wednesday, 31 January 2024, 19:30".
func (s Span) FullWords(lang string) string {
	if s.Precision < ToTheDay || s.From != s.To {
		return s.Words(lang)
	}
	return s.From.Time(time.UTC).Weekday().String() + ", " + s.Words(lang)
}

func (s Span) daysWords(lang string) string {
	from, to := s.From, s.To
	switch {
	case from == to:
		return from.words(lang)
	case from.InMonth() == to.InMonth():
		return fmt.Sprintf("%d–%s", from.Day, to.words(lang))
	case from.Year == to.Year:
		return fmt.Sprintf("%d %s–%s", from.Day, monthName(from.Month, lang), to.words(lang))
	}
	return from.words(lang) + "–" + to.words(lang)
}

// ShortWords writes the span for a list whose heading says the year: "31 Jan", "2–4 May", "January".
func (s Span) ShortWords(lang string) string {
	short := func(d Day) string { return strconv.Itoa(d.Day) + " " + abbreviated(d.Month, lang) }
	switch {
	case s.Precision == ToTheYear:
		return strconv.Itoa(s.From.Year)
	case s.Precision == ToTheMonth && s.First() == s.Last():
		return monthName(s.From.Month, lang)
	case s.Precision == ToTheMonth:
		return abbreviated(s.From.Month, lang) + "–" + abbreviated(s.To.Month, lang)
	case s.From == s.To:
		return short(s.From)
	case s.First() == s.Last():
		return strconv.Itoa(s.From.Day) + "–" + short(s.To)
	}
	return short(s.From) + "–" + short(s.To)
}

func abbreviated(m time.Month, lang string) string {
	name := []rune(monthName(m, lang))
	return strings.TrimSpace(string(name[:min(3, len(name))]))
}

func (d Day) words(lang string) string {
	return fmt.Sprintf("%d %s %d", d.Day, monthName(d.Month, lang), d.Year)
}
