package likeness

import (
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// word is a word of a headline.
type word struct {
	// said is the word as it stands there, in small letters; stem what is left of it without its ending, or the word for all that mean the
	// same.
	// weight is what the word counts for: 1, or 0.5 for the word for a kind, which is compared as a kind once already.
	// also are further words of the headline that mean the same.
	said, stem string
	weight     float64
	also       []string
}

// means reports whether two words mean the same.
func (w word) means(other word) bool { return w.stem == other.stem }

// either returns how a word is told that both headlines share: as both say it, or, if they only mean the same, as "clinic and training".
func (w word) either(other word) (told string, said bool) {
	if same := common(w.ways(), other.ways()); len(same) > 0 {
		return same[0], true
	}
	// Of "learning clinic" the last says what it was.
	one, two := w.last(), other.last()
	if stem(one) == stem(two) {
		return min(one, two), true
	}
	return min(one, two) + " and " + max(one, two), false
}

// ways are all words of the headline that mean this, as it has them.
func (w word) ways() []string { return append([]string{w.said}, w.also...) }

// last is the last of them.
func (w word) last() string { return w.ways()[len(w.also)] }

// forms returns how the word, or one that means the same, may begin.
// It goes through both tables for each word, which is done once for an activity that somebody looks for, never for each candidate.
func (w word) forms() []string {
	forms := []string{w.stem}
	for form, meaning := range allMeanings() {
		if meaning == w.stem {
			forms = append(forms, form)
		}
	}
	return forms
}

// mostWords of a headline are looked at: what is longer is no headline.
// A headline has 500 characters at the most, some eighty words; the bound keeps the comparison of two from costing the square of that.
const mostWords = 40

// wordsOf returns the words of a headline that tell something, each once, and the numbers in it.
func wordsOf(headline string) (words []word, counts []string) {
	known := map[string]int{}
	for _, said := range split(headline) {
		if number, counted := ordinals[said]; counted {
			counts = append(counts, number)
			continue
		}
		if said[0] >= '0' && said[0] <= '9' {
			// A year counts nothing.
			// Nor does any other figure of four digits: most are years, and the others (a room, a bill's number) are in no series.
			if len(said) < len("2024") {
				counts = append(counts, said)
			}
			continue
		}
		// A single letter is an initial or what is left of a contraction.
		w := wordOf(said)
		if len(said) < 2 || stopWords[said] {
			continue
		}
		if at, known := known[w.stem]; known {
			words[at].also = append(words[at].also, said)
			continue
		}
		known[w.stem] = len(words)
		if words = append(words, w); len(words) == mostWords {
			break
		}
	}
	return words, counts
}

// wordOf looks the stem up in both tables. The word for a kind weighs half, since kinds are compared by themselves.
func wordOf(said string) word {
	w := word{said: said, stem: stem(said), weight: 1}
	if meaning := families[w.stem]; meaning != "" {
		w.stem, w.weight = meaning, 0.5
	} else if meaning := meanings[w.stem]; meaning != "" {
		w.stem = meaning
	}
	return w
}

// longest is how much of a text is looked at, in bytes.
// It is more than any headline has, and bounds the work on texts that nobody has checked yet.
const longest = 4000

// split returns the words of a text in small letters and without accents.
func split(text string) []string {
	if len(text) > longest {
		text = strings.ToValidUTF8(text[:longest], "")
	}
	var plain strings.Builder
	// NFKD (Unicode Standard Annex 15) parts a letter from its accent and makes ﬁ two letters, so that what is dropped are accents; marks of another
	// class, which are vowels in many scripts of India, stay.
	for _, r := range norm.NFKD.String(strings.ToLower(text)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
			plain.WriteRune(r)
		case r == '\'' || r == '’': // "team’s" is one word
		default:
			plain.WriteByte(' ')
		}
	}
	return strings.Fields(plain.String())
}

// folded is a text as it is compared: its words, with one blank between them.
func folded(text string) string { return strings.Join(split(text), " ") }

// stem takes off the commonest endings of English, some of which are those of other languages too: enough for "teaches" and "teaching", and
// nothing that makes one word of two.
func stem(word string) string {
	const shortest = 4
	for _, ending := range []struct{ is, becomes string }{
		// The first that fits is taken off, so the longer stand before what they end in; "ss" and "us" stand for themselves, that "process" and "campus" keep
		// their s.
		{"ies", "y"}, {"sses", "ss"}, {"ches", "ch"}, {"shes", "sh"}, {"ations", "at"}, {"ation", "at"}, {"ings", ""}, {"ing", ""}, {"ed", ""}, {"es", ""}, {"ss", "ss"}, {"us", "us"}, {"s", ""}, {"e", ""},
	} {
		if rest, ok := strings.CutSuffix(word, ending.is); ok && len(rest)+len(ending.becomes) >= shortest {
			return rest + ending.becomes
		}
	}
	return word
}

// familyOf returns the family of a kind: the team's own word stands for itself.
// Of a kind of several words, the first that the tables know decides: "public hearing" is a hearing.
func familyOf(kind string) string {
	words := split(kind)
	for _, said := range words {
		if family := families[stem(said)]; family != "" {
			return family
		}
	}
	for i, said := range words {
		words[i] = stem(said)
	}
	return strings.Join(words, " ")
}

// placeOf returns a place as it is compared.
func placeOf(place string) string { return folded(place) }

// addressOf returns where a link leads, without what does not change that; empty for a mailbox, which half a year's activities share.
func addressOf(link string) string {
	u, err := url.Parse(strings.TrimSpace(link))
	if err != nil || u.Host == "" || strings.Trim(u.Path, "/") == "" && u.RawQuery == "" {
		// A site's front page is shared by all that it is host to.
		return ""
	}
	// Neither http or https, nor www, nor a stroke at the end makes another page; what stands behind ? often does, and what stands behind # never.
	address := strings.TrimPrefix(strings.ToLower(u.Host), "www.") + strings.TrimSuffix(u.EscapedPath(), "/")
	if u.RawQuery != "" {
		address += "?" + u.RawQuery
	}
	return address
}

// namesOf returns who took part, by id.
// Those without an id were not recognised yet, and cannot be known again. but may be nil.
func namesOf(all []*eventv1.Participation, but map[string]bool) map[string]string {
	named := map[string]string{}
	for _, p := range all {
		if p.GetId() != "" && !but[p.GetId()] {
			named[p.GetId()] = p.GetName()
		}
	}
	return named
}
