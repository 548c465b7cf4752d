package capture

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// The years that a date is meant in, when it names none:
//
//   - a day, a month or a range is the latest that has begun by today, since most is logged late: on 3 March 2024 "23 jan" is of 2024 and
//     "23 oct" of 2023;
//   - where the line says that it lies ahead (!planned), it is the next one;
//   - a day of the week is the latest before today: on a Tuesday "last Tuesday", "on Tuesday" and "Tuesday" are seven days ago; with "next", or
//     ahead, it is the first after today; "next Friday" is asked about when this week has a Friday to come.
//
// What is understood always shows the year.

// dated is a date as it was read, and which of the words it took.
type dated struct {
	from, to int // words
	when     *eventv1.When
	span     calendar.Span
	// prefixed says that "on", "in" or "from" stands before it and belongs to it.
	prefixed bool
}

// when finds the date: the one that begins the line, else the only one in it. Several are asked about.
func (r *reader) when() {
	zone := r.zone()
	found := r.dates()
	if r.Given.When != "" {
		found = r.givenWhen(found, zone)
	}
	if len(found) == 0 {
		return
	}
	if found[0].from > 0 && r.differ(found) {
		r.askWhich(found)
		return
	}
	first := found[0]
	r.clock(&first)
	if first.when.Zone = zone; zone != "" {
		first.span, _ = calendar.Of(first.when)
	}
	r.content.When = first.when
	r.take(first.from, first.to, use{part: PartWhen, meaning: first.span.Words(calendar.English), stays: r.dateStays(first)})
	r.warnOfYear(first)
}

// givenWhen lets the date that was given hold, and returns those of the line that are the same: they need not stand in the headline.
func (r *reader) givenWhen(found []dated, zone string) []dated {
	when := When(r.Given.When, r.Context, r.ahead)
	if when == nil {
		r.note("%s is no date that we can read: write it like 2024-01-31, 23 jan, last Tuesday or 2–4 May", fault.Quoted(r.Given.When))
		return nil
	}
	if zone != "" {
		when.Zone = zone
	}
	r.content.When = when
	return slices.DeleteFunc(found, func(d dated) bool { return d.when.GetFrom() != when.GetFrom() || d.when.GetTo() != when.GetTo() })
}

// differ reports whether there are several dates that are not one and the same.
func (*reader) differ(found []dated) bool {
	return slices.ContainsFunc(found, func(d dated) bool { return d.span != found[0].span })
}

func (r *reader) askWhich(found []dated) {
	q := Question{Field: FieldWhen, Text: "Which of the dates is it?", Required: true}
	for _, d := range found {
		value := d.when.GetFrom()
		if d.when.GetTo() != "" {
			value += " to " + d.when.GetTo()
		}
		if choice := (Choice{value, d.span.Words(calendar.English)}); !slices.Contains(q.Choices, choice) && len(q.Choices) < 5 {
			q.Choices = append(q.Choices, choice)
		}
	}
	r.questions = append(r.questions, q)
}

// dateStays reports whether the headline needs the date's words: behind a word like "of", or as a month amid a sentence ("the January digest").
func (r *reader) dateStays(d dated) bool {
	if d.prefixed {
		return false
	}
	if r.isPart(d.from) {
		return true
	}
	within := d.from > 0 && d.to < len(r.words) && !strings.ContainsAny(r.words[d.to].text[:1], "@#!^")
	return within && d.span.Precision < calendar.ToTheDay
}

// warnOfYear says so when a day without a year was taken for the one of last year though it comes soon.
func (r *reader) warnOfYear(d dated) {
	const soon = 45
	next := d.span.From
	next.Year++
	named := strings.Contains(r.text(d.from, d.to), d.when.GetFrom()[:4])
	if !named && next.Compare(r.Today) > 0 && next.Compare(r.Today.AddDays(soon)) <= 0 && d.span.Precision >= calendar.ToTheDay {
		r.note("without a year it is taken for the last %s; if it lies ahead, write the year or !planned", d.span.ShortWords(calendar.English))
	}
}

// isPlanned reports whether the line or what was given says that it lies ahead.
func (r *reader) isPlanned() bool {
	if begins(hyphenated(r.Given.Status), activity.Statuses()) == activity.Planned {
		return true
	}
	return slices.ContainsFunc(r.words, func(w word) bool {
		m, ok := markOf(w.text)
		return ok && m.sign == "!" && begins(hyphenated(m.name), activity.Statuses()) == activity.Planned
	})
}

// zone finds the name of a zone among the words ("America/New_York"), unless one was given.
func (r *reader) zone() string {
	for i, w := range r.words {
		if name := strings.Trim(w.text, ".,;()"); strings.Contains(name, "/") && !strings.Contains(name, ":") && calendar.KnownZone(name) {
			r.take(i, i+1, use{part: PartZone, meaning: name})
			if r.Given.Zone == "" {
				return name
			}
			break
		}
	}
	return r.Given.Zone
}

// mostDateWords is how many words a date takes at the most: "from Tuesday , 30 January 2024 to 2 February 2024" and a few to spare.
const mostDateWords = 11

// dates returns every date in the line, in order.
func (r *reader) dates() []dated {
	var found []dated
	for i := 0; i < len(r.words); {
		d, ok := r.dateAt(i)
		if ok {
			found = append(found, d)
		}
		i = max(d.to, i+1)
	}
	return found
}

// prefix are the words that belong to a date behind them, in English, French, Spanish, German, Italian and Portuguese.
var prefix = map[string]bool{
	"on": true, "in": true, "from": true, "during": true, "le": true, "el": true, "am": true, "im": true, "il": true, "em": true,
}

func (r *reader) dateAt(i int) (dated, bool) {
	if r.words[i].use != nil {
		return dated{}, false
	}
	if prefix[strings.ToLower(r.words[i].text)] && i+1 < len(r.words) {
		if d, ok := r.bareDateAt(i+1, true); ok || d.to > 0 {
			d.from, d.prefixed = i, true
			return d, ok
		}
	}
	return r.bareDateAt(i, i == 0)
}

// bareDateAt reads a date that begins with the word at the place. Of what looks like one and is none, it says how far that goes: "31 April 2024"
// must not be taken for April. Only where one is expected, "2 may" is one and not the beginning of what may be.
func (r *reader) bareDateAt(i int, expected bool) (dated, bool) {
	window := r.window(i)
	e := expression{text: window.text, typed: window.typed, today: r.Today, ahead: r.ahead, expected: expected, words: r.vocabulary()}
	when, length, sentence := e.read()
	r.either = append(r.either, e.either...)
	if sentence != "" {
		r.noteOnce(sentence)
	}
	words := window.wordsIn(length)
	if when == nil || sentence != "" {
		return dated{to: skipped(i, words)}, false
	}
	span, mistakes := calendar.Of(when)
	if len(mistakes) > 0 || words == 0 {
		return dated{}, false
	}
	return dated{from: i, to: i + words, when: when, span: span}, true
}

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

// window is a few words in a row, in small letters with one blank between them and one kind of dash, as dates are looked for.
type window struct {
	text, typed string
	// ends are where each word ends in the text, with and without the punctuation behind it.
	ends, bare []int
}

func (r *reader) window(from int) window {
	var w window
	var typed []string
	for i := from; i < min(len(r.words), from+mostDateWords) && r.words[i].use == nil; i++ {
		text := r.words[i].text
		if len(text) > 40 {
			break
		}
		typed = append(typed, dashes.Replace(text))
	}
	w.typed = strings.Join(typed, " ")
	w.text = strings.ToLower(w.typed)
	if len(w.text) != len(w.typed) {
		// There are letters whose small one is longer; none of them stands in a date.
		return window{}
	}
	at := 0
	for _, text := range typed {
		end := at + len(text)
		w.ends = append(w.ends, end)
		w.bare = append(w.bare, at+len(strings.TrimRight(text, ",;:!?)")))
		at = end + 1
	}
	return w
}

var dashes = strings.NewReplacer("–", "-", "—", "-", "‒", "-", "−", "-", "’", "'")

// wordsIn returns how many whole words a length takes; 0: it ends within one.
func (w window) wordsIn(length int) int {
	for i := range w.ends {
		if length >= w.bare[i] && length <= w.ends[i] || length == w.bare[i]-1 && w.text[length] == '.' {
			return i + 1
		}
	}
	return 0
}

// When reads a text that is a date and nothing else, in the words of a line; nil: it is none. Ahead says that what has no year is the next one.
func When(text string, c Context, ahead bool) *eventv1.When {
	c.Given = Given{}
	r := &reader{Context: c, line: text, content: &eventv1.Activity{}, words: split(text), ahead: ahead}
	zone := r.zone()
	found := r.dates()
	if len(found) == 0 || found[0].from != 0 {
		return nil
	}
	d := found[0]
	r.clock(&d)
	for i := range r.words {
		if r.words[i].use == nil && (i < d.from || i >= d.to) {
			return nil
		}
	}
	d.when.Zone = zone
	return d.when
}

// timeOfDay matches "19:30", "at 3pm", "3.30 p.m.".
var timeOfDay = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:at )?(?:(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))? ?(am|pm|a\.m\.|p\.m\.)|([01]?\d|2[0-3])[:.]([0-5]\d))`)
})

// clock adds the time of day to a single day, wherever in the line it stands: "19:30", "at 3pm".
func (r *reader) clock(d *dated) {
	if d.span.Precision != calendar.ToTheDay || d.span.Range {
		return
	}
	for i := range r.words {
		if r.words[i].use != nil || i >= d.from && i < d.to {
			continue
		}
		window := r.window(i)
		m := timeOfDay().FindStringSubmatch(window.text)
		if m == nil || strings.Contains(m[0], ".") && m[3] == "" && !strings.HasPrefix(m[0], "at ") {
			continue
		}
		words := window.wordsIn(len(m[0]))
		if words == 0 {
			continue
		}
		when := &eventv1.When{From: d.when.GetFrom() + "T" + clockOf(m)}
		span, _ := calendar.Of(when)
		d.when, d.span = when, span
		if i == d.to {
			d.to += words
		} else {
			r.take(i, i+words, use{part: PartWhen, meaning: span.Clock})
		}
		return
	}
}
