package recorder

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// once refuses a command whose id was used on the thing before, for something else: it would be taken for that one, answered as done,
// and what it says would be lost.
func once[T proto.Message](history eventlog.History, commandID string) error {
	for _, r := range history {
		// Of what is erased nobody can tell what it was.
		if _, same := r.Event.(T); r.CommandID == commandID && !same && !r.Erased {
			return fault.New(fault.Conflict, "command_id: %s was used for another command; make up a new one for each", commandID)
		}
	}
	return nil
}

// recordedAs refuses to take a command for one that recorded other words. They are completed as of the day of that command, so that what we
// add (a status, a zone, mentions) makes no difference.
func recordedAs(history eventlog.History, commandID string, typed *eventv1.Activity, ed *edition.Edition) error {
	for _, r := range history {
		recorded, ok := r.Event.(*eventv1.ActivityRecorded)
		if !ok || r.CommandID != commandID {
			continue
		}
		if differ := activity.Paths(recorded.GetActivity(), activity.Complete(typed, ed, r.Time)); len(differ) > 0 {
			return fault.New(fault.Conflict, "command_id: %s has recorded an activity with another %s; amend that one, or make up a new id",
				commandID, activity.FieldWords(differ[0]))
		}
	}
	return nil
}
