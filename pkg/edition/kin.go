package edition

import (
	"slices"
	"strings"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Kin returns the id that stands for all priorities that are one in some month, whichever: itself for a priority that was never merged and
// that none was merged into. Whoever keeps figures keeps them apart by kin, so that what carries several of them can be counted once.
// In figures by month, two priorities that were merged in January are one from then on and two before; an activity of December that has both
// counts for both then, and once now.
func (e *Edition) Kin(priority string) string {
	if head, ok := e.kin[priority]; ok {
		return head
	}
	return priority
}

// kinOf finds for each priority of a merger the first, by id, of all that mergers tie it to.
func kinOf(mergers []*eventv1.Merger) map[string]string {
	kin := map[string]string{}
	head := func(id string) string {
		if h, ok := kin[id]; ok {
			return h
		}
		return id
	}
	// This is union-find by hand: the lesser id of the two heads becomes the head of all. An edition has a dozen mergers at the most.
	for _, m := range mergers {
		if Kind(m.GetKind()) != Priority {
			continue
		}
		one, other := head(m.GetId()), head(m.GetInto())
		kin[m.GetId()], kin[m.GetInto()] = one, other
		first, second := min(one, other), max(one, other)
		for id, h := range kin {
			if h == second {
				kin[id] = first
			}
		}
	}
	return kin
}

// KinLabels groups priorities by kin: "copyright" alone, "disinformation+integrity" for two that are one in some month. No id holds a plus.
// Labels come in the order of their first priority; without any mergers they are the priorities themselves, which is nearly always.
func (e *Edition) KinLabels(priorities []string) []string {
	if len(e.kin) == 0 || len(priorities) < 2 {
		return priorities
	}
	var heads []string
	under := map[string][]string{}
	for _, id := range priorities {
		head := e.Kin(id)
		if under[head] == nil {
			heads = append(heads, head)
		}
		under[head] = append(under[head], id)
	}
	labels := make([]string, len(heads))
	for i, head := range heads {
		slices.Sort(under[head])
		labels[i] = strings.Join(under[head], "+")
	}
	return labels
}

// OfKinLabel returns the priorities that a label of KinLabels stands for.
// It undoes KinLabels, but for their order.
func OfKinLabel(label string) []string { return strings.Split(label, "+") }

// NewKin returns the priorities whose kin is another in one edition than in the other, sorted.
// Figures that were kept of any of them have to be made anew.
func NewKin(before, after *Edition) []string {
	// All members are compared and not only the head: it may stay the same when a third one joins.
	members := func(e *Edition) map[string]string {
		of := map[string][]string{}
		for id, head := range e.kin {
			of[head] = append(of[head], id)
		}
		all := map[string]string{}
		for _, ids := range of {
			slices.Sort(ids)
			for _, id := range ids {
				all[id] = strings.Join(ids, "+")
			}
		}
		return all
	}
	was, is := members(before), members(after)
	var differ []string
	for id := range is {
		if was[id] != is[id] {
			differ = append(differ, id)
		}
	}
	// Undone mergers leave priorities that have no kin any more.
	for id := range was {
		if _, still := is[id]; !still {
			differ = append(differ, id)
		}
	}
	slices.Sort(differ)
	return differ
}
