package fault

import (
	"strings"
	"unicode/utf8"
)

// Quoted returns what somebody typed as a sentence quotes it.
func Quoted(text string) string { return "“" + Cut(text) + "”" }

// Cut shortens a text that would bury the sentence it stands in, and keeps it on one line: each mistake is a line.
func Cut(text string) string {
	const most = 60
	text = OneLine(text)
	if utf8.RuneCountInString(text) > most {
		text = string([]rune(text)[:most]) + "…"
	}
	return text
}

// OneLine puts on one line what somebody wrote on several.
func OneLine(text string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(text, "\uFFFD")), " ")
}
