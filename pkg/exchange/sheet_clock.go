package exchange

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

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
