package activity

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// checker collects what is wrong with one activity.
type checker struct {
	fault.Mistakes
	content *eventv1.Activity
	ed      *edition.Edition
	month   calendar.Month // in which it starts; zero when that cannot be read
	// outlived are the fields that were right until the edition changed, as far as anybody can tell.
	outlived []string
}

// Check returns everything wrong with what an activity is to say, in the order of its fields. Fields are named as in the language,
// "links[0].url"; each sentence says what to write instead.
func Check(content *eventv1.Activity, ed *edition.Edition) fault.Mistakes {
	return checked(content, ed).Mistakes
}

func checked(content *eventv1.Activity, ed *edition.Edition) *checker {
	c := &checker{content: content, ed: ed}
	if content == nil {
		c.Add("", "there is no activity: write at least its headline, kind, when and priorities")
		return c
	}
	if c.tooMany() {
		return c
	}
	c.texts()
	c.required()
	c.when("when", content.GetWhen())
	c.month = Span(content).First()
	c.words()
	c.statusReason()
	c.priorities()
	c.pillar()
	c.links()
	c.people()
	c.segments()
	c.body()
	c.followUps()
	c.ties()
	c.tellIn()
	c.images()
	return c
}

// nth names an entry of a list: "links[0]".
func nth(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

// tooMany refuses lists that no activity has, before anything compares their entries with one another. It reports whether there was one.
func (c *checker) tooMany() bool {
	content := reflect.ValueOf(c.content).Elem()
	for _, f := range layout() {
		if f.list && content.Field(f.index).Len() > mostEntries {
			c.Add(f.name, "has %d entries: an activity has %d at the most; make several activities of it",
				content.Field(f.index).Len(), mostEntries)
		}
	}
	slices.SortFunc(c.Mistakes, func(a, b fault.Mistake) int { return strings.Compare(a.Field, b.Field) })
	return len(c.Mistakes) > 0
}

func (c *checker) required() {
	if strings.TrimSpace(c.content.GetHeadline()) == "" {
		c.Add("headline", "write one line, as it could stand in the digest")
	}
	if len(c.content.GetKinds()) == 0 {
		c.Add("kinds", "say what it was: panel, submission, workshop, … or a word of your own")
	}
}

// when checks a date at its place.
func (c *checker) when(at string, when *eventv1.When) calendar.Span {
	span, mistakes := calendar.Of(when)
	for _, m := range mistakes {
		field := at
		if m.Field == "to" || m.Field == "zone" {
			field += "." + m.Field
		}
		c.Add(field, "%s", fault.OneLine(m.Sentence))
	}
	return span
}

// words checks the fields that hold words, known ones or the team's own.
func (c *checker) words() {
	c.own("kinds", c.content.GetKinds())
	if status := c.content.GetStatus(); status != "" {
		c.known("status", status, Statuses())
	}
	for i, by := range c.content.GetBy() {
		c.known(nth("by", i), by, Actors())
	}
	c.own("jurisdictions", c.content.GetJurisdictions())
	c.own("topics", c.content.GetTopics())
}

// own checks a list of anybody's words.
func (c *checker) own(at string, words []string) {
	for i, word := range words {
		if strings.TrimSpace(word) == "" {
			c.Add(nth(at, i), "is empty: write a word, or take it out")
		}
	}
}

// known checks a word that must be one of a list.
func (c *checker) known(at, word string, words []string) {
	switch {
	case word == "":
		c.Add(at, "write one of %s", strings.Join(words, ", "))
	case !slices.Contains(words, word):
		c.Add(at, "%s is none of %s%s", fault.Quoted(word), strings.Join(words, ", "), suggest(word, words))
	}
}

// ties checks what ties the activity to others. Whether they exist is not asked: they may come later, in another file.
func (c *checker) ties() {
	for i, relation := range c.content.GetRelations() {
		at := nth("relations", i)
		c.known(at, relation.GetType(), Relations())
		switch id := relation.GetId(); {
		case id == "" && relation.GetKey() == "":
			c.Add(at, "say which activity: by its key in the file, or by its id")
		case id != "" && !IsID(id):
			c.Add(at, "%s is not the id of an activity: give the whole of it, as `dontblink show` prints it", fault.Quoted(id))
		}
	}
	series := c.content.GetSeries()
	if series != nil && strings.TrimSpace(series.GetName()) == "" {
		c.Add("series.name", "say what the series is called, or leave series out")
	}
	if series.GetOf() > 0 && series.GetNumber() > series.GetOf() {
		c.Add("series.number", "number %d of %d cannot be: correct one of the two", series.GetNumber(), series.GetOf())
	}
}

// IsID reports whether the text is a UUID as ours are written.
func IsID(text string) bool {
	const pattern = "00000000-0000-0000-0000-000000000000"
	if len(text) != len(pattern) {
		return false
	}
	for i := range len(text) {
		hyphen, hex := text[i] == '-', strings.IndexByte("0123456789abcdef", text[i]) >= 0
		if hyphen != (pattern[i] == '-') || !hyphen && !hex {
			return false
		}
	}
	return true
}

func (c *checker) tellIn() {
	for i, month := range c.content.GetTellIn() {
		at := nth("tell_in", i)
		if _, err := calendar.ParseMonth(month); err != nil {
			c.Add(at, "%s", err)
		} else if slices.Contains(c.content.GetTellIn()[:i], month) {
			c.Add(at, "%s stands there twice: keep one of them", month)
		}
	}
}
