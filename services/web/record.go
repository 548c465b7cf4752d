package web

import (
	"errors"
	"net/http"
	"net/url"
	"unicode/utf8"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// record logs what was typed into the form, and leads to where it is seen.
func (p *pages) record(w http.ResponseWriter, r *http.Request) {
	m, typed, ok := p.sent(w, r)
	if !ok {
		return
	}
	p.logTyped(w, r, m, typed)
}

// logTyped logs what was typed.
func (p *pages) logTyped(w http.ResponseWriter, r *http.Request, m calendar.Month, typed url.Values) {
	// Without the edition: what could be chosen decides nothing here, for the recorder checks what was.
	// The form's own id makes the command's, so that pressing twice, or going back, logs once.
	f := newForm(m, edition.New()).filled(typed)
	content := f.activity()
	answer, err := p.Recorder.Record(p.as(r.Context()), &apiv1.RecordRequest{CommandId: f.commandID(), Activity: content})
	if err != nil {
		p.again(w, r, m, typed, err)
		return
	}
	done := receipt{ID: answer.GetId(), Sequence: answer.GetSequence()}
	// See other: loading the page again must not send the form again.
	http.Redirect(w, r, done.path(monthOfContent(content, m).String()), http.StatusSeeOther)
}

// monthOfContent is where an activity is seen: in the month looked at if it touches it, else in its first.
func monthOfContent(content *eventv1.Activity, m calendar.Month) calendar.Month {
	span := calendar.MustOf(content.GetWhen())
	if span.Touches(m) || len(span.Months()) == 0 {
		return m
	}
	return span.First()
}

// sent reads a form that was sent from a month's page: which month, and what was typed. If either cannot be read, the answer says so already.
func (p *pages) sent(w http.ResponseWriter, r *http.Request) (m calendar.Month, typed url.Values, ok bool) {
	if m, ok = p.monthOf(w, r); !ok {
		return m, nil, false
	}
	typed, ok = p.typed(w, r)
	return m, typed, ok
}

// typed reads a sent form, or answers why it cannot be read.
func (p *pages) typed(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	if err := r.ParseForm(); err != nil {
		if _, tooLong := errors.AsType[*http.MaxBytesError](err); tooLong {
			p.say(w, http.StatusRequestEntityTooLarge, "This is too long", "A form holds two megabytes. Go back: what you typed is still there to shorten.")
		} else {
			p.say(w, http.StatusBadRequest, "This form cannot be read", "Nothing was recorded. Go back and send it again.")
		}
		return nil, false
	}
	for _, values := range r.PostForm {
		for _, value := range values {
			// No message may hold it: it would come back as an error of ours.
			if !utf8.ValidString(value) {
				p.say(w, http.StatusBadRequest, "This form is not written in UTF-8", "Nothing was recorded. Send it from the month’s own page.")
				return nil, false
			}
		}
	}
	return r.PostForm, true
}

// again shows the page with every word as it was typed and says why nothing was logged.
// The id of the form stays: if it was recorded after all, and only the answer was lost, sending it again logs nothing new.
func (p *pages) again(w http.ResponseWriter, r *http.Request, m calendar.Month, typed url.Values, cause error) {
	known, err := p.know(r.Context(), m, receipt{})
	if err != nil {
		// The list is the lesser loss.
		known = knowledge{month: m, edition: edition.New(), editionMissing: true,
			rowsMissing: &notice{Kind: "warning", Strong: "The list cannot be read just now."}}
	}
	v := known.view()
	v.Form = newForm(m, known.edition).filled(typed)
	status := http.StatusUnprocessableEntity
	if invalid := fromWire(cause); errors.Is(invalid, fault.Invalid) {
		v.Form.Mistakes = mistakesOf(invalid.Error())
	} else {
		var n notice
		status, n = p.explain(r, cause)
		n.Text += " What you typed is kept."
		v.Form.Notice = &n
	}
	p.show(w, status, monthPage, v)
}
