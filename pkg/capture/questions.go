package capture

import (
	"fmt"
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// What a question may be about.
const (
	FieldHeadline   = "headline"
	FieldWhen       = "when"
	FieldKind       = "kinds"
	FieldPriorities = "priorities"
	FieldUntil      = "rule.until"
	FieldReason     = "status_reason"
	FieldPeople     = "people"
	FieldMark       = "mark"
	FieldLabel      = "links"
)

// Question asks for what is missing, or which of several things is meant.
type Question struct {
	Field string
	// About is the piece of the line that it is about: a name, a mark, an address.
	About string
	Text  string
	// Choices are what is offered; where there are none, any words will do.
	Choices []Choice
	// Usual is what is taken when nobody answers.
	Usual string
	// Required says that nothing can be recorded without an answer.
	Required bool
	// Who are the known ones that the choices name, in their order.
	Who []Known
}

// Choice is a value and what it is called.
type Choice struct{ Value, Words string }

// Given is what was said beside the line. Every field is said in the words of the line itself: When may be "last Tuesday".
type Given struct {
	Headline      string   `json:"headline,omitempty"`
	When          string   `json:"when,omitempty"`
	Zone          string   `json:"zone,omitempty"`
	Place         string   `json:"place,omitempty"`
	Kinds         []string `json:"kinds,omitempty"`
	Priorities    []string `json:"priorities,omitempty"`
	Topics        []string `json:"topics,omitempty"`
	By            []string `json:"by,omitempty"`
	Jurisdictions []string `json:"jurisdictions,omitempty"`
	TellIn        []string `json:"tell_in,omitempty"`
	Announcement  bool     `json:"announcement,omitempty"`
	Status        string   `json:"status,omitempty"`
	Reason        string   `json:"reason,omitempty"`
	Rule          string   `json:"rule,omitempty"`
	Until         string   `json:"until,omitempty"`
	Story         string   `json:"story,omitempty"`
	// People says who is meant by a name behind an @.
	People map[string]Known `json:"people,omitempty"`
	// Marks says what a mark means that could not be read: a priority's id, or a word that ! knows; "" leaves it in the headline.
	Marks map[string]string `json:"marks,omitempty"`
	// Labels says what an address leads to.
	Labels map[string]string `json:"labels,omitempty"`
}

// Answer takes down the answer to a question.
func (g *Given) Answer(q Question, answer string) {
	switch q.Field {
	case FieldHeadline:
		g.Headline = answer
	case FieldWhen:
		g.When = answer
	case FieldKind:
		g.Kinds = commas(answer)
	case FieldPriorities:
		if answer == announcementWord {
			g.Announcement = true
			return
		}
		g.Priorities = commas(answer)
	case FieldUntil:
		g.Until = answer
	case FieldReason:
		g.Reason = answer
	case FieldPeople:
		g.People = put(g.People, q.About, q.who(answer))
	case FieldMark:
		g.Marks = put(g.Marks, q.About, answer)
	case FieldLabel:
		g.Labels = put(g.Labels, q.About, answer)
	}
}

// who returns whom an answer names: one of those known, or somebody new.
func (q Question) who(answer string) Known {
	if i := slices.IndexFunc(q.Who, func(k Known) bool { return k.Name == answer }); i >= 0 {
		return q.Who[i]
	}
	return Somebody(answer)
}

func put[T any](m map[string]T, key string, value T) map[string]T {
	// The map may be shared with whoever was given a copy before.
	out := map[string]T{key: value}
	for k, v := range m {
		if k != key {
			out[k] = v
		}
	}
	return out
}

func commas(text string) []string {
	var words []string
	for word := range strings.SplitSeq(text, ",") {
		if word = strings.TrimSpace(word); word != "" {
			words = appendNew(words, word)
		}
	}
	return words
}

// apply lets what was given go before what the line says.
func (r *reader) apply(g Given) {
	c := r.content
	for _, field := range []struct {
		to   *string
		from string
	}{{&c.Headline, g.Headline}, {&c.Place, g.Place}, {&c.Status, g.Status}, {&c.StatusReason, g.Reason}} {
		if field.from != "" {
			*field.to = field.from
		}
	}
	for _, field := range []struct {
		to   *[]string
		from []string
	}{{&c.Kinds, g.Kinds}, {&c.Topics, g.Topics}, {&c.By, g.By}, {&c.Jurisdictions, g.Jurisdictions}, {&c.TellIn, g.TellIn}} {
		if len(field.from) > 0 {
			*field.to = field.from
		}
	}
	if g.Zone != "" && c.When != nil {
		c.When.Zone = g.Zone
	}
	c.Announcement = c.GetAnnouncement() || g.Announcement
	if g.Story != "" {
		c.Body = []*eventv1.Passage{{Text: g.Story}}
	}
	r.applyPriorities(g.Priorities)
	r.applyRule(g)
}

func (r *reader) applyPriorities(given []string) {
	if len(given) == 0 {
		return
	}
	r.content.Priorities = nil
	for _, word := range given {
		candidates := r.priorities(word)
		if len(candidates) == 1 {
			word = candidates[0].Value
		}
		r.content.Priorities = appendNew(r.content.Priorities, word)
	}
}

func (r *reader) applyRule(g Given) {
	if g.Rule != "" {
		rule := begins(folded(g.Rule), activity.Rules())
		if rule == "" {
			// The log says which there are.
			rule = g.Rule
		}
		r.content.Rule = &eventv1.Rule{Kind: rule, Until: r.content.GetRule().GetUntil()}
	}
	if g.Until != "" && !r.until(g.Until) {
		r.notes = append(r.notes, quoted(g.Until)+" is no day on which an embargo could end: write it like 2024-02-15 09:00")
	}
}

// until reads when an embargo ends, which lies ahead more often than not.
func (r *reader) until(text string) bool {
	when := whenOf(strings.ReplaceAll(text, "_", " "), r.Context, true)
	if when == nil {
		return false
	}
	if r.content.GetRule() == nil {
		r.content.Rule = &eventv1.Rule{Kind: activity.Embargo}
	}
	r.content.Rule.Until = when
	return true
}

// ask asks for what the log requires and nobody has said, before what the line itself leaves open.
func (r *reader) ask() {
	var missing []Question
	c := r.content
	if c.GetWhen() == nil && !r.asked(FieldWhen) {
		missing = append(missing, Question{Field: FieldWhen, Text: "When was it? (23 jan, last Tuesday, 2–4 May, January, 2024-01-31 19:30)", Choices: dayChoices(r.either), Required: true})
	}
	if strings.TrimSpace(c.GetHeadline()) == "" {
		missing = append(missing, Question{Field: FieldHeadline, Text: "What happened, in one line as it could stand in the digest?", Required: true})
	}
	if len(c.GetKinds()) == 0 {
		missing = append(missing, Question{Field: FieldKind, Text: "What kind was it? (or a word of your own)", Choices: plain(activity.UsualKinds()), Required: true})
	}
	if len(c.GetPriorities()) == 0 && !c.GetAnnouncement() && r.Edition.AnyPriority() && !r.askedOfPriority() {
		missing = append(missing, Question{Field: FieldPriorities, Text: "Which priority? (several with commas, the main one first)", Choices: r.priorityChoices(), Required: true})
	}
	if c.GetRule().GetKind() == activity.Embargo && c.GetRule().GetUntil() == nil {
		missing = append(missing, Question{Field: FieldUntil, Text: "Until when is it under embargo? (15 feb 09:00)", Required: true})
	}
	if c.GetStatus() == activity.Cancelled && c.GetStatusReason() == "" {
		missing = append(missing, Question{Field: FieldReason, Text: "Why was it cancelled?", Required: true})
	}
	r.questions = append(missing, r.questions...)
	slices.SortStableFunc(r.questions, func(a, b Question) int { return place(a) - place(b) })
}

// place puts what is required before what is not.
func place(q Question) int {
	if q.Required {
		return 0
	}
	return 1
}

func dayChoices(days []calendar.Day) []Choice {
	var choices []Choice
	for _, d := range days {
		span := calendar.MustOf(&eventv1.When{From: d.String()})
		choices = append(choices, Choice{d.String(), span.Words(calendar.English)})
	}
	return choices
}

func plain(words []string) []Choice {
	choices := make([]Choice, len(words))
	for i, word := range words {
		choices[i] = Choice{word, word}
	}
	return choices
}

func (r *reader) priorityChoices() []Choice {
	var choices []Choice
	for _, p := range r.Edition.Priorities(r.month()) {
		choices = append(choices, Choice{p.GetId(), fmt.Sprintf("%s (%s)", p.GetName(), p.GetId())})
	}
	return append(choices, Choice{announcementWord, "none: it is an announcement"})
}

// askedOfPriority reports whether a question about a mark will bring a priority.
func (r *reader) askedOfPriority() bool {
	return slices.ContainsFunc(r.questions, func(q Question) bool { return q.Field == FieldMark && strings.HasPrefix(q.About, "#") })
}

// asked reports whether a question is about a field, written as mistakes name it.
func (r *reader) asked(field string) bool {
	return slices.ContainsFunc(r.questions, func(q Question) bool {
		return q.Required && q.Field != FieldLabel && (field == q.Field || strings.HasPrefix(field, q.Field+"[")) ||
			q.Field == FieldUntil && field == "rule"
	})
}

// month is the month whose priorities count: the one in which it was, else the one of today.
func (r *reader) month() calendar.Month {
	if span, mistakes := calendar.Of(r.content.GetWhen()); len(mistakes) == 0 {
		return span.First()
	}
	if latest := r.Edition.LatestMonth(); latest.After(r.Today.InMonth()) {
		return latest
	}
	return r.Today.InMonth()
}
