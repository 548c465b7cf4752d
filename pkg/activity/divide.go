package activity

import (
	"google.golang.org/protobuf/proto"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Divide returns what an activity says once a part of it is named that was held under a rule of its own, and the name of the part that keeps the rule of
// the whole; "" if there was none to keep. An activity has a rule for the whole or parts with a rule each, never both. So the rule that was for the whole goes
// on to hold for the rest: for what was told of no part, and for who took part in none. That the opening was streamed sets nothing free of what was said behind
// closed doors.
func Divide(content *eventv1.Activity, name string, rule *eventv1.Rule) (divided *eventv1.Activity, kept string) {
	divided = proto.CloneOf(content)
	whole := divided.GetRule()
	divided.Rule = nil
	divided.Segments = append(divided.Segments, &eventv1.Segment{Name: name, Rule: rule})
	if strictness(whole) == 0 || name == theRest {
		return divided, ""
	}
	divided.Segments = append(divided.Segments, &eventv1.Segment{Name: theRest, Rule: whole})
	for _, passage := range divided.GetBody() {
		rest(&passage.Segment)
	}
	for _, people := range [][]*eventv1.Participation{divided.GetPeople(), divided.GetOrganisations()} {
		for _, p := range people {
			rest(&p.Segment)
		}
	}
	return divided, theRest
}

func rest(segment *string) {
	if *segment == "" {
		*segment = theRest
	}
}
