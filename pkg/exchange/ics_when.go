package exchange

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"dontblink.dev/pkg/calendar"
)

// interval is when an event takes place, on the clocks of its zone.
// to is the last moment within, not the first after, so that its day is the last day. Floating times (RFC 5545, 3.3.5, form 1) are held in UTC.
type interval struct {
	from, to time.Time
	// days says that it takes up whole days; else it begins at a moment.
	days bool
	// zone is where the clocks are; empty: wherever the team is, or whole days.
	zone string
}

// evening says that it runs past midnight and is of the day on which it began all the same: a reception on the last of January that ends at one is
// no activity of February.
func (i interval) evening() bool {
	const half = 12 * time.Hour
	return !i.days && i.to.Sub(i.from) < half
}

// node writes it as a date. A range is one of days: the time of day is told only of what ends on the day that it begins.
func (i interval) node(c cell) node {
	from, to := i.from.Format(time.DateOnly), i.to.Format(time.DateOnly)
	switch {
	case from != to && !i.evening():
		return c.mapping("from", from, "to", to)
	case i.days:
		return c.node(text, from)
	}
	return c.node(text, i.from.Format("2006-01-02T15:04"))
}

// instance spells the day, to know one time of a series from another however the calendar writes it.
// Of the day alone, in the form of a DATE (3.3.4), the key is made that knows it again: a weekly call that is put an hour later stays what it was, and what
// was completed of it is not planned a second time.
func (i interval) instance() string { return i.from.Format("20060102") }

// moment spells when it begins, for the second time of a series on one day; in the form of a DATE-TIME (3.3.5).
func (i interval) moment() string { return i.from.UTC().Format("20060102T150405Z") }

// span reads when an event takes place.
// RFC 5545, 3.6.1: without DTEND and DURATION a day lasts a day and a moment no time. That both stand there is forbidden, and the end then counts.
func (p *planner) span(e *event) (at interval, why string) {
	start := e.get("DTSTART")
	if start.name == "" {
		return at, "the event has no beginning (DTSTART); export the calendar anew"
	}
	at, why = p.moment(start)
	if why != "" {
		return at, why
	}
	at.to = at.from
	switch end, lasts := e.get("DTEND"), e.get("DURATION"); {
	case end.name != "":
		until, why := p.moment(end)
		if why != "" {
			return at, why
		}
		at.to = until.from.In(at.from.Location())
	case lasts.name != "":
		d, ok := duration(lasts.value)
		if !ok {
			return at, fmt.Sprintf("“%s” is not how long an event lasts; export the calendar anew", shown(lasts.value))
		}
		at.to = at.from.Add(d)
	}
	// The end of an event is the first moment after it: what ends at midnight did not last into the day.
	if at.to.After(at.from) {
		at.to = at.to.Add(-time.Second)
	}
	if at.to.Before(at.from) {
		return at, "the event ends before it begins; export the calendar anew"
	}
	return at, ""
}

// moment reads a moment or a day.
// The three forms of 3.3.5: in UTC with a Z, with a TZID, and without either.
func (p *planner) moment(of property) (at interval, why string) {
	value := strings.TrimSpace(of.value)
	if day, err := time.Parse("20060102", value); err == nil {
		return interval{from: day, days: true}, ""
	}
	clock, utc := strings.CutSuffix(value, "Z")
	t, err := time.Parse("20060102T150405", clock)
	if err != nil {
		return at, fmt.Sprintf("“%s” is not a date of a calendar; export the calendar anew", shown(value))
	}
	tzid := of.of("TZID")
	switch zone, known := p.known(tzid); {
	case utc:
		return p.inUTC(t), ""
	case tzid == "":
		return interval{from: t}, ""
	case !known:
		return at, fmt.Sprintf("there is no zone “%s” that we know; in the calendar's program, give the event one like Europe/Brussels", shown(tzid))
	default:
		loc := calendar.Location(zone)
		return interval{from: time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, loc), zone: zone}, ""
	}
}

// inUTC puts a moment on the clocks of where the calendar is kept, else of the team.
// Google writes all moments so; nobody means UTC by them, and a talk at 23:00 in Brussels would be told of the day before.
func (p *planner) inUTC(t time.Time) interval {
	for _, zone := range []string{p.from.zone, p.reading.Zone} {
		if name, known := p.known(zone); known {
			return interval{from: t.In(calendar.Location(name)), zone: name}
		}
	}
	return interval{from: t, zone: "Etc/UTC"}
}

// RFC 5545, 3.3.6, but for those that lead back in time.
var durationLike = regexp.MustCompile(`^\+?P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$`)

// duration reads “PT1H30M” or “P2D”.
func duration(s string) (time.Duration, bool) {
	m := durationLike.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return 0, false
	}
	var d time.Duration
	for i, unit := range []time.Duration{7 * 24 * time.Hour, 24 * time.Hour, time.Hour, time.Minute, time.Second} {
		n, _ := strconv.Atoi("0" + m[i+1])
		d += time.Duration(n) * unit
	}
	return d, true
}
