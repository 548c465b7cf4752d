package render

import (
	"cmp"
	"strings"
	"unicode"
	"unicode/utf8"

	"dontblink.dev/pkg/calendar"
)

// words are what an issue says in its own voice, in one language.
type words struct {
	// comingUp heads what is coming up, until the team words it as furniture.
	comingUp string
	// verbs open a line of links, by the verb that an activity gives.
	verbs map[string]string
	// before returns what stands between a verb and the label of a link.
	before func(verb, label string) string
	and    string
	// hedges follow a date that may not hold, by how sure it is.
	hedges map[string]string
}

// languages holds the words of each language that issues are printed in. A team whose language is missing reads English until
// somebody adds it.
var languages = map[string]words{
	calendar.English: {
		comingUp: "Coming up",
		verbs: map[string]string{
			"read": "Read", "watch": "Watch", "learn": "Learn", "explore": "Explore", "sign": "Sign",
			"register": "Register", "vote": "Vote", "write": "Write", "take": "Take",
		},
		before: englishBefore,
		and:    " and ",
		hedges: map[string]string{"expected": "expected", "tentative": "to be confirmed"},
	},
}

func wordsOf(lang string) words {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if w, ok := languages[base]; ok {
		return w
	}
	return languages[calendar.English]
}

// verb returns a verb as it opens a line of links.
func (w words) verb(verb string) string { return cmp.Or(w.verbs[verb], capitalised(verb)) }

func capitalised(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(first)) + s[size:]
}

// englishPrepositions stand after verbs that take no object: one does not register a clinic.
var englishPrepositions = map[string]string{"learn": "from ", "register": "for ", "vote": "in ", "write": "to "}

// A label that opens with one of these follows a verb as it is ("Learn how …", "Register for …", "Take part in …"); with one of the
// others it needs no article ("Learn from our …", "Write to tell us …").
var (
	englishFollowers = set("about at by for from how in more on part to what when where whether which who why with")
	englishOpeners   = set("a all an another any ask both each every her his its join let my no one our say send share some tell that the " +
		"their these this those two your")
)

func set(list string) map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(list) {
		words[word] = true
	}
	return words
}

// englishBefore returns the preposition and the article between a verb and a label: "Read" + "the " + "slides". A label that opens with
// a capital, a figure or a quotation mark is a name or a title and has no article; neither has a site or a mailbox.
func englishBefore(verb, label string) string {
	opener, _, _ := strings.Cut(strings.ToLower(label), " ")
	first, _ := utf8.DecodeRuneInString(label)
	preposition := englishPrepositions[verb]
	switch {
	case englishFollowers[opener]:
		return ""
	case englishOpeners[opener] || !unicode.IsLower(first) || strings.ContainsAny(strings.TrimRight(opener, "."), "@.") || allowed(label):
		return preposition
	}
	return preposition + "the "
}
