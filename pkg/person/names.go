package person

import (
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// names holds what may be recognised, sorted: whoever reads a text rune by rune narrows down which names go on like that, so however
// many there are, a place in the text is looked at once.
type names struct {
	all []nameOf
	// first holds the bytes with which a text can begin that is one of the names.
	first [256]bool
}

// nameOf is a name as read reads it, and whose it is.
type nameOf struct{ name, id string }

func (n *names) empty() bool { return len(n.all) == 0 }

// namesOf returns the names and abbreviations that the activity lists. An abbreviation that two organisations share names
// neither of them, and one that is somebody's name is theirs.
func namesOf(content *eventv1.Activity) *names {
	n := &names{}
	for _, p := range content.GetPeople() {
		n.add(p.GetName(), p.GetId())
	}
	for _, p := range content.GetOrganisations() {
		n.add(p.GetName(), p.GetId())
	}
	var short []nameOf
	for _, p := range content.GetOrganisations() {
		if p.GetAbbreviation() != "" {
			short = append(short, nameOf{canonical(p.GetAbbreviation()), p.GetId()})
		}
	}
	slices.SortStableFunc(short, byName)
	for i := 0; i < len(short); {
		same, id := i, short[i].id
		for ; i < len(short) && short[i].name == short[same].name; i++ {
			if short[i].id != id {
				id = ""
			}
		}
		n.add(short[same].name, id)
	}
	n.sort()
	return n
}

func byName(a, b nameOf) int { return strings.Compare(a.name, b.name) }

// add takes in a name. One without letters and digits would be found in rules and lists, and one with a bar would tear a table apart.
func (n *names) add(name, id string) {
	name = canonical(name)
	if id == "" || !utf8.ValidString(name) || strings.Contains(name, "|") || !strings.ContainsFunc(name, inWord) {
		return
	}
	n.all = append(n.all, nameOf{name, id})
}

// sort makes the names ready to be looked up. Of two that are the same, the one that was added first holds.
func (n *names) sort() {
	slices.SortStableFunc(n.all, byName)
	n.all = slices.CompactFunc(n.all, func(a, b nameOf) bool { return a.name == b.name })
	for _, of := range n.all {
		n.first[of.name[0]] = true
		if of.name[0] < utf8.RuneSelf {
			// It may be written with a backslash before it, and an apostrophe as the other one.
			n.first['\\'] = n.first['\\'] || escapable(of.name[0])
			n.first["’"[0]] = n.first["’"[0]] || of.name[0] == '\''
		}
	}
}

// continued returns those of the names that go on with the rune behind so many bytes, which all of them share.
func continued(all []nameOf, shared int, r rune) []nameOf {
	var text [utf8.UTFMax]byte
	for _, c := range text[:utf8.EncodeRune(text[:], r)] {
		if allGoOn(all, shared, c) {
			shared++
			continue
		}
		from := sort.Search(len(all), func(i int) bool { return len(all[i].name) > shared && all[i].name[shared] >= c })
		all = all[from:]
		all = all[:sort.Search(len(all), func(i int) bool { return all[i].name[shared] > c })]
		shared++
	}
	return all
}

// allGoOn reports whether every one of the names goes on with that byte: they are sorted, so the first and the last tell of all. A thousand names
// with one long beginning take no longer to go through than one.
func allGoOn(all []nameOf, shared int, c byte) bool {
	last := len(all) - 1
	return last >= 0 && len(all[0].name) > shared && all[0].name[shared] == c && all[last].name[shared] == c
}

// canonical returns a name as read reads it in a text.
func canonical(name string) string { return strings.ReplaceAll(fold(name), "’", "'") }

// longest returns the longest name that begins at the place and ends within the limit. A name whose brackets do not close one
// another would break the mention, and is not found.
func (n *names) longest(text string, at, limit int) (found occurrence, ok bool) {
	brackets, shared, all := 0, 0, n.all
	for at < limit {
		r, size := read(text, at)
		all = continued(all, shared, r)
		if len(all) == 0 || at+size > limit {
			break
		}
		shared += utf8.RuneLen(r)
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
		// The shortest stands first, and is a whole name if it ends here.
		if len(all[0].name) == shared && brackets == 0 && ends(text, at) {
			found, ok = occurrence{at, all[0].id}, true
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
	return at+1 < len(text) && escapable(text[at+1])
}

func escapable(c byte) bool {
	return c > ' ' && c <= '~' && (c < '0' || c > '9') && !isLetter(c)
}
