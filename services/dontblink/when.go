package dontblink

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// dater reads a date for every command that takes one, as `log` reads it: exactly, or in the words of the team's languages. Ahead says that what has no
// year is the next one; the zone holds unless the words name another.
type dater func(typed, zone string, ahead bool) (*eventv1.When, error)

// dates asks for the edition, which knows the languages, only when there are words to read.
func dates(ctx context.Context, a *web.API) dater {
	return func(typed, zone string, ahead bool) (*eventv1.When, error) {
		from, to, _ := strings.Cut(typed, "..")
		exact := &eventv1.When{From: strings.TrimSpace(from), To: strings.TrimSpace(to), Zone: zone}
		if _, mistakes := calendar.Of(exact); len(mistakes) == 0 || typed == "" {
			return exact, nil
		}
		answer, err := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{})
		if err != nil {
			return nil, err
		}
		// "Today" is the day of this machine: whoever types means their own.
		said, why := capture.When(typed, capture.Context{Today: calendar.DayOf(time.Now()), Edition: edition.Of(answer.GetEdition())}, ahead)
		switch {
		case why != "":
			return nil, usage{errors.New(withAdvice(why))}
		case said == nil:
			// What is no date is for the domain to refuse, in its words.
			return exact, nil
		}
		said.Zone = cmp.Or(said.GetZone(), zone)
		return said, nil
	}
}

// withAdvice says what to do about a date that may be several, unless that was said.
func withAdvice(why string) string {
	if strings.Contains(why, ": ") {
		return why
	}
	return why + ": write it in full, as in 2024-01-31"
}

// setWhen sets the date and keeps its zone: who moves a meeting by a day has not moved the city.
func (m *amendment) setWhen(value string) error {
	when, err := m.date(value, m.content.GetWhen().GetZone(), m.content.GetStatus() == activity.Planned)
	if err == nil {
		m.content.When = when
	}
	return err
}
