package dontblink

import (
	"fmt"
	"slices"
	"strings"

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
	var names []string
	for _, m := range monthsOf(content, months) {
		names = append(names, calendar.MonthsWords([]calendar.Month{m}, ed.Language()))
	}
	under := "under no pillar"
	if content.GetAnnouncement() {
		under = "among the announcements"
	} else if len(months) > 0 && len(content.GetPriorities()) > 0 {
		if pillar, ok := ed.Pillar(ed.PillarOf(content.GetPriorities()[0], months[0]), months[0]); ok {
			under = "under " + pillar.GetName()
		}
	}
	return fmt.Sprintf("It will be told in %s, %s.", strings.Join(names, " and "), under)
}

// monthsOf are the months whose issues tell it, three at the most: this is one line.
func monthsOf(content *eventv1.Activity, months []calendar.Month) []calendar.Month {
	if len(content.GetTellIn()) > 0 {
		months = nil
		for _, month := range content.GetTellIn() {
			if m, err := calendar.ParseMonth(month); err == nil {
				months = append(months, m)
			}
		}
	}
	const most = 3
	return slices.Clone(months[:min(len(months), most)])
}
