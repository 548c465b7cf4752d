package capture

import (
	"strings"
	"unicode"
)

// mostPlaceWords is how many words a place has that no mark announces: "Washington DC, United States".
const mostPlaceWords = 4

// place finds where it was, unless a mark said so (^Brussels): in words with capitals that stand by themselves behind a mark ("!chatham
// Brussels"), or behind "in" at the end of the headline ("… in Brussels"), which they stay a part of.
// Every guess can be seen before anything is recorded, and a mark or --place overrules it; what does not look like a place is left to the headline.
func (r *reader) place() {
	if r.content.GetPlace() != "" {
		return
	}
	// The last one first: a place is what is added when all else is said.
	for to := len(r.words); to > 0; {
		from := to
		for from > 0 && r.words[from-1].use == nil {
			from--
		}
		if from < to && r.strayPlace(from, to) {
			return
		}
		to = min(from, to-1)
	}
	r.placeInSentence()
}

// strayPlace takes a whole stretch between marks for a place, if it looks like one.
func (r *reader) strayPlace(from, to int) bool {
	if from == 0 || to-from > mostPlaceWords || !r.behindMark(from) || !r.saysBefore(from) {
		return false
	}
	name := r.text(from, to)
	// That word is one of the log's own, in small letters.
	if strings.EqualFold(name, "online") {
		name = "online"
	} else if !r.named(from, to) || to-from == 1 && isAcronym(name) {
		return false
	}
	r.isPlace(from, to, name, false)
	return true
}

// behindMark reports whether a mark stands before the place that is no part of the sentence.
func (r *reader) behindMark(i int) bool {
	before := r.words[i-1].use
	return before != nil && !before.stays && before.part != PartWhen && before.part != PartZone
}

// saysBefore reports whether there is anything of a headline before the place: else what stands there is its beginning.
func (r *reader) saysBefore(i int) bool {
	for _, w := range r.words[:i] {
		if w.use == nil || w.use.stays {
			return true
		}
	}
	return false
}

// placeInSentence looks for "in Brussels" where the headline ends, which is before the first mark.
// It must be the end: "in Brussels and Paris" and "in Privacy Week" within a sentence are not where it was, or not all of it.
func (r *reader) placeInSentence() {
	end := 0
	for end < len(r.words) && (r.words[end].use == nil || r.words[end].use.stays || r.words[end].use.part == PartWhen) {
		end++
	}
	// Where a mark stands within the sentence ("#copyright workshop in Bogotá"), it ends behind it.
	if r.placeBefore(end) {
		return
	}
	r.placeBefore(len(r.words))
}

// placeBefore looks for "in Brussels" where the words before an index end.
func (r *reader) placeBefore(end int) bool {
	for end > 0 && r.words[end-1].use != nil {
		end--
	}
	from := end
	for from > 0 && r.words[from-1].use == nil && !inside[r.words[from-1].lower()] && end-from < mostPlaceWords {
		from--
	}
	// From 2 on, since "In Brussels" alone is all of the headline.
	if from == end || from < 2 || r.words[from-1].use != nil || !inside[r.words[from-1].lower()] || !r.named(from, end) {
		return false
	}
	name := r.text(from, end)
	if languages[name] {
		return false
	}
	r.isPlace(from, end, name, true)
	return true
}

// inside are the words before a place, in English, German and Italian, in French, in Spanish, and in Portuguese.
var inside = map[string]bool{"in": true, "à": true, "en": true, "em": true}

// languages are what one speaks in, and no places.
// "A talk in Spanish" ends like one in Madrid. Other languages are asked of nobody either: the place can be seen, and taken out.
var languages = map[string]bool{
	"Arabic": true, "Chinese": true, "English": true, "French": true, "German": true, "Hindi": true, "Indonesian": true, "Italian": true,
	"Japanese": true, "Portuguese": true, "Russian": true, "Spanish": true, "Swahili": true, "Swedish": true, "Ukrainian": true,
}

// named reports whether words are the name of something: all with capitals, but for those that stand within names.
func (r *reader) named(from, to int) bool {
	for i := from; i < to; i++ {
		within := i > from && i < to-1 && nameWords[r.words[i].text]
		// "in Panel" is a kind that was written with a capital.
		if !r.words[i].capital() && !within || kindOf(r.words[i].lower()) != "" {
			return false
		}
	}
	return true
}

// They stand in names of places: Rio de Janeiro, The Hague, City of London. One of them neither begins nor ends a name when it is in small letters.
var nameWords = map[string]bool{"de": true, "del": true, "den": true, "di": true, "do": true, "el": true, "la": true, "of": true, "the": true}

// isAcronym reports whether a word alone is letters that stand for others: "CSAM" is what it was about. Few places are written so.
func isAcronym(word string) bool {
	const shortest, longest = 3, 6
	if len(word) < shortest || len(word) > longest || places[word] {
		return false
	}
	return !strings.ContainsFunc(word, func(c rune) bool { return !unicode.IsUpper(c) && !unicode.IsDigit(c) })
}

var places = map[string]bool{"USA": true, "UAE": true, "NYC": true, "DRC": true}

func (r *reader) isPlace(from, to int, name string, stays bool) {
	r.content.Place = name
	r.take(from, to, use{part: PartPlace, meaning: name, stays: stays})
}

// text returns words as they stand, without the punctuation at their end.
func (r *reader) text(from, to int) string {
	text := strings.Join(strings.Fields(r.line[r.words[from].from:r.words[to-1].to]), " ")
	return strings.Trim(text, ".,;:!?()")
}
