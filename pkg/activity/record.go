package activity

import (
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Record takes down a new activity. `imp` says which file it came from; nil: a member logged it.
func Record(
	a *Activity, content *eventv1.Activity, imp *eventv1.Import, ed *edition.Edition, now time.Time,
) ([]proto.Message, error) {
	if a.Version > 0 {
		return nil, fault.New(fault.Conflict, "activity %s is recorded already: amend it instead", a.ID)
	}
	content, err := settle(a, content, imp.GetSource(), ed, now)
	if err == nil && imp == nil {
		err = cancelledForAReason(content)
	}
	if err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ActivityRecorded{Activity: content, Import: proto.CloneOf(imp)}}, nil
}

// settle checks what an activity is to say and completes it.
func settle(a *Activity, content *eventv1.Activity, source string, ed *edition.Edition, now time.Time) (*eventv1.Activity, error) {
	return completed(a, content, source, ed, now, anew(a.Content, content, Check(content, ed)))
}

func completed(
	a *Activity, content *eventv1.Activity, source string, ed *edition.Edition, now time.Time, mistakes fault.Mistakes,
) (*eventv1.Activity, error) {
	if content == nil {
		return nil, mistakes.Err()
	}
	content = Complete(content, ed, now)
	// Also where there are mistakes already, so that all of them are told at once.
	relate(a.ID, content, source, &mistakes)
	return content, mistakes.Err()
}

// relate finds the activities that the relations name by key. A key is known within its source alone, so what comes from no file
// must name an id.
func relate(id string, content *eventv1.Activity, source string, mistakes *fault.Mistakes) {
	for i, relation := range content.GetRelations() {
		at := nth("relations", i)
		if relation.GetId() == "" && relation.GetKey() != "" {
			if source == "" {
				mistakes.Add(at, "the key %s is known only within a file: give the activity's id", fault.Quoted(relation.GetKey()))
				continue
			}
			relation.Id = ImportedID(source, relation.GetKey())
		}
		if relation.GetId() == id && id != "" {
			mistakes.Add(at, "an activity cannot be related to itself: name the other one, or leave the relation out")
		}
	}
}
