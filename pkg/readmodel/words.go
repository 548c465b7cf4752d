package readmodel

import (
	"fmt"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5/pgtype"
	"golang.org/x/text/unicode/norm"

	"dontblink.dev/pkg/fault"
)

// Words are told apart here and not by Postgres: its parser takes "DSA/DMA" for a file and "Example.org" for a computer, what it takes
// for a letter depends on how the database was made, and it knows the endings of one language at a time. A team writes in several, so
// nothing is known of endings: who looks for "vote" finds what begins so.

// words returns the words of a text in order, in small letters and without accents. Most of any text is ASCII, where nothing has to be taken
// apart: only what stands between two signs of ASCII that are no letters, and holds others than those, goes the long way.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for rest := text; rest != ""; {
			part, plain := partOf(rest)
			switch {
			case part == "":
				rest = rest[1:]
				continue
			case !plain:
				for word := range composedWords(part) {
					if !yield(word) {
						return
					}
				}
			case !yield(strings.ToLower(part[:min(len(part), longestWord)])):
				return
			}
			rest = rest[len(part):]
		}
	}
}

// partOf returns what stands before the next sign of ASCII that is no letter and no digit, and whether it is ASCII throughout.
func partOf(text string) (part string, plain bool) {
	plain = true
	for i := range len(text) {
		switch c := text[i]; {
		case c >= utf8.RuneSelf:
			plain = false
		case c|0x20 < 'a' || c|0x20 > 'z':
			if c < '0' || c > '9' {
				return text[:i], plain
			}
		}
	}
	return text, plain
}

// composedWords returns the words of a text that may be of any script.
func composedWords(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		var word strings.Builder
		end := func() bool {
			if word.Len() == 0 {
				return true
			}
			said := word.String()
			word.Reset()
			return yield(said)
		}
		for _, r := range norm.NFKD.String(strings.ToLower(text)) {
			switch {
			case r >= '\u0300' && r <= '\u036f': // an accent
			case unicode.In(r, unspaced...):
				if !end() || !yield(string(r)) {
					return
				}
			case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r):
				if word.Len() < longestWord {
					write(&word, r)
				}
			case !end():
				return
			}
		}
		end()
	}
}

// unspaced are scripts that put no space between words: each sign is taken for one, and a word is found as signs that stand together.
var unspaced = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar}

// write adds a letter to a word, without its stroke.
func write(word *strings.Builder, letter rune) {
	if plain, stroked := plainLetters[letter]; stroked {
		word.WriteString(plain)
		return
	}
	word.WriteRune(letter)
}

// plainLetters are those whose stroke is no accent to Unicode.
var plainLetters = map[rune]string{
	'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'ħ': "h", 'ı': "i", 'ß': "ss", 'æ': "ae", 'œ': "oe", 'þ': "th",
}

// What Postgres takes: positions up to 16383, and a megabyte of words. What is behind that in a text is not found by it.
const (
	longestWord  = 64
	mostWords    = 16_000
	mostInVector = 500_000
)

// vector gathers words and where they stand, in the order in which they are said first.
type vector struct {
	at      map[string]int
	lexemes []pgtype.TSVectorLexeme
	// room is for the positions of words that are said once, as most are.
	room  []pgtype.TSVectorPosition
	last  int
	bytes int
}

// add adds texts, with a gap behind each.
func (v *vector) add(texts ...string) {
	for _, text := range texts {
		for word := range words(text) {
			if v.last >= mostWords || v.bytes >= mostInVector {
				return
			}
			v.last++
			v.put(word)
		}
		v.last++
	}
}

func (v *vector) put(word string) {
	i, known := v.at[word]
	if !known {
		i = len(v.lexemes)
		v.at[word] = i
		v.lexemes = append(v.lexemes, pgtype.TSVectorLexeme{Word: word, Positions: v.place()})
		v.bytes += len(word)
	}
	const mostOfOneWord = 255
	if l := &v.lexemes[i]; len(l.Positions) < mostOfOneWord {
		v.bytes += 2
		l.Positions = append(l.Positions, pgtype.TSVectorPosition{Position: uint16(v.last), Weight: pgtype.TSVectorWeightD}) //nolint:gosec // bounded
	}
}

// place returns room for one position.
func (v *vector) place() []pgtype.TSVectorPosition {
	if len(v.room) == 0 {
		v.room = make([]pgtype.TSVectorPosition, 64)
	}
	one := v.room[:0:1]
	v.room = v.room[1:]
	return one
}

func (v *vector) whole() pgtype.TSVector { return pgtype.TSVector{Valid: true, Lexemes: v.lexemes} }

// mostAsked words are looked for at the most.
const mostAsked = 32

// parseSearch turns what somebody typed into a question that Postgres takes.
func parseSearch(text string) (asked string, err error) {
	var parts []string
	found, total := false, 0
	for part, without := range partsOf(text) {
		phrase, n := phraseOf(part)
		if n == 0 {
			continue
		}
		if without {
			phrase = "!" + phrase
		}
		parts, found, total = append(parts, phrase), found || !without, total+n
	}
	switch {
	case total > mostAsked:
		return "", fault.New(fault.Invalid, "%d words are more than can be looked for at once: take the %d that matter most", total, mostAsked)
	case !found:
		return "", fault.New(fault.Invalid, "%q names no word to look for: type at least one", text)
	}
	return strings.Join(parts, " & "), nil
}

// partsOf returns what stands between spaces, or between quotation marks, and whether a minus stood before it.
func partsOf(text string) iter.Seq2[string, bool] {
	return func(yield func(string, bool) bool) {
		for {
			text = strings.TrimLeftFunc(text, unicode.IsSpace)
			without := strings.HasPrefix(text, "-")
			text = strings.TrimPrefix(text, "-")
			if text == "" {
				return
			}
			ends := unicode.IsSpace
			if first, size := utf8.DecodeRuneInString(text); isQuotation(first) {
				ends, text = isQuotation, text[size:]
			}
			part, rest := text, ""
			if i := strings.IndexFunc(text, ends); i >= 0 {
				_, size := utf8.DecodeRuneInString(text[i:])
				part, rest = text[:i], text[i+size:]
			}
			if !yield(part, without) {
				return
			}
			text = rest
		}
	}
}

func isQuotation(r rune) bool { return strings.ContainsRune(`"“”„«»`, r) }

// phraseOf returns the words of a part, which stand in that order, and how many these are. They are letters and digits alone, so
// nothing in them means anything to Postgres.
func phraseOf(part string) (phrase string, n int) {
	var all []string
	for word := range words(part) {
		all = append(all, fmt.Sprintf("'%s':*", word))
	}
	return "(" + strings.Join(all, " <-> ") + ")", len(all)
}
