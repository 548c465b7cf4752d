package calendar

import (
	"strings"
	"time"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Precision is how exactly a date is known.
type Precision int

// From the vaguest to the most exact.
const (
	ToTheYear Precision = iota + 1
	ToTheMonth
	ToTheDay
	ToTheMoment
)

// Span is when something happened: a moment, a day, a month, a year, or a range of days or months.
type Span struct {
	// The first and the last day, both inclusive; a month or a year counts in full.
	From, To  Day
	Precision Precision
	// Range says that it was written as a range, even one of a single day.
	Range bool
	// Clock is the local time of a moment, "19:30".
	Clock string
	// Zone is the IANA name of where it happened; empty when none was given.
	Zone string
}

// Of reads when something happened. The mistakes name the fields "from", "to" and "zone", or "" when nothing was written.
func Of(w *eventv1.When) (Span, fault.Mistakes) {
	return ParseSpan(w.GetFrom(), w.GetTo(), w.GetZone())
}

// MustOf reads a date that was checked before. It returns the zero Span for one that cannot be read.
func MustOf(w *eventv1.When) Span {
	s, _ := Of(w)
	return s
}

// ParseSpan reads "2024", "2024-01", "2024-01-31" or "2024-01-31T19:30", or a range of two months or two days, in a zone that may be
// empty.
func ParseSpan(from, to, zone string) (Span, fault.Mistakes) {
	var mistakes fault.Mistakes
	if from == "" && to == "" {
		mistakes.Add("", "say when: a day 2024-01-31, a moment 2024-01-31T19:30, a month 2024-01 or a year 2024")
		return Span{}, mistakes
	}
	s, err := parsePoint(from)
	if err != "" {
		mistakes.Add("from", "%s", err)
	}
	if to != "" {
		s = s.through(from, to, &mistakes)
	}
	if zone != "" {
		if _, known := location(zone); !known {
			mistakes.Add("zone", "%q is no zone that we know: write it like Europe/Brussels or America/New_York", zone)
		}
	}
	if len(mistakes) > 0 {
		return Span{}, mistakes
	}
	s.Zone = zone
	return s, nil
}

// longestRange is the most months that a range may touch: nothing a team does lasts longer, a wrong year does.
const longestRange = 120

// through extends s, read from `from`, to the end of a range.
func (s Span) through(from, to string, mistakes *fault.Mistakes) Span {
	end, err := parsePoint(to)
	switch {
	case err != "":
		mistakes.Add("to", "%s", err)
	case from == "":
		mistakes.Add("from", "a range has a first day or month too: from %s to %s", to, to)
	// `from` could not be read, and there is nothing to hold the end against.
	case len(*mistakes) > 0:
	case s.Precision == ToTheMoment || end.Precision == ToTheMoment:
		mistakes.Add("to", "a range is one of days or of months: leave the time of day out, or log the moments as segments")
	case s.Precision != end.Precision:
		mistakes.Add("to", "%q and %q are not written alike: a range goes from a day to a day or from a month to a month", from, to)
	case s.Precision == ToTheYear:
		mistakes.Add("to", "a range is one of days or of months: write from %s-01 to %s-12", from, to)
	case end.To.Compare(s.From) < 0:
		mistakes.Add("to", "%s lies before %s: exchange the two", to, from)
	case end.Last().Sub(s.First()) >= longestRange:
		mistakes.Add("to", "from %s to %s is more than ten years: is the year right?", from, to)
	}
	s.To, s.Range = end.To, true
	return s
}

// parsePoint reads one date of any precision. The sentence is empty when it could be read.
func parsePoint(s string) (span Span, sentence string) {
	day, clock, hasClock := strings.Cut(s, "T")
	switch {
	// By length: each way to write a date has its own, so a slip is told in the words of the one that was meant.
	case hasClock && len(day) == len("2024-01-31"):
		return parseMoment(s, day, clock)
	case len(s) == len("2024"):
		year, ok := digits(s)
		if !ok || !plausible(year) {
			return span, notADate(s)
		}
		first := Month{Year: year, Month: time.January}
		return Span{From: first.FirstDay(), To: first.Add(11).LastDay(), Precision: ToTheYear}, ""
	case len(s) == len("2024-01"):
		m, err := ParseMonth(s)
		if err != nil {
			return span, err.Error()
		}
		return Span{From: m.FirstDay(), To: m.LastDay(), Precision: ToTheMonth}, ""
	case len(s) == len("2024-01-31"):
		d, err := ParseDay(s)
		if err != nil {
			return span, err.Error()
		}
		return Span{From: d, To: d, Precision: ToTheDay}, ""
	}
	return span, notADate(s)
}

func parseMoment(s, day, clock string) (span Span, sentence string) {
	d, err := ParseDay(day)
	if err != nil {
		return span, err.Error()
	}
	if strings.ContainsAny(clock, "Z+-") {
		return span, "write the local time without an offset, " + day + "T19:30, and where it was in zone, e.g. America/New_York"
	}
	if _, err := time.Parse("15:04", clock); err != nil || len(clock) != len("19:30") {
		return span, notADate(s)
	}
	return Span{From: d, To: d, Precision: ToTheMoment, Clock: clock}, ""
}

func notADate(s string) string {
	const most = 40
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return "“" + s + "” is not a date: write a day 2024-01-31, a moment 2024-01-31T19:30, a month 2024-01 or a year 2024"
}

// First returns the month that it starts in.
func (s Span) First() Month { return s.From.InMonth() }

// Last returns the month that it ends in.
func (s Span) Last() Month { return s.To.InMonth() }

// Months returns every month that it touches, in order.
func (s Span) Months() []Month {
	if s.From == (Day{}) {
		return nil
	}
	var months []Month
	for m := s.First(); !m.After(s.Last()); m = m.Next() {
		months = append(months, m)
	}
	return months
}

// Touches reports whether any of it lies in m.
func (s Span) Touches(m Month) bool { return s.Overlaps(m, m) }

// Overlaps reports whether any of it lies from `from` to `to`, inclusive; a zero bound is none.
func (s Span) Overlaps(from, to Month) bool {
	return (from.IsZero() || !s.Last().Before(from)) && (to.IsZero() || !s.First().After(to))
}

// Start returns the moment it starts: the moment itself, or the first of its first day. `fallback` holds when it names no zone.
func (s Span) Start(fallback *time.Location) time.Time {
	t := s.From.Time(s.location(fallback))
	if s.Clock == "" {
		return t
	}
	// It was read when the span was; for an hour that the clocks skip in spring, one beside it stands.
	clock, _ := time.Parse("15:04", s.Clock)
	return time.Date(t.Year(), t.Month(), t.Day(), clock.Hour(), clock.Minute(), 0, 0, t.Location())
}

// End returns the moment it is over: the moment itself, or the first after its last day. `fallback` holds when it names no zone.
func (s Span) End(fallback *time.Location) time.Time {
	if s.Precision == ToTheMoment {
		return s.Start(fallback)
	}
	return s.To.AddDays(1).Time(s.location(fallback))
}

func (s Span) location(fallback *time.Location) *time.Location {
	if s.Zone != "" {
		if loc, known := location(s.Zone); known {
			return loc
		}
	}
	if fallback == nil {
		return time.UTC
	}
	return fallback
}
