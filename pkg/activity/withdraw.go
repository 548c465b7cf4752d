package activity

import (
	"strings"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Withdraw takes an activity out of every list and count: it was entered twice, never took place, or is no business of this log.
func Withdraw(a *Activity, reason string) ([]proto.Message, error) {
	switch {
	case a.Version == 0:
		return nil, fault.New(fault.NotFound, "there is no activity %s", a.ID)
	case a.Gone():
		return nil, gone(a)
	case a.MergedInto != "":
		return nil, fault.New(fault.Conflict, "activity %s is one with %s and is told there: withdraw that one", a.ID, a.MergedInto)
	case a.Withdrawn:
		return nil, fault.New(fault.Conflict, "activity %s was withdrawn already", a.ID)
	}
	reason = strings.TrimSpace(reason)
	var mistakes fault.Mistakes
	if reason == "" {
		mistakes.Add("reason", "say why it is withdrawn: entered twice, never took place, …")
	}
	checkLine(func() string { return "reason" }, reason, LongestLine, &mistakes)
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ActivityWithdrawn{Reason: reason}}, nil
}
