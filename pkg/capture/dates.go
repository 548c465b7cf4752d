package capture

import (
	"slices"
	"strings"

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
// What begins the line is the date on purpose. One further on may be part of the headline, which does no harm when it is the only one.
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
	// The zone is set after the clock, which makes the date anew.
	r.clock(&first)
	if first.when.Zone = zone; zone != "" {
		first.span, _ = calendar.Of(first.when)
	}
	r.content.When = first.when
	r.take(first.from, first.to, use{part: PartWhen, meaning: first.span.FullWords(calendar.English), stays: r.dateStays(first)})
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

// The answer goes where --when goes, in a form that When reads. Five choices are as many as anybody reads.
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
// "of 23 January" without its date is "of"; "the January digest" without its month is another digest. A day amid a sentence is rarely missed, and may be
// what the sentence was typed around.
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

// When reads a text that is a date and nothing else, in the words of a line; nil: it is none. Ahead says that what has no year is the next one.
// It is what --when, answers and ends of embargoes are read by. The zone in the result is the one that the text names, or none.
func When(text string, c Context, ahead bool) *eventv1.When {
	// What was given beside the line must not answer for a text that is read by itself.
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
