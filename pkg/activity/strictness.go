package activity

import (
	"cmp"
	"slices"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// zone is where a moment is that names no zone.
type zone = *time.Location

// CompareRules returns -1, 0 or 1 as one rule lets more be told than another, the same, or less; nil is no rule. Of two embargoes the one
// that ends later is stricter. `team` is the zone of an end that names none.
func CompareRules(a, b *eventv1.Rule, team *time.Location) int {
	if order := cmp.Compare(strictness(a), strictness(b)); order != 0 || a.GetKind() != Embargo {
		return order
	}
	return calendar.MustOf(a.GetUntil()).Start(team).Compare(calendar.MustOf(b.GetUntil()).Start(team))
}

// strictness is a rule's place in the order.
func strictness(rule *eventv1.Rule) int {
	if rule == nil {
		return 0
	}
	return slices.Index(RulesByStrictness(), rule.GetKind())
}

// rulesOf returns the rule of each part of an activity, by its name. The whole has a rule, and the name "", where there are no segments.
func rulesOf(content *eventv1.Activity) (names []string, rules map[string]*eventv1.Rule) {
	rules = map[string]*eventv1.Rule{}
	if len(content.GetSegments()) == 0 {
		rules[""] = content.GetRule()
		return []string{""}, rules
	}
	for _, segment := range content.GetSegments() {
		names = append(names, segment.GetName())
		rules[segment.GetName()] = segment.GetRule()
	}
	return names, rules
}

// ruleTurns finds the parts that stood before, stand after, and do so under another rule. A rule that is worded otherwise and lets as much be
// told, as "public" does where there was none, is no turn.
func ruleTurns(before, next *eventv1.Activity, reason string, team zone) (turns []turn) {
	_, was := rulesOf(before)
	names, is := rulesOf(next)
	for _, name := range names {
		old, stood := was[name]
		if order := CompareRules(old, is[name], team); stood && order != 0 {
			turns = append(turns, ruleTurn(name, old, reason, order < 0))
		}
	}
	return turns
}

func ruleTurn(segment string, was *eventv1.Rule, reason string, tightens bool) turn {
	t := turn{
		reason: reason, tightens: tightens,
		put: func(to, from *eventv1.Activity) { putRule(to, segment, ruleOf(from, segment)) },
	}
	if tightens {
		t.wanted = "say why less may be told " + ofPart(segment) + " than was thought"
		t.event = func(s said) proto.Message {
			return &eventv1.RuleTightened{Activity: s.content, Paths: s.paths, Reason: s.reason, Segment: segment, Was: was}
		}
		return t
	}
	t.wanted = "say why more may be told " + ofPart(segment) + " than was thought"
	t.event = func(s said) proto.Message {
		return &eventv1.RuleRelaxed{Activity: s.content, Paths: s.paths, Reason: s.reason, Segment: segment, Was: was}
	}
	return t
}

func ofPart(segment string) string {
	if segment == "" {
		return "of it"
	}
	return "of the segment " + fault.Quoted(segment)
}

func ruleOf(content *eventv1.Activity, segment string) *eventv1.Rule {
	_, rules := rulesOf(content)
	return rules[segment]
}

func putRule(content *eventv1.Activity, segment string, rule *eventv1.Rule) {
	if segment == "" {
		content.Rule = rule
		return
	}
	for _, s := range content.GetSegments() {
		if s.GetName() == segment {
			s.Rule = rule
		}
	}
}

// freed asks for a reason where a part goes and takes its rule with it, and what comes in its place, if anything does, is less strict: a
// meeting that is divided, or no longer is, may let more be told without any rule being relaxed by name.
func freed(before, next *eventv1.Activity, team zone, mistakes *fault.Mistakes) {
	stood, was := rulesOf(before)
	names, is := rulesOf(next)
	for _, name := range stood {
		if _, stays := is[name]; stays || CompareRules(was[name], nil, team) <= 0 {
			continue
		}
		fresh := slices.DeleteFunc(slices.Clone(names), func(n string) bool { _, before := was[n]; return before })
		laxer := func(n string) bool { return CompareRules(is[n], was[name], team) < 0 }
		if len(fresh) == 0 || slices.ContainsFunc(fresh, laxer) {
			mistakes.Add("reason", "the rule %s %s goes: say why what was said there may be told", was[name].GetKind(), ofPart(name))
		}
	}
}
