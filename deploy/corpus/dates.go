package main

import (
	"fmt"
	"strconv"
	"time"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// date says when it was, as precisely as such a thing is known: a meeting by the minute or the day, a campaign by months.
func (d *draft) date() {
	w := &eventv1.When{}
	d.a.When = w
	month := d.c.months[d.month]
	precision := d.weigh(4, 56, 4, 27, 1, 0) // month, day, months, days, year, moment
	if d.kind.group == meeting {
		precision = d.weigh(2, 26, 1, 8, 0, 63)
	}
	switch precision {
	case 0:
		w.From = month.String()
	case 1:
		w.From = d.day(month).String()
	case 2:
		w.From, w.To = month.String(), month.Add(d.between(1, 4)).String()
	case 3:
		d.days(w, month)
	case 4:
		d.year(w, month)
	default:
		d.moment(w, month)
	}
	if w.GetZone() == "" && len(w.GetFrom()) == len("2024-01-31") && d.permille(400) {
		w.Zone = d.place.Zone
	}
}

// day returns a day of the month, seldom one of a weekend.
func (d *draft) day(month calendar.Month) calendar.Day {
	last := month.LastDay().Day
	weekend := d.permille(60)
	for {
		day := calendar.Day{Year: month.Year, Month: month.Month, Day: d.between(1, last)}
		if isWeekend(day) == weekend {
			return day
		}
	}
}

func isWeekend(day calendar.Day) bool {
	switch time.Date(day.Year, day.Month, day.Day, 0, 0, 0, 0, time.UTC).Weekday() {
	case time.Saturday, time.Sunday:
		return true
	}
	return false
}

// days is a range of days; a good part of them begins in one month and ends in the next, or in the next year.
func (d *draft) days(w *eventv1.When, month calendar.Month) {
	first := d.day(month)
	if d.permille(300) {
		first = month.LastDay().AddDays(-d.IntN(2))
	}
	w.From, w.To = first.String(), first.AddDays(d.between(1, 4)).String()
}

// year is all that is known of a few; the corpus must have begun by then, or nothing would hold.
func (d *draft) year(w *eventv1.When, month calendar.Month) {
	january := calendar.Month{Year: month.Year, Month: time.January}
	if january.Before(d.c.months[0]) {
		w.From = month.String()
		return
	}
	w.From = strconv.Itoa(month.Year)
}

// moment is a time of day where people met. Some are the evening of a month's last day where UTC is a month ahead, some are early
// enough in the east that UTC is still in the month before.
func (d *draft) moment(w *eventv1.When, month calendar.Month) {
	day, hour := d.day(month), 0
	switch d.weigh(45, 30, 20, 4, 1) {
	case 0:
		hour = d.between(9, 12)
	case 1:
		hour = d.between(13, 17)
	case 2:
		hour = d.between(18, 21)
	case 3:
		day, hour, d.place = month.LastDay(), d.between(20, 21), pick(d.die, evenings)
	case 4:
		day, hour, d.place = month.FirstDay(), 8, places[14] // Tokyo
	}
	w.From = fmt.Sprintf("%sT%02d:%02d", day, hour, pick(d.die, []int{0, 0, 0, 30, 30, 15, 45}))
	w.Zone = d.place.Zone
}
