package dontblink

import (
	"context"
	"errors"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// tiesOf finds out which of the activities that others are tied to are in the log no more. Each is asked for once.
type tiesOf struct {
	a     *web.API
	there map[string]bool
}

// gone returns those that an activity is tied to and that were erased.
func (t *tiesOf) gone(ctx context.Context, content *eventv1.Activity) (gone []string, err error) {
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
