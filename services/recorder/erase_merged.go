package recorder

import (
	"context"
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// takers takes what an activity said out of those that took it over when it was merged into them, also if that was undone: their story tells of it
// still. It returns which they are.
func (e *erasure) takers(ctx context.Context, id string) (ids []string, err error) {
	if err := e.notFurther(ctx, id); err != nil {
		return nil, err
	}
	ed, _, err := e.edition(ctx)
	if err != nil {
		return nil, err
	}
	found, _, err := e.tellings(ctx, thing.KindActivity, 0, func(_ thing.Thing, event proto.Message) bool {
		absorbed, ok := event.(*eventv1.ActivityAbsorbed)
		return ok && absorbed.GetOther() == id
	})
	if err != nil {
		return nil, err
	}
	for _, t := range found {
		p := &pair{recorder: e.recorder, cmd: e.cmd, edition: ed, id: t.ID, other: id}
		if _, err := e.ground.Log.Change(ctx, e.on(t), t.Thing, func(history eventlog.History) ([]proto.Message, error) {
			keys, err := keysOf(history)
			if err != nil {
				return nil, err
			}
			// What is left of the one that took it over is told anew from the others, as if this one had never been merged into it.
			taken := activity.TakenOver(told(history))
			rest, err := p.rest(ctx, taken)
			origin := activity.Origin{At: history[0].Time, By: history[0].Actor}
			return []proto.Message{activity.EraseTaken(fold(t.ID, history), id, taken, rest, e.reason, keys, origin, ed, e.cmd.Time)}, err
		}); err != nil {
			return nil, err
		}
		ids = append(ids, t.ID)
	}
	return ids, e.settle(ctx, thingsOf(found)...)
}

// notFurther refuses to erase what was taken over by one that was itself taken over: what of it is whose cannot be told in there.
func (e *erasure) notFurther(ctx context.Context, id string) error {
	history, err := e.ground.Log.Load(ctx, thing.Activity(id))
	if err != nil {
		return err
	}
	into := fold(id, history).MergedInto
	if into == "" {
		return nil
	}
	history, err = e.ground.Log.Load(ctx, thing.Activity(into))
	if further := fold(into, history).MergedInto; further != "" {
		return fault.New(fault.Conflict, "activity %s is told in %s, and that in %s: part those two first, then erase it", id, into, further)
	}
	return err
}

// untold takes activities out of every issue that tells of one of them.
func (e *erasure) untold(ctx context.Context, ids ...string) (addresses []string, err error) {
	return e.issues(ctx,
		func(issue *eventv1.Issue) bool {
			return slices.ContainsFunc(ids, func(id string) bool { return digest.TellsOf(issue, id) })
		},
		func(issue *eventv1.Issue) {
			for _, id := range ids {
				digest.Without(issue, id)
			}
		})
}
