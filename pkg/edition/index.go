package edition

import (
	"cmp"
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Kind is what an edition consists of.
type Kind string

// The kinds, as commands and files call them.
// They are recorded and stand in files, and cannot be changed.
const (
	Publication Kind = "publication"
	Pillar      Kind = "pillar"
	Priority    Kind = "priority"
	Topic       Kind = "topic"
	Furniture   Kind = "furniture"
)

// index is every wording by id, the latest first: who checks a hundred thousand activities asks often. A wording ends there where it does
// in truth: where it says so, or where it was retired or merged before.
type index struct {
	publications map[string][]*eventv1.Publication
	pillars      map[string][]*eventv1.Pillar
	priorities   map[string][]*eventv1.Priority
	topics       map[string][]*eventv1.Topic
	furniture    map[string][]*eventv1.Furniture
	// mergers are those of each, the latest first.
	mergers map[named][]*eventv1.Merger
	// kin leads from a priority of any merger to the one that stands for all that are one; see Kin.
	kin map[string]string
}

// named is one of a kind.
type named struct {
	kind Kind
	id   string
}

// indexed makes the index of all that was said. It is made whole each time: an edition has some hundred wordings, and changes a few times a month.
func indexed(content *eventv1.Edition) index {
	// ends are all months in which one of a kind is said to end, its retirements' and the ones before its mergers'; endedAt finds whose each is.
	ends := map[named][]ending{}
	i := index{mergers: map[named][]*eventv1.Merger{}, kin: kinOf(content.GetMergers())}
	for _, r := range content.GetRetirements() {
		n := named{Kind(r.GetKind()), r.GetId()}
		ends[n] = append(ends[n], ending{until: r.GetUntil()})
	}
	for _, m := range content.GetMergers() {
		n := named{Kind(m.GetKind()), m.GetId()}
		i.mergers[n] = append(i.mergers[n], m)
		if from, err := calendar.ParseMonth(m.GetFrom()); err == nil {
			ends[n] = append(ends[n], ending{from.Add(-1).String(), m.GetFrom()})
		}
	}
	for _, all := range i.mergers {
		slices.SortStableFunc(all, func(a, b *eventv1.Merger) int { return cmp.Compare(b.GetFrom(), a.GetFrom()) })
	}
	i.publications = byID(Publication, content.GetPublications(), (*eventv1.Publication).GetId, ends)
	i.pillars = byID(Pillar, content.GetPillars(), (*eventv1.Pillar).GetId, ends)
	i.priorities = byID(Priority, content.GetPriorities(), (*eventv1.Priority).GetId, ends)
	i.topics = byID(Topic, content.GetTopics(), (*eventv1.Topic).GetId, ends)
	i.furniture = byID(Furniture, content.GetFurniture(), (*eventv1.Furniture).GetPart, ends)
	return i
}

// byID groups wordings, each with its true end.
func byID[T wording](kind Kind, all []T, id func(T) string, ends map[named][]ending) map[string][]T {
	wordings := map[string][]T{}
	for _, w := range all {
		wordings[id(w)] = append(wordings[id(w)], endedAt(w, ends[named{kind, id(w)}]))
	}
	for id, of := range wordings {
		latestFirst(of)
		wordings[id] = everHeld(of)
	}
	return wordings
}

// everHeld leaves out the wordings that begin in the month in which theirs was merged, and so never hold; but for the very first one, without
// which nobody would know any more what was merged.
func everHeld[T wording](wordings []T) []T {
	first := wordings[len(wordings)-1]
	return slices.DeleteFunc(wordings, func(w T) bool {
		return w.GetUntil() != "" && w.GetUntil() < w.GetFrom() && w.GetFrom() != first.GetFrom()
	})
}

// endedAt returns a wording with the month in which it ends in truth. What ended before it began ended another one.
func endedAt[T wording](w T, ends []ending) T {
	until := w.GetUntil()
	for _, end := range ends {
		if end.of(w.GetFrom()) && (until == "" || end.until < until) {
			until = end.until
		}
	}
	if until == w.GetUntil() {
		return w
	}
	// The content keeps what was said; what follows from it is the index's.
	w = proto.CloneOf(w)
	setUntil(w, until)
	return w
}

// ending is the last month of something that was retired, or was merged from the next one on.
type ending struct{ until, merged string }

// of reports whether it ended what begins in a month. What is merged in the month in which it begins never holds.
func (e ending) of(from string) bool { return e.until >= from || e.merged == from }

// wording is anything that is called something from a month on.
type wording interface {
	proto.Message
	valid
}

// setUntil spells out what the five messages have in common and protobuf has no interface for; reflection costs more than all the rest of the index.
func setUntil(w proto.Message, until string) {
	switch w := w.(type) {
	case *eventv1.Publication:
		w.Until = until
	case *eventv1.Pillar:
		w.Until = until
	case *eventv1.Priority:
		w.Until = until
	case *eventv1.Topic:
		w.Until = until
	case *eventv1.Furniture:
		w.Until = until
	}
}

// valid is anything that holds from a month until another, both "2024-01", the second one perhaps empty.
type valid interface {
	GetFrom() string
	GetUntil() string
}

// latestFirst lets what was said first stay first among those of one month, of which there are none once put has seen to it.
func latestFirst[T valid](wordings []T) {
	slices.SortStableFunc(wordings, func(a, b T) int { return cmp.Compare(b.GetFrom(), a.GetFrom()) })
}

// holding returns the wording that holds in m: the latest that has begun, unless that one has ended.
// The one found is returned in any case, so that whoever asks why may look at it.
func holding[T valid](wordings []T, m calendar.Month) (found T, ok bool) {
	month := m.String()
	for _, w := range wordings {
		// Months written as 2024-01 sort as text.
		if w.GetFrom() <= month {
			return w, w.GetUntil() == "" || month <= w.GetUntil()
		}
	}
	return found, false
}
