package edition

import (
	"cmp"
	"maps"
	"slices"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// TeamName returns the team's name, or "our team" until it has said one.
func (e *Edition) TeamName() string { return cmp.Or(e.content.GetTeam().GetName(), "our team") }

// Zone returns the team's zone, or "Etc/UTC" until it has said one.
func (e *Edition) Zone() string { return cmp.Or(e.content.GetTeam().GetZone(), "Etc/UTC") }

// Language returns the first language that the team works in, or English.
func (e *Edition) Language() string {
	if languages := e.content.GetTeam().GetLanguages(); len(languages) > 0 {
		return languages[0]
	}
	return calendar.English
}

// Pillars returns the pillars that hold in m, in their order.
func (e *Edition) Pillars(m calendar.Month) []*eventv1.Pillar {
	var held []*eventv1.Pillar
	for _, id := range slices.Sorted(maps.Keys(e.pillars)) {
		if p, ok := e.Pillar(id, m); ok {
			held = append(held, p)
		}
	}
	slices.SortStableFunc(held, func(a, b *eventv1.Pillar) int { return cmp.Compare(a.GetPosition(), b.GetPosition()) })
	return held
}

// Pillar returns the pillar of that id as it holds in m.
func (e *Edition) Pillar(id string, m calendar.Month) (*eventv1.Pillar, bool) {
	return holding(e.pillars[id], m)
}

// KnownPillar reports whether any month knows a pillar of that id.
func (e *Edition) KnownPillar(id string) bool { return len(e.pillars[id]) > 0 }

// Priorities returns the priorities that hold in m, by their pillars' order and then their own; those of no pillar come last.
func (e *Edition) Priorities(m calendar.Month) []*eventv1.Priority {
	place := map[string]int{}
	for i, pillar := range e.Pillars(m) {
		place[pillar.GetId()] = i
	}
	pillarPlace := func(p *eventv1.Priority) int {
		if i, ok := place[p.GetPillar()]; ok {
			return i
		}
		return len(place)
	}
	var held []*eventv1.Priority
	for _, id := range slices.Sorted(maps.Keys(e.priorities)) {
		if p, ok := e.Priority(id, m); ok {
			held = append(held, p)
		}
	}
	slices.SortStableFunc(held, func(a, b *eventv1.Priority) int {
		return cmp.Or(cmp.Compare(pillarPlace(a), pillarPlace(b)), cmp.Compare(a.GetPosition(), b.GetPosition()))
	})
	return held
}

// Priority returns the priority of that id as it holds in m.
func (e *Edition) Priority(id string, m calendar.Month) (*eventv1.Priority, bool) {
	return holding(e.priorities[id], m)
}

// KnownPriority reports whether any month knows a priority of that id.
func (e *Edition) KnownPriority(id string) bool { return len(e.priorities[id]) > 0 }

// AnyPriority reports whether the edition knows any priority in any month.
func (e *Edition) AnyPriority() bool { return len(e.priorities) > 0 }

// PriorityNames returns, for each priority ever known, its latest name.
func (e *Edition) PriorityNames() map[string]string {
	names := map[string]string{}
	for id, wordings := range e.priorities {
		names[id] = wordings[0].GetName()
	}
	return names
}

// PillarNames returns, for each pillar ever known, its latest name.
func (e *Edition) PillarNames() map[string]string {
	names := map[string]string{}
	for id, wordings := range e.pillars {
		names[id] = wordings[0].GetName()
	}
	return names
}

// PillarOf returns the id of the pillar that a priority belongs to in m, or "" when it belongs to none.
func (e *Edition) PillarOf(priority string, m calendar.Month) string {
	p, ok := e.Priority(priority, m)
	if !ok {
		return ""
	}
	if _, held := e.Pillar(p.GetPillar(), m); !held {
		return ""
	}
	return p.GetPillar()
}

// Publication returns the publication of that id as it holds in m; with no id, the first that holds.
func (e *Edition) Publication(id string, m calendar.Month) (*eventv1.Publication, bool) {
	for _, known := range e.content.GetPublications() {
		if id != "" && known.GetId() != id {
			continue
		}
		var wordings []*eventv1.Publication
		for _, p := range e.content.GetPublications() {
			if p.GetId() == known.GetId() {
				wordings = append(wordings, p)
			}
		}
		latestFirst(wordings)
		if p, ok := holding(wordings, m); ok {
			return p, true
		}
	}
	return nil, false
}

// Furniture returns each part of the furniture as it holds in m, in the order in which the parts were first worded.
func (e *Edition) Furniture(m calendar.Month) []*eventv1.Furniture {
	wordings := map[string][]*eventv1.Furniture{}
	var parts []string
	for _, f := range e.content.GetFurniture() {
		if wordings[f.GetPart()] == nil {
			parts = append(parts, f.GetPart())
		}
		wordings[f.GetPart()] = append(wordings[f.GetPart()], f)
	}
	var held []*eventv1.Furniture
	for _, part := range parts {
		latestFirst(wordings[part])
		if f, ok := holding(wordings[part], m); ok {
			held = append(held, f)
		}
	}
	return held
}

// LatestMonth returns the last month in which anything of the edition begins; what holds then is what holds now. It is no month
// for an edition that says nothing.
func (e *Edition) LatestMonth() calendar.Month {
	latest := ""
	for _, p := range e.content.GetPillars() {
		latest = max(latest, p.GetFrom())
	}
	for _, p := range e.content.GetPriorities() {
		latest = max(latest, p.GetFrom())
	}
	m, _ := calendar.ParseMonth(latest)
	return m
}

// PillarsDuring returns the ids of the pillars that hold in any month from one to another, both inclusive, sorted.
func (e *Edition) PillarsDuring(from, to calendar.Month) []string { return during(e.pillars, from, to) }

// PrioritiesDuring returns the ids of the priorities that hold in any month from one to another, both inclusive, sorted.
func (e *Edition) PrioritiesDuring(from, to calendar.Month) []string {
	return during(e.priorities, from, to)
}

func during[T valid](all map[string][]T, from, to calendar.Month) []string {
	var ids []string
	for _, id := range slices.Sorted(maps.Keys(all)) {
		// What holds changes only where a wording begins, so the first month and those decide.
		months := []calendar.Month{from}
		for _, w := range all[id] {
			if begins, err := calendar.ParseMonth(w.GetFrom()); err == nil && begins.Within(from, to) {
				months = append(months, begins)
			}
		}
		if slices.ContainsFunc(months, func(m calendar.Month) bool { _, ok := holding(all[id], m); return ok }) {
			ids = append(ids, id)
		}
	}
	return ids
}
