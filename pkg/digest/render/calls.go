package render

import (
	"cmp"
	"slices"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// call is a stretch of a line of links: words, and behind them the label of a link. Without a URL the label is words too.
type call struct {
	Words, Label, URL string
}

// calls returns the line of links of an entry: each verb once, in the order in which verbs first come, "Read the report and the policy ·
// Watch the talk". No links, no line.
func calls(links []*eventv1.Link, w words) []call {
	var line []call
	for i, verb := range verbs(links) {
		same := slices.DeleteFunc(slices.Clone(links), func(l *eventv1.Link) bool { return l.GetVerb() != verb })
		for j, l := range same {
			label := plain(cmp.Or(l.GetLabel(), l.GetUrl()))
			words := w.before(verb, label)
			// The verb once, then commas, and the word for “and” before the last.
			switch {
			case j == 0 && verb == "":
				words = ""
			case j == 0:
				words = plain(w.verb(verb)) + " " + words
			case j == len(same)-1:
				words = w.and + words
			default:
				words = ", " + words
			}
			if i > 0 && j == 0 {
				words = " · " + words
			}
			c := call{Words: words, Label: label}
			if allowed(l.GetUrl()) {
				c.URL = l.GetUrl()
			}
			line = append(line, c)
		}
	}
	return line
}

func verbs(links []*eventv1.Link) []string {
	var verbs []string
	for _, l := range links {
		if !slices.Contains(verbs, l.GetVerb()) {
			verbs = append(verbs, l.GetVerb())
		}
	}
	return verbs
}
