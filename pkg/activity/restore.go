package activity

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Restore brings an activity that was withdrawn back into every list and count, as it was.
func Restore(a *Activity, reason string) ([]proto.Message, error) {
	if err := a.there(); err != nil {
		return nil, err
	}
	switch {
	case a.MergedInto != "":
		return nil, fault.New(fault.Conflict, "activity %s is one with %s and is told there: part the two instead", a.ID, a.MergedInto)
	case !a.Withdrawn:
		return nil, fault.New(fault.Conflict, "activity %s was not withdrawn: there is nothing to restore", a.ID)
	}
	reason, err := argument(reason, "say why it is restored: whoever withdrew it will ask")
	if err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ActivityRestored{Reason: reason, Activity: a.Content}}, nil
}
