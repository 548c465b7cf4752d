package web

import (
	"html/template"
	"net/http"
	"regexp"

	"dontblink.dev/pkg/digest/render"
	"dontblink.dev/pkg/edition"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// readingView is an issue alone, as its readers will see it.
type readingView struct {
	Title string
	// Months are those it covers, in words; Back leads to the page they are worked on.
	Months string
	Back   string
	Draft  uint32
	Body   template.HTML

	language string
}

// Lang is the language of the page's own words.
func (v readingView) Lang() string { return v.language }

// issueAddress is a month, or a range of months.
// Looked at before anybody is asked: an address is typed by hand.
var issueAddress = regexp.MustCompile(`^\d{4}-\d{2}(\.\.\d{4}-\d{2})?$`)

// reading shows an issue alone.
func (p *pages) reading(w http.ResponseWriter, r *http.Request) {
	address := r.PathValue("issue")
	if !issueAddress.MatchString(address) {
		p.say(w, http.StatusNotFound, "There is no such issue", "An issue’s address is its month, as in /issue/2024-01, or its months, as in /issue/2024-07..2024-08.")
		return
	}
	issue, err := p.issue(r.Context(), address)
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	if issue == nil {
		p.say(w, http.StatusNotFound, "Nothing drafted yet", "Draft the issue on the page of its month, /month/"+address[:len("2024-01")]+".")
		return
	}
	body, err := render.HTMLBody(issue)
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	answer, err := p.Insights.GetEdition(p.as(r.Context()), &apiv1.GetEditionRequest{})
	if err != nil {
		p.trouble(w, r, err)
		return
	}
	language := edition.Of(answer.GetEdition()).Language()
	p.show(w, http.StatusOK, readingPage, readingView{
		Title:    issue.GetFrame().GetTitle(),
		Months:   monthsWords(issue, language),
		Back:     monthPath(address[:len("2024-01")]) + "#issue",
		Draft:    issue.GetDraft(),
		Body:     body,
		language: language,
	})
}
