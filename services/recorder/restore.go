package recorder

import (
	"context"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Restore brings back what was withdrawn.
func (r *recorder) Restore(ctx context.Context, req *apiv1.RestoreRequest) (*apiv1.RestoreResponse, error) {
	cmd, err := r.command(ctx, req.GetCommandId())
	if err != nil {
		return nil, err
	}
	at, err := existing[*eventv1.ActivityRestored](ctx, r, cmd, req.GetId(), func(a *activity.Activity) ([]proto.Message, error) {
		return activity.Restore(a, req.GetReason())
	})
	if err != nil {
		return nil, r.by(ctx, err, []string{"restored", "merged"}, req.GetId())
	}
	return &apiv1.RestoreResponse{Sequence: at.Sequence, Version: at.Version}, nil
}
