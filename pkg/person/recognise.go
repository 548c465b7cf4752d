package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// scheme begins the address of a mention: [text](person:id).
const scheme = "person:"

// Recognise gives an id to everyone named under people and organisations, and makes their names in the body mentions. The words
// of a mention are the body's own, byte for byte, so that Plain gives back what was written. Names in code, in links, in addresses
// and in mentions that stand already are left alone; recognising again changes nothing.
func Recognise(content *eventv1.Activity) {
	for _, p := range content.GetPeople() {
		p.Id = ID(p.GetName())
	}
	for _, p := range content.GetOrganisations() {
		p.Id = ID(p.GetName())
	}
	names := namesOf(content)
	for _, passage := range content.GetBody() {
		passage.Text = mention(passage.GetText(), names)
	}
}

// Plain returns the Markdown with each mention back to its text.
func Plain(markdown string) string {
	if !strings.Contains(markdown, scheme) {
		return markdown
	}
	var plain strings.Builder
	at := 0
	for _, m := range outline(markdown).mentions {
		plain.WriteString(markdown[at:m.whole.from])
		plain.WriteString(markdown[m.text.from:m.text.to])
		at = m.whole.to
	}
	plain.WriteString(markdown[at:])
	return plain.String()
}

// mention returns the text with the names in it made mentions.
func mention(text string, names *names) string {
	if names.empty() || !utf8.ValidString(text) || !names.within(text) {
		return text
	}
	var out strings.Builder
	written := 0
	for from, found := range occurrences(text, names) {
		if written == 0 {
			const aFewMentions = 256
			out.Grow(len(text) + aFewMentions)
		}
		out.WriteString(text[written:from])
		out.WriteString("[" + text[from:found.to] + "](" + scheme + found.id + ")")
		written = found.to
	}
	if written == 0 {
		return text
	}
	out.WriteString(text[written:])
	return out.String()
}

// within reports whether any of the names stands anywhere in the text, be it where none becomes a mention. Most texts hold none, and need
// not be taken apart.
func (n *names) within(text string) bool {
	for at := range len(text) {
		if n.first[text[at]] && begins(text, at) {
			if _, ok := n.longest(text, at, len(text)); ok {
				return true
			}
		}
	}
	return false
}

// occurrence is where a name ends, and whose it is.
type occurrence struct {
	to int
	id string
}

// occurrences yields where names begin in the open stretches of the text: from left to right, the longest name at each place.
func occurrences(text string, names *names) func(yield func(int, occurrence) bool) {
	return func(yield func(int, occurrence) bool) {
		last := -1 // where the last mention ended
		for open := range outline(text).open() {
			for at := open.from; at < open.to; {
				if names.first[text[at]] && (at == last || begins(text, at)) {
					if found, ok := names.longest(text, at, open.to); ok {
						if !yield(at, found) {
							return
						}
						at, last = found.to, found.to
						continue
					}
				}
				at++
			}
		}
	}
}

// begins reports whether a name may begin at the place. After a letter it is no whole word; and a bracket set after one of
// these three would be an escaped one, an image's, or the second half of a reference.
func begins(text string, at int) bool {
	before, size := utf8.DecodeLastRuneInString(text[:at])
	switch before {
	case '\\', '!', ']':
		return false
	case '_': // emphasis, or the middle of a name_like_this
		before, _ = utf8.DecodeLastRuneInString(text[:at-size])
	}
	return !inWord(before)
}

// ends reports whether a name may end at the place.
func ends(text string, at int) bool {
	after, size := utf8.DecodeRuneInString(text[at:])
	if after == '_' {
		after, _ = utf8.DecodeRuneInString(text[at+size:])
	}
	return !inWord(after)
}

// inWord reports whether the rune is part of a word; a combining mark belongs to the letter before it.
func inWord(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
