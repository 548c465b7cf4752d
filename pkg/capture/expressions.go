package capture

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// vocabulary is the names of months and days that a team's languages have, and the patterns made of them.
// Keys are in small letters, as calendar.NamesIn has them; of a word that two languages share ("mar") the first keeps it, and English comes first.
type vocabulary struct {
	months   map[string]time.Month
	weekdays map[string]time.Weekday
	near
	// begin are the words that such phrases begin with.
	begin    map[string]bool
	patterns []pattern
}

// Compiling the patterns takes far longer than reading a line, so they are kept, by the languages.
var vocabularies sync.Map

// vocabularyOf returns the words of English and of the languages that we have names of.
func vocabularyOf(languages []string) *vocabulary {
	key := strings.Join(languages, " ")
	if found, ok := vocabularies.Load(key); ok {
		return found.(*vocabulary)
	}
	// Some write English names in a third way.
	v := &vocabulary{
		months:   map[string]time.Month{"sept": time.September},
		weekdays: map[string]time.Weekday{"tues": time.Tuesday, "thur": time.Thursday, "thurs": time.Thursday},
		near: near{
			days: map[string]int{}, stretches: map[string]stretch{},
			before: map[string]string{"last": "last", "this": "this", "next": "next"},
			behind: map[string]string{"last week": "last week", "this week": "this week", "next week": "next week"},
			parts:  map[string]bool{}, about: map[string]bool{},
		},
		begin: map[string]bool{},
	}
	for _, language := range append([]string{calendar.English}, languages...) {
		v.learnNear(language)
		names, _ := calendar.NamesIn(language)
		for i, words := range names.Months {
			learn(v.months, words, time.Month(i+1))
		}
		for i, words := range names.Weekdays {
			learn(v.weekdays, words, time.Weekday(i))
		}
	}
	v.patterns = v.compile()
	if len(languages) < 30 {
		// An edition has few, whoever writes it, and nothing else may fill the memory.
		vocabularies.Store(key, v)
	}
	return v
}

// learnNear takes in what a language calls the days around today.
func (v *vocabulary) learnNear(language string) {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	for words, days := range nears[base].days {
		learn(v.days, []string{words}, days)
		v.begins(words)
	}
	for words, stretch := range nears[base].stretches {
		learn(v.stretches, []string{words}, stretch)
		v.begins(words)
	}
	for word, which := range nears[base].before {
		learn(v.before, []string{word}, which)
		v.begins(word)
	}
	for word, which := range nears[base].behind {
		learn(v.behind, []string{word}, which)
	}
	for words := range nears[base].parts {
		v.parts[words] = true
	}
	for words := range nears[base].about {
		v.about[words] = true
		v.begins(words)
	}
}

func (v *vocabulary) begins(words string) {
	first, _, _ := strings.Cut(words, " ")
	v.begin[first] = true
}

// learn takes in what something is called, unless the word means another already: the language that comes first goes before.
func learn[T any](known map[string]T, words []string, value T) {
	for _, word := range words {
		if _, taken := known[word]; !taken {
			known[word] = value
		}
	}
}

// expression is a text that may begin with a date.
type expression struct {
	text, typed string
	today       calendar.Day
	// ahead says that what has no year lies ahead; expected, that a date is what one expects at this place; prefixed, that a word like "on" stands before
	// it; belongs, that the sentence would break without it.
	ahead, expected, prefixed, belongs bool
	// numbered says that a figure here is that of an article or a section.
	numbered bool
	words    *vocabulary
	// behind is the text after what was read.
	behind string
	// either are the dates that what was read may mean, when it may mean several; name, that one of them is no date but somebody's name.
	either []*eventv1.When
	name   bool
	// tells is what the words say and the date does not keep.
	tells []string
}

// read returns the date that the text begins with, and how much of the text it takes. The sentence says why what looks like a date is none.
func (e *expression) read() (when *eventv1.When, length int, sentence string) {
	if !e.mayBegin() {
		return nil, 0, ""
	}
	for _, p := range e.words.patterns {
		if !e.hasAny(p.needs) {
			continue
		}
		is := p.is()
		found := is.FindStringSubmatchIndex(e.text)
		if found == nil {
			continue
		}
		// The groups come twice: as they are compared, and under "typed m" as they were typed, for what depends on capitals.
		groups := map[string]string{}
		for i, name := range is.SubexpNames() {
			if found[2*i] >= 0 && name != "" {
				groups[name] = e.text[found[2*i]:found[2*i+1]]
				groups["typed "+name] = e.typed[found[2*i]:found[2*i+1]]
			}
		}
		for _, y := range []string{"y", "y2"} {
			groups[y] = strings.Replace(groups[y], "'", "20", 1)
		}
		// The sign behind the date is no part of it, but a stop may be one of its last word; wordsIn decides.
		end := found[1]
		if end < len(e.text) || strings.ContainsAny(e.text[end-1:end], ",;:!?) ") {
			end = len(strings.TrimRight(e.text[:end], " ,;:!?)"))
		}
		e.behind, e.either = e.text[end:], nil
		when, sentence = p.read(e, groups)
		if when != nil && sentence == "" {
			sentence = e.contradicted(when, groups)
		}
		if when != nil || sentence != "" {
			return when, end, sentence
		}
	}
	return nil, 0, ""
}

// hasAny reports whether the text has one of the signs, or none is needed.
func (e *expression) hasAny(signs []string) bool {
	return len(signs) == 0 || slices.ContainsFunc(signs, func(sign string) bool { return strings.Contains(e.text, sign) })
}

// mayBegin tells at a glance what is no date, which is nearly every word.
// A line of 64 KiB has some ten thousand words, each of which would be held against twenty patterns.
func (e *expression) mayBegin() bool {
	if e.text == "" {
		return false
	}
	if e.text[0] >= '0' && e.text[0] <= '9' {
		return true
	}
	first, _, _ := strings.Cut(e.text, " ")
	first = strings.TrimRight(first, ".,;:!?)")
	name := first
	if i := strings.IndexAny(first, "-/"); i > 0 {
		name = first[:i]
	}
	_, month := e.words.months[name]
	_, weekday := e.words.weekdays[name]
	// "Segunda-feira" has a hyphen of its own.
	_, hyphened := e.words.weekdays[first]
	if month || weekday || hyphened || e.words.begin[first] || e.words.begin[name] {
		return true
	}
	switch first {
	case "the", "last", "this", "next", "a", "one", "two", "three", "q1", "q2", "q3", "q4", "h1", "h2", "week", "w/c", "woche", "semaine",
		"semana", "settimana", "calendar", "vecka", "kw", "cw", "at":
		return true
	}
	return calendarWeek.MatchString(first)
}

// calendarWeek is a week by its number, in one word: "CW45", "KW46".
var calendarWeek = regexp.MustCompile(`^[ck]w\d{1,2}\b`)
