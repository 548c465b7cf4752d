package dontblink

import (
	"fmt"
	"io"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
)

// printUnderstood shows what a line was taken for, a line each, and what is left as the headline.
// It is shown before anything is asked or logged: a slip in a date is seen here or in next year's list.
func printUnderstood(w io.Writer, u capture.Understood, ed *edition.Edition) {
	p, a := &page{w: w}, u.Activity
	p.field("headline", a.GetHeadline())
	if a.GetWhen() != nil {
		p.field("when", calendar.MustOf(a.GetWhen()).FullWords(calendar.English)+zoneOf(a.GetWhen()))
	}
	p.field("status", strings.TrimSpace(a.GetStatus()+" "+inBrackets(a.GetStatusReason())))
	p.field("kind", strings.Join(a.GetKinds(), ", "))
	p.field("who acted", strings.Join(a.GetBy(), ", "))
	p.field("place", a.GetPlace())
	p.field("jurisdictions", strings.Join(a.GetJurisdictions(), ", "))
	if a.GetAnnouncement() {
		p.field("priorities", "none: it is an announcement")
	}
	p.field("priorities", strings.Join(named(a.GetPriorities(), ed.PriorityNames()), "; "))
	p.field("topics", strings.Join(a.GetTopics(), ", "))
	p.field("rule", ruleLine(a.GetRule()))
	for _, l := range a.GetLinks() {
		p.field("link", fmt.Sprintf("%s %s: %s", l.GetVerb(), l.GetLabel(), l.GetUrl()))
	}
	for _, who := range a.GetPeople() {
		p.field("person", participationLine(who)+isNew(u, capture.PartPerson, who.GetName()))
	}
	for _, who := range a.GetOrganisations() {
		p.field("organisation", participationLine(who)+isNew(u, capture.PartOrganisation, who.GetName()))
	}
	for _, note := range u.Notes {
		p.line("Note: %s.", note)
	}
}

// inBrackets is nothing for nothing.
func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return "(" + text + ")"
}

// named returns short names, each with what it is called.
func named(ids []string, names map[string]string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id
		if name := names[id]; name != "" && !strings.EqualFold(name, id) {
			out[i] += " (" + name + ")"
		}
	}
	return out
}

// isNew says that the log does not know somebody yet: a slip in a name shows here.
func isNew(u capture.Understood, part capture.Part, name string) string {
	for _, p := range u.Pieces {
		if p.Part == part && p.New && p.Says != "" && strings.HasPrefix(p.Says, name) {
			return " (new)"
		}
	}
	return ""
}
