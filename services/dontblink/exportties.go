package dontblink

import (
	"context"
	"errors"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// tiesOf finds out which of the activities that others are tied to whoever imports the file may look for in vain. Each is asked for once.
type tiesOf struct {
	a     *web.API
	there map[string]bool
	// part says that the file holds a part of the log: what lies outside of it is not asked for, since it may be anything.
	part bool
}

// narrowed reports whether a question leaves anything out.
func narrowed(req *apiv1.ListActivitiesRequest) bool {
	return req.GetFrom()+req.GetTo()+req.GetPillar()+req.GetPriority()+req.GetTopic()+req.GetStatus()+req.GetPerson() != ""
}

// gone returns those that an activity is tied to and that were erased, or may be in another file: they are named by their ids, which need
// nothing else to be there.
func (t *tiesOf) gone(ctx context.Context, content *eventv1.Activity) (gone []string, err error) {
	if t.part {
		for _, relation := range content.GetRelations() {
			gone = append(gone, relation.GetId())
		}
		return gone, nil
	}
	for _, relation := range content.GetRelations() {
		id := relation.GetId()
		if _, asked := t.there[id]; !asked {
			_, err := t.a.Insights.GetActivity(ctx, &apiv1.GetActivityRequest{Id: id})
			if err != nil && !errors.Is(err, fault.NotFound) {
				return nil, err
			}
			t.there[id] = err == nil
		}
		if !t.there[id] {
			gone = append(gone, id)
		}
	}
	return gone, nil
}
