package exchange

import (
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// What a file says of the edition beside names: topics, what ended, what was merged, and in which order things stand.

var topicFields = fields[eventv1.Topic]{
	"id":           func(r *reader, n *node, t *eventv1.Topic) { t.Id = r.name(n) },
	"name":         func(r *reader, n *node, t *eventv1.Topic) { t.Name = r.line(n) },
	"abbreviation": func(r *reader, n *node, t *eventv1.Topic) { t.Abbreviation = r.line(n) },
	"from":         func(r *reader, n *node, t *eventv1.Topic) { t.From = r.line(n) },
	"until":        func(r *reader, n *node, t *eventv1.Topic) { t.Until = r.line(n) },
}

func (r *reader) topic(n *node) *eventv1.Topic {
	t := &eventv1.Topic{}
	record(r, n, topicFields, t, "a topic, as {id: dsa, name: Digital Services Act, abbreviation: DSA, from: 2022-11}")
	return t
}

// retirementFields and mergerFields name what is meant by its kind: {priority: surveillance, until: 2024-11}.
var retirementFields = fields[eventv1.Retirement]{
	"publication": retires(edition.Publication),
	"pillar":      retires(edition.Pillar),
	"priority":    retires(edition.Priority),
	"topic":       retires(edition.Topic),
	"furniture":   retires(edition.Furniture),
	"until":       func(r *reader, n *node, e *eventv1.Retirement) { e.Until = r.line(n) },
}

// The key is the kind and the value the id, so that an entry reads as a sentence does.
func retires(kind edition.Kind) func(*reader, *node, *eventv1.Retirement) {
	return func(r *reader, n *node, e *eventv1.Retirement) {
		r.oneKind(n, e.GetKind())
		e.Kind, e.Id = string(kind), r.name(n)
	}
}

// An entry without a kind would end something that nobody can name.
func (r *reader) retirement(n *node) *eventv1.Retirement {
	const example = "what ended, as {priority: surveillance, until: 2024-11}"
	e := &eventv1.Retirement{}
	if record(r, n, retirementFields, e, example) && e.GetKind() == "" {
		r.refuse(n, "this does not say what ended; write %s", example)
	}
	return e
}

var mergerFields = fields[eventv1.Merger]{
	"pillar":   merges(edition.Pillar),
	"priority": merges(edition.Priority),
	"topic":    merges(edition.Topic),
	"into":     func(r *reader, n *node, m *eventv1.Merger) { m.Into = r.name(n) },
	"from":     func(r *reader, n *node, m *eventv1.Merger) { m.From = r.line(n) },
}

func merges(kind edition.Kind) func(*reader, *node, *eventv1.Merger) {
	return func(r *reader, n *node, m *eventv1.Merger) {
		r.oneKind(n, m.GetKind())
		m.Kind, m.Id = string(kind), r.name(n)
	}
}

func (r *reader) merger(n *node) *eventv1.Merger {
	const example = "what was merged, as {priority: surveillance, into: privacy, from: 2025-01}"
	m := &eventv1.Merger{}
	if record(r, n, mergerFields, m, example) && m.GetKind() == "" {
		r.refuse(n, "this does not say what was merged; write %s", example)
	}
	return m
}

// oneKind refuses a second thing in one entry: one of the two would be lost.
func (r *reader) oneKind(n *node, before string) {
	if before != "" {
		r.refuse(n, "a %s is named beside this; write two entries", before)
	}
}

var orderFields = fields[eventv1.Order]{
	"from":   func(r *reader, n *node, o *eventv1.Order) { o.From = r.line(n) },
	"pillar": func(r *reader, n *node, o *eventv1.Order) { o.Pillar = r.name(n) },
	"ids":    func(r *reader, n *node, o *eventv1.Order) { o.Ids = r.lines(n) },
}

func (r *reader) inOrder(n *node) *eventv1.Order {
	o := &eventv1.Order{}
	record(r, n, orderFields, o, "an order, as {from: 2025-01, ids: [values, people]}, with pillar: for its priorities")
	return o
}
