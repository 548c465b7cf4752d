package activity

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func (c *checker) segments() {
	names := map[string]bool{}
	for i, segment := range c.content.GetSegments() {
		at := nth("segments", i)
		switch name := segment.GetName(); {
		case strings.TrimSpace(name) == "":
			c.Add(at+".name", "give the segment a name, e.g. Panel")
		case names[name]:
			c.Add(at+".name", "%s is the name of another segment: give it its own", fault.Quoted(name))
		default:
			names[name] = true
		}
		if segment.GetRule() == nil {
			// Silence is no rule: who names a part of a meeting knows under which rule it was held, or must find out.
			c.Add(at+".rule", "say under which rule it was held: %s", strings.Join(Rules(), ", "))
			continue
		}
		c.rule(at+".rule", segment.GetRule())
	}
	if c.content.GetRule() == nil {
		return
	}
	if len(c.content.GetSegments()) > 0 {
		c.Add("rule", "stands for the whole, and the segments have rules of their own: say it in one of the two places")
	}
	c.rule("rule", c.content.GetRule())
}

func (c *checker) rule(at string, rule *eventv1.Rule) {
	if !slices.Contains(Rules(), rule.GetKind()) {
		c.known(at, rule.GetKind(), Rules())
		return
	}
	switch {
	case rule.GetKind() != Embargo && rule.GetUntil() != nil:
		c.Add(at+".until", "only an embargo ends, and the rule is %s: leave until out, or write rule: embargo", rule.GetKind())
	case rule.GetKind() == Embargo && rule.GetUntil() == nil:
		c.Add(at+".until", "say when the embargo ends: a day 2024-01-31 or a moment 2024-01-31T19:30")
	case rule.GetKind() == Embargo:
		span := c.when(at+".until", rule.GetUntil())
		if span.Range || span.Precision == calendar.ToTheMonth || span.Precision == calendar.ToTheYear {
			c.Add(at+".until", "an embargo ends on a day or at a moment: write 2024-01-31 or 2024-01-31T19:30")
		}
	}
}

func (c *checker) body() {
	for i, passage := range c.content.GetBody() {
		at := nth("body", i)
		if passage.GetSegment() != "" {
			c.segmentNamed(at+".segment", passage.GetSegment())
		}
		if n := strings.Count(passage.GetText(), "["); n > mostBrackets {
			c.Add(at+".text", "has %d opening brackets: leave %d at the most", n, mostBrackets)
		}
		if n := strings.Count(passage.GetText(), "*") + strings.Count(passage.GetText(), "_"); n > mostStars {
			c.Add(at+".text", "has %d stars and underscores: leave %d at the most", n, mostStars)
		}
		if strings.TrimSpace(passage.GetText()) == "" {
			c.Add(at+".text", "is empty: write the text, or leave the passage out")
		}
	}
}
