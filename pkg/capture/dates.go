package capture

import (
	"cmp"
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// The years that a date is meant in, when it names none:
//
//   - a day, a month or a range is the latest that has begun by today, since most is logged late: on 3 March 2024 "23 jan" is of 2024 and
//     "23 oct" of 2023;
//   - where the line says that it lies ahead (!planned), it is the next one;
//   - a day of the week is the latest before today: on a Tuesday "last Tuesday" is seven days ago, and "Tuesday" alone, which may be today, is asked
//     about; with "next", or ahead, it is the first after today; "next Friday" is asked about when this week has a Friday to come.
//
// What is understood always shows the year.

// dated is a date as it was read, and which of the words it took.
type dated struct {
	from, to int // words
	when     *eventv1.When
	span     calendar.Span
	// prefixed says that "on", "in" or "from" stands before it and belongs to it.
	prefixed bool
	// tells is what of the words the date does not keep.
	tells []string
	// unsure says that it is none, or may be several.
	unsure *unsure
}

// unsure is what was written like a date and cannot be taken for one without asking.
type unsure struct {
	// either are the dates that it may mean; none: there is no such day.
	either   []*eventv1.When
	sentence string
	// name says that it may as well be the name of somebody.
	name bool
}

// when finds the date: the one that begins the line, else the only one in it. Several are asked about.
// What begins the line is the date on purpose. One further on may be part of the headline, which does no harm when it is the only one.
func (r *reader) when() {
	zone := r.zone()
	found := r.dates()
	all := found
	if r.Given.When != "" {
		found = r.givenWhen(found, zone)
	}
	if len(found) == 0 {
		return
	}
	one, agree := r.narrowed(found)
	if !agree || found[0].from > 0 && r.differ(found) {
		r.askWhich(found)
		return
	}
	// The zone is set after the clock, which makes the date anew.
	at := r.clock(&one, all)
	if one.when.Zone = cmp.Or(zone, at); one.when.GetZone() != "" {
		one.span, _ = calendar.Of(one.when)
	}
	r.content.When = one.when
	for _, tell := range one.tells {
		r.noteOnce(tell)
	}
	r.takeDate(one)
	r.warnOfYear(one)
	r.warnOfOthers(one, found)
}

// warnOfOthers says so when another day stands in the headline than the one that was taken: it may be the one that was meant. One is enough.
func (r *reader) warnOfOthers(one dated, found []dated) {
	for _, other := range found[1:] {
		if other.from >= one.to && other.span.Precision >= calendar.ToTheDay && !holds(one, other) {
			r.noteOnce(other.span.Words(calendar.English) + " is left in the headline: when it was stands first")
			return
		}
	}
}

// takeDate takes the words of a date, and a dash or colon that sets it off from the headline.
func (r *reader) takeDate(d dated) {
	stays := r.dateStays(d)
	if !stays && d.to < len(r.words) && r.words[d.to].use == nil && isSeparator(r.words[d.to].text) {
		d.to++
	}
	u := use{part: PartWhen, meaning: d.span.FullWords(calendar.English), stays: stays}
	if !stays && d.from > 0 && d.to < len(r.words) && isComma(r.words[d.to-1].tail()) && r.words[d.from-1].use == nil && r.words[d.from-1].tail() == "" {
		u.stays, u.says = true, r.words[d.to-1].tail()
	}
	r.take(d.from, d.to, u)
}

// isSeparator reports whether a word is nothing but a sign between two others.
func isSeparator(text string) bool {
	return strings.Trim(text, "–—-:|·•") == ""
}

// narrowed returns the date that the first words of the line mean together: "next month 7–9 Dec", "yesterday, 25 Nov". They do not agree where the
// second is another day than the first.
func (r *reader) narrowed(found []dated) (one dated, agree bool) {
	one = found[0]
	if len(found) == 1 || found[1].from != one.to {
		return one, true
	}
	second := found[1]
	if !holds(one, second) {
		// The first may say in which year the second is meant.
		r.ahead = !r.ahead
		other, ok := r.dateAt(second.from)
		r.ahead = !r.ahead
		if !ok || !holds(one, other) {
			return one, one.span.Precision < calendar.ToTheDay
		}
		second = other
	}
	second.from, second.prefixed = one.from, one.prefixed || second.prefixed
	return second, true
}

// holds reports whether a date lies in another.
func holds(wide, narrow dated) bool {
	return narrow.span.From.Compare(wide.span.From) >= 0 && narrow.span.To.Compare(wide.span.To) <= 0
}

// givenWhen lets the date that was given hold, and returns those of the line that are the same: they need not stand in the headline.
func (r *reader) givenWhen(found []dated, zone string) []dated {
	when, why := r.alone(r.Given.When)
	if when == nil {
		if why == nil {
			r.note("%s is no date that we can read: write it like 2024-01-31, 23 jan, last Tuesday or 2–4 May", fault.Quoted(r.Given.When))
			return nil
		}
		r.noteOnce(why.sentence)
		r.unsure = append(r.unsure, dated{unsure: why})
		return nil
	}
	if zone != "" {
		when.Zone = zone
	}
	r.content.When = when
	same := func(w *eventv1.When) bool { return w.GetFrom() == when.GetFrom() && w.GetTo() == when.GetTo() }
	for _, d := range r.unsure {
		// Whoever was asked which of them it is has answered, and what else may be a date is none.
		r.notes = slices.DeleteFunc(r.notes, func(n string) bool { return n == d.unsure.sentence })
		if slices.ContainsFunc(d.unsure.either, same) && d.to > d.from {
			d.span, _ = calendar.Of(when)
			r.takeDate(d)
		}
	}
	return slices.DeleteFunc(slices.Clone(found), func(d dated) bool { return !same(d.when) })
}

// differ reports whether there are several dates that are not one and the same.
func (*reader) differ(found []dated) bool {
	return slices.ContainsFunc(found, func(d dated) bool { return d.span != found[0].span })
}

// The answer goes where --when goes, in a form that When reads. Five choices are as many as anybody reads.
func (r *reader) askWhich(found []dated) {
	q := Question{Field: FieldWhen, Text: "Which of the dates is it?", Required: true}
	for _, d := range found {
		if choice := (Choice{valueOf(d.when), d.span.Words(calendar.English)}); !slices.Contains(q.Choices, choice) && len(q.Choices) < 5 {
			q.Choices = append(q.Choices, choice)
		}
	}
	r.questions = append(r.questions, q)
}

// valueOf writes a date as When reads it.
func valueOf(when *eventv1.When) string {
	if when.GetTo() != "" {
		return when.GetFrom() + " to " + when.GetTo()
	}
	return when.GetFrom()
}

// dateStays reports whether the headline needs the date's words: behind a word like "of", or as a month amid a sentence ("the January digest").
// "of 23 January" without its date is "of"; "the January digest" without its month is another digest. A day amid a sentence is rarely missed, and may be
// what the sentence was typed around.
func (r *reader) dateStays(d dated) bool {
	if d.prefixed {
		return false
	}
	if r.isPart(d.from) && !ofNames[r.words[d.from-1].lower()] {
		return true
	}
	within := d.from > 0 && d.to < len(r.words) && !strings.ContainsAny(r.words[d.to].text[:1], "@#!^")
	return within && d.span.Precision < calendar.ToTheDay
}

// warnOfYear says so when a day without a year was taken for the one of last year though it comes soon.
// Within six weeks (45 days) people speak of what comes, without a year: "12 March" typed in February was hardly last March. It is a note and no
// question, since most of what is logged is past all the same.
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
// It is asked before anything is read, since it decides the year of the date, and so looks at the marks by itself.
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
// A zone is known by its stroke and by IANA's list; "TCP/IP" and "and/or" are not in that. The first one in the line counts.
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

// When reads a text that is a date and nothing else, in the words of a line; nil: it is none, or may be several, and then why says which. Ahead says that
// what has no year is the next one. It is what --when, answers and ends of embargoes are read by. The zone in the result is the one that the text
// names, or none.
func When(text string, c Context, ahead bool) (when *eventv1.When, why string) {
	when, unsure := (&reader{Context: c, ahead: ahead}).alone(text)
	if unsure != nil {
		why = unsure.sentence
	}
	return when, why
}

// alone reads a text of its own as When does, and says of what may be several dates why.
func (r *reader) alone(text string) (*eventv1.When, *unsure) {
	c := r.Context
	// What was given beside the line must not answer for a text that is read by itself.
	c.Given = Given{}
	if c.Edition == nil {
		c.Edition = edition.New()
	}
	own := &reader{Context: c, line: text, content: &eventv1.Activity{}, words: split(text), ahead: r.ahead}
	zone := own.zone()
	found := own.dates()
	if len(found) == 0 || found[0].from != 0 {
		for _, d := range own.unsure {
			return nil, d.unsure
		}
		return nil, nil
	}
	d, agree := own.narrowed(found)
	at := own.clock(&d, found)
	for i := range own.words {
		if !agree || own.words[i].use == nil && (i < d.from || i >= d.to) {
			return nil, nil
		}
	}
	d.when.Zone = cmp.Or(zone, at)
	return d.when, nil
}
