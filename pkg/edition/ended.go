package edition

import (
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// end folds what ended, by itself or in another. It reports whether the event was of that sort.
func (e *Edition) end(event proto.Message) bool {
	if r, ok := retirementOf(event); ok {
		e.retire(r)
		return true
	}
	if m, ok := mergerOf(event); ok {
		e.merge(m)
		return true
	}
	return false
}

// retirementOf returns what an event says has ended.
// Commands and the log have a message for each kind, so that each says what it is; the fold has one for all.
func retirementOf(event proto.Message) (*eventv1.Retirement, bool) {
	of := func(kind Kind, id, until string) (*eventv1.Retirement, bool) {
		return &eventv1.Retirement{Kind: string(kind), Id: id, Until: until}, true
	}
	switch event := event.(type) {
	case *eventv1.PublicationRetired:
		return of(Publication, event.GetId(), event.GetUntil())
	case *eventv1.PillarRetired:
		return of(Pillar, event.GetId(), event.GetUntil())
	case *eventv1.PriorityRetired:
		return of(Priority, event.GetId(), event.GetUntil())
	case *eventv1.TopicRetired:
		return of(Topic, event.GetId(), event.GetUntil())
	case *eventv1.FurnitureRetired:
		return of(Furniture, event.GetPart(), event.GetUntil())
	}
	return nil, false
}

// mergerOf returns what an event says has become one.
func mergerOf(event proto.Message) (*eventv1.Merger, bool) {
	of := func(kind Kind, id, into, from string) (*eventv1.Merger, bool) {
		return &eventv1.Merger{Kind: string(kind), Id: id, Into: into, From: from}, true
	}
	switch event := event.(type) {
	case *eventv1.PillarMerged:
		return of(Pillar, event.GetId(), event.GetInto(), event.GetFrom())
	case *eventv1.PriorityMerged:
		return of(Priority, event.GetId(), event.GetInto(), event.GetFrom())
	case *eventv1.TopicMerged:
		return of(Topic, event.GetId(), event.GetInto(), event.GetFrom())
	}
	return nil, false
}

// retire notes the last month of the wording that had begun by then. Said again of the same one, it corrects the month.
func (e *Edition) retire(r *eventv1.Retirement) {
	// Folding an event twice must leave the edition as it was: unlessSaid compares by that.
	said := func(other *eventv1.Retirement) bool { return proto.Equal(other, r) }
	if slices.ContainsFunc(e.content.GetRetirements(), said) {
		return
	}
	begun := e.begun(Kind(r.GetKind()), r.GetId(), r.GetUntil())
	e.content.Retirements = slices.DeleteFunc(e.content.GetRetirements(), func(other *eventv1.Retirement) bool {
		return other.GetKind() == r.GetKind() && other.GetId() == r.GetId() &&
			// Two retirements in the time of one wording correct each other; one of an earlier time of the same id stays.
			begun != "" && e.begun(Kind(r.GetKind()), r.GetId(), other.GetUntil()) == begun
	})
	e.content.Retirements = append(e.content.Retirements, r)
}

// merge notes that one goes on as another. Said again from the same month on, it corrects into what.
func (e *Edition) merge(m *eventv1.Merger) {
	e.content.Mergers = put(e.content.Mergers, m, func(a, b *eventv1.Merger) bool {
		return a.GetKind() == b.GetKind() && a.GetId() == b.GetId() && a.GetFrom() == b.GetFrom()
	})
}

// begun returns the month in which the wording begins that had begun last by a month; "" when none had.
func (e *Edition) begun(kind Kind, id, month string) string {
	switch kind {
	case Publication:
		return begunOf(e.publications[id], month)
	case Pillar:
		return begunOf(e.pillars[id], month)
	case Priority:
		return begunOf(e.priorities[id], month)
	case Topic:
		return begunOf(e.topics[id], month)
	case Furniture:
		return begunOf(e.furniture[id], month)
	}
	return ""
}

// begunOf takes wordings with the latest first, as the index has them.
func begunOf[T valid](wordings []T, month string) string {
	for _, w := range wordings {
		if w.GetFrom() <= month {
			return w.GetFrom()
		}
	}
	return ""
}

// Forever is a month after all others: what holds then is what the edition comes to.
// It is the last that four figures can say, and months are compared as text.
func Forever() calendar.Month { return calendar.Month{Year: 9999, Month: 12} }

// As returns under which id something goes in a month: its own, or that of what it was merged into by then. One that was named anew
// since then goes under its own again.
// An id that nobody knows goes under itself.
func (e *Edition) As(kind Kind, id string, m calendar.Month) string {
	month := m.String()
	// A circle cannot be recorded; a bound all the same costs nothing.
	// Through several: what was merged into one that was merged itself goes under the last.
	for range len(e.content.GetMergers()) {
		next, ok := e.mergedBy(kind, id, month)
		if !ok {
			break
		}
		id = next
	}
	return id
}

// mergedBy returns what one was merged into by a month, if it was and has not come back since.
func (e *Edition) mergedBy(kind Kind, id, month string) (into string, ok bool) {
	// The latest by then decides; whether one came back is told by a wording that began after it.
	for _, m := range e.mergers[named{kind, id}] {
		if m.GetFrom() <= month {
			return m.GetInto(), e.begun(kind, id, month) <= m.GetFrom()
		}
	}
	return "", false
}

// Family returns the ids of all that go under the same one in a month: that one first, then those that were merged into it by then, sorted.
func (e *Edition) Family(kind Kind, id string, m calendar.Month) []string {
	head := e.As(kind, id, m)
	var merged []string
	for n := range e.mergers {
		if n.kind == kind && n.id != head && e.As(kind, n.id, m) == head {
			merged = append(merged, n.id)
		}
	}
	slices.Sort(merged)
	return append([]string{head}, merged...)
}
