package capture

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// slashes reads "23/04", "04/23/2024" and "23-04-2024", where only one of the two can be the month, or the day of the week tells. A fraction is none.
func (e *expression) slashes(g map[string]string) (*eventv1.When, string) {
	a, b, year := number(g["a"]), number(g["b"]), century(g["y"])
	days := e.orders(a, b, year)
	if w, named := e.words.weekdays[g["w"]]; named {
		days = onWeekday(days, w)
		if len(days) == 0 {
			return nil, fmt.Sprintf("%s/%s was no %s", g["a"], g["b"], w)
		}
	}
	// Without a year both are to have two digits: "1/2" may be a half, and "24/7" is always.
	const padded = 2
	bare := g["y"] == "" && g["w"] == "" && (len(g["a"]) < padded || len(g["b"]) < padded)
	switch {
	case len(days) == 0, bare && (!e.expected || len(days) == 1):
		return nil, ""
	case len(days) == 1:
		return aDay(days[0])
	}
	// Both readings are offered, and neither is guessed: the Atlantic lies between them.
	return e.eitherDay(g["a"]+"/"+g["b"], days[0], days[1])
}

// orders are the days that two figures are, with the month behind or before.
func (e *expression) orders(a, b, year int) []calendar.Day {
	var days []calendar.Day
	for _, order := range [][2]int{{a, b}, {b, a}} {
		const months = 12
		if order[0] < 1 || order[1] < 1 || order[1] > months || len(days) > 0 && a == b {
			continue
		}
		if d, sentence := e.day(order[0], time.Month(order[1]), year); sentence == "" {
			days = append(days, d)
		}
	}
	return days
}

func onWeekday(days []calendar.Day, w time.Weekday) (those []calendar.Day) {
	for _, d := range days {
		if weekdayOf(d) == w {
			those = append(those, d)
		}
	}
	return those
}

// slashRange reads "12/11–14/11", whose months stand on the same side.
func (e *expression) slashRange(g map[string]string) (*eventv1.When, string) {
	var spans []*eventv1.When
	a, b, a2, b2 := number(g["a"]), number(g["b"]), number(g["a2"]), number(g["b2"])
	for _, order := range [][4]int{{a, b, a2, b2}, {b, a, b2, a2}} {
		const months = 12
		if order[1] > months || order[3] > months || len(spans) > 0 && a == b && a2 == b2 {
			continue
		}
		if sentence := backwards(order[0], order[2], time.Month(order[1]), time.Month(order[3]), g); sentence != "" {
			return nil, sentence
		}
		when, sentence := e.span(order[0], time.Month(order[1]), century(g["y"]), order[2], time.Month(order[3]), century(g["y2"]))
		if _, mistakes := calendar.Of(when); sentence == "" && when != nil && len(mistakes) == 0 {
			spans = append(spans, when)
		}
	}
	switch len(spans) {
	case 0:
		return nil, ""
	case 1:
		return spans[0], ""
	}
	e.either = spans
	return nil, fmt.Sprintf("%s/%s may begin with the day or with the month", g["a"], g["b"])
}

// weekdayOfMonth reads "Wednesday the 18th": the latest day of that number, or the next. Without "th", as in "Thu 5 MEPs signed", it is a date only
// where it was that day of the week and nothing can follow.
func (e *expression) weekdayOfMonth(g map[string]string) (*eventv1.When, string) {
	d, w := number(g["d"]), e.words.weekdays[g["w"]]
	step := -1
	if e.ahead {
		step = 1
	}
	// Whoever names no month means one that is near.
	for n := range 3 {
		m := e.today.InMonth().Add(step * n)
		day := calendar.Day{Year: m.Year, Month: m.Month, Day: d}
		if order := day.Compare(e.today); !exists(day) || order != 0 && (order > 0) != e.ahead || weekdayOf(day) != w {
			continue
		}
		if g["nth"] == "" && !e.ends() {
			e.may(day)
			return nil, fmt.Sprintf("%d may be the day or another figure: name the month too", d)
		}
		return aDay(day)
	}
	if g["nth"] == "" && !e.ends() || g["nth"] == "." && !e.expected {
		return nil, ""
	}
	return nil, fmt.Sprintf("there was no %s %d: name the month too", w, d)
}

// shortYear reads "23 Nov 25", where what stands behind may be a year or the beginning of the headline.
func (e *expression) shortYear(g map[string]string) (*eventv1.When, string) {
	when, sentence := e.days(g)
	year := century(g["yy"])
	if when == nil || sentence != "" || year > e.today.Year+1 {
		return nil, ""
	}
	said, sentence := e.span(number(g["d"]), e.words.months[g["m"]], year, 0, 0, 0)
	if sentence != "" || e.ends() {
		return said, sentence
	}
	if said.GetFrom() == when.GetFrom() {
		return nil, ""
	}
	e.either = []*eventv1.When{said, when}
	return nil, fmt.Sprintf("%s may be a year or a number: write %d in full", g["yy"], year)
}

// ends reports whether nothing follows what was read that could belong to it.
func (e *expression) ends() bool {
	rest := strings.TrimSpace(e.behind)
	return rest == "" || strings.ContainsAny(rest[:1], ".,:;!?)-|@#^") && !strings.HasPrefix(e.behind, "-")
}

// list reads days of one month: "10, 11 and 12 Nov". Those that follow one another are a range; of others it is asked, as an activity has one day.
func (e *expression) list(g map[string]string) (*eventv1.When, string) {
	month, unclear := e.words.months[g["m"]], e.numbered
	if month == 0 {
		// Behind the month, "Nov 10 and 12 MEPs" are two days or one.
		month, unclear = e.words.months[g["m2"]], !e.ends()
	}
	var days []calendar.Day
	for _, figure := range figures.FindAllString(g["list"], -1) {
		d, sentence := e.day(number(figure), month, number(g["y"]))
		if sentence != "" || slices.Contains(days, d) {
			return nil, ""
		}
		days = append(days, d)
	}
	if !slices.IsSortedFunc(days, calendar.Day.Compare) {
		// Nobody counts backwards: "10 and 9 Nov" may begin with another figure.
		slices.SortFunc(days, calendar.Day.Compare)
		unclear = true
	}
	all := &eventv1.When{From: days[0].String(), To: days[len(days)-1].String()}
	if days[0].AddDays(len(days)-1) == days[len(days)-1] && !unclear {
		return all, ""
	}
	e.may(days...)
	e.either = append(e.either, all)
	if unclear {
		return nil, g["typed list"] + " may be days, or one of them another figure"
	}
	return nil, strings.ReplaceAll(g["typed list"], "/", " and ") + " are several days: an activity has one, or a range; log each, or all as one"
}

var figures = regexp.MustCompile(`\d+`)

// overMidnight reads a range with times: one that ends before the next noon is of the evening on which it began.
func (e *expression) overMidnight(g map[string]string) (*eventv1.When, string) {
	when, sentence := e.days(g)
	if when == nil || sentence != "" {
		return when, sentence
	}
	span, mistakes := calendar.Of(when)
	if len(mistakes) > 0 {
		return nil, ""
	}
	from, to := clockFigures(g["c"]), clockFigures(g["c2"])
	if span.From.AddDays(1) == span.To && to < from {
		e.tell("that it ended at %s the next day is not kept: an activity has the time at which it begins", to)
		return &eventv1.When{From: when.GetFrom() + "T" + from}, ""
	}
	e.tell("a range is one of whole days: %s and %s are not kept", from, to)
	return when, ""
}

// clockFigures writes "9.30" and "9h30" as "09:30".
func clockFigures(text string) string {
	hour, minutes, _ := strings.Cut(strings.NewReplacer(".", ":", "h", ":").Replace(text), ":")
	return fmt.Sprintf("%02d:%02d", number(hour), number(minutes))
}

func (e *expression) tell(format string, args ...any) {
	e.tells = append(e.tells, fmt.Sprintf(format, args...))
}

// contradicted says so when the day of the week that was named is another than the date has. One of the two is a slip, and nobody but who typed it
// knows which.
func (e *expression) contradicted(when *eventv1.When, g map[string]string) string {
	span, mistakes := calendar.Of(when)
	w, named := e.words.weekdays[g["w"]]
	if g["w"] == "" || !named || len(mistakes) > 0 || span.Precision < calendar.ToTheDay || weekdayOf(span.From) == w || g["week"] != "" {
		return ""
	}
	e.either = []*eventv1.When{when}
	if !span.Range {
		e.eitherNear(span.From, w, g["y"] == "")
	}
	return fmt.Sprintf("%d %s %d was no %s", span.From.Day, span.From.Month, span.From.Year, w)
}

// eitherNear offers the nearest day of that name, and where no year was named the same day of a year in which it was one.
func (e *expression) eitherNear(d calendar.Day, w time.Weekday, anyYear bool) {
	for _, n := range []int{1, -1, 2, -2, 3, -3} {
		if near := d.AddDays(n); weekdayOf(near) == w {
			e.may(near)
		}
	}
	for _, n := range []int{-1, 1} {
		other := d
		if other.Year += n; anyYear && exists(other) && weekdayOf(other) == w {
			e.may(other)
		}
	}
}
