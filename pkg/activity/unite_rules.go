package activity

import (
	"slices"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// theRest is the part that passages of no part fall into when a rule for the whole comes to an activity that has parts.
const theRest = "The rest"

// rules has the stricter rule hold, wherever one of the two says less may be told. An activity has a rule for the whole or parts with a rule
// each, never both, so what one says in the one way may have to be said in the other.
func (u *union) rules() {
	switch here, there := u.to.GetSegments(), u.from.GetSegments(); {
	case len(here) > 0:
		u.rulesOfParts(here, there)
	case len(there) == 0:
		u.to.Rule = stricter(u.to.GetRule(), u.from.GetRule())
	case len(u.to.GetBody()) == 0 && u.to.GetRule() == nil:
		u.to.Segments = there
	default:
		// What was told of the whole may be of any part: all of it is held to the strictest.
		u.whole = true
		for _, part := range there {
			u.to.Rule = stricter(u.to.GetRule(), part.GetRule())
		}
	}
}

// rulesOfParts unites parts by name. A rule for the whole that comes with it holds for each part, and for what was told of none.
func (u *union) rulesOfParts(here, there []*eventv1.Segment) {
	whole := u.from.GetRule()
	for _, part := range here {
		part.Rule = stricter(part.GetRule(), whole)
		if i := named(there, part.GetName()); i >= 0 {
			part.Rule = stricter(part.GetRule(), there[i].GetRule())
		}
	}
	for _, part := range there {
		if named(here, part.GetName()) < 0 {
			u.to.Segments = append(u.to.Segments, part)
		}
	}
	if whole == nil || whole.GetKind() == Public {
		return
	}
	for _, passage := range u.to.GetBody() {
		if passage.GetSegment() != "" {
			continue
		}
		passage.Segment = theRest
		if named(u.to.GetSegments(), theRest) < 0 {
			u.to.Segments = append(u.to.Segments, &eventv1.Segment{Name: theRest, Rule: whole})
		}
	}
}

func named(segments []*eventv1.Segment, name string) int {
	return slices.IndexFunc(segments, func(s *eventv1.Segment) bool { return s.GetName() == name })
}

// segment returns the part that something of the other's belongs to here.
func (u *union) segment(name string) string {
	if u.whole {
		return ""
	}
	return name
}

// stricter returns the rule under which less may be told. An embargo ends and then hides nobody, Chatham House hides people and nothing else:
// no one rule says both, so what is under the two stays internal, which tells less than either.
func stricter(a, b *eventv1.Rule) *eventv1.Rule {
	kinds := [2]string{a.GetKind(), b.GetKind()}
	switch {
	case kinds == [2]string{Embargo, ChathamHouse}, kinds == [2]string{ChathamHouse, Embargo}:
		return &eventv1.Rule{Kind: Internal}
	case a == nil || CompareRules(b, a, nil) > 0:
		return b
	}
	return a
}
