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
	read  reading
}

// reading makes a date of the groups of a pattern. It returns nil and no sentence for what is no date after all: the next pattern is tried. A sentence ends
// the search, since it says why what was clearly meant as a date is none.
type reading func(*expression, map[string]string) (*eventv1.When, string)

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
	add := func(read reading, needs []string, parts ...string) {
		// Each is tied to the beginning, and must end where a word does: RE2 has no look-ahead, so the sign behind is matched too and cut off in read.
		patterns = append(patterns, pattern{sync.OnceValue(func() *regexp.Regexp {
			return regexp.MustCompile(`^` + strings.Join(parts, "") + `(?:$|[ ,;:!?).])`)
		}), needs, read})
	}
	iso := func(n string) string { return `(?P<i` + n + `>\d{4}-\d\d(?:-\d\d)?)` }
	add((*expression).iso, []string{"-"}, weekday(""), iso(""), `(?:[t ](?P<clock>\d\d:\d\d))`)
	add((*expression).iso, []string{"-"}, iso(""), `(?: ?(?:to|until|through|\.\.|-) ?)`, iso("2"))
	add((*expression).iso, []string{"-"}, weekday(""), iso(""))
	add((*expression).iso, nil, `(?P<y>\d{4})[/.](?P<n>\d\d)[/.](?P<d>\d\d)`)
	add((*expression).overMidnight, []string{":", "h"}, weekday(""), day(""), ` `, month(""), year(""), clock, to, weekday("2"), day("2"), ` `, month("2"), year("2"), strings.Replace(clock, "<c>", "<c2>", 1))
	add((*expression).week, []string{"week", "w/c", "woche", "semana", "semaine", "settimana"}, `(?:(?:the|la|a) )?(?:week (?:of|from|starting|commencing)|w/c|woche vom|semaine du|semana del?|settimana del|week van) (?:the )?`, weekday(""), `(?:`, day(""), ` (?:(?:of|de) )?`, month(""), `|`, month("2"), ` `, day("2"), `)`, year(""))
	add((*expression).weekNumber, []string{"kw", "cw", "week", "semaine", "vecka"}, `(?:[ck]w|calendar week|semaine|vecka) ?(?P<n>\d{1,2})(?:[/ ](?P<y>20\d\d))?`)
	add((*expression).days, through, weekday(""), day(""), ` `, month(""), year(""), to, weekday("2"), day("2"), ` `, month("2"), year("2"))
	add((*expression).days, through, weekdays, weekday(""), day(""), to, weekday("2"), day("2"), ` (?:de )?`, month("2"), year("2"))
	add((*expression).list, and, weekdays, list, ` (?:de )?`, month(""), year(""))
	add((*expression).days, through, weekday(""), month(""), ` `, day(""), year(""), to, weekday("2"), month("2"), ` `, day("2"), year("2"))
	add((*expression).days, through, weekdays, month(""), ` `, day(""), to, day("2"), year("2"))
	add((*expression).list, and, weekdays, month("2"), ` `, list, year(""))
	add((*expression).shortYear, []string{" 2", " 3"}, weekday(""), day(""), ` `, month(""), ` (?P<yy>[23]\d)`)
	add((*expression).days, nil, weekday(""), day(""), ` `, `(?:(?:of|de|di) )?`, month(""), year(""))
	add((*expression).days, nil, weekday(""), month(""), ` `, day(""), year(""))
	add((*expression).months, append(through, "/"), month(""), year(""), `(?: ?(?:-|to|until|through|\.\.|/) ?| (?:au|bis(?: zum)?|al|até(?: o)?|ao?|do|до|по) )`, month("2"), year("2"))
	add((*expression).months, nil, month(""), year(""))
	add((*expression).about, nil, `(?:(?:at )?the )?(?P<about>`, alternatives(v.about), `)[ -]`, month(""), year(""))
	add((*expression).quarter, []string{"q"}, `q(?P<q>[1-4])`, `(?: ?(?P<y>20\d\d))?`)
	add((*expression).half, []string{"h1", "h2"}, `h(?P<h>[12])`, `(?: ?(?P<y>20\d\d))?`)
	add((*expression).numbers, []string{"."}, weekdays, weekday(""), `(?P<d>\d{1,2})\.?(?: ?(?P<n>\d{1,2})\.)?`, ` ?- ?`, weekday("2"), `(?P<d2>\d{1,2})\. ?(?P<n2>\d{1,2})\.(?P<y2>\d{4})?`)
	add((*expression).numbers, []string{"."}, weekday(""), `(?P<d>\d{1,2})\. ?(?P<n>\d{1,2})\.(?: ?(?P<y>\d{4}|\d\d))?`)
	add((*expression).slashRange, []string{"/"}, weekday(""), `(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d\d))?`, to, weekday("2"), `(?P<a2>\d{1,2})/(?P<b2>\d{1,2})(?:/(?P<y2>\d{4}|\d\d))?`)
	add((*expression).slashes, []string{"/"}, weekday(""), `(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d\d))?`)
	add((*expression).slashes, []string{"-"}, weekday(""), `(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>\d{4})`)
	// As it is written without blanks, in Chinese and Japanese.
	add((*expression).days, []string{"月"}, `(?:(?P<y>\d{4})年)?(?P<n>\d{1,2})月(?P<d>\d{1,2})日`)
	part := ``
	if len(v.parts) > 0 {
		part = `(?: (?:` + alternatives(v.parts) + `))?`
	}
	add((*expression).near, nil, `(?P<near>`, alternatives(v.days), `)`, part)
	add((*expression).ago, []string{" ago"}, `(?P<n>\d{1,3}|a|one|two|three) (?P<unit>days?|weeks?|months?) ago`)
	add((*expression).weekday, nil, `(?P<behind>last|this|next) week,? (?:on )?(?P<w>`, named, `)`, part)
	add((*expression).stretch, nil, `(?P<which>last|this|next) (?P<unit>week|month|year)`)
	if len(v.stretches) > 0 {
		add((*expression).stretch, nil, `(?P<stretch>`, alternatives(v.stretches), `)`)
	}
	add((*expression).weekdayOfMonth, nil, `(?P<w>`, named, `)\.?,? (?:the )?(?P<d>\d{1,2})(?P<nth>st|nd|rd|th|\.)?`)
	add((*expression).weekday, nil, `(?:(?P<which>`, alternatives(v.before), `) )?(?P<w>`, named, `)(?: (?P<behind>`, alternatives(v.behind), `))?`, part)
	add((*expression).year, nil, `(?P<y>(?:19|20)\d\d)`)
	return patterns
}
