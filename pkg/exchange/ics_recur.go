package exchange

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"dontblink.dev/pkg/calendar"
)

// An event that recurs may do so for ever. What is taken of it lies from a hundred days before today to three hundred after: what is past may
// still have to be told, what comes later the calendar tells when it is imported again.
const (
	daysBefore, daysAfter = 100, 300
	// mostSteps is how many days or weeks are looked at for all events of a calendar, mostTimes how many times one of them may come round.
	// What is looked at is bounded, and not the time that it takes: so a calendar is refused everywhere or nowhere. A daily event takes 400.
	mostSteps, mostTimes = 400_000, 1000
	// yearsOfRecurring is how long ago an event may have begun that still recurs.
	yearsOfRecurring = 60
)

// times returns when an event takes place that does so more than once.
// why is a sentence where nothing can be taken. No times and no why: it does not come round in these days. at is its first time.
func (p *planner) times(e *event, at interval) (times []interval, why string) {
	if p.reading.Today == (calendar.Day{}) {
		return nil, "the event recurs, and nobody said around which day its dates are to be taken"
	}
	from := p.reading.Today.AddDays(-daysBefore).Time(at.from.Location())
	until := p.reading.Today.AddDays(daysAfter).Time(at.from.Location())
	if at.from.Before(from.AddDate(-yearsOfRecurring, 0, 0)) {
		return nil, fmt.Sprintf("the event has recurred for more than %d years; give it a later beginning", yearsOfRecurring)
	}
	dates, why := p.dates(e, at, from, until)
	if why != "" {
		return nil, why
	}
	for _, t := range dates {
		if t.Before(from) || t.After(until) || len(times) == mostTimes {
			continue
		}
		// Each time lasts as long as the first.
		one := at
		one.from, one.to = t, t.Add(at.to.Sub(at.from))
		times = append(times, one)
	}
	return times, ""
}

// dates reads when an event recurs, when else it takes place, and when not; each once, in order.
// RFC 5545, 3.8.5: the set is RRULE and RDATE, without EXDATE.
func (p *planner) dates(e *event, at interval, from, until time.Time) (dates []time.Time, why string) {
	if r := e.get("RRULE"); r.name != "" {
		if dates, why = p.recurrences(r.value, at, from, until); why != "" {
			return nil, why
		}
	}
	// Where it begins it takes place, also when the rule alone would say otherwise.
	dates = append(append(dates, at.from), p.listed(e, "RDATE", at)...)
	except := p.listed(e, "EXDATE", at)
	slices.SortFunc(except, time.Time.Compare)
	slices.SortFunc(dates, time.Time.Compare)
	dates = slices.CompactFunc(dates, time.Time.Equal)
	return slices.DeleteFunc(dates, func(t time.Time) bool {
		_, left := slices.BinarySearchFunc(except, t, time.Time.Compare)
		return left
	}), ""
}

// listed returns the dates that an event lists under a name.
func (p *planner) listed(e *event, name string, at interval) (dates []time.Time) {
	for _, property := range e.all(name) {
		for value := range strings.SplitSeq(property.value, ",") {
			one := property
			// An RDATE may be a period (3.3.9); when it ends, the event says for all.
			one.value, _, _ = strings.Cut(value, "/")
			if t, why := p.moment(one); why == "" {
				dates = append(dates, t.from.In(at.from.Location()))
			}
		}
	}
	return dates
}

// recurrences returns when a rule has the event take place, up to a moment. It begins shortly before the time that we look at, where that changes
// nothing.
// value is a RECUR (3.3.10). In the zone of the event, so that what is at nine stays at nine in summer.
func (p *planner) recurrences(value string, at interval, from, until time.Time) (dates []time.Time, why string) {
	unread := fmt.Sprintf("“%s” is no rule by which an event recurs; export the calendar anew", shown(value))
	// The library panics on some rules that its own parser lets pass.
	defer func() {
		if recover() != nil {
			dates, why = nil, unread
		}
	}()
	option, err := rrule.StrToROptionInLocation(value, at.from.Location())
	if err != nil || option.Interval < 0 || wordy(option) {
		return nil, unread
	}
	if option.Freq > rrule.DAILY || len(option.Byhour) > 1 || len(option.Byminute) > 1 || len(option.Bysecond) > 1 {
		return nil, "the event recurs several times a day, which no activity does; take it out of the calendar"
	}
	option.Dtstart = later(option, at.from, from)
	if !option.Until.IsZero() && option.Until.Before(until) {
		until = option.Until
	}
	// The library heeds an end only where the event takes place; one that never does it would look for all the same, and nobody could tell.
	option.Until = time.Time{}
	if p.steps += max(0, int(until.Sub(option.Dtstart).Hours())/24/every(option)) + 1; p.steps > mostSteps {
		return nil, "too many events of this calendar recur for too long; export it in parts, or without those that are long over"
	}
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, unread
	}
	return p.through(rule, option.Count, from, until), ""
}

// through goes through a rule.
func (p *planner) through(rule *rrule.RRule, count int, from, until time.Time) (dates []time.Time) {
	all, next := 0, rule.Iterator()
	for t, more := next(); more; t, more = next() {
		if t.After(until) {
			return dates
		}
		if all++; !t.Before(from) {
			dates = append(dates, t)
		}
	}
	if count == 0 || all < count {
		// The library has looked at every day until the year 9999. A few such rules are borne with, a calendar full of them is not.
		// Eight of them use up the whole.
		p.steps += mostSteps / 8
	}
	return dates
}

// wordy reports whether a rule names more days than there are: what the library takes per day grows with them.
func wordy(option *rrule.ROption) bool {
	return slices.Max([]int{
		len(option.Byweekday), len(option.Bymonthday), len(option.Byyearday), len(option.Bysetpos), len(option.Byweekno), len(option.Byeaster),
	}) > 366
}

// every is after how many days a rule comes round, at the least.
func every(option *rrule.ROption) int {
	days := map[rrule.Frequency]int{rrule.YEARLY: 365, rrule.MONTHLY: 28, rrule.WEEKLY: 7, rrule.DAILY: 1}
	return days[option.Freq]
}

// later moves the beginning of what has recurred for years towards the time that we look at, by as many rounds as make no difference.
// A rule that counts its times must be followed from the first, and months differ in length: both begin where they do.
func later(option *rrule.ROption, begins, from time.Time) time.Time {
	if option.Count > 0 || option.Freq != rrule.DAILY && option.Freq != rrule.WEEKLY || !begins.Before(from) {
		return begins
	}
	round := every(option) * max(option.Interval, 1)
	days := int(from.Sub(begins).Hours()) / 24
	return begins.AddDate(0, 0, max(0, days/round-1)*round)
}
