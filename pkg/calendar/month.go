// Package calendar holds the dates that an advocacy team lives by: months, days, and spans as precise as they are known.
//
// A date here is local to where something happened and is never converted: an evening in Washington on 31 January is January, whatever
// the clock in Greenwich said. The package is pure: it never asks what time it is.
package calendar

import (
	"fmt"
	"time"
)

// Month is a calendar month. The zero Month is none; months compare with ==.
type Month struct {
	Year  int
	Month time.Month
}

// ParseMonth reads "2024-01".
func ParseMonth(s string) (Month, error) {
	var m Month
	if len(s) != len("2024-01") || s[4] != '-' {
		return m, fmt.Errorf("%q is not a month: write it as 2024-01", s)
	}
	year, yearOK := digits(s[:4])
	month, monthOK := digits(s[5:])
	if !yearOK || !monthOK {
		return m, fmt.Errorf("%q is not a month: write it as 2024-01", s)
	}
	if !plausible(year) {
		return m, fmt.Errorf("%q: the year is not between %d and %d", s, firstYear, lastYear)
	}
	if month < 1 || month > 12 {
		return m, fmt.Errorf("%q is not a month: months go from 01 to 12", s)
	}
	return Month{Year: year, Month: time.Month(month)}, nil
}

// MonthOf returns the month that t shows on the clock of its own location.
func MonthOf(t time.Time) Month { return Month{Year: t.Year(), Month: t.Month()} }

// String returns "2024-01", or "" for no month.
func (m Month) String() string {
	if m.IsZero() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d", m.Year, int(m.Month))
}

// IsZero reports whether m is no month.
func (m Month) IsZero() bool { return m == Month{} }

// Next returns the month after.
func (m Month) Next() Month { return m.Add(1) }

// Add returns the month n months later, or earlier when n is negative.
func (m Month) Add(n int) Month {
	// In months since the year 0. Years are positive here, so quotient and remainder agree.
	index := m.Year*12 + int(m.Month) - 1 + n
	return Month{Year: index / 12, Month: time.Month(index%12) + 1}
}

// Sub returns how many months m is after other.
func (m Month) Sub(other Month) int {
	return (m.Year-other.Year)*12 + int(m.Month) - int(other.Month)
}

// Compare returns -1, 0 or 1 as m is before, the same as or after other.
func (m Month) Compare(other Month) int {
	switch d := m.Sub(other); {
	case d < 0:
		return -1
	case d > 0:
		return 1
	}
	return 0
}

// Before reports whether m is before other.
func (m Month) Before(other Month) bool { return m.Compare(other) < 0 }

// After reports whether m is after other.
func (m Month) After(other Month) bool { return m.Compare(other) > 0 }

// FirstDay returns the month's first day.
func (m Month) FirstDay() Day { return Day{Year: m.Year, Month: m.Month, Day: 1} }

// LastDay returns the month's last day.
func (m Month) LastDay() Day {
	// The day before the first of the next month.
	return dayOf(time.Date(m.Year, m.Month+1, 0, 0, 0, 0, 0, time.UTC))
}

// Within reports whether m lies from `from` to `to`, inclusive; a zero bound is none.
func (m Month) Within(from, to Month) bool {
	return (from.IsZero() || !m.Before(from)) && (to.IsZero() || !m.After(to))
}

// The years that a date may have: a slip of the finger ("0224") lies outside, and nothing has to count months for ever.
const firstYear, lastYear = 1900, 2199

func plausible(year int) bool { return firstYear <= year && year <= lastYear }

// digits reads a number written in ASCII digits and nothing else.
func digits(s string) (n int, ok bool) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}
