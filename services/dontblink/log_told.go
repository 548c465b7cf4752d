package dontblink

import (
	"fmt"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// logged says what was recorded and where it will be told.
// Where it will be told is what a slip in the date or the priority shows in.
func (c *cli) logged(answer *apiv1.RecordResponse, content *eventv1.Activity, ed *edition.Edition) error {
	if c.json {
		return printJSON(c.out, answer)
	}
	_, err := fmt.Fprintf(c.out, "Logged %s: %s\n%s\n", short(answer.GetId()), content.GetHeadline(), toldIn(content, ed))
	return err
}

// toldIn says in which months and under what it will be told.
func toldIn(content *eventv1.Activity, ed *edition.Edition) string {
	months := calendar.MustOf(content.GetWhen()).Months()
	under := "under no pillar"
	if content.GetAnnouncement() {
		under = "among the announcements"
	} else if len(months) > 0 && len(content.GetPriorities()) > 0 {
		if pillar, ok := ed.Pillar(ed.PillarOf(content.GetPriorities()[0], months[0]), months[0]); ok {
			under = "under " + pillar.GetName()
		}
	}
	in := inWords(monthsOf(content, months), ed.Language())
	switch rule := content.GetRule().GetKind(); rule {
	case activity.Internal, activity.LegalHold:
		return fmt.Sprintf("It counts in %s, %s, and is told nowhere while it is under the rule %s.", in, under, rule)
	case activity.Embargo:
		return fmt.Sprintf("It will be told in %s, %s, once its embargo has ended and its rule is public.", in, under)
	}
	return fmt.Sprintf("It will be told in %s, %s.", in, under)
}

// inWords names two months, and of more that follow each other the first and the last: this is one line.
func inWords(months []calendar.Month, language string) string {
	var names []string
	for len(months) > 0 {
		n := 1
		for n < len(months) && months[n] == months[n-1].Next() {
			n++
		}
		const few = 2
		if n <= few {
			names = append(names, monthWords(months[0], language))
			months = months[1:]
			continue
		}
		names = append(names, "each month from "+monthWords(months[0], language)+" to "+monthWords(months[n-1], language))
		months = months[n:]
	}
	return strings.Join(names, " and ")
}

func monthWords(m calendar.Month, language string) string {
	return calendar.MonthsWords([]calendar.Month{m}, language)
}

// monthsOf are the months whose issues tell it.
func monthsOf(content *eventv1.Activity, months []calendar.Month) []calendar.Month {
	if len(content.GetTellIn()) == 0 {
		return months
	}
	var told []calendar.Month
	for _, month := range content.GetTellIn() {
		if m, err := calendar.ParseMonth(month); err == nil {
			told = append(told, m)
		}
	}
	return told
}
