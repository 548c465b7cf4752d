package exchange

import (
	"fmt"
	"strings"
	"time"

	"github.com/teambition/rrule-go"
)

// An event that recurs may do so for ever. What is taken of it lies from a hundred days before today to three hundred after: what is past may
// still have to be told, what comes later the calendar tells when it is imported again.
const (
	daysBefore, daysAfter = 100, 300
	// mostRecurring is how many events of a calendar may recur, since working out when costs more than reading it.
	mostRecurring = 2000
	// yearsOfRecurring is how long ago an event may have begun that still recurs.
	yearsOfRecurring = 60
)

// times returns when an event takes place that does so more than once.
func (p *planner) times(e *event, at interval) (times []interval, why string) {
	if p.reading.Today.Year == 0 {
		return nil, "the event recurs, and nobody said around which day its dates are to be taken"
	}
	if p.recurring++; p.recurring > mostRecurring {
		return nil, fmt.Sprintf("more than %d events recur; export the calendar in parts", mostRecurring)
	}
	from := p.reading.Today.AddDays(-daysBefore).Time(at.from.Location())
	until := p.reading.Today.AddDays(daysAfter).Time(at.from.Location())
	if at.from.Before(from.AddDate(-yearsOfRecurring, 0, 0)) {
		return nil, fmt.Sprintf("the event has recurred for more than %d years; give it a later beginning", yearsOfRecurring)
	}
	rules, why := p.rules(e, at, until)
	if why != "" {
		return nil, why
	}
	for _, t := range rules.Between(from, until, true) {
		one := at
		one.from, one.to = t, t.Add(at.to.Sub(at.from))
		times = append(times, one)
	}
	return times, ""
}

// rules reads when an event recurs, when else it takes place, and when not.
func (p *planner) rules(e *event, at interval, until time.Time) (set *rrule.Set, why string) {
	defer func() {
		if recover() != nil {
			set, why = nil, "when the event recurs cannot be read; export the calendar anew"
		}
	}()
	set = &rrule.Set{}
	set.DTStart(at.from)
	if r := e.get("RRULE"); r.name != "" {
		rule, why := recurrence(r.value, at, until)
		if why != "" {
			return nil, why
		}
		set.RRule(rule)
	} else {
		set.RDate(at.from)
	}
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

// recurrence reads a rule. It ends with the time that we look at, so that no rule makes us look for ever.
func recurrence(value string, at interval, until time.Time) (*rrule.RRule, string) {
	option, err := rrule.StrToROptionInLocation(value, at.from.Location())
	if err != nil {
		return nil, fmt.Sprintf("“%s” is no rule by which an event recurs; export the calendar anew", shown(value))
	}
	if option.Freq > rrule.DAILY {
		return nil, "the event recurs several times a day, which no activity does; take it out of the calendar"
	}
	option.Dtstart = at.from
	if option.Until.IsZero() || option.Until.After(until) {
		option.Until = until
	}
	rule, err := rrule.NewRRule(*option)
	if err != nil {
		return nil, fmt.Sprintf("“%s” is no rule by which an event recurs; export the calendar anew", shown(value))
	}
	return rule, ""
}
