package web

import (
	"regexp"
	"strings"
)

// mistake is one thing wrong with what was typed.
type mistake struct {
	// Field is the form's own name for where; empty when it is none of its fields.
	Field string
	// Label is what the form calls it, for a sentence that stands elsewhere: "is empty" alone would not say what is.
	Label string
	// Sentence says what is wrong and what to write instead.
	Sentence string
}

// place matches how a mistake says where: "headline", "links[0].url".
var place = regexp.MustCompile(`^[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+(?:\[\d+\])?)*$`)

// mistakesOf reads the text of an invalid command: a mistake a line, each behind its place if it has one.
// The wire carries one text (Connect has details, but the command line and people read the text), so it is taken apart again here; fault.Mistakes
// puts each on a line of its own for that.
func mistakesOf(text string) []mistake {
	var mistakes []mistake
	for _, line := range split(text, "\n") {
		where, what, ok := strings.Cut(line, ": ")
		if !ok || !place.MatchString(where) {
			where, what = "", line
		}
		m := mistake{Field: fieldOf(where), Label: where, Sentence: sentence(onThePage.Replace(what))}
		// A mistake that is about none of the fields keeps the domain's word for the place.
		if m.Field != "" {
			m.Label = labels[m.Field]
		}
		mistakes = append(mistakes, m)
	}
	return mistakes
}

// fields pairs the places that the domain names with the fields of the form; the more exact come first.
// Places below one that is listed ("people[2].name") belong to its field.
var fields = []struct{ place, field string }{
	{"when.to", "to"},
	{"when.zone", "zone"},
	{"when", "from"},
	{"links[0].url", "url"},
	{"links[0].label", "label"},
	{"links[0].verb", "verb"},
	{"links", "url"},
	{"rule.until", "until"},
	{"rule", "rule"},
	{"kinds", "kind"},
	{"kind", "kind"},
	{"pillar", "priorities"},
	{"priorities", "priorities"},
	{"announcement", "priorities"},
	{"people", "people"},
	{"body", "story"},
	{"headline", "headline"},
	{"place", "place"},
	{"by", "by"},
	{"from", "from"},
	{"to", "to"},
	{"zone", "zone"},
}

// onThePage puts what is to be done in a file into what is to be done on the page.
var onThePage = strings.NewReplacer(
	"write announcement: true", "tick “An announcement”",
	"write announcement: false", "untick “An announcement”",
	"write rule: embargo", "choose “Not before a day”",
)

// labels are what the fields are called on the page.
var labels = map[string]string{
	"headline": "What happened", "from": "Day", "to": "Until", "kind": "Kind", "priorities": "Priority", "place": "Place", "zone": "Time zone",
	"by": "Who acted", "people": "People", "verb": "What to do there", "label": "What the link is", "url": "Address of the link",
	"rule": "Rule", "until": "Not before", "story": "The story",
}

// fieldOf returns "" for what the form has no field for.
func fieldOf(where string) string {
	for _, f := range fields {
		rest, ok := strings.CutPrefix(where, f.place)
		if ok && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return f.field
		}
	}
	return ""
}
