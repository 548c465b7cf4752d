package calendar

import (
	"cmp"
	"fmt"
	"time"
)

// Day is a calendar day. The zero Day is none; days compare with ==.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// ParseDay reads "2024-01-31".
func ParseDay(s string) (Day, error) {
	if len(s) != len("2024-01-31") || s[7] != '-' {
		return Day{}, fmt.Errorf("%q is not a day: write it as 2024-01-31", s)
	}
	m, err := ParseMonth(s[:7])
	if year, ok := digits(s[:4]); ok && !plausible(year) {
		return Day{}, fmt.Errorf("%q: the year is not between %d and %d", s, firstYear, lastYear)
	}
	if err != nil {
		return Day{}, fmt.Errorf("%q is not a day: write it as 2024-01-31, months from 01 to 12", s)
	}
	day, ok := digits(s[8:])
	if !ok {
		return Day{}, fmt.Errorf("%q is not a day: write it as 2024-01-31", s)
	}
	if last := m.LastDay().Day; day < 1 || day > last {
		return Day{}, fmt.Errorf("%q does not exist: %s has %d days", s, MonthsWords([]Month{m}, English), last)
	}
	return Day{Year: m.Year, Month: m.Month, Day: day}, nil
}

// String returns "2024-01-31", or "" for no day.
func (d Day) String() string {
	if d == (Day{}) {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day)
}

// InMonth returns the day's month.
func (d Day) InMonth() Month { return Month{Year: d.Year, Month: d.Month} }

// Compare returns -1, 0 or 1 as d is before, the same as or after other.
func (d Day) Compare(other Day) int {
	return cmp.Or(cmp.Compare(d.Year, other.Year), cmp.Compare(d.Month, other.Month), cmp.Compare(d.Day, other.Day))
}

// AddDays returns the day n days later, or earlier when n is negative.
// It counts in UTC, where every day has 24 hours.
func (d Day) AddDays(n int) Day { return dayOf(d.Time(time.UTC).AddDate(0, 0, n)) }

// Time returns the day's first moment in a location.
func (d Day) Time(loc *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, loc)
}

// DayOf returns the day that t shows on the calendar of its own location.
func DayOf(t time.Time) Day { return dayOf(t) }

func dayOf(t time.Time) Day { return Day{Year: t.Year(), Month: t.Month(), Day: t.Day()} }
