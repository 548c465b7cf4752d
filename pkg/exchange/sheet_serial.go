package exchange

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"dontblink.dev/pkg/calendar"
)

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
