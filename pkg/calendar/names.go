package calendar

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/bn"
	"github.com/go-playground/locales/ca"
	"github.com/go-playground/locales/cs"
	"github.com/go-playground/locales/da"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/hi"
	"github.com/go-playground/locales/id"
	"github.com/go-playground/locales/it"
	"github.com/go-playground/locales/nb"
	"github.com/go-playground/locales/nl"
	"github.com/go-playground/locales/pl"
	"github.com/go-playground/locales/pt"
	"github.com/go-playground/locales/ru"
	"github.com/go-playground/locales/sv"
	"github.com/go-playground/locales/sw"
	"github.com/go-playground/locales/tr"
	"github.com/go-playground/locales/uk"
)

// locals are the languages that dates are read in. Their words are those of Unicode's CLDR, as they stand in a date: "31 января".
var locals = map[string]func() locales.Translator{
	"ar": ar.New, "bn": bn.New, "ca": ca.New, "cs": cs.New, "da": da.New, "de": de.New, English: en.New, "es": es.New, "fr": fr.New, "hi": hi.New,
	"id": id.New, "it": it.New, "nb": nb.New, "nl": nl.New, "no": nb.New, "pl": pl.New, "pt": pt.New, "ru": ru.New, "sv": sv.New, "sw": sw.New,
	"tr": tr.New, "uk": uk.New,
}

// alsoMonths are short names that people and spreadsheets write and CLDR does not, by the month's index.
var alsoMonths = map[string]map[string]int{"de": {"mrz": 2, "jänner": 0}}

// alsoWeekdays are forms of the days that stand behind "on" and that CLDR does not have, by the day's index: "в среду", "w środę".
var alsoWeekdays = map[string]map[string]int{
	"pl": {"środę": 3, "sobotę": 6, "niedzielę": 0},
	"ru": {"среду": 3, "пятницу": 5, "субботу": 6},
	"uk": {"середу": 3, "п'ятницю": 5, "п'ятниця": 5, "суботу": 6, "неділю": 0},
}

// Languages returns those that there are words of, as "fr".
func Languages() []string { return slices.Sorted(maps.Keys(locals)) }

// Names are the words of a language in dates, in small letters: for each month, January first, and for each day of the week, Sunday first, the whole
// name and the short ones that mean nothing else, in the order of the alphabet.
type Names struct {
	Months   [12][]string
	Weekdays [7][]string
}

// NamesIn returns the words of a language, named as in "fr" or "pt-BR"; ok is false when we have none.
func NamesIn(language string) (names Names, ok bool) {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	local, ok := locals[base]
	if !ok {
		return Names{}, false
	}
	l := local()
	collect(names.Months[:], l.MonthsWide(), l.MonthsAbbreviated())
	collect(names.Weekdays[:], l.WeekdaysWide(), l.WeekdaysAbbreviated())
	for name, i := range alsoMonths[base] {
		names.Months[i] = append(names.Months[i], name)
		slices.Sort(names.Months[i])
	}
	for name, i := range alsoWeekdays[base] {
		names.Weekdays[i] = append(names.Weekdays[i], name)
		slices.Sort(names.Weekdays[i])
	}
	return names, true
}

// shortest is how many letters a short name has at the least: Dutch writes "di", "do" and "za" for days, which are words elsewhere.
const shortest = 3

// collect puts whole names, the short ones of the language, and their first three letters together. A short name that begins two of them is none:
// "jui" is June or July in French.
func collect(names [][]string, whole, short []string) {
	means := map[string]int{}
	learn := func(name string, i int) {
		if other, known := means[name]; known && other != i {
			i = -1
		}
		means[name] = i
	}
	small := func(name string) string { return strings.TrimSuffix(strings.ToLower(name), ".") }
	for i := range names {
		learn(small(whole[i]), i)
		for _, name := range short[min(i, len(short)):min(i+1, len(short))] {
			learn(small(name), i)
		}
		if letters := []rune(small(whole[i])); len(letters) > shortest {
			learn(string(letters[:shortest]), i)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(means)) {
		if i := means[name]; i >= 0 && (len([]rune(name)) >= shortest || name == small(whole[i])) {
			names[i] = append(names[i], name)
		}
	}
}

// MomentWords writes a moment as histories tell it, the same for whoever reads them wherever they are: "5 February 2024, 14:02 UTC".
func MomentWords(t time.Time) string { return t.UTC().Format("2 January 2006, 15:04 UTC") }
