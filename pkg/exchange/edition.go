package exchange

import (
	"cmp"
	"maps"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// editionOf is an edition with the priorities that stand under no pillar in the file.
// They are kept apart until the end, so that those under pillars come first whatever order the file has.
type editionOf struct {
	*eventv1.Edition
	loose []*eventv1.Priority
}

// The keys of an edition file, as the README has them; edition_write.go writes the same.
var editionFields = fields[editionOf]{
	"team":         func(r *reader, n *node, e *editionOf) { e.Team = r.team(n) },
	"publications": func(r *reader, n *node, e *editionOf) { e.Publications = each(r, n, r.publication) },
	"pillars": func(r *reader, n *node, e *editionOf) {
		for i, p := range each(r, n, r.pillar) {
			// The order in the file is the order of the digest, unless a position says otherwise.
			p.Position = cmp.Or(p.Position, uint32(i+1))
			e.Pillars = append(e.Pillars, p.Pillar)
			e.Priorities = append(e.Priorities, p.complete()...)
		}
	},
	"priorities": func(r *reader, n *node, e *editionOf) {
		e.loose = each(r, n, r.loosePriority)
		for i, p := range e.loose {
			p.Position = cmp.Or(p.Position, uint32(i+1))
		}
	},
	"topics":    func(r *reader, n *node, e *editionOf) { e.Topics = each(r, n, r.topic) },
	"furniture": func(r *reader, n *node, e *editionOf) { e.Furniture = each(r, n, r.furniture) },
	"retired":   func(r *reader, n *node, e *editionOf) { e.Retirements = each(r, n, r.retirement) },
	"merged":    func(r *reader, n *node, e *editionOf) { e.Mergers = each(r, n, r.merger) },
	"orders":    func(r *reader, n *node, e *editionOf) { e.Orders = each(r, n, r.inOrder) },
	"left_out":  func(r *reader, n *node, e *editionOf) { e.LeftOut = r.lines(n) },
}

// edition reads the whole of an edition file.
// Whether months, names and pillars fit together is for pkg/edition to say.
func (r *reader) edition(n *node) *eventv1.Edition {
	e := &editionOf{Edition: &eventv1.Edition{}}
	record(r, n, editionFields, e, "an edition: team:, publications:, pillars:, topics:, furniture:")
	e.Priorities = append(e.Priorities, e.loose...)
	return e.Edition
}

var teamFields = fields[eventv1.Team]{
	"name":          func(r *reader, n *node, t *eventv1.Team) { t.Name = r.line(n) },
	"zone":          func(r *reader, n *node, t *eventv1.Team) { t.Zone = r.line(n) },
	"languages":     func(r *reader, n *node, t *eventv1.Team) { t.Languages = r.lines(n) },
	"organisations": func(r *reader, n *node, t *eventv1.Team) { t.Organisations = r.lines(n) },
	"affiliates":    func(r *reader, n *node, t *eventv1.Team) { t.Affiliates = r.lines(n) },
}

// "team:" with nothing behind it says nothing of the team, and does not empty it.
func (r *reader) team(n *node) *eventv1.Team {
	if n.kind == nothing {
		return nil
	}
	t := &eventv1.Team{}
	record(r, n, teamFields, t, "{name: …, zone: Etc/UTC, languages: [en]}")
	return t
}

var publicationFields = fields[eventv1.Publication]{
	"id":     func(r *reader, n *node, p *eventv1.Publication) { p.Id = r.name(n) },
	"series": func(r *reader, n *node, p *eventv1.Publication) { p.Series = r.line(n) },
	"title":  func(r *reader, n *node, p *eventv1.Publication) { p.Title = r.line(n) },
	"from":   func(r *reader, n *node, p *eventv1.Publication) { p.From = r.line(n) },
	"until":  func(r *reader, n *node, p *eventv1.Publication) { p.Until = r.line(n) },
}

func (r *reader) publication(n *node) *eventv1.Publication {
	p := &eventv1.Publication{}
	record(r, n, publicationFields, p, "a publication, as {id: …, series: …, title: …, from: 2024-01}")
	return p
}

// pillarOf is a pillar with the priorities that stand under it.
type pillarOf struct {
	*eventv1.Pillar
	priorities []*eventv1.Priority
}

// {id: values, name: Our values, from: 2024-01, priorities: [{id: privacy, name: Privacy}]}
var pillarFields = fields[pillarOf]{
	"id":       func(r *reader, n *node, p *pillarOf) { p.Id = r.name(n) },
	"name":     func(r *reader, n *node, p *pillarOf) { p.Name = r.line(n) },
	"subtitle": func(r *reader, n *node, p *pillarOf) { p.Subtitle = r.line(n) },
	"from":     func(r *reader, n *node, p *pillarOf) { p.From = r.line(n) },
	"until":    func(r *reader, n *node, p *pillarOf) { p.Until = r.line(n) },
	"position": func(r *reader, n *node, p *pillarOf) { p.Position = r.count(n) },
	"priorities": func(r *reader, n *node, p *pillarOf) {
		p.priorities = each(r, n, r.priority)
	},
}

func (r *reader) pillar(n *node) pillarOf {
	p := pillarOf{Pillar: &eventv1.Pillar{}}
	record(r, n, pillarFields, &p, "a pillar, as {id: …, name: …, subtitle: …, from: 2024-01, priorities: […]}")
	return p
}

// complete returns the priorities with what they have from their pillar. They begin with it unless they say otherwise. They
// don't end with it: a pillar that is renamed ends under its old name, and its priorities go on.
func (p pillarOf) complete() []*eventv1.Priority {
	for i, priority := range p.priorities {
		priority.Pillar = p.Id
		priority.Position = cmp.Or(priority.Position, uint32(i+1))
		if priority.From == "" {
			priority.From = p.From
		}
	}
	return p.priorities
}

// {id: privacy, name: Privacy, until: 2024-11}; the pillar is the one that it stands under.
var priorityFields = fields[eventv1.Priority]{
	"id":       func(r *reader, n *node, p *eventv1.Priority) { p.Id = r.name(n) },
	"name":     func(r *reader, n *node, p *eventv1.Priority) { p.Name = r.line(n) },
	"from":     func(r *reader, n *node, p *eventv1.Priority) { p.From = r.line(n) },
	"until":    func(r *reader, n *node, p *eventv1.Priority) { p.Until = r.line(n) },
	"position": func(r *reader, n *node, p *eventv1.Priority) { p.Position = r.count(n) },
}

// looseFields are those of a priority that stands under no pillar, and may name one that another file describes.
var looseFields = func() fields[eventv1.Priority] {
	all := maps.Clone(priorityFields)
	all["pillar"] = func(r *reader, n *node, p *eventv1.Priority) { p.Pillar = r.name(n) }
	return all
}()

func (r *reader) priority(n *node) *eventv1.Priority {
	p := &eventv1.Priority{}
	record(r, n, priorityFields, p, "a priority, as {id: …, name: …}")
	return p
}

// There is no pillar to have the month from, so the example has one.
func (r *reader) loosePriority(n *node) *eventv1.Priority {
	p := &eventv1.Priority{}
	record(r, n, looseFields, p, "a priority, as {id: …, name: …, from: 2024-01}")
	return p
}

var furnitureFields = fields[eventv1.Furniture]{
	"part":  func(r *reader, n *node, f *eventv1.Furniture) { f.Part = r.name(n) },
	"from":  func(r *reader, n *node, f *eventv1.Furniture) { f.From = r.line(n) },
	"until": func(r *reader, n *node, f *eventv1.Furniture) { f.Until = r.line(n) },
	"text":  func(r *reader, n *node, f *eventv1.Furniture) { f.Text = r.passage(n) },
}

func (r *reader) furniture(n *node) *eventv1.Furniture {
	f := &eventv1.Furniture{}
	record(r, n, furnitureFields, f, "furniture, as {part: welcome, from: 2024-01, text: …}")
	return f
}
