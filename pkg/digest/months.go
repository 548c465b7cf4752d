package digest

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
)

// mostMonths is how many months an issue may cover: more is a report of another kind.
const mostMonths = 12

// Address returns the address of the issue that covers these months: "2024-01", "2024-07..2024-08".
func Address(months []calendar.Month) string {
	if len(months) == 0 {
		return ""
	}
	return span(months[0].String(), months[len(months)-1].String())
}

func span(first, last string) string {
	if first == last {
		return first
	}
	return first + ".." + last
}

// ParseAddress returns the months of an address. It is Invalid when they are not at most twelve months in a row.
func ParseAddress(s string) ([]calendar.Month, error) {
	from, to, isRange := strings.Cut(s, "..")
	if !isRange {
		to = from
	}
	first, err := parseMonth(from)
	if err != nil {
		return nil, err
	}
	last, err := parseMonth(to)
	if err != nil {
		return nil, err
	}
	if last.Before(first) {
		return nil, fault.New(fault.Invalid, "%s runs backwards: write %s", s, span(to, from))
	}
	var months []calendar.Month
	for m := first; !m.After(last); m = m.Next() {
		months = append(months, m)
	}
	return months, inARow(months)
}

// ParseMonths returns the months of an issue as somebody listed them, in whatever order. It is Invalid when they are not at most twelve
// months in a row.
func ParseMonths(words []string) ([]calendar.Month, error) {
	var months []calendar.Month
	for _, word := range words {
		m, err := parseMonth(word)
		if err != nil {
			return nil, err
		}
		months = append(months, m)
	}
	slices.SortFunc(months, calendar.Month.Compare)
	months = slices.Compact(months)
	return months, inARow(months)
}

func parseMonth(s string) (calendar.Month, error) {
	m, err := calendar.ParseMonth(s)
	if err != nil {
		return m, fault.New(fault.Invalid, "%s", err)
	}
	return m, nil
}

// inARow refuses months that no issue can cover.
func inARow(months []calendar.Month) error {
	if len(months) == 0 {
		return fault.New(fault.Invalid, "name the month of the issue, e.g. 2024-01")
	}
	if len(months) > mostMonths {
		return fault.New(fault.Invalid, "an issue covers at most %d months, these are %d: make several issues", mostMonths, len(months))
	}
	for i, m := range months[1:] {
		if before := months[i]; m != before.Next() {
			return fault.New(fault.Invalid, "the months of an issue follow one another: after %s comes %s, not %s", before, before.Next(), m)
		}
	}
	return nil
}
