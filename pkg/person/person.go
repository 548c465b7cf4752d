// Package person decides who is named in an activity: which names are one person or organisation, and where a text mentions them.
//
// It is pure: it reads no clock, no network, and no database. It does not know what may be told of a person; it makes sure that
// whoever decides that finds every mention.
package person

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// ID returns the id of the person or organisation of that name. Whoever names them again, in another activity or another file,
// names the same thing.
func ID(name string) string { return thing.ID("person", normal(name)) }

// normal returns what two spellings of one name have in common. Capitals, white space, the kind of apostrophe and what cannot be
// seen do not tell people apart. Composed and decomposed accents do: composing them takes Unicode's tables, which a pure package
// does without, so whoever reads files composes (NFC) as they read. The ids of all time rest on this function: it never changes.
func normal(name string) string {
	if isASCII(name) {
		// It holds none of what is treated below, and most names are so.
		return fold(strings.ToLower(name))
	}
	name = strings.Map(func(r rune) rune {
		switch {
		case r == '’':
			return '\''
		case unicode.Is(unicode.Cf, r):
			return -1
		default:
			return unicode.ToLower(r)
		}
	}, name)
	return fold(name)
}

// fold trims white space and makes one space of each stretch of it.
func fold(name string) string {
	if isFolded(name) {
		return name
	}
	return strings.Join(strings.Fields(name), " ")
}

// isFolded reports, of text that is plain enough to be told at a glance, that fold would change nothing.
func isFolded(name string) bool {
	before := byte(' ')
	for i := range len(name) {
		c := name[i]
		if c < ' ' || c > '~' || c == ' ' && before == ' ' {
			return false
		}
		before = c
	}
	return before != ' ' || name == ""
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Named is a person or an organisation as an activity names them.
type Named struct {
	ID, Name, Abbreviation string
	Organisation           bool
}

// Of returns whom the activity names, each once, in order: people, then organisations. One name is one thing: two people who
// share it are not told apart, nor is a person from an organisation; the first word on which of both it is holds.
func Of(content *eventv1.Activity) []Named {
	var all []Named
	place := map[string]int{}
	add := func(p *eventv1.Participation, organisation bool) {
		named := Named{ID(p.GetName()), fold(p.GetName()), fold(p.GetAbbreviation()), organisation}
		at, known := place[named.ID]
		switch {
		case named.Name == "":
		case !known:
			place[named.ID] = len(all)
			all = append(all, named)
		case all[at].Abbreviation == "":
			all[at].Abbreviation = named.Abbreviation
		}
	}
	for _, p := range content.GetPeople() {
		add(p, false)
	}
	for _, p := range content.GetOrganisations() {
		add(p, true)
	}
	return all
}

// Recorded returns the event that says they were first named.
func Recorded(n Named) proto.Message {
	if n.Organisation {
		return &eventv1.OrganisationRecorded{Name: n.Name, Abbreviation: n.Abbreviation}
	}
	return &eventv1.PersonRecorded{Name: n.Name}
}
