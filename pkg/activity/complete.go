package activity

import (
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Complete returns a copy of the content with what nobody has to write: the status, the zone of every moment, and who is meant by the
// names. Completing again changes nothing.
func Complete(content *eventv1.Activity, ed *edition.Edition, now time.Time) *eventv1.Activity {
	c := proto.CloneOf(content)
	inZone(c.GetWhen(), ed.Zone())
	inZone(c.GetRule().GetUntil(), ed.Zone())
	for _, segment := range c.GetSegments() {
		inZone(segment.GetRule().GetUntil(), ed.Zone())
	}
	for _, followUp := range c.GetFollowUps() {
		inZone(followUp.GetWhen(), ed.Zone())
	}
	if c.GetStatus() == "" {
		c.Status = statusAt(Span(c), ed, now)
	}
	person.Recognise(c)
	return c
}

// inZone gives a moment without a zone the team's. A day is the same day wherever it is: it keeps what was given.
func inZone(when *eventv1.When, zone string) {
	if when.GetZone() == "" && calendar.MustOf(when).Precision == calendar.ToTheMoment {
		when.Zone = zone
	}
}

// statusAt returns "planned" for what lies wholly ahead where it takes place, else "done".
func statusAt(span calendar.Span, ed *edition.Edition, now time.Time) string {
	if span != (calendar.Span{}) && span.Start(calendar.Location(ed.Zone())).After(now) {
		return Planned
	}
	return Done
}
