package capture

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/calendar"
)

// mostDateWords is how many words a date takes at the most: "from Tuesday , 30 January 2024 to 2 February 2024" and a few to spare.
const mostDateWords = 11

// dates returns every date in the line, in order; those that may mean several days it puts aside.
func (r *reader) dates() []dated {
	var found []dated
	for i := 0; i < len(r.words); {
		d, ok := r.dateAt(i)
		switch {
		case ok:
			found = append(found, d)
		case d.unsure != nil:
			r.unsure = append(r.unsure, d)
		}
		i = max(d.to, i+1)
	}
	for _, d := range r.unsure {
		// Where the line has a date besides, what may be a name is one.
		if d.unsure.name && len(found) > 0 {
			continue
		}
		r.noteOnce(d.unsure.sentence)
	}
	return found
}

// prefix are the words that belong to a date behind them, in English, French, Spanish, German, Italian, Portuguese and Slavic languages.
// They go with the date when it is taken out of the headline, and may stand only right before it.
var prefix = map[string]bool{
	"on": true, "in": true, "from": true, "during": true, "le": true, "el": true, "am": true, "im": true, "il": true, "em": true,
	"du": true, "vom": true, "del": true, "dal": true, "de": true, "w": true, "we": true, "в": true, "у": true, "od": true, "від": true, "с": true, "dia": true, "día": true, "@": true,
	// As calendars head an invitation.
	"when:": true, "date:": true, "wann:": true, "quand:": true, "cuándo:": true, "quando:": true,
}

// dateAt reads a date that begins with the word at the place, or with a word like "on" before it. Words that were taken are no part of one.
func (r *reader) dateAt(i int) (dated, bool) {
	if r.words[i].use != nil {
		return dated{}, false
	}
	if prefix[strings.ToLower(r.words[i].text)] && i+1 < len(r.words) {
		// Also of what is no date the end is passed on, so that it is not read again from its second word.
		if d, ok := r.bareDateAt(i+1, behindPrefix); ok || d.to > 0 {
			d.from, d.prefixed = i, true
			return d, ok
		}
	}
	if i == 0 {
		return r.bareDateAt(i, first)
	}
	return r.bareDateAt(i, within)
}

// bareDateAt reads a date that begins with the word at the place. Of what looks like one and is none, it says how far that goes: "31 April 2024"
// must not be taken for April. Only where one is expected, "2 may" is one and not the beginning of what may be.
func (r *reader) bareDateAt(i int, at place) (dated, bool) {
	window := r.window(i)
	e := expression{
		text: window.text, typed: window.typed, today: r.Today, ahead: r.ahead, expected: at != within, prefixed: at == behindPrefix,
		belongs: r.isPart(i), numbered: i > 0 && numbered[r.words[i-1].lower()], words: r.vocabulary(),
	}
	when, length, sentence := e.read()
	// A pattern may end within a word, at a stop or a hyphen in it: then there was no date.
	words := window.wordsIn(length)
	if sentence != "" {
		d := dated{from: i, to: skipped(i, words)}
		d.unsure = &unsure{either: e.either, sentence: sentence, name: e.name}
		return d, false
	}
	if when == nil {
		return dated{to: skipped(i, words)}, false
	}
	// What patterns let through and the calendar does not know is left to the headline.
	span, mistakes := calendar.Of(when)
	if len(mistakes) > 0 || words == 0 {
		return dated{}, false
	}
	return dated{from: i, to: i + words, when: when, span: span, tells: e.tells}, true
}

// numbered are words before a figure that is no day: "Art. 5 and 6".
var numbered = set("article|articles|art|arts|section|sections|sec|§|§§|paragraph|para|chapter|recital|recitals|rule|title|artikel|artículo|artigo|articolo")

// place is where in the line a date is looked for.
type place int

const (
	within place = iota
	first
	behindPrefix
)

// skipped is where what was no date ends; 0: nothing looked like one.
func skipped(from, words int) int {
	if words == 0 {
		return 0
	}
	return from + words
}

func (r *reader) noteOnce(sentence string) {
	if !slices.Contains(r.notes, sentence) {
		r.notes = append(r.notes, sentence)
	}
}

func (r *reader) vocabulary() *vocabulary {
	return vocabularyOf(r.Edition.Proto().GetTeam().GetLanguages())
}
