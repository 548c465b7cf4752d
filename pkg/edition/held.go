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
// It is a tag like "en", as calendar has names for.
func (e *Edition) Language() string {
	if languages := e.content.GetTeam().GetLanguages(); len(languages) > 0 {
		return languages[0]
	}
	return calendar.English
}

// Pillars returns the pillars that hold in m, in their order.
func (e *Edition) Pillars(m calendar.Month) []*eventv1.Pillar {
	var held []*eventv1.Pillar
	// By id first: the sort below is stable, and without it two of one place would stand as the map pleases.
	for _, id := range slices.Sorted(maps.Keys(e.pillars)) {
		if p, ok := e.Pillar(id, m); ok {
			held = append(held, p)
		}
	}
	slices.SortStableFunc(held, inOrder[*eventv1.Pillar](e.OrderOf("", m)))
	return held
}

// Pillar returns the pillar of that id as it holds in m.
// One that was merged by then does not hold any more, and is not looked up as what it goes on as: that is As.
func (e *Edition) Pillar(id string, m calendar.Month) (*eventv1.Pillar, bool) {
	return holding(e.pillars[id], m)
}

// KnownPillar reports whether any month knows a pillar of that id.
func (e *Edition) KnownPillar(id string) bool { return len(e.pillars[id]) > 0 }

// Priorities returns the priorities that hold in m, by their pillars' order and then their own; those of no pillar come last.
func (e *Edition) Priorities(m calendar.Month) []*eventv1.Priority {
	under := map[string][]*eventv1.Priority{}
	for _, id := range slices.Sorted(maps.Keys(e.priorities)) {
		if p, ok := e.Priority(id, m); ok {
			pillar := e.PillarOf(id, m)
			under[pillar] = append(under[pillar], p)
		}
	}
	var held []*eventv1.Priority
	pillars := e.Pillars(m)
	// The empty pillar at the end is for those of none.
	for _, pillar := range append(pillars, &eventv1.Pillar{}) {
		of := under[pillar.GetId()]
		slices.SortStableFunc(of, inOrder[*eventv1.Priority](e.priorityOrder(pillar.GetId(), m)))
		held = append(held, of...)
	}
	return held
}

// priorityOrder returns the order of a pillar's priorities; those of no pillar have their places alone.
// OrderOf("") would give the order of the pillars.
func (e *Edition) priorityOrder(pillar string, m calendar.Month) []string {
	if pillar == "" {
		return nil
	}
	return e.OrderOf(pillar, m)
}

// PrioritiesOf returns the priorities that belong to a pillar in m, in order; with "", those of none.
func (e *Edition) PrioritiesOf(pillar string, m calendar.Month) []*eventv1.Priority {
	return slices.DeleteFunc(e.Priorities(m), func(p *eventv1.Priority) bool { return e.PillarOf(p.GetId(), m) != pillar })
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
// It is for whoever looks names up or completes them; for what it was called in a month there is Priority.
func (e *Edition) PriorityNames() map[string]string {
	names := map[string]string{}
	for id, wordings := range e.priorities {
		// An id is in the index only with a wording, and the first is the latest.
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

// PillarOf returns the id of the pillar that a priority belongs to in m, or "" when it belongs to none. A priority that was merged by then
// belongs where the other one does.
func (e *Edition) PillarOf(priority string, m calendar.Month) string {
	p, ok := e.Priority(e.As(Priority, priority, m), m)
	if !ok {
		return ""
	}
	pillar := e.As(Pillar, p.GetPillar(), m)
	// A pillar that has ended without its priorities being moved leaves them without one.
	if _, held := e.Pillar(pillar, m); !held {
		return ""
	}
	return pillar
}

// Publication returns the publication of that id as it holds in m; with no id, the first that holds.
// A team has one publication more often than not, and never has to say which.
func (e *Edition) Publication(id string, m calendar.Month) (*eventv1.Publication, bool) {
	for _, p := range e.Publications(m) {
		if id == "" || p.GetId() == id {
			return p, true
		}
	}
	return nil, false
}

// Publications returns those that hold in m, in the order in which they were first named.
func (e *Edition) Publications(m calendar.Month) []*eventv1.Publication {
	return inTurn(e.content.GetPublications(), (*eventv1.Publication).GetId, e.publications, m)
}

// Furniture returns each part of the furniture as it holds in m, in the order in which the parts were first worded.
func (e *Edition) Furniture(m calendar.Month) []*eventv1.Furniture {
	return inTurn(e.content.GetFurniture(), (*eventv1.Furniture).GetPart, e.furniture, m)
}

// inTurn takes each id where it stands first in the content, and gives it as it holds in m.
func inTurn[T valid](all []T, id func(T) string, wordings map[string][]T, m calendar.Month) []T {
	var held []T
	seen := map[string]bool{}
	for _, w := range all {
		if seen[id(w)] {
			continue
		}
		seen[id(w)] = true
		if w, ok := holding(wordings[id(w)], m); ok {
			held = append(held, w)
		}
	}
	return held
}

// FurnitureNames returns, for each part ever worded, the part itself.
func (e *Edition) FurnitureNames() map[string]string {
	names := map[string]string{}
	for part := range e.furniture {
		names[part] = part
	}
	return names
}

// PublicationNames returns, for each publication ever known, its latest series.
func (e *Edition) PublicationNames() map[string]string {
	names := map[string]string{}
	for id, wordings := range e.publications {
		names[id] = wordings[0].GetSeries()
	}
	return names
}

// Turns returns the months from which on another wording of a pillar or a priority may hold, in order.
// Between two of them nothing changes, so whoever made something for one month of such a stretch has made it for all.
func (e *Edition) Turns() []calendar.Month {
	var turns []calendar.Month
	add := func(from, until string) {
		if m, err := calendar.ParseMonth(from); err == nil {
			turns = append(turns, m)
		}
		if m, err := calendar.ParseMonth(until); err == nil {
			// until is the last month that holds; the turn is the one after it.
			turns = append(turns, m.Next())
		}
	}
	for _, wordings := range e.pillars {
		for _, p := range wordings {
			add(p.GetFrom(), p.GetUntil())
		}
	}
	for _, wordings := range e.priorities {
		for _, p := range wordings {
			add(p.GetFrom(), p.GetUntil())
		}
	}
	for _, m := range e.content.GetMergers() {
		add(m.GetFrom(), "")
	}
	slices.SortFunc(turns, calendar.Month.Compare)
	return slices.Compact(turns)
}

// PillarWordings and PriorityWordings return the wordings of one with the months in which they hold, the latest first.
// They are the edition's own: nobody may change them.
func (e *Edition) PillarWordings(id string) []*eventv1.Pillar { return e.pillars[id] }

// PriorityWordings returns those of a priority.
func (e *Edition) PriorityWordings(id string) []*eventv1.Priority { return e.priorities[id] }

// PillarsDuring returns the ids of the pillars that hold in any month from one to another, both inclusive, sorted.
func (e *Edition) PillarsDuring(from, to calendar.Month) []string { return during(e.pillars, from, to) }

// PrioritiesDuring returns the ids of the priorities that hold in any month from one to another, both inclusive, sorted.
func (e *Edition) PrioritiesDuring(from, to calendar.Month) []string {
	return during(e.priorities, from, to)
}

// during serves Pillars- and PrioritiesDuring.
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

// PublicationWordings returns those of a publication.
func (e *Edition) PublicationWordings(id string) []*eventv1.Publication { return e.publications[id] }

// TopicWordings returns those of a topic.
func (e *Edition) TopicWordings(id string) []*eventv1.Topic { return e.topics[id] }
