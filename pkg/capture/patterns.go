package capture

import (
	"regexp"
	"strings"
	"sync"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

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
	const joined = `(?:,? and | ?[+&/] ?| (?:und|et|y|e|i|та|і|و) ?)`
	list := `(?:the )?(?P<list>\d{1,2}(?:st|nd|rd|th)?\.?(?:, ?\d{1,2}(?:st|nd|rd|th)?\.?)*` + joined + `\d{1,2}(?:st|nd|rd|th)?\.?)`
	and := []string{"+", "&", "/", " and ", " und ", " et ", " y ", " e ", " i ", " та ", " і ", " و "}
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
	needs(and...)
	add((*expression).days, weekday(""), month(""), ` `, day(""), year(""), to, weekday("2"), month("2"), ` `, day("2"), year("2"))
	needs(through...)
	add((*expression).days, weekdays, month(""), ` `, day(""), to, day("2"), year("2"))
	needs(through...)
	add((*expression).list, weekdays, month("2"), ` `, list, year(""))
	needs(and...)
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
