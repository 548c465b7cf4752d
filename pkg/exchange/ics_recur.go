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
	mostSteps, mostTimes = 400_000, 1000
	// yearsOfRecurring is how long ago an event may have begun that still recurs.
	yearsOfRecurring = 60
)

// times returns when an event takes place that does so more than once.
func (p *planner) times(e *event, at interval) (times []interval, why string) {
	if p.reading.Today == (calendar.Day{}) {
		return nil, "the event recurs, and nobody said around which day its dates are to be taken"
	}
	from := p.reading.Today.AddDays(-daysBefore).Time(at.from.Location())
	until := p.reading.Today.AddDays(daysAfter).Time(at.from.Location())
	if at.from.Before(from.AddDate(-yearsOfRecurring, 0, 0)) {
		return nil, fmt.Sprintf("the event has recurred for more than %d years; give it a later beginning", yearsOfRecurring)
	}
	rules, why := p.rules(e, at, from, until)
	if why != "" {
		return nil, why
	}
	next := rules.Iterator()
	for t, more := next(); more && !t.After(until) && len(times) < mostTimes; t, more = next() {
		if t.Before(from) {
			continue
		}
		one := at
		one.from, one.to = t, t.Add(at.to.Sub(at.from))
		times = append(times, one)
	}
	return times, ""
}

// rules reads when an event recurs, when else it takes place, and when not.
func (p *planner) rules(e *event, at interval, from, until time.Time) (set *rrule.Set, why string) {
	defer func() {
		if recover() != nil {
			set, why = nil, "when the event recurs cannot be read; export the calendar anew"
		}
	}()
	set = &rrule.Set{}
	if r := e.get("RRULE"); r.name != "" {
		rule, why := p.recurrence(r.value, at, from, until)
		if why != "" {
			return nil, why
		}
		set.RRule(rule)
	}
	// Where it begins it takes place, also when the rule alone would say otherwise.
	set.RDate(at.from)
	for name, take := range map[string]func(time.Time){"RDATE": set.RDate, "EXDATE": set.ExDate} {
		for _, property := range e.all(name) {
			for value := range strings.SplitSeq(property.value, ",") {
				one := property
				one.value, _, _ = strings.Cut(value, "/")
				if t, why := p.moment(one); why == "" {
					take(t.from.In(at.from.Location()))
				}
			}
		}
	}
	return set, ""
}

// recurrence reads a rule. It begins shortly before the time that we look at, where that changes nothing, and ends with it, so that no rule makes us
// look for ever.
func (p *planner) recurrence(value string, at interval, from, until time.Time) (*rrule.RRule, string) {
	unread := fmt.Sprintf("“%s” is no rule by which an event recurs; export the calendar anew", shown(value))
	option, err := rrule.StrToROptionInLocation(value, at.from.Location())
	if err != nil || option.Interval < 0 {
		return nil, unread
	}
	if option.Freq > rrule.DAILY || len(option.Byhour) > 1 || len(option.Byminute) > 1 || len(option.Bysecond) > 1 {
		return nil, "the event recurs several times a day, which no activity does; take it out of the calendar"
	}
	option.Dtstart = later(option, at.from, from)
	if option.Until.IsZero() || option.Until.After(until) {
		option.Until = until
	}
	if p.steps += int(until.Sub(option.Dtstart).Hours())/24/every(option) + 1; p.steps > mostSteps {
		return nil, "too many events of this calendar recur for too long; export it in parts, or without those that are long over"
	}
	// What the library takes per day grows with how many days a rule names.
	if slices.Max([]int{len(option.Byweekday), len(option.Bymonthday), len(option.Byyearday), len(option.Bysetpos), len(option.Byweekno), len(option.Byeaster)}) > 366 {
		return nil, unread
	}
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, unread
	}
	return rule, ""
}

// every is after how many days a rule comes round, at the least.
func every(option *rrule.ROption) int {
	days := map[rrule.Frequency]int{rrule.YEARLY: 365, rrule.MONTHLY: 28, rrule.WEEKLY: 7, rrule.DAILY: 1}
	return days[option.Freq]
}

// later moves the beginning of what has recurred for years towards the time that we look at, by as many rounds as make no difference.
func later(option *rrule.ROption, begins, from time.Time) time.Time {
	if option.Count > 0 || option.Freq != rrule.DAILY && option.Freq != rrule.WEEKLY || !begins.Before(from) {
		return begins
	}
	round := every(option) * max(option.Interval, 1)
	days := int(from.Sub(begins).Hours()) / 24
	return begins.AddDate(0, 0, max(0, days/round-1)*round)
}
