package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// monthView is the month's page.
// It has all that the template says, in words: templates decide nothing but what is left out.
type monthView struct {
	Month          link
	Previous, Next link
	Notices        []notice
	Activities     activitiesView
	Form           form
	Issue          issueView

	language string
}

// link is an address and its words.
type link struct{ Path, Text string }

// Title is the page's title.
func (v monthView) Title() string { return v.Month.Text }

// Lang is the language of the page's own words.
func (v monthView) Lang() string { return v.language }

// notice interrupts: a sign, what happened, and what to do now.
type notice struct {
	// Kind is Codex's: "success", "warning" or "error".
	Kind string
	// Strong is what happened, Text what to do now; either may be empty.
	Strong, Text string
	// Link leads to what it is about; no path: to nothing.
	Link link
}

// Paths are written in Go alone, so that each is spelt once.
func monthPath(month string) string { return "/month/" + month }

// monthLink is called as the team's language calls months.
func monthLink(m calendar.Month, language string) link {
	return link{Path: monthPath(m.String()), Text: calendar.MonthsWords([]calendar.Month{m}, language)}
}

// home leads to the month that matters now.
func (p *pages) home(w http.ResponseWriter, r *http.Request) {
	m, err := p.monthThatMatters(r.Context())
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	http.Redirect(w, r, monthPath(m.String()), http.StatusFound)
}

// monthThatMatters returns the latest month up to now in which something happened that belongs to a pillar: an issue comes out weeks
// after its month, so the month just begun is seldom the one worked on. Without any, it is the current month.
func (p *pages) monthThatMatters(ctx context.Context) (calendar.Month, error) {
	// Without an edition the zone is UTC: at the turn of a month the page may be the one beside it.
	answer, err := p.Insights.GetEdition(p.as(ctx), &apiv1.GetEditionRequest{})
	if err != nil && !errors.Is(fromWire(err), fault.Unavailable) {
		return calendar.Month{}, err
	}
	// A month begins where the team is: on the evening of the 31st in Brussels, UTC is still in it and Tokyo is not.
	current := calendar.MonthOf(p.now().In(calendar.Location(edition.Of(answer.GetEdition()).Zone())))
	// The newest fifty hold one that is no announcement, but for a team that announces daily.
	list, err := p.Insights.ListActivities(p.as(ctx), &apiv1.ListActivitiesRequest{To: current.String(), PageSize: 50})
	if errors.Is(fromWire(err), fault.Unavailable) {
		// The page of the current month says better than this redirection why nothing can be listed.
		return current, nil
	}
	if err != nil {
		return calendar.Month{}, err
	}
	for _, row := range list.GetActivities() {
		if span := calendar.MustOf(row.GetActivity().GetWhen()); !row.GetActivity().GetAnnouncement() && len(span.Months()) > 0 {
			// What goes on past now is worked on now.
			return earlier(span.Last(), current), nil
		}
	}
	return current, nil
}

func earlier(a, b calendar.Month) calendar.Month {
	if a.Before(b) {
		return a
	}
	return b
}

// month shows a month's page.
// Without rows it answers 503 and the form all the same: logging needs none.
func (p *pages) month(w http.ResponseWriter, r *http.Request) {
	m, ok := p.monthOf(w, r)
	if !ok {
		return
	}
	known, err := p.know(r.Context(), m, receiptOf(r))
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	v := known.view()
	v.Form = newForm(m, known.edition)
	if known.receipt.Sequence > 0 {
		v.Notices = append(v.Notices, known.logged())
		if alike := p.alike(r.Context(), known); alike != nil {
			v.Notices = append(v.Notices, *alike)
		}
	}
	status := http.StatusOK
	if known.rowsMissing != nil {
		status = http.StatusServiceUnavailable
	}
	p.show(w, status, monthPage, v)
}

// monthOf returns the month of the address, or answers that there is no such month.
func (p *pages) monthOf(w http.ResponseWriter, r *http.Request) (calendar.Month, bool) {
	m, err := calendar.ParseMonth(r.PathValue("month"))
	if err != nil {
		p.say(w, http.StatusNotFound, "There is no such month", err.Error())
	}
	return m, err == nil
}

// view lays out what is known of a month, but for the form.
func (k knowledge) view() monthView {
	language := k.edition.Language()
	v := monthView{
		Month:      monthLink(k.month, language),
		Previous:   monthLink(k.month.Add(-1), language),
		Next:       monthLink(k.month.Next(), language),
		Activities: activitiesOf(k),
		Issue:      issueOf(k),
		language:   language,
	}
	if k.stopped != nil && k.rowsMissing == nil {
		v.Notices = append(v.Notices, *k.stopped)
	}
	switch {
	case k.editionMissing:
		v.Notices = append(v.Notices, notice{Kind: "warning",
			Strong: "The priorities cannot be read just now.", Text: "Look again in a moment."})
	case !k.edition.AnyPriority():
		v.Notices = append(v.Notices, notice{Kind: "warning",
			Strong: "No priorities yet:", Text: "hand over an edition file with “dontblink import edition.yaml”."})
	}
	return v
}

// receipt says what was logged just before the page was asked for.
// It stands in the address, so the page can be loaded again and still say so. An id alone that somebody made up marks nothing.
type receipt struct {
	ID       string
	Sequence uint64
}

// receiptOf reads what path has written; anything else is no receipt.
func receiptOf(r *http.Request) receipt {
	return receipt{ID: r.FormValue("logged"), Sequence: sequenceOf(r.FormValue("saved"))}
}

// sequenceOf reads a sequence; what is none is the beginning, which every list has reached.
func sequenceOf(text string) uint64 {
	sequence, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		return 0
	}
	return sequence
}

// path is where the activity is seen in its month.
func (c receipt) path(month string) string {
	query := url.Values{"logged": {c.ID}, "saved": {strconv.FormatUint(c.Sequence, 10)}}
	return monthPath(month) + "?" + query.Encode() + "#a-" + c.ID
}

// Addresses of earlier pages have the sequence alone.
func (c receipt) is(r *apiv1.ActivityRow) bool {
	return c.Sequence > 0 && (c.ID == r.GetId() || c.ID == "" && c.Sequence == r.GetSequence())
}

// logged says that what was just sent is in the log.
func (k knowledge) logged() notice {
	n := notice{Kind: "success", Strong: "Logged."}
	for _, row := range k.rows {
		if k.receipt.is(row) {
			n.Link = link{Path: "#a-" + row.GetId(), Text: row.GetActivity().GetHeadline()}
			return n
		}
	}
	if k.behind || k.rowsMissing != nil {
		n.Text = "The list has not caught up yet: look again in a moment."
	}
	return n
}
