package recorder

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestWhoeverIsLeftIsFoundFromTheSameNameAgain erases a part of somebody's names in the order that they have, and looks whom the name that was
// asked for leads to then.
func TestWhoeverIsLeftIsFoundFromTheSameNameAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		one := rapid.Custom(func(rt *rapid.T) string { return fmt.Sprint("p", rapid.IntRange(0, 9).Draw(rt, "n")) })
		// Circles too: two members can make one.
		all := ties(rapid.MapOfN(one, one, 0, 9).Draw(rt, "ties"))
		asked := one.Draw(rt, "asked")
		order := all.all(asked)
		if !slices.Contains(order, asked) {
			rt.Fatalf("%s is not among %v", asked, order)
		}
		for id, into := range all {
			if slices.Contains(order, id) != slices.Contains(order, into) {
				rt.Fatalf("%s leads to %s, and only one of them is among %v", id, into, order)
			}
		}
		n := rapid.IntRange(0, len(order)).Draw(rt, "erased")
		for _, id := range order[:n] {
			delete(all, id)
		}
		found := all.all(asked)
		for _, id := range order[n:] {
			if !slices.Contains(found, id) {
				rt.Fatalf("of %v the first %d are erased, and from %s only %v are found", order, n, asked, found)
			}
		}
	})
}
