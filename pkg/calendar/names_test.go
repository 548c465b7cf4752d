package calendar

import (
	"slices"
	"testing"
)

func TestALanguageHasItsOwnWordsInDates(t *testing.T) {
	t.Parallel()
	for language, want := range map[string]struct{ january, monday []string }{
		"en":    {[]string{"jan", "january"}, []string{"mon", "monday"}},
		"fr":    {[]string{"jan", "janv", "janvier"}, []string{"lun", "lundi"}},
		"pt-BR": {[]string{"jan", "janeiro"}, []string{"seg", "segunda-feira"}},
		"nl":    {[]string{"jan", "januari"}, []string{"maa", "maandag"}},
		"ru":    {[]string{"янв", "января"}, []string{"пон", "понедельник"}},
	} {
		names, ok := NamesIn(language)
		if !ok || !slices.Equal(names.Months[0], want.january) || !slices.Equal(names.Weekdays[1], want.monday) {
			t.Errorf("%s calls January %q and Monday %q, want %q and %q", language, names.Months[0], names.Weekdays[1], want.january, want.monday)
		}
	}
	if _, ok := NamesIn("tlh"); ok {
		t.Error("there are words of Klingon")
	}
}

func TestAShortNameOfTwoMonthsIsNone(t *testing.T) {
	t.Parallel()
	for language := range locals {
		names, _ := NamesIn(language)
		for _, all := range [][][]string{names.Months[:], names.Weekdays[:]} {
			seen := map[string]int{}
			for i, words := range all {
				if len(words) == 0 {
					t.Errorf("%s has no word for number %d", language, i)
				}
				for _, word := range words {
					if other, twice := seen[word]; twice {
						t.Errorf("%s calls number %d and %d %q", language, other, i, word)
					}
					seen[word] = i
				}
			}
		}
	}
}
