package activity

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Withdraw takes an activity out of every list and count: it was entered twice, never took place, or is no business of this log.
func Withdraw(a *Activity, reason string) ([]proto.Message, error) {
	if err := a.there(); err != nil {
		return nil, err
	}
	switch {
	case a.MergedInto != "":
		return nil, fault.New(fault.Conflict, "activity %s is one with %s and is told there: withdraw that one", a.ID, a.MergedInto)
	case a.Withdrawn:
		return nil, fault.New(fault.Conflict, "activity %s was withdrawn already", a.ID)
	}
	reason, err := argument(reason, "say why it is withdrawn: entered twice, never took place, …")
	if err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ActivityWithdrawn{Reason: reason}}, nil
}
