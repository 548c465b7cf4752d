package capture

import (
	"fmt"
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
)

// What a question may be about.
// They are the fields of an activity as mistakes name them, so that a mistake of which is asked already can be told; mark stands for a piece of the
// line that may be any of several fields.
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
	// Field says where an answer goes: see Given.Answer.
	Field string
	// About is the piece of the line that it is about: a name, a mark, an address.
	About string
	Text  string
	// Choices are what is offered; where there are none, any words will do.
	// With choices, one of their values is the answer, unless the text says with OwnWord that others are taken too.
	Choices []Choice
	// Usual is what is taken when nobody answers.
	Usual string
	// Required says that nothing can be recorded without an answer.
	Required bool
	// Who are the known ones that the choices name, in their order.
	Who []Known
}

// OwnWord stands behind a question whose choices are offers, and nothing is held against any other answer.
const OwnWord = " (one of these, or a word of your own)"

// Choice is a value and what it is called.
type Choice struct{ Value, Words string }

// ask asks for what the log requires and nobody has said, before what the line itself leaves open.
func (r *reader) ask() {
	var missing []Question
	c := r.content
	if c.GetWhen() == nil && !r.asked(FieldWhen) {
		missing = append(missing, Question{Field: FieldWhen, Text: "When was it? (23 jan, last Tuesday, 2–4 May, January, 2024-01-31 19:30)", Choices: dayChoices(r.unsure), Required: true})
	}
	if strings.TrimSpace(c.GetHeadline()) == "" {
		missing = append(missing, Question{Field: FieldHeadline, Text: "What happened, in one line as it could stand in the digest?", Required: true})
	}
	if len(c.GetKinds()) == 0 {
		missing = append(missing, Question{Field: FieldKind, Text: "What kind was it?" + OwnWord, Choices: plain(activity.UsualKinds()), Required: true})
	}
	if len(c.GetPriorities()) == 0 && !c.GetAnnouncement() && r.Edition.AnyPriority() && !r.askedOfPriority() {
		// A team that has not said what its priorities are is not asked for one, and neither is who will name one in answer to another question.
		missing = append(missing, Question{Field: FieldPriorities, Text: "Which priority? (several with commas, the main one first)", Choices: r.priorityChoices(), Required: true})
	}
	if c.GetRule().GetKind() == activity.Embargo && c.GetRule().GetUntil() == nil {
		missing = append(missing, Question{Field: FieldUntil, Text: "Until when is it under embargo? (15 feb 09:00)", Required: true})
	}
	if c.GetStatus() == activity.Cancelled && c.GetStatusReason() == "" {
		missing = append(missing, Question{Field: FieldReason, Text: "Why was it cancelled?", Required: true})
	}
	r.questions = append(missing, r.questions...)
	// What nobody has to answer comes last, so that whoever stops answering has answered what counts.
	slices.SortStableFunc(r.questions, func(a, b Question) int { return rank(a) - rank(b) })
}

// askOnce asks about a piece of the line, unless that stands in it twice: one answer holds for both.
func (r *reader) askOnce(q Question) {
	if !slices.ContainsFunc(r.questions, func(asked Question) bool { return asked.Field == q.Field && asked.About == q.About }) {
		r.questions = append(r.questions, q)
	}
}

// rank puts what is required before what is not.
func rank(q Question) int {
	if q.Required {
		return 0
	}
	return 1
}

// dayChoices are the days that 03/04/2024 may be, or any other date that was put aside.
func dayChoices(all []dated) []Choice {
	var choices []Choice
	for _, d := range all {
		for _, when := range d.unsure.either {
			choice := Choice{valueOf(when), calendar.MustOf(when).FullWords(calendar.English)}
			if !slices.Contains(choices, choice) && len(choices) < mostDays {
				choices = append(choices, choice)
			}
		}
	}
	return choices
}

// mostDays are as many as anybody reads.
const mostDays = 5

func plain(words []string) []Choice {
	choices := make([]Choice, len(words))
	for i, word := range words {
		choices[i] = Choice{word, word}
	}
	return choices
}

// priorityChoices are the priorities of the month in question, and that there is none.
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
// Of a priority "priorities[0]" is a part of what is asked. That an embargo has no end, the log says of the rule as a whole.
func (r *reader) asked(field string) bool {
	return slices.ContainsFunc(r.questions, func(q Question) bool {
		return q.Required && q.Field != FieldLabel && (field == q.Field || strings.HasPrefix(field, q.Field+"[")) ||
			q.Field == FieldUntil && field == "rule"
	})
}

// month is the month whose priorities count: the one in which it was, else the one of today.
// Where the edition speaks of months to come already, it is the latest of those, so that a priority that was just named for them is known.
func (r *reader) month() calendar.Month {
	if span, mistakes := calendar.Of(r.content.GetWhen()); len(mistakes) == 0 {
		return span.First()
	}
	if turns := r.Edition.Turns(); len(turns) > 0 && turns[len(turns)-1].After(r.Today.InMonth()) {
		return turns[len(turns)-1]
	}
	return r.Today.InMonth()
}
