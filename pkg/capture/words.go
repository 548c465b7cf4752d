package capture

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is a stretch of the line without white space; a name in quotation marks behind a mark, and a link with its label, are one word.
type word struct {
	from, to int
	text     string
	// use is what it was taken for; nil: it is the headline's.
	// Words taken together point to the same use.
	use *use
}

// use is what one or several words were taken for.
type use struct {
	part    Part
	meaning string
	// stays says that the headline reads on through it; says is what is read there when it is not the words themselves.
	stays bool
	says  string
	// isNew says that it names somebody whom the log does not know yet.
	isNew bool
}

// bare is the word without the punctuation around it.
// A hyphen or an apostrophe within it is a part of it.
func (w word) bare() string { return strings.Trim(w.text, `.,;:!?()[]{}"'“”‘’«»…`) }

// lower is the bare word in small letters.
func (w word) lower() string { return strings.ToLower(w.bare()) }

// tail is the punctuation behind the bare word.
func (w word) tail() string {
	bare := strings.TrimRight(w.text, `.,;:!?)]}”’»…`)
	return w.text[len(bare):]
}

// capital reports whether it begins with a capital letter.
func (w word) capital() bool {
	first, _ := utf8.DecodeRuneInString(w.bare())
	return unicode.IsUpper(first)
}

// split takes a line apart. It looks at each sign a few times at the most, however the line is made.
// White space is Unicode's. What is not UTF-8 is a part of its word, and comes out as it went in.
func split(line string) []word {
	var words []word
	s := splitter{line: line}
	for at := 0; at < len(line); {
		r, size := utf8.DecodeRuneInString(line[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		end := s.end(at)
		words = append(words, word{from: at, to: end, text: line[at:end]})
		at = end
	}
	return words
}

// splitter remembers that a closing sign comes no more, so that a thousand that open do not each look through the whole line for it.
// Without it a line of opening quotation marks would cost the square of its length.
type splitter struct {
	line    string
	noQuote bool
}

// end returns where the word that begins at the place ends.
func (s *splitter) end(at int) int {
	if opened := s.opened(at); opened > 0 {
		return untilSpace(s.line, opened)
	}
	if closed := closedLink(s.line[at:]); closed > 0 {
		return untilSpace(s.line, at+closed)
	}
	return untilSpace(s.line, at)
}

func untilSpace(line string, at int) int {
	if i := strings.IndexFunc(line[at:], unicode.IsSpace); i >= 0 {
		return at + i
	}
	return len(line)
}

// opened returns where a name in quotation marks behind a mark ends; 0: there is none at the place.
func (s *splitter) opened(at int) int {
	// marks counts the bytes of the signs before the quotation mark, two at the most ("@@").
	inside := strings.TrimLeft(s.line[at:min(at+2, len(s.line))], "@#^")
	marks := min(at+2, len(s.line)) - at - len(inside)
	if strings.HasPrefix(inside, "!") {
		marks = untilValue(s.line[at:])
	}
	behind := s.line[at+marks:]
	quote, size := utf8.DecodeRuneInString(behind)
	if marks == 0 || s.noQuote || !strings.ContainsRune("\"“", quote) {
		return 0
	}
	closed := strings.IndexAny(behind[size:], "\"”")
	// An opened quotation that nobody closes opens nothing: the word ends at the next blank.
	if closed < 0 {
		s.noQuote = true
		return 0
	}
	_, closing := utf8.DecodeRuneInString(behind[size+closed:])
	return at + marks + size + closed + closing
}

// longestWord is more than any word that ! knows and that takes a value has letters.
// It keeps a "=" far behind a "!" from being taken for its value.
const longestWord = 20

// untilValue returns where the value of a mark begins, as in !embargo="15 feb 09:00"; 0: it has none.
func untilValue(text string) int {
	return strings.IndexAny(text[:min(longestWord, len(text))], "=:") + 1
}

// closedLink returns the length of a link with its label, [label](address), at the beginning of a text; 0: there is none.
// The label may hold blanks and no brackets, the address brackets but no blanks and no ")": so much of Markdown, and no more, is typed in a hurry.
func closedLink(text string) int {
	if !strings.HasPrefix(text, "[") {
		return 0
	}
	label := strings.IndexAny(text[1:], "[]") + 1
	if label < 1 || !strings.HasPrefix(text[label:], "](") {
		return 0
	}
	address := strings.IndexFunc(text[label:], func(r rune) bool { return r == ')' || unicode.IsSpace(r) })
	if address < 0 || text[label+address] != ')' {
		return 0
	}
	return label + address + 1
}

// take says what the words from one to before another are taken for.
// The use is shared by all of them; see pieces.
func (r *reader) take(from, to int, u use) {
	for i := from; i < to; i++ {
		r.words[i].use = &u
	}
}

func (r *reader) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// connecting are words behind which a sentence cannot end: what follows belongs to it.
// They are English, as headlines typed here are; in another language a mark is taken out of the sentence, as it is without any word before it.
var connecting = map[string]bool{
	"a": true, "about": true, "against": true, "among": true, "an": true, "at": true, "before": true, "between": true, "by": true, "for": true,
	"from": true, "in": true, "into": true, "its": true, "of": true, "on": true, "our": true, "over": true, "the": true, "their": true,
	// Of other languages, those that nobody takes for an English one.
	"à": true, "au": true, "aux": true, "avec": true, "chez": true, "de": true, "des": true, "du": true, "la": true, "le": true, "les": true,
	"par": true, "pour": true, "sur": true, "con": true, "del": true, "el": true, "en": true, "los": true, "para": true, "por": true, "sobre": true,
	"com": true, "da": true, "em": true, "na": true, "nos": true, "bei": true, "für": true, "mit": true, "über": true, "von": true, "zu": true, "zum": true,
	"zur": true, "van": true, "voor": true, "z": true, "ze": true, "przez": true, "dla": true, "з": true, "із": true, "зі": true, "від": true, "для": true,
	"с": true, "от": true, "مع": true, "من": true,
	// As they are written in a hurry.
	"w": true, "w/": true, "feat": true, "ft": true, "featuring": true, "alongside": true,
	"met": true, "meets": true, "meeting": true, "joins": true, "joined": true, "thanks": true, "through": true, "to": true, "under": true, "via": true, "with": true, "without": true,
}

// ofNames are those that a name follows, and no date: "W3C meeting 3 Nov".
var ofNames = set("met|meets|meeting|joins|joined|thanks")

var conjunctions = map[string]bool{"and": true, "&": true, "or": true, "et": true, "ou": true, "und": true, "oder": true, "y": true, "e": true, "+": true, "i": true, "та": true, "і": true, "و": true}

// isPart reports whether the sentence would break without the word at the place, since one like "with" or "the" stands before it.
// Punctuation between the two ends what the first word began: "who to meet with: @ada".
func (r *reader) isPart(i int) bool {
	if i == 0 {
		return false
	}
	before := r.words[i-1]
	if before.use != nil && !before.use.stays {
		return false
	}
	if before.use != nil || before.tail() != "" {
		return false
	}
	// "with @one (of somewhere) and @two": and joins what is in the sentence; behind a mark that was taken out, see joined.
	if conjunctions[before.lower()] && i > 1 {
		first := r.words[i-2].use
		return first == nil || first.stays
	}
	return connecting[before.lower()]
}
