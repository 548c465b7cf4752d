package recorder

import (
	"context"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Record takes down a new activity.
// Its id is made of the command's, so the same command again is the same activity.
func (r *recorder) Record(ctx context.Context, req *apiv1.RecordRequest) (*apiv1.RecordResponse, error) {
	cmd, ed, err := r.deciding(ctx, req.GetCommandId())
	if err != nil {
		return nil, err
	}
	id, typed := activity.RecordedID(cmd.ID), asTyped(req.GetActivity())
	history, err := r.ground.Log.Load(ctx, thing.Activity(id))
	if err != nil {
		return nil, err
	}
	// Asked before Change, which takes a command that came before as done and decides nothing.
	if err := recordedAs(history, cmd.ID, typed, ed); err != nil {
		return nil, err
	}
	at, err := r.ground.Log.Change(ctx, cmd, thing.Activity(id), func(history eventlog.History) ([]proto.Message, error) {
		events, err := activity.Record(fold(id, history), typed, nil, ed, cmd.Time)
		if err != nil {
			return nil, err
		}
		if err := r.kept(ctx, fold(id, history), events); err != nil {
			return nil, err
		}
		// At last, when all else is known to hold: whoever is named is taken down for good.
		_, err = r.name(ctx, roll{}, roll{}.mentions(cmd, events))
		return events, err
	})
	if err != nil {
		return nil, err
	}
	return &apiv1.RecordResponse{Id: id, Sequence: at.Sequence}, nil
}

// Amend replaces the named fields of an activity.
// With a version it is refused (fault.Conflict) when the activity has been changed since; without, the fields are replaced as they are now.
func (r *recorder) Amend(ctx context.Context, req *apiv1.AmendRequest) (*apiv1.AmendResponse, error) {
	cmd, ed, err := r.deciding(ctx, req.GetCommandId())
	if err != nil {
		return nil, err
	}
	at, err := existing[activity.Amendment](ctx, r, cmd, req.GetId(), func(a *activity.Activity) ([]proto.Message, error) {
		events, err := activity.Amend(a, asTyped(req.GetActivity()), req.GetPaths(), req.GetReason(), req.GetVersion(), ed, cmd.Time)
		if err != nil {
			return nil, err
		}
		if err := r.kept(ctx, a, events); err != nil {
			return nil, err
		}
		_, err = r.name(ctx, roll{}, roll{}.mentions(cmd, events))
		return events, err
	})
	if err != nil {
		return nil, r.overtaken(ctx, req, err)
	}
	return &apiv1.AmendResponse{Sequence: at.Sequence, Version: at.Version}, nil
}

// Withdraw takes an activity out of every list and count.
// One that is withdrawn already, or told in another, is fault.Conflict.
func (r *recorder) Withdraw(ctx context.Context, req *apiv1.WithdrawRequest) (*apiv1.WithdrawResponse, error) {
	cmd, err := r.command(ctx, req.GetCommandId())
	if err != nil {
		return nil, err
	}
	at, err := existing[*eventv1.ActivityWithdrawn](ctx, r, cmd, req.GetId(), func(a *activity.Activity) ([]proto.Message, error) {
		return activity.Withdraw(a, req.GetReason())
	})
	if err != nil {
		return nil, r.by(ctx, err, gone, req.GetId())
	}
	return &apiv1.WithdrawResponse{Sequence: at.Sequence}, nil
}

// wholeID refuses what is no id of an activity, or a part of one: the log knows the whole alone.
// Rows find an activity by a part of its id; to find it here would be to read the whole log.
func wholeID(id string) error {
	if uuid.Validate(id) != nil {
		return fault.New(fault.Invalid, "%q is not the id of an activity: `dontblink list --json` tells the whole id", id)
	}
	return nil
}

// existing changes an activity that the log has, by events of type T.
func existing[T proto.Message](
	ctx context.Context, r *recorder, cmd eventlog.Command, id string, decide func(*activity.Activity) ([]proto.Message, error),
) (eventlog.At, error) {
	if err := wholeID(id); err != nil {
		return eventlog.At{}, err
	}
	history, err := r.ground.Log.Load(ctx, thing.Activity(id))
	if err != nil {
		return eventlog.At{}, err
	}
	// T is what the command brings about when it is done: another event under the same id is another command's.
	if err := once[T](history, cmd.ID); err != nil {
		return eventlog.At{}, err
	}
	return r.ground.Log.Change(ctx, cmd, thing.Activity(id), func(history eventlog.History) ([]proto.Message, error) {
		if len(history) == 0 {
			return nil, fault.New(fault.NotFound, "there is no activity %s", id)
		}
		return decide(fold(id, history))
	})
}
