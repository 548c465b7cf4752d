package activity

import (
	"strings"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/spelling"
)

// suggest says which of the known words was most likely meant, if one was.
func suggest(word string, known []string) string {
	if near := spelling.Nearest(word, known); near != "" {
		return "; did you mean " + fault.Cut(near) + "?"
	}
	return ""
}

// suggestNamed does so for ids that have a name, which may have been written instead.
func suggestNamed(word string, ids []string, names map[string]string) string {
	for _, id := range ids {
		if strings.EqualFold(names[id], strings.TrimSpace(word)) {
			return "; did you mean " + id + "?"
		}
	}
	return suggest(word, ids)
}
