package edition

import (
	"maps"
	"slices"
	"strings"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Folded returns a topic as it is compared: activities name it as they like.
// No accent is taken off and no stop: "section 230" is not "section 23.0".
func Folded(topic string) string { return strings.ToLower(strings.TrimSpace(topic)) }

// Topics returns the topics that hold in m, by name.
// They have no places: there may be hundreds, and a list of them is looked through by name.
func (e *Edition) Topics(m calendar.Month) []*eventv1.Topic {
	var held []*eventv1.Topic
	for _, id := range slices.Sorted(maps.Keys(e.topics)) {
		if t, ok := holding(e.topics[id], m); ok {
			held = append(held, t)
		}
	}
	slices.SortStableFunc(held, func(a, b *eventv1.Topic) int {
		return strings.Compare(strings.ToLower(a.GetName()), strings.ToLower(b.GetName()))
	})
	return held
}

// TopicNames returns, for each topic ever known, its latest name.
func (e *Edition) TopicNames() map[string]string {
	names := map[string]string{}
	for id, wordings := range e.topics {
		names[id] = wordings[0].GetName()
	}
	return names
}

// TopicOf returns the id of the topic that a word means, by its id, its name or its abbreviation in any month; "" for one that the edition
// does not know, which activities may name all the same.
func (e *Edition) TopicOf(word string) string {
	word = Folded(word)
	if len(e.topics[word]) > 0 {
		return word
	}
	// Sorted, so that a word which two topics bore in different years leads to the same one each time.
	for _, id := range slices.Sorted(maps.Keys(e.topics)) {
		if slices.Contains(topicWords(id, e.topics[id]), word) {
			return id
		}
	}
	return ""
}

// TopicWords returns every word under which activities may name a topic, folded: that of its id, its names and its abbreviations over the
// years, and those of all that were merged into it by m.
// It is for finding activities: what was logged under an old name is found under the new one. A word of no topic stands for itself.
func (e *Edition) TopicWords(word string, m calendar.Month) []string {
	id := e.TopicOf(word)
	if id == "" {
		return []string{Folded(word)}
	}
	var all []string
	for _, member := range e.Family(Topic, id, m) {
		for _, word := range topicWords(member, e.topics[member]) {
			if !slices.Contains(all, word) {
				all = append(all, word)
			}
		}
	}
	return all
}

// topicWords are the folded words of one topic, its id first.
func topicWords(id string, wordings []*eventv1.Topic) []string {
	words := []string{id}
	for _, w := range wordings {
		for _, word := range []string{Folded(w.GetName()), Folded(w.GetAbbreviation())} {
			if word != "" {
				words = append(words, word)
			}
		}
	}
	return words
}
