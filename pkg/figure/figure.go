// Package figure writes figures as people read them in a sentence: “1 activity”, “12,345 events”.
//
// It is pure, and English alone: pages and commands speak English, whatever language a team's digest is in.
package figure

import (
	"strconv"
	"strings"
)

// Counted writes a number with what was counted, in the form that goes with it: Counted(1, "entry", "entries") is “1 entry”, of any other number
// it is “0 entries” or “2,000 entries”.
func Counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}

// Thousands writes a number, which is not negative, with a comma before each group of three digits: 12345 is “12,345”.
func Thousands(n int) string {
	digits := strconv.Itoa(n)
	var groups []string
	for len(digits) > 3 {
		groups = append([]string{digits[len(digits)-3:]}, groups...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, groups...), ",")
}
