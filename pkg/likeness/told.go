package likeness

import (
	"maps"
	"slices"
	"strings"
)

// shortestName is how many bytes a name has that is looked for in a headline: "EU" stands in too many.
// It counts folded bytes, so that a name of two Chinese signs, which has six, is long enough.
const shortestName = 4

// spokenOf returns the names as a headline would say them, by id: " wikimedia colombia ".
func spokenOf(all ...map[string]string) map[string]string {
	spoken := map[string]string{}
	for _, names := range all {
		for id, name := range names {
			if said := folded(name); len(said) >= shortestName {
				// The blanks on both sides make it whole words: "Ada" is not said in "Canada".
				spoken[id] = " " + said + " "
			}
		}
	}
	return spoken
}

// tellsOf returns those whom the other lists and this one does not, but says in its headline: who logs late and in a line writes there whom
// they met.
// listed and here are names by id, of the other and of this one; nil comes back when there is none, which is nearly always.
func (f *Features) tellsOf(other *Features, listed, here map[string]string) map[string]string {
	var told map[string]string
	for id, name := range listed {
		if _, both := here[id]; both || other.spoken[id] == "" || !strings.Contains(f.saying, other.spoken[id]) {
			continue
		}
		if told == nil {
			told = map[string]string{}
		}
		told[id] = name
	}
	return told
}

// together returns all of the names.
func together(here, told map[string]string) map[string]string {
	if len(told) == 0 {
		return here
	}
	all := maps.Clone(told)
	maps.Copy(all, here)
	return all
}

// wordsBeside returns the words of the headline without those of the names told in it, which count as names already.
func (f *Features) wordsBeside(other *Features, told ...map[string]string) []word {
	words := f.words
	for _, names := range told {
		for id := range names {
			name := strings.Fields(other.spoken[id])
			words = slices.DeleteFunc(slices.Clone(words), func(w word) bool { return slices.Contains(name, w.said) })
		}
	}
	return words
}
