package readmodel

import (
	"testing"

	"pgregory.net/rapid"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/thing"
)

// The rows to look at again are found by comparing the editions only where a wording begins or ends; nothing may slip between.
func TestMovesNamesEveryMonthInWhichAPriorityMoved(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ed := edition.New()
		for range rapid.IntRange(1, 40).Draw(rt, "events") {
			_, event := anyOther(rt)
			before := edition.Of(ed.Proto())
			ed.Apply(event)
			found := moves(before, ed)
			for m := (calendar.Month{Year: 2022, Month: 10}); m.Year < 2025; m = m.Next() {
				for _, priority := range []string{"privacy", "copyright", "expression", "children"} {
					differs := before.PillarOf(priority, m) != ed.PillarOf(priority, m)
					if names(found, moved{priority: priority}, m) != differs {
						rt.Fatalf("after %v, %s moved in %s: %v, moves says %v", event, priority, m, differs, found)
					}
				}
				for _, pillar := range []string{"people", "model", "values"} {
					was := before.As(edition.Pillar, pillar, m)
					if was != ed.As(edition.Pillar, pillar, m) && !names(found, moved{pillar: was}, m) {
						rt.Fatalf("after %v, what went as %s in %s goes as another, and moves says %v", event, was, m, found)
					}
				}
			}
		}
	})
}

func names(all []moved, what moved, m calendar.Month) bool {
	for _, one := range all {
		if one.priority == what.priority && one.pillar == what.pillar && !monthDate(m).Before(one.from) && !monthDate(m).After(one.until) {
			return true
		}
	}
	return false
}

func TestTheEditionIsReadAgainWhenTheRowsHaveMovedOn(t *testing.T) {
	t.Parallel()
	s := januaryAndAround()
	r := after(t, s)
	first, err := r.Edition(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if again, err := r.Edition(t.Context()); err != nil || again != first {
		t.Errorf("the edition was read again while nothing had changed, %v", err)
	}
	told := len(s.events)
	s.tell(thing.Edition, belongs("ai", "people", "2024-01"))
	apply(t, r.pool, r.slot, s.events[told:])
	r.advance(r.slot, uint64(len(s.events)))
	later, err := r.Edition(t.Context())
	if err != nil || !later.KnownPriority("ai") || first.KnownPriority("ai") {
		t.Errorf("ai is known after it was introduced: %t, before: %t, %v", later.KnownPriority("ai"), first.KnownPriority("ai"), err)
	}
}
