package activity

import (
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// PartChanges says in a few words each which segments came and went from one content to the next, and under which rule: that a part of a meeting was held
// behind closed doors is what whoever reads the history looks for. A rule that is tightened or relaxed has an event of its own; in a merger it changes with
// all else.
func PartChanges(before, after *eventv1.Activity) []string {
	var said []string
	for _, s := range after.GetSegments() {
		if named(before.GetSegments(), s.GetName()) < 0 {
			said = append(said, fault.Quoted(s.GetName())+" added, "+RuleWords(s.GetRule()))
		}
	}
	for _, s := range before.GetSegments() {
		switch i := named(after.GetSegments(), s.GetName()); {
		case i < 0:
			said = append(said, fault.Quoted(s.GetName())+" taken away, "+RuleWords(s.GetRule()))
		case CompareRules(s.GetRule(), after.GetSegments()[i].GetRule(), calendar.Location("")) != 0:
			said = append(said, fault.Quoted(s.GetName())+", from "+RuleWords(s.GetRule())+" to "+RuleWords(after.GetSegments()[i].GetRule()))
		}
	}
	return few(said)
}
