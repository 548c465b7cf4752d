package web

import (
	"html/template"
	"net/http"
	"regexp"
	"strings"

	"github.com/google/uuid"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/digest/render"
	"dontblink.dev/pkg/figure"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// issueView is the month's issue as drafted.
type issueView struct {
	// Drafted is false when there is none yet.
	Drafted bool
	// Draft counts how often it was drafted.
	Draft uint32
	// Months are those that it covers, in words.
	Months string
	// Path leads to the issue alone; Action is where drafting is asked for.
	Path, Action string
	// ID is drawn for each button, so that one pressed twice drafts once.
	ID string
	// AtLeast is the sequence that the draft must have seen.
	AtLeast uint64
	// Entries counts what it tells; Changed counts the month's activities that changed since.
	Entries, Changed string
	// Silent names the pillars about which it has nothing to tell.
	Silent string
	Body   template.HTML
	// Broken says that the draft cannot be shown.
	Broken bool
}

// issueOf shows the issue that covers the month, or only the button that drafts one.
func issueOf(k knowledge) issueView {
	v := issueView{
		Months:  calendar.MonthsWords([]calendar.Month{k.month}, k.edition.Language()),
		Action:  monthPath(k.month.String()) + "/draft",
		ID:      uuid.NewString(),
		AtLeast: k.receipt.Sequence,
	}
	if k.issue == nil {
		return v
	}
	body, err := render.HTMLBody(k.issue)
	v.Drafted, v.Body, v.Broken = true, lowered(body), err != nil
	v.Draft = k.issue.GetDraft()
	v.Months = monthsWords(k.issue, k.edition.Language())
	v.Path = "/issue/" + k.issue.GetId()
	v.Entries = figure.Counted(len(k.issue.GetEntries()), "entry", "entries")
	v.Changed = k.changed()
	v.Silent = strings.Join(k.issue.GetFrame().GetSilentPillars(), ", ")
	return v
}

// heading matches a heading's tag as render writes it; in its text a bracket is escaped.
var heading = regexp.MustCompile(`(</?h)([1-6])\b`)

// lowered puts an issue's headings two steps lower: on its month's page it stands under the month and its own section.
func lowered(body template.HTML) template.HTML {
	return template.HTML(heading.ReplaceAllStringFunc(string(body), func(tag string) string {
		last := len(tag) - 1
		return tag[:last] + string(min(tag[last]+2, '6'))
	}))
}

// changed counts the activities of the month that the draft has not seen as they stand.
func (k knowledge) changed() string {
	n := 0
	for _, r := range k.rows {
		// Through is the last event that the draft has seen.
		if r.GetSequence() > k.issue.GetFrame().GetThrough() {
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return figure.Counted(n, "activity", "activities") + " changed since"
}

// monthsWords are the months that an issue covers, for reading.
func monthsWords(issue *eventv1.Issue, language string) string {
	var months []calendar.Month
	for _, text := range issue.GetMonths() {
		if m, err := calendar.ParseMonth(text); err == nil {
			months = append(months, m)
		}
	}
	return calendar.MonthsWords(months, language)
}

// draft drafts the month's issue, or drafts it anew, and leads back to it.
func (p *pages) draft(w http.ResponseWriter, r *http.Request) {
	m, typed, ok := p.sent(w, r)
	if !ok {
		return
	}
	id, err := uuid.Parse(typed.Get("form"))
	if err != nil {
		// A form that is not ours drafts too; only that it does so each time it is sent.
		id = uuid.New()
	}
	issue, err := p.issue(r.Context(), m.String())
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	// The issue that holds the month may cover several, and is drafted as a whole.
	months := issue.GetMonths()
	if issue == nil {
		months = []string{m.String()}
	}
	request := &apiv1.DraftIssueRequest{CommandId: id.String(), Months: months, AtLeast: sequenceOf(typed.Get("at_least"))}
	if _, err := p.Composer.DraftIssue(p.as(r.Context()), request); err != nil {
		p.trouble(w, r, err)
		return
	}
	http.Redirect(w, r, monthPath(m.String())+"#issue", http.StatusSeeOther)
}
