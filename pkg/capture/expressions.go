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

// pattern is a way to write a date. Its groups are named; what is read from them is the same for all.
type pattern struct {
	// is compiles it when it is first needed, since that takes longer than reading a line.
	is func() *regexp.Regexp
	// needs are signs and words one of which is in whatever it matches; none: it must be tried.
	needs []string
	// read returns nil and no sentence for what is no date after all: the next pattern is tried. A sentence ends the search, since it says why what was
	// clearly meant as a date is none.
	read func(*expression, map[string]string) (*eventv1.When, string)
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

// alternatives writes words as one group of a pattern. Go's leftmost-first matching takes the first that fits, hence the longest first.
func alternatives[T any](words map[string]T) string {
	var all []string
	for word := range words {
		all = append(all, regexp.QuoteMeta(word))
	}
	return strings.Join(longestFirst(all), "|")
}

// compile makes the patterns, the most exact first: the first that fits is the one that was meant.
func (v *vocabulary) compile() []pattern {
	// Groups end in "" for the first date and "2" for the end of a range: d day, m month in words, n month in figures, y year, i as our files have it.
	// What ends a word is part of no name: \b knows the letters of English alone, so the end of the pattern sees to it.
	month := func(n string) string { return `(?P<m` + n + `>` + alternatives(v.months) + `)\.?` }
	day := func(n string) string { return `(?:the )?(?P<d` + n + `>\d{1,2})(?:st|nd|rd|th|er|º|ª)?\.?` }
	year := func(n string) string { return `(?:,? ?(?:de )?(?P<y` + n + `>(?:19|20|21)\d\d|'\d\d)\b)?` }
	named := alternatives(v.weekdays)
	weekday := func(n string) string { return `(?:(?P<w` + n + `>` + named + `)\.?,? )?` }
	weekdays := `(?:(?:` + named + `)\.?(?:/|-| and | & )(?:` + named + `)\.?,? )?`
	const clock = `(?:,? (?:at )?(?P<c>(?:[01]?\d|2[0-3])[:.h][0-5]\d))`
	// Behind a comma alone, "Art. 5, 6 Nov" are not two days.
	const and = `(?:,? and | ?[+&/] ?| (?:und|et|y|e|i|та|і|و) ?)`
	list := `(?:the )?(?P<list>\d{1,2}(?:st|nd|rd|th)?\.?(?:, ?\d{1,2}(?:st|nd|rd|th)?\.?)*` + and + `\d{1,2}(?:st|nd|rd|th)?\.?)`
	// Years are of 1900 to 2199; any other four figures are a number.
	const to = `(?: ?(?:-|to|until|through|\.\.) ?| (?:au|bis(?: zum)?|al|até(?: o)?|ao?|do|до|по) )`
	through := []string{"-", "to ", "until", "through", "..", " au ", " bis ", " al ", " até ", " a ", " ao ", " do ", " до ", " по "}
	var patterns []pattern
	add := func(read func(*expression, map[string]string) (*eventv1.When, string), parts ...string) {
		// Each is tied to the beginning, and must end where a word does: RE2 has no look-ahead, so the sign behind is matched too and cut off in read.
		patterns = append(patterns, pattern{sync.OnceValue(func() *regexp.Regexp {
			return regexp.MustCompile(`^` + strings.Join(parts, "") + `(?:$|[ ,;:!?).])`)
		}), nil, read})
	}
	needs := func(signs ...string) { patterns[len(patterns)-1].needs = signs }
	iso := func(n string) string { return `(?P<i` + n + `>\d{4}-\d\d(?:-\d\d)?)` }
	add((*expression).iso, weekday(""), iso(""), `(?:[t ](?P<clock>\d\d:\d\d))`)
	needs("-")
	add((*expression).iso, iso(""), `(?: ?(?:to|until|through|\.\.|-) ?)`, iso("2"))
	needs("-")
	add((*expression).iso, weekday(""), iso(""))
	needs("-")
	add((*expression).iso, `(?P<y>\d{4})[/.](?P<n>\d\d)[/.](?P<d>\d\d)`)
	add((*expression).overMidnight, weekday(""), day(""), ` `, month(""), year(""), clock, to, weekday("2"), day("2"), ` `, month("2"), year("2"), strings.Replace(clock, "<c>", "<c2>", 1))
	needs(":", "h")
	add((*expression).week, `(?:(?:the|la|a) )?(?:week (?:of|from|starting|commencing)|w/c|woche vom|semaine du|semana del?|settimana del|week van) (?:the )?`, weekday(""), `(?:`, day(""), ` (?:(?:of|de) )?`, month(""), `|`, month("2"), ` `, day("2"), `)`, year(""))
	needs("week", "w/c", "woche", "semana", "semaine", "settimana")
	add((*expression).weekNumber, `(?:[ck]w|calendar week|semaine|vecka) ?(?P<n>\d{1,2})(?:[/ ](?P<y>20\d\d))?`)
	needs("kw", "cw", "week", "semaine", "vecka")
	add((*expression).days, weekday(""), day(""), ` `, month(""), year(""), to, weekday("2"), day("2"), ` `, month("2"), year("2"))
	needs(through...)
	add((*expression).days, weekdays, weekday(""), day(""), to, weekday("2"), day("2"), ` (?:de )?`, month("2"), year("2"))
	needs(through...)
	add((*expression).list, weekdays, list, ` (?:de )?`, month(""), year(""))
	needs("+", "&", "/", " and ", " und ", " et ", " y ", " e ", " i ", " та ", " і ", " و ")
	add((*expression).days, weekday(""), month(""), ` `, day(""), year(""), to, weekday("2"), month("2"), ` `, day("2"), year("2"))
	needs(through...)
	add((*expression).days, weekdays, month(""), ` `, day(""), to, day("2"), year("2"))
	needs(through...)
	add((*expression).list, weekdays, month("2"), ` `, list, year(""))
	needs("+", "&", "/", " and ", " und ", " et ", " y ", " e ", " i ", " та ", " і ", " و ")
	add((*expression).shortYear, weekday(""), day(""), ` `, month(""), ` (?P<yy>[23]\d)`)
	needs(" 2", " 3")
	add((*expression).days, weekday(""), day(""), ` `, `(?:(?:of|de|di) )?`, month(""), year(""))
	add((*expression).days, weekday(""), month(""), ` `, day(""), year(""))
	add((*expression).months, month(""), year(""), `(?: ?(?:-|to|until|through|\.\.|/) ?| (?:au|bis(?: zum)?|al|até(?: o)?|ao?|do|до|по) )`, month("2"), year("2"))
	needs(append(through, "/")...)
	add((*expression).months, month(""), year(""))
	add((*expression).about, `(?:(?:at )?the )?(?P<about>`, alternatives(v.about), `)[ -]`, month(""), year(""))
	add((*expression).quarter, `q(?P<q>[1-4])`, `(?: ?(?P<y>20\d\d))?`)
	needs("q")
	add((*expression).half, `h(?P<h>[12])`, `(?: ?(?P<y>20\d\d))?`)
	needs("h1", "h2")
	add((*expression).numbers, weekdays, weekday(""), `(?P<d>\d{1,2})\.?(?: ?(?P<n>\d{1,2})\.)?`, ` ?- ?`, weekday("2"), `(?P<d2>\d{1,2})\. ?(?P<n2>\d{1,2})\.(?P<y2>\d{4})?`)
	needs(".")
	add((*expression).numbers, weekday(""), `(?P<d>\d{1,2})\. ?(?P<n>\d{1,2})\.(?: ?(?P<y>\d{4}|\d\d))?`)
	needs(".")
	add((*expression).slashRange, weekday(""), `(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d\d))?`, to, weekday("2"), `(?P<a2>\d{1,2})/(?P<b2>\d{1,2})(?:/(?P<y2>\d{4}|\d\d))?`)
	needs("/")
	add((*expression).slashes, weekday(""), `(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d\d))?`)
	needs("/")
	add((*expression).slashes, weekday(""), `(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>\d{4})`)
	needs("-")
	// As it is written without blanks, in Chinese and Japanese.
	add((*expression).days, `(?:(?P<y>\d{4})年)?(?P<n>\d{1,2})月(?P<d>\d{1,2})日`)
	needs("月")
	part := ``
	if len(v.parts) > 0 {
		part = `(?: (?:` + alternatives(v.parts) + `))?`
	}
	add((*expression).near, `(?P<near>`, alternatives(v.days), `)`, part)
	add((*expression).ago, `(?P<n>\d{1,3}|a|one|two|three) (?P<unit>days?|weeks?|months?) ago`)
	needs(" ago")
	add((*expression).weekday, `(?P<behind>last|this|next) week,? (?:on )?(?P<w>`, named, `)`, part)
	add((*expression).stretch, `(?P<which>last|this|next) (?P<unit>week|month|year)`)
	if len(v.stretches) > 0 {
		add((*expression).stretch, `(?P<stretch>`, alternatives(v.stretches), `)`)
	}
	add((*expression).weekdayOfMonth, `(?P<w>`, named, `)\.?,? (?:the )?(?P<d>\d{1,2})(?P<nth>st|nd|rd|th|\.)?`)
	add((*expression).weekday, `(?:(?P<which>`, alternatives(v.before), `) )?(?P<w>`, named, `)(?: (?P<behind>`, alternatives(v.behind), `))?`, part)
	add((*expression).year, `(?P<y>(?:19|20)\d\d)`)
	return patterns
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
	if _, month := e.words.months[name]; month {
		return true
	}
	if _, weekday := e.words.weekdays[name]; weekday {
		return true
	}
	if e.words.begin[first] || e.words.begin[name] || e.words.weekdays[first] > 0 {
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
