package activity

import (
	"strings"
	"unicode/utf8"

	"dontblink.dev/pkg/spelling"
)

// quoted returns what somebody wrote, as it stands in a sentence.
func quoted(text string) string { return "“" + cut(text) + "”" }

// cut shortens a text that would bury the sentence it stands in, and keeps it on its line.
func cut(text string) string {
	const most = 60
	text = oneLine(text)
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return text
}

// oneLine puts on one line what somebody wrote on several: each mistake is a line.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
}

// suggest says which of the known words was most likely meant, if one was.
func suggest(word string, known []string) string {
	if near := spelling.Nearest(word, known); near != "" {
		return "; did you mean " + cut(near) + "?"
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
