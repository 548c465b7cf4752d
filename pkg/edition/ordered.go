package edition

import (
	"cmp"
	"slices"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// order notes in which order the pillars, or the priorities of one, stand from a month on.
func (e *Edition) order(o *eventv1.Order) {
	e.content.Orders = put(e.content.Orders, o, func(a, b *eventv1.Order) bool {
		return a.GetPillar() == b.GetPillar() && a.GetFrom() == b.GetFrom()
	})
}

// OrderOf returns the ids in the order that was said last by a month for a pillar's priorities, or with "" for the pillars; none when it
// never was, and they stand by their places.
func (e *Edition) OrderOf(pillar string, m calendar.Month) []string {
	var last *eventv1.Order
	for _, o := range e.content.GetOrders() {
		// The first one is compared with the empty month of nothing, before which none lies.
		if o.GetPillar() == pillar && o.GetFrom() <= m.String() && o.GetFrom() > last.GetFrom() {
			last = o
		}
	}
	return last.GetIds()
}

// placed is a pillar or a priority.
// Its position is the one that it was named with, and counts where no order names it.
type placed interface {
	GetId() string
	GetPosition() uint32
}

// inOrder compares two as an order says; those that it does not name follow by their places.
func inOrder[T placed](order []string) func(a, b T) int {
	// A dozen of them: no map is worth its while.
	place := func(one T) int {
		if i := slices.Index(order, one.GetId()); i >= 0 {
			return i
		}
		return len(order)
	}
	return func(a, b T) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(a.GetPosition(), b.GetPosition()))
	}
}
