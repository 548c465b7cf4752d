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
	if strictness(whole) == 0 {
		return divided, ""
	}
	kept = theRest
	if name == theRest {
		// Whoever names a part so has said nothing of what belongs to none.
		kept = "All else"
	}
	divided.Segments = append(divided.Segments, &eventv1.Segment{Name: kept, Rule: whole})
	for _, passage := range divided.GetBody() {
		fallInto(&passage.Segment, kept)
	}
	for _, people := range [][]*eventv1.Participation{divided.GetPeople(), divided.GetOrganisations()} {
		for _, p := range people {
			fallInto(&p.Segment, kept)
		}
	}
	return divided, kept
}

// fallInto puts into a part what belongs to none.
func fallInto(segment *string, part string) {
	if *segment == "" {
		*segment = part
	}
}
