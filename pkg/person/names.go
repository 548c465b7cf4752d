package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// names holds what may be recognised, as a tree of runes: however many names there are, a place in a text is looked at once.
type names struct {
	id   string // whose name ends here; empty: nobody's
	next map[rune]*names
}

func (n *names) empty() bool { return len(n.next) == 0 }

// namesOf returns the names and abbreviations that the activity lists. An abbreviation that two organisations share names
// neither of them, and one that is somebody's name is theirs.
func namesOf(content *eventv1.Activity) *names {
	root := &names{}
	for _, p := range content.GetPeople() {
		root.add(p.GetName(), p.GetId())
	}
	for _, p := range content.GetOrganisations() {
		root.add(p.GetName(), p.GetId())
	}
	owner := map[string]string{}
	for _, p := range content.GetOrganisations() {
		short := canonical(p.GetAbbreviation())
		if other, shared := owner[short]; shared && other != p.GetId() {
			owner[short] = ""
			continue
		}
		owner[short] = p.GetId()
	}
	for short, id := range owner {
		root.add(short, id)
	}
	return root
}

// add takes in a name, unless it is taken in already. A name without letters and digits would be found in rules and lists, and one
// with a bar would tear a table apart.
func (n *names) add(name, id string) {
	name = canonical(name)
	if id == "" || !utf8.ValidString(name) || strings.Contains(name, "|") || !strings.ContainsFunc(name, inWord) {
		return
	}
	for _, r := range name {
		if n.next == nil {
			n.next = map[rune]*names{}
		}
		if n.next[r] == nil {
			n.next[r] = &names{}
		}
		n = n.next[r]
	}
	if n.id == "" {
		n.id = id
	}
}

// canonical returns a name as read reads it in a text.
func canonical(name string) string { return strings.ReplaceAll(fold(name), "’", "'") }

// longest returns the longest name that begins at the place and ends within the limit. A name whose brackets do not close one
// another would break the mention, and is not found.
func (n *names) longest(text string, at, limit int) (found occurrence, ok bool) {
	brackets := 0
	for at < limit {
		r, size := read(text, at)
		n = n.next[r]
		if n == nil || at+size > limit {
			break
		}
		if size == 1 && r == '[' {
			brackets++
		}
		if size == 1 && r == ']' {
			brackets--
		}
		if brackets < 0 {
			break
		}
		at += size
		if n.id != "" && brackets == 0 && ends(text, at) {
			found, ok = occurrence{at, n.id}, true
		}
	}
	return found, ok
}

// read returns the next rune of a text as names are compared: any stretch of white space is one space, since lines are broken
// anywhere; an escaped sign is the sign itself, and both apostrophes are one.
func read(text string, at int) (rune, int) {
	r, size := utf8.DecodeRuneInString(text[at:])
	switch {
	case r == '\\' && escapes(text, at):
		return rune(text[at+1]), 2
	case r == '’':
		return '\'', size
	case unicode.IsSpace(r):
		rest := strings.TrimLeftFunc(text[at+size:], unicode.IsSpace)
		return ' ', len(text) - at - len(rest)
	}
	return r, size
}

// escapes reports whether a backslash at the place takes the meaning from the sign behind it.
func escapes(text string, at int) bool {
	return at+1 < len(text) && strings.IndexByte("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", text[at+1]) >= 0
}
