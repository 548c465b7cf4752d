package capture

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

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
// Nothing is checked: Parse is called again with what was given, and asks again if the answer will not do. An answer to a question about a piece
// of the line is kept by that piece, so it holds for as long as the line says so.
func (g *Given) Answer(q Question, answer string) {
	switch q.Field {
	case FieldHeadline:
		g.Headline = answer
	case FieldWhen:
		g.When = answer
	case FieldKind:
		g.Kinds = commas(answer)
	case FieldPriorities:
		// It is the last of the choices for a priority: what is an announcement has none.
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
		// What is no mark and sounds like a rule is answered with one.
		if answer != "" && !strings.ContainsAny(q.About[:1], "#!") {
			g.Rule = answer
			return
		}
		g.Marks = put(g.Marks, q.About, answer)
	case FieldLabel:
		g.Labels = put(g.Labels, q.About, answer)
	}
}

// who returns whom an answer names: one of those known, or somebody new.
// An answer that is no one's exact name is a name itself, with role and organisation behind commas.
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

// commas cuts an answer of several words, each once, in the order in which they were typed: the first is the main one.
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
	// Lists are replaced whole and not added to: who gives one means all of it.
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

// applyPriorities takes them by id, name or beginning, as # does. One that may be several stays as it was typed, for the log to refuse by name: whoever
// writes a flag is not asked about it.
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

// applyRule lets a rule and an end that were given go before those of the line. An end that is no day is told: an embargo must not end by a slip.
func (r *reader) applyRule(g Given) {
	if g.Rule != "" {
		rule := begins(hyphenated(g.Rule), activity.Rules())
		if rule == "" {
			// The log says which there are.
			rule = g.Rule
		}
		// The end of an embargo that the line named holds on, though the rule itself was given.
		r.content.Rule = &eventv1.Rule{Kind: rule, Until: r.content.GetRule().GetUntil()}
	}
	if g.Until != "" && !r.until(g.Until) {
		r.notes = append(r.notes, fault.Quoted(g.Until)+" is no day on which an embargo could end: write it like 2024-02-15 09:00")
	}
}

// until reads when an embargo ends, which lies ahead more often than not.
// It reports whether the text is a day or moment. Without a rule there is one now: only an embargo has an end. "_" is a blank, as in all marks.
func (r *reader) until(text string) bool {
	when, why := When(strings.ReplaceAll(text, "_", " "), r.Context, true)
	if when == nil {
		if why != "" {
			r.noteOnce(why)
		}
		return false
	}
	if r.content.GetRule() == nil {
		r.content.Rule = &eventv1.Rule{Kind: activity.Embargo}
	}
	r.content.Rule.Until = when
	return true
}
