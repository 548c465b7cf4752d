package capture

import (
	"regexp"
	"strings"
	"sync"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// timeOfDay matches "19:30", "19h30", "at 3pm", "3.30 p.m.".
// Groups 1 to 3 are hour, minutes and half of the day, 4 and 5 hour and minutes of a clock with 24; the first ones need am or pm, or "3" would be a time.
// It is compiled when it is first needed: most commands of the command line never read a line.
var timeOfDay = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(?:(?:at|à|um) )?(?:(1[0-2]|0?[1-9])(?:[:.]([0-5]\d))? ?(am|pm|a\.m\.|p\.m\.)|([01]?\d|2[0-3])[:.h]([0-5]\d))`)
})

// clock adds the time of day to a single day, wherever in the line it stands: "19:30", "at 3pm".
func (r *reader) clock(d *dated) {
	if d.span.Precision != calendar.ToTheDay || d.span.Range {
		return
	}
	for i := range r.words {
		if r.words[i].use != nil || i >= d.from && i < d.to {
			continue
		}
		window := r.window(i)
		// "3.30" alone is a figure, a section or a version; with "at" before it or pm behind it, it is a time.
		m := timeOfDay().FindStringSubmatch(window.text)
		if m == nil || strings.Contains(m[0], ".") && m[3] == "" && !strings.HasPrefix(m[0], "at ") {
			continue
		}
		words := window.wordsIn(len(m[0]))
		if words == 0 {
			continue
		}
		when := &eventv1.When{From: d.when.GetFrom() + "T" + clockOf(m)}
		span, _ := calendar.Of(when)
		d.when, d.span = when, span
		// Right behind the date it is one piece with it; elsewhere it is a piece of its own.
		if i == d.to {
			d.to += words
		} else {
			r.take(i, i+words, use{part: PartWhen, meaning: span.Clock})
		}
		return
	}
}
