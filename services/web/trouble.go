package web

import (
	"context"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"dontblink.dev/pkg/fault"
)

// explain says what became of a call that went wrong: the answer's status, and a notice for the person who waits for it.
// What is none of the kinds is ours: it is logged whole, and shown by a reference alone.
func (p *pages) explain(r *http.Request, err error) (int, notice) {
	err = fromWire(err)
	text := sentence(err.Error())
	if r.Context().Err() != nil {
		// The browser has left: nothing went wrong, and nobody reads this.
		return http.StatusServiceUnavailable, notice{Kind: "warning", Strong: "Not now.", Text: text}
	}
	switch {
	case errors.Is(err, fault.Unavailable), errors.Is(err, context.DeadlineExceeded):
		return http.StatusServiceUnavailable, notice{Kind: "warning", Strong: "Not now.", Text: text + once(r)}
	case errors.Is(err, fault.Conflict):
		return http.StatusConflict, notice{Kind: "warning", Strong: "This cannot be taken as it is.", Text: text}
	case errors.Is(err, fault.Forbidden):
		return http.StatusForbidden, notice{Kind: "error", Strong: "You may not do this.", Text: text}
	case errors.Is(err, fault.NotFound):
		return http.StatusNotFound, notice{Kind: "warning", Text: text}
	case errors.Is(err, fault.Invalid):
		return http.StatusUnprocessableEntity, notice{Kind: "warning", Text: text}
	}
	// Something short enough to be read out, to be found again in the log.
	reference := uuid.NewString()[:4]
	p.log.ErrorContext(r.Context(), "a page went wrong", "reference", reference, "method", r.Method, "path", r.URL.Path, "err", err)
	return http.StatusInternalServerError, notice{Kind: "error", Strong: "Something went wrong on our side.",
		Text: "Try again; if it stays, look for “" + reference + "” in what “dontblink up” wrote."}
}

// once says that what was sent may be sent again.
func once(r *http.Request) string {
	if r.Method != http.MethodPost {
		return ""
	}
	return " Send it again: it is done once."
}

// trouble answers a request whose page cannot be made.
func (p *pages) trouble(w http.ResponseWriter, r *http.Request, err error) {
	status, n := p.explain(r, err)
	title, text := n.Strong, n.Text
	if title == "" {
		title, text = n.Text, ""
	}
	p.say(w, status, title, text)
}
