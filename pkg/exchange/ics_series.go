package exchange

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// recurring is an event that recurs, and what its calendar says of single times of it.
type recurring struct {
	// event has the rule; nil where the calendar holds single times alone, as an invitation to one of them does.
	event *event
	// moved are the times that an event of their own tells of, as interval.instance spells them.
	// RFC 5545, 3.8.4.4: such an event has the UID of the series and RECURRENCE-ID, the time that it takes the place of.
	moved map[string]bool
	// onwards are those of them that tell of all later times too (RANGE=THISANDFUTURE, 3.2.13), in the order of time.
	onwards []onward
}

// onward is from which time on what an event says holds.
type onward struct {
	since interval
	event *event
}

func recurs(e *event) bool { return e.get("RRULE").name != "" || e.get("RDATE").name != "" }

// of returns what recurs under a UID.
func (p *planner) of(e *event) *recurring {
	uid := strings.TrimSpace(e.get("UID").value)
	if p.recurring[uid] == nil {
		p.recurring[uid] = &recurring{moved: map[string]bool{}}
	}
	return p.recurring[uid]
}

// gather finds what recurs, and what is said of single times: these may stand before or after the event that they belong to.
func (p *planner) gather() {
	for _, e := range p.from.events {
		if recurs(e) && e.get("RECURRENCE-ID").name == "" {
			p.of(e).event = e
		}
	}
	for _, e := range p.from.events {
		instance := p.instance(e)
		if instance == "" {
			continue
		}
		all := p.of(e)
		all.moved[instance] = true
		id := e.get("RECURRENCE-ID")
		if at, why := p.moment(id); why == "" && strings.EqualFold(id.of("RANGE"), "THISANDFUTURE") {
			all.onwards = append(all.onwards, onward{at, e})
		}
	}
	for _, all := range p.recurring {
		slices.SortStableFunc(all.onwards, func(a, b onward) int { return a.since.from.Compare(b.since.from) })
	}
}

// instance returns which time of an event that recurs this one stands for; empty for any other event.
// Its day is that on which it would have been where the series takes place, in whatever zone it is written. What cannot be read stands for itself: it
// still tells this one from the others.
func (p *planner) instance(e *event) string {
	id := e.get("RECURRENCE-ID")
	if id.name == "" {
		return ""
	}
	at, why := p.moment(id)
	if why != "" {
		return strings.TrimSpace(id.value)
	}
	if series := p.of(e).event; series != nil && at.zone != "" {
		if first, why := p.moment(series.get("DTSTART")); why == "" && first.zone != "" {
			at.from = at.from.In(first.from.Location())
		}
	}
	return at.instance()
}

// nameOf is what the series is called that an event belongs to: as the event that recurs is, and not as what is said of one time of it.
func (p *planner) nameOf(e *event) string {
	if series := p.of(e).event; series != nil && series.text("SUMMARY") != "" {
		return series.text("SUMMARY")
	}
	return e.text("SUMMARY")
}

// recur makes an activity of each time that an event comes round.
func (p *planner) recur(e *event, uid string, at interval) {
	times, why := p.times(e, at)
	if why != "" {
		p.refuse(e, uid, why)
		return
	}
	if len(times) == 0 {
		p.skip(e, fmt.Sprintf("recurring, and not within the %d days before today or the %d after; log by hand what is to be told of them", daysBefore, daysAfter))
	}
	all := p.of(e)
	for _, t := range times {
		instance := t.instance()
		if all.moved[instance] {
			// A second time on that day is another one.
			delete(all.moved, instance)
			continue
		}
		says, at := p.asOf(all, e, t)
		p.add(says, uid+" "+instance, at, true)
	}
}

// asOf returns what holds for one time: what the event that recurs says, or what has taken its place from an earlier time on. That one was put so
// many days later, and on another clock.
func (p *planner) asOf(all *recurring, e *event, at interval) (*event, interval) {
	for _, o := range slices.Backward(all.onwards) {
		if o.since.from.After(at.from) {
			continue
		}
		put, why := p.span(o.event)
		if why != "" {
			break
		}
		since := o.since.from
		if o.since.zone != "" {
			since = since.In(at.from.Location())
		}
		return o.event, put.onDay(at.from.AddDate(0, 0, daysBetween(since, put.from)))
	}
	return e, at
}

// onDay is the same on another day, on its own clock.
func (i interval) onDay(day time.Time) interval {
	clock := i.from
	moved := i
	moved.from = time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), clock.Second(), 0, clock.Location())
	moved.to = moved.from.Add(i.to.Sub(i.from))
	return moved
}

// daysBetween is how many days lie between those on which two moments are, each where it is.
func daysBetween(a, b time.Time) int {
	day := func(t time.Time) time.Time { return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC) }
	return int(day(b).Sub(day(a)).Hours()) / 24
}

// instanceKey is the key of one time of an event that recurs: its UID, and which time it is.
var instanceKey = regexp.MustCompile(`^(.+) \d{8}(T\d{6}Z)?$`)

// RecurringUID returns the UID of the recurring event that an activity of that key is one time of; false if it is none, or cannot tell.
func RecurringUID(key string) (string, bool) {
	found := instanceKey.FindStringSubmatch(key)
	if found == nil {
		return "", false
	}
	return found[1], true
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
