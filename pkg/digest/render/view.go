// Package render prints an issue as Markdown and as HTML.
//
// Both formats say the same words in the same order. What members wrote is Markdown, and is printed so that it can do no harm: no
// HTML, no script, no link but https and mailto, nothing that a reader's machine would fetch. The package is pure.
package render

import (
	"cmp"
	"fmt"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// view is an issue as it is printed. Words are plain text; what is Markdown says so, and is clean.
type view struct {
	Language string
	Title    string
	// Markdown.
	Welcome, About, Channels, Translate string
	Sections                            []section
	ComingUpHeading                     string
	ComingUp                            []comingUp
}

type section struct {
	Name, Subtitle string
	Entries        []entry
}

type entry struct {
	ID, Headline string
	Calls        []call
	// Markdown.
	Story string
}

type comingUp struct {
	// When in words, and for machines; the latter is empty for a range.
	When, Datetime       string
	What, Condition, URL string
	// Hedge says how sure it is, unless it is.
	Hedge string
}

// viewOf returns the issue as it is printed. It is Invalid for one that has not been drafted yet.
func viewOf(issue *eventv1.Issue) (*view, error) {
	frame := issue.GetFrame()
	if frame == nil {
		return nil, fault.New(fault.Invalid, "the issue %s has not been drafted yet: draft it first", issue.GetId())
	}
	lang := cmp.Or(frame.GetLanguage(), calendar.English)
	w := wordsOf(lang)
	v := &view{
		Language:        lang,
		Title:           plain(frame.GetTitle()),
		Welcome:         clean(part(frame, "welcome")),
		About:           clean(part(frame, "about")),
		Channels:        clean(part(frame, "channels")),
		Translate:       clean(part(frame, "translate")),
		ComingUpHeading: cmp.Or(plain(part(frame, "coming-up")), w.comingUp),
	}
	for _, s := range frame.GetSections() {
		printed, err := sectionOf(issue, s, w)
		if err != nil {
			return nil, err
		}
		v.Sections = append(v.Sections, printed)
	}
	for _, c := range frame.GetComingUp() {
		v.ComingUp = append(v.ComingUp, comingUpOf(c, w, lang))
	}
	return v, nil
}

// part returns a part of the furniture. The team's own parts are not printed here: they are for formats of its own.
func part(frame *eventv1.Frame, name string) string {
	for _, f := range frame.GetFurniture() {
		if f.GetPart() == name {
			return f.GetText()
		}
	}
	return ""
}

func sectionOf(issue *eventv1.Issue, s *eventv1.Section, w words) (section, error) {
	printed := section{Name: plain(s.GetName()), Subtitle: plain(s.GetSubtitle())}
	for _, id := range s.GetEntries() {
		e := entryOf(issue, id)
		if e == nil {
			return printed, fmt.Errorf("issue %s: section %q names the entry %s, which the issue does not hold", issue.GetId(), s.GetName(), id)
		}
		printed.Entries = append(printed.Entries, entry{
			ID:       e.GetId(),
			Headline: plain(e.GetHeadline()),
			Calls:    calls(e.GetLinks(), w),
			Story:    clean(strings.Join(e.GetParagraphs(), "\n\n")),
		})
	}
	return printed, nil
}

func entryOf(issue *eventv1.Issue, id string) *eventv1.Entry {
	for _, e := range issue.GetEntries() {
		if e.GetId() == id {
			return e
		}
	}
	return nil
}

func comingUpOf(c *eventv1.ComingUp, w words, lang string) comingUp {
	printed := comingUp{What: plain(c.GetWhat()), Condition: plain(c.GetCondition()), Hedge: w.hedges[c.GetHedge()]}
	if allowed(c.GetUrl()) {
		printed.URL = c.GetUrl()
	}
	span, mistakes := calendar.Of(c.GetWhen())
	if len(mistakes) > 0 {
		printed.When = plain(c.GetWhen().GetFrom())
		return printed
	}
	printed.When = span.Words(lang)
	if span.Precision == calendar.ToTheMoment && span.Zone != "" {
		// A reader elsewhere must know whose clock it is.
		printed.When += " (" + strings.ReplaceAll(strings.TrimPrefix(span.Zone, "Etc/"), "_", " ") + ")"
	}
	if !span.Range {
		printed.Datetime = c.GetWhen().GetFrom()
	}
	return printed
}
