package exchange

import (
	"regexp"
	"strings"
)

// instanceKey is the key of one time of an event that recurs: its UID, and which time it is.
var instanceKey = regexp.MustCompile(`^(.+) \d{8}(T\d{6}Z)?$`)

// RecurringUID returns the UID of the recurring event that an activity of that key is one time of; false if it is none, or cannot tell.
func RecurringUID(key string) (string, bool) {
	found := instanceKey.FindStringSubmatch(key)
	if found == nil {
		return "", false
	}
	return found[1], true
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
