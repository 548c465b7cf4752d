package readmodel

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"dontblink.dev/pkg/fault"
)

// A page is named by what stood last on the one before, and never by a number: it costs the same wherever it lies, and what others write meanwhile
// has nothing stand twice or be passed over.

const usualLimit, highestLimit = 100, 1000

// pageSize is how many a page holds when somebody asked for so many.
func pageSize(limit int) int {
	if limit <= 0 {
		return usualLimit
	}
	return min(limit, highestLimit)
}

// place writes where a page ended. Of its parts only the last may hold a slash.
func place(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strings.Join(parts, "/")))
}

// parsePlace reads so many parts of a place. What somebody made up must not reach Postgres, which has no text with a NUL in it.
func parsePlace(page string, parts int) ([]string, error) {
	text, err := base64.RawURLEncoding.DecodeString(page)
	found := strings.SplitN(string(text), "/", parts)
	if err != nil || len(found) != parts || strings.Contains(string(text), "\x00") || !utf8.Valid(text) {
		return nil, noPage(page)
	}
	return found, nil
}

func noPage(page string) error {
	return fault.New(fault.Invalid, "%q is no page of a list: name the next one as the page before did, or none", fault.Cut(page))
}
