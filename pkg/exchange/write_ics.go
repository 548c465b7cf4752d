package exchange

import (
	"io"
	"time"

	ical "github.com/arran4/golang-ical"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// calendarWriter writes what is planned and what was promised as a calendar. The UIDs are the ids of the log, so a program that reads the calendar
// again changes what it has, and an import of it leaves them out.
type calendarWriter struct {
	w    io.Writer
	zone *time.Location
	into *ical.Calendar
}

// RFC 5545 (3.7.3) asks for PRODID; the method PUBLISH (RFC 5546) says that nobody is invited.
func newCalendarWriter(w io.Writer, zone string) *calendarWriter {
	c := &calendarWriter{w: w, zone: calendar.Location(zone), into: ical.NewCalendar()}
	c.into.SetProductId("-//dontblink//EN")
	c.into.SetMethod(ical.MethodPublish)
	c.into.SetXWRCalName("Advocacy: planned and promised")
	if zone != "" {
		c.into.SetXWRTimezone(zone)
	}
	return c
}

// Add writes the events of an activity: itself, if it is planned, and each follow-up that is open.
// What is done is in the log, and nobody needs it ahead of them.
func (c *calendarWriter) Add(e Exported) error {
	if e.Withdrawn != "" {
		return nil
	}
	if e.Content.GetStatus() == activity.Planned {
		event := c.event(e, e.ID, e.Content.GetHeadline(), e.Content.GetWhen())
		if event != nil && e.Content.GetPlace() != "" {
			event.SetLocation(e.Content.GetPlace())
		}
	}
	for _, f := range e.Content.GetFollowUps() {
		if f.GetState() != "" && f.GetState() != "open" {
			continue
		}
		if event := c.event(e, e.ID+"."+f.GetKey(), f.GetWhat(), f.GetWhen()); event != nil {
			event.SetDescription("Promised in: " + e.Content.GetHeadline())
			if f.GetUrl() != "" {
				event.SetURL(f.GetUrl())
			}
		}
	}
	return nil
}

// longestDays is how many days an event of a calendar may take up: what is known to the year alone would lie across all of it.
const longestDays = 62

// event adds an event; nil where the date says too little for one.
func (c *calendarWriter) event(e Exported, id, title string, when *eventv1.When) *ical.VEvent {
	span, mistakes := calendar.Of(when)
	if len(mistakes) > 0 || span.To.Compare(span.From.AddDays(longestDays)) > 0 {
		return nil
	}
	// A follow-up has the id of its activity and its own key.
	event := c.into.AddEvent(id + ourCalendar)
	// Of the log, and not of the clock: the same log makes the same calendar.
	event.SetDtStampTime(e.Recorded.UTC())
	event.SetSummary(title)
	// Programs that share calendars hold back what is confidential (3.8.1.3).
	if rule := e.Content.GetRule().GetKind(); rule != "" && rule != activity.Public {
		event.SetClass(ical.ClassificationConfidential)
	}
	if span.Precision == calendar.ToTheMoment {
		event.SetStartAt(span.Start(c.zone).UTC())
		return event
	}
	event.SetAllDayStartAt(span.From.Time(time.UTC))
	// DTEND of whole days is the day after the last (3.6.1).
	event.SetAllDayEndAt(span.To.AddDays(1).Time(time.UTC))
	return event
}

// Close writes the calendar, with the line ends that the format asks for.
func (c *calendarWriter) Close() error {
	return c.into.SerializeTo(c.w, ical.WithNewLineWindows)
}
