package web

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// mostAlike is how many people of one name are offered: who means another types more of it.
const mostAlike = 9

// Whom asks whom the log knows by the names in a line. Where names cannot be looked up, nobody is known and they stay as they are typed.
func (a *API) Whom(ctx context.Context, line string) (map[string][]capture.Known, error) {
	people := map[string][]capture.Known{}
	for _, name := range capture.Names(line) {
		answer, err := a.Insights.ListPeople(ctx, &apiv1.ListPeopleRequest{Search: name, PageSize: mostAlike})
		// Any other error is about this name (too long to look for, say), and leaves it a new one.
		if errors.Is(fromWire(err), fault.Unavailable) || ctx.Err() != nil {
			return nil, err
		}
		for _, row := range answer.GetPeople() {
			people[name] = append(people[name], capture.Known{
				Name: row.GetName(), Abbreviation: row.GetAbbreviation(), Organisation: row.GetOrganisation(),
				Role: row.GetLastRole(), Of: row.GetLastOrganisation(),
			})
		}
	}
	return people, nil
}

// line fills the form in with what a line says. Nothing is logged: whoever typed it looks first. An empty line leaves the form as it is and logs
// that, since its button is also what Enter presses in every other field.
func (p *pages) line(w http.ResponseWriter, r *http.Request) {
	m, typed, ok := p.sent(w, r)
	if !ok {
		return
	}
	line := strings.Join(strings.Fields(typed.Get("line")), " ")
	if line == "" {
		p.logTyped(w, r, m, typed)
		return
	}
	known, err := p.know(r.Context(), m, receipt{})
	if err != nil {
		p.again(w, r, m, typed, err)
		return
	}
	people, err := p.Whom(p.as(r.Context()), line)
	if err != nil || known.editionMissing {
		p.again(w, r, m, typed, cmp.Or(fromWire(err), fault.New(fault.Unavailable, "the priorities cannot be read just now: send it again in a moment")))
		return
	}
	// "Today" is the team's: the browser does not say where it is.
	today := calendar.DayOf(p.now().In(calendar.Location(known.edition.Zone())))
	u := capture.Parse(line, capture.Context{Today: today, Edition: known.edition, People: people})
	v, filled := known.view(), filledIn(typed, u.Activity)
	v.Form = newForm(monthOfContent(u.Activity, m), known.edition).filled(filled)
	v.Form.Action = monthPath(m.String()) + "/log"
	v.Form.Understood = understandingOf(u, filled)
	p.show(w, http.StatusOK, monthPage, v)
}

// understanding is what a line was taken for, as the page says it.
type understanding struct {
	Line string
	// Pieces say what each piece of the line means.
	Pieces []choice
	// Open are questions that the line leaves, and what else whoever typed it should know.
	Open []string
}

// answered are the fields of the form that answer a question.
var answered = map[string]string{
	capture.FieldWhen: "from", capture.FieldKind: "kind", capture.FieldHeadline: "headline", capture.FieldPriorities: "priorities",
	capture.FieldUntil: "until",
}

// understandingOf says what a line was taken for, and asks what the form, filled in, leaves open.
// The command line asks one by one; here all stands at once beside the form that answers it.
func understandingOf(u capture.Understood, filled url.Values) *understanding {
	out := &understanding{Line: u.Line}
	for _, p := range u.Pieces {
		out.Pieces = append(out.Pieces, choice{u.Line[p.From:p.To], string(p.Part) + ": " + p.Meaning})
	}
	for _, q := range u.Questions {
		// What a link leads to is asked for by its own field.
		if q.Field == capture.FieldLabel {
			continue
		}
		if field := answered[q.Field]; field != "" && strings.Join(filled[field], "") != "" {
			continue
		}
		if q.Field == capture.FieldReason {
			out.Open = append(out.Open, "Log it first, then cancel it with its reason: “dontblink cancel”.")
			continue
		}
		text := strings.TrimSuffix(q.Text, capture.OwnWord)
		// What the form itself lets one choose from need not be listed.
		if q.Field == capture.FieldPeople || q.Field == capture.FieldMark {
			var words []string
			for _, c := range q.Choices {
				words = append(words, c.Words)
			}
			if len(words) > 0 {
				text += " It may be " + strings.Join(words, ", or ")
			}
		}
		// The field of the day has nothing to choose from, and takes days as they are written in files.
		if q.Field == capture.FieldWhen && len(q.Choices) > 0 {
			var days []string
			for _, c := range q.Choices {
				days = append(days, c.Value)
			}
			text = "When was it? It may be " + strings.Join(days, ", or ")
		}
		out.Open = append(out.Open, sentence(strings.TrimSpace(text)))
	}
	for _, note := range u.Notes {
		out.Open = append(out.Open, sentence(note))
	}
	return out
}

// filledIn returns the form with what a line says in every field that is empty: what was typed into the form goes before it.
func filledIn(typed url.Values, a *eventv1.Activity) url.Values {
	filled := url.Values{}
	for name, values := range typed {
		filled[name] = slices.Clone(values)
	}
	filled.Del("line")
	fill := func(name, value string) {
		if strings.TrimSpace(filled.Get(name)) == "" && value != "" {
			filled.Set(name, value)
		}
	}
	// The words of a line that are the headline have no other place to be: they are added.
	filled.Set("headline", strings.TrimSpace(filled.Get("headline")+" "+a.GetHeadline()))
	fill("from", blankTime(a.GetWhen().GetFrom()))
	fill("to", a.GetWhen().GetTo())
	fill("zone", a.GetWhen().GetZone())
	fill("kind", strings.Join(a.GetKinds(), ", "))
	fill("place", a.GetPlace())
	fill("rule", a.GetRule().GetKind())
	fill("until", blankTime(a.GetRule().GetUntil().GetFrom()))
	if a.GetAnnouncement() {
		fill("announcement", "yes")
	}
	// Of lists both are kept: what was ticked before and what the line adds.
	filled["priorities"] = append(filled["priorities"], a.GetPriorities()...)
	filled["by"] = slices.Compact(slices.Sorted(slices.Values(append(filled["by"], a.GetBy()...))))
	filled.Set("people", strings.TrimSpace(filled.Get("people")+"\n"+peopleLines(a.GetPeople())))
	rest := restOf(filled, a)
	return addRest(filled, rest)
}

// blankTime writes a moment as the form asks for it.
func blankTime(from string) string { return strings.Replace(from, "T", " ", 1) }

// peopleLines writes people as the form's field reads them.
func peopleLines(people []*eventv1.Participation) string {
	var lines []string
	for _, p := range people {
		line := p.GetName()
		if p.GetRole()+p.GetOrganisation() != "" {
			line += ", " + p.GetRole()
		}
		if p.GetOrganisation() != "" {
			line += ", " + p.GetOrganisation()
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// restOf is what a line says and the form has no field for: it is carried along, and shown. The first link has its fields.
func restOf(filled url.Values, a *eventv1.Activity) *eventv1.Activity {
	links := a.GetLinks()
	if len(links) > 0 && filled.Get("url") == "" {
		filled.Set("verb", links[0].GetVerb())
		filled.Set("label", links[0].GetLabel())
		filled.Set("url", links[0].GetUrl())
		links = links[1:]
	}
	// It travels through the browser in a hidden field, as JSON; the recorder checks it like everything else.
	rest := &eventv1.Activity{Topics: a.GetTopics(), Organisations: a.GetOrganisations(), Links: links, Status: a.GetStatus()}
	if rest.GetStatus() == activity.Cancelled {
		// The form has no field for the reason, without which nothing is cancelled; the question about it says what to do.
		rest.Status = ""
	}
	return rest
}

// addRest puts it beside what an earlier line left.
func addRest(filled url.Values, rest *eventv1.Activity) url.Values {
	all := restFrom(filled.Get("rest"))
	proto.Merge(all, rest)
	filled.Del("rest")
	if proto.Size(all) > 0 {
		// What cannot be written is not UTF-8, and sent has refused that.
		if text, err := (protojson.MarshalOptions{UseProtoNames: true}).Marshal(all); err == nil {
			filled.Set("rest", string(text))
		}
	}
	return filled
}

// restFrom reads what was carried along. We wrote it ourselves: what cannot be read was never typed by anybody.
func restFrom(text string) *eventv1.Activity {
	rest := &eventv1.Activity{}
	if text == "" || (protojson.UnmarshalOptions{DiscardUnknown: true}).Unmarshal([]byte(text), rest) != nil {
		return &eventv1.Activity{}
	}
	return rest
}

// withRest adds what was carried along to what the fields say.
func (f form) withRest(a *eventv1.Activity) *eventv1.Activity {
	rest := restFrom(f.Typed.Get("rest"))
	a.Topics, a.Organisations, a.Status = rest.GetTopics(), rest.GetOrganisations(), rest.GetStatus()
	a.Links = append(a.GetLinks(), rest.GetLinks()...)
	return a
}

// Rest says what is carried along: no field shows it.
func (f form) Rest() []string {
	rest := restFrom(f.Typed.Get("rest"))
	var words []string
	add := func(what, text string) {
		if text != "" {
			words = append(words, what+" "+text)
		}
	}
	add("topics", strings.Join(rest.GetTopics(), ", "))
	for _, o := range rest.GetOrganisations() {
		add("organisation", o.GetName())
	}
	for _, l := range rest.GetLinks() {
		add("link to "+l.GetVerb(), l.GetLabel())
	}
	add("status", rest.GetStatus())
	return words
}
