package readmodel

import (
	"dontblink.dev/pkg/edition"
)

// Spanning returns the question over all names that what it asks for bore or goes under by its last month: what was merged into a pillar, a
// priority or a topic is found with it, whichever of them is asked for, and a topic by its name and its abbreviation too.
func (q Query) Spanning(ed *edition.Edition) Query {
	m := q.To
	if m.IsZero() {
		m = edition.Forever()
	}
	if q.Pillar != "" {
		q.pillars = ed.Family(edition.Pillar, q.Pillar, m)
	}
	if q.Priority != "" {
		q.priorities = ed.Family(edition.Priority, q.Priority, m)
	}
	if q.Topic != "" {
		q.topics = ed.TopicWords(q.Topic, m)
	}
	return q
}

// anyOf returns the words that are asked for: those of a question that spans names, else the one.
func anyOf(all []string, one string) []string {
	if len(all) > 0 {
		return all
	}
	return []string{one}
}
