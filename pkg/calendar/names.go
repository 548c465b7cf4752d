package calendar

import "time"

// weekdayNames holds the days of the week, Sunday first as time.Weekday has them, of each language that we read dates in.
var weekdayNames = map[string][7]string{
	English: {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
}

// MonthNames returns the months' names in a language, January first; ok is false when we have none.
func MonthNames(lang string) (names [12]string, ok bool) {
	names, ok = monthNames[lang]
	return names, ok
}

// WeekdayNames returns the names of the days of the week in a language, Sunday first; ok is false when we have none.
func WeekdayNames(lang string) (names [7]string, ok bool) {
	names, ok = weekdayNames[lang]
	return names, ok
}

// MomentWords writes a moment as histories tell it, the same for whoever reads them wherever they are: "5 February 2024, 14:02 UTC".
func MomentWords(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }
