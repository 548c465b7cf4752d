package insights

import (
	"context"
	"time"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// GetHistory tells what was said of an activity, when, by whom and why, the oldest first.
// Id is the whole one, for whoever asked with the beginning of it.
func (i *insights) GetHistory(ctx context.Context, req *apiv1.GetHistoryRequest) (*apiv1.GetHistoryResponse, error) {
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	changes, err := i.rows.History(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	answer := &apiv1.GetHistoryResponse{}
	for _, change := range changes {
		answer.Id = change.Activity
		answer.Changes = append(answer.Changes, &apiv1.Change{
			Sequence: change.Sequence,
			Version:  change.Version,
			At:       change.At.UTC().Format(time.RFC3339),
			By:       change.Actor,
			What:     change.What,
			Paths:    change.Paths,
			Reason:   change.Reason,
			Source:   change.Source,
			Clashes:  change.Clashes,
			Sentence: change.Sentence(change.At, change.Actor),
			Part:     change.Part,
			Other:    change.Other,
		})
	}
	return answer, nil
}
