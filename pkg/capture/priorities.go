package capture

import (
	"fmt"
	"strings"
	"unicode"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/spelling"
)

// subject reads #: a priority by its id, its name or an unambiguous beginning of one; else a topic.
// In quotation marks it is a topic unless it is exactly one priority: who writes #"right to repair" does not mean a beginning.
func (r *reader) subject(i int, m mark, stays bool) {
	// What is one priority by its beginning is written in full in the headline; several are asked about, and left as typed meanwhile.
	candidates := r.priorities(m.name)
	if len(candidates) == 0 && !m.quoted {
		if near := r.nearPriority(m.name); near.Value != "" {
			r.misspelt(i, m, stays, near)
			return
		}
	}
	switch {
	case m.quoted && len(candidates) != 1, len(candidates) == 0:
		r.content.Topics = appendNew(r.content.Topics, m.name)
		r.takeMark(i, PartTopic, m.name, spelledOut(m.name, m.name)+m.tail, stays)
	case len(candidates) == 1:
		r.content.Priorities = appendNew(r.content.Priorities, candidates[0].Value)
		r.takeMark(i, PartPriority, candidates[0].Value, spelledOut(m.name, candidates[0].Value)+m.tail, stays)
	default:
		r.takeMark(i, PartUnknown, "several priorities", m.name+m.tail, stays)
		if answer, answered := r.Given.Marks[r.words[i].text]; answered {
			r.content.Priorities = appendNew(r.content.Priorities, answer)
			return
		}
		r.askOnce(Question{
			Field: FieldMark, About: r.words[i].text, Text: "Which priority is " + fault.Quoted(m.name) + "?", Choices: candidates, Required: true,
		})
	}
}

// nearPriority is the priority that a word is a slip away from; none, if it is no such word.
func (r *reader) nearPriority(name string) Choice {
	// Short words are near to many, and a law's own letters are no slip.
	const shortestWord = 6
	if word := hyphenated(name); len(word) >= shortestWord {
		words := map[string]Choice{}
		var all []string
		for _, p := range r.Edition.Priorities(r.month()) {
			words[p.GetId()] = Choice{p.GetId(), p.GetName()}
			all = append(all, p.GetId())
		}
		return words[spelling.Nearest(word, all)]
	}
	return Choice{}
}

// misspelt asks whether a topic is a priority that was mistyped: filed as a topic, it would be counted nowhere.
func (r *reader) misspelt(i int, m mark, stays bool, near Choice) {
	answer, answered := r.Given.Marks[r.words[i].text]
	switch {
	case answered && answer != "":
		r.content.Priorities = appendNew(r.content.Priorities, answer)
		r.takeMark(i, PartPriority, answer, m.name+m.tail, stays)
	case answered:
		r.content.Topics = appendNew(r.content.Topics, m.name)
		r.takeMark(i, PartTopic, m.name, m.name+m.tail, stays)
	default:
		r.takeMark(i, PartUnknown, "priority or topic", m.name+m.tail, stays)
		r.askOnce(Question{
			Field: FieldMark, About: r.words[i].text, Text: fault.Quoted(m.name) + " is no priority. What is meant?", Required: true,
			Choices: []Choice{{near.Value, fmt.Sprintf("the priority %s (%s)", near.Words, near.Value)}, {"", "a topic of that name"}},
		})
	}
}

// spelledOut writes a priority whose beginning was typed in full, since a headline about "priv" is none, and two or three letters as capitals: "AI".
func spelledOut(typed, id string) string {
	if beginning := hyphenated(typed); beginning != id && strings.HasPrefix(id, beginning) {
		return strings.ReplaceAll(id, "-", " ")
	}
	const shortest = 3
	if len(typed) <= shortest && !strings.ContainsFunc(typed, func(c rune) bool { return c < 'a' || c > 'z' }) {
		return strings.ToUpper(typed)
	}
	return typed
}

// shortestBeginning is how many letters of a word are enough to mean it.
// Two letters begin too much: "co" is copyright, competition and content.
const shortestBeginning = 3

// priorities returns those that a word may mean: the one that it is, or all that begin with it. They are those of the month in question.
// A choice is the id and the name. None means that the word is no priority.
func (r *reader) priorities(word string) []Choice {
	word = hyphenated(word)
	var begun []Choice
	for _, p := range r.Edition.Priorities(r.month()) {
		id, name := hyphenated(p.GetId()), hyphenated(p.GetName())
		// "#humanrights" has no place for a hyphen.
		if id == word || name == word || len(word) >= shortestBeginning && strings.ReplaceAll(id, "-", "") == word {
			return []Choice{{p.GetId(), p.GetName()}}
		}
		if len(word) >= shortestBeginning && (strings.HasPrefix(id, word) || strings.HasPrefix(name, word)) {
			begun = append(begun, Choice{p.GetId(), p.GetName()})
		}
	}
	if len(begun) == 0 {
		// One that holds in other months is for the log to refuse, which says in which.
		for id := range r.Edition.PriorityNames() {
			if hyphenated(id) == word {
				return []Choice{{id, r.Edition.PriorityNames()[id]}}
			}
		}
	}
	return begun
}

// hyphenated writes words as ids are written, in small letters and with hyphens: "Human rights" and "human_rights" are "human-rights".
func hyphenated(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return unicode.IsSpace(c) || c == '-' || c == '_' }), "-")
}
