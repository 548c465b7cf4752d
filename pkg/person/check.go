package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"dontblink.dev/pkg/fault"
)

const (
	longestName         = 200
	longestAbbreviation = 30
	longestReason       = 2000
	// mostNames is how many names and aliases somebody may have: no spelling of any name needs more.
	mostNames = 200
)

// NameMistake says in a sentence why a text is no name, and is empty for one that is. An address instead of a name would be printed,
// searched and never forgotten. `whose` is what to write instead: "the person's name".
func NameMistake(name, whose string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "is empty: write " + whose
	case IsAddress(name):
		return "“" + fault.Cut(name) + "” looks like an e-mail address: write " + whose + ", not an address"
	case strings.Contains(name, "://") || strings.HasPrefix(strings.ToLower(strings.TrimSpace(name)), "www."):
		return "“" + fault.Cut(name) + "” is the address of a page: write " + whose + ", and put the address under links"
	case !strings.ContainsFunc(name, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return "“" + fault.Cut(name) + "” has neither letter nor digit: write " + whose
	}
	return ""
}

// IsAddress reports whether an e-mail address stands anywhere in the text.
func IsAddress(text string) bool {
	for at, r := range text {
		if r != '@' {
			continue
		}
		before, after := text[:at], text[at+1:]
		host := after[:len(after)-len(strings.TrimLeftFunc(after, isHost))]
		if before != "" && !endsInSpace(before) && strings.Contains(strings.Trim(host, "."), ".") {
			return true
		}
	}
	return false
}

func endsInSpace(text string) bool { return strings.TrimRightFunc(text, unicode.IsSpace) != text }

func isHost(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' || r == '-' }

// checkName checks a name that somebody is given. It returns the name as it is kept.
func checkName(field, name, whose string, most int, mistakes *fault.Mistakes) string {
	if !checkLine(field, name, most, mistakes) {
		return name
	}
	if sentence := NameMistake(name, whose); sentence != "" {
		mistakes.Add(field, "%s", sentence)
	}
	return fold(name)
}

// checkReason checks why something is done. `must` is what to say when no reason is given; empty: none is needed.
func checkReason(reason, must string, mistakes *fault.Mistakes) string {
	reason = strings.TrimSpace(reason)
	if reason == "" && must != "" {
		mistakes.Add("reason", "%s", must)
	}
	checkLine("reason", reason, longestReason, mistakes)
	return reason
}

// checkLine checks a text that stands on one line.
func checkLine(field, text string, most int, mistakes *fault.Mistakes) bool {
	before := len(*mistakes)
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text):
		mistakes.Add(field, "is not valid UTF-8: write it anew")
	case n > most:
		mistakes.Add(field, "has %d characters; %d is the most: shorten it", n, most)
	case strings.ContainsAny(text, "\n\r"):
		mistakes.Add(field, "goes over several lines: write it on one")
	case strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' }):
		mistakes.Add(field, "holds a control character, which nobody sees: take it out")
	case strings.ContainsFunc(text, TurnsAround):
		mistakes.Add(field, "holds a sign that has what follows read backwards: take it out; no script needs it")
	}
	return len(*mistakes) == before
}

// TurnsAround reports whether a sign has what follows read backwards, whatever it is. Arabic and Hebrew run from right to left by themselves: nothing
// but a trick needs it, by which a list or a link says one thing and is another.
func TurnsAround(r rune) bool { return r == '\u202d' || r == '\u202e' }
