package recorder

import (
	"cmp"
	"context"
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// UndoMerge makes two of what was merged: first the one that had gone stands again, then the other gives back what it took over.
func (r *recorder) UndoMerge(ctx context.Context, req *apiv1.UndoMergeRequest) (*apiv1.UndoMergeResponse, error) {
	// Which one it is told in is found in the log; until then the pair is the one twice.
	p, err := r.pair(ctx, req.GetCommandId(), req.GetId(), req.GetId(), req.GetReason())
	if err != nil {
		return nil, err
	}
	history, err := r.ground.Log.Load(ctx, thing.Activity(p.other))
	if err != nil {
		return nil, err
	}
	if p.id = toldIn(history); p.id == "" {
		// It was never merged, and the domain says so.
		_, err := activity.Unmerge(fold(p.other, history), p.reason)
		return nil, err
	}
	parted, err := p.part(ctx)
	if err != nil {
		return nil, err
	}
	at, err := p.release(ctx, parted)
	if err != nil {
		return nil, err
	}
	answer := &apiv1.UndoMergeResponse{Sequence: max(at.Sequence, parted.Sequence), PartedFrom: p.id}
	answer.Paths, err = p.released(ctx)
	return answer, err
}

// toldIn returns the activity that one was merged into last, also when that was undone: what it took over may wait to be given back.
func toldIn(history eventlog.History) (id string) {
	for _, recorded := range history {
		switch event := recorded.Event.(type) {
		case *eventv1.ActivityMerged:
			id = event.GetInto()
		case *eventv1.ActivityErased:
			id = cmp.Or(event.GetMergedInto(), id)
		}
	}
	return id
}

// part has the one that had gone stand by itself again.
func (p *pair) part(ctx context.Context) (eventlog.At, error) {
	return p.ground.Log.Change(ctx, p.step("part", p.other), thing.Activity(p.other), func(history eventlog.History) ([]proto.Message, error) {
		into, _, taken, err := p.both(ctx)
		if err != nil {
			return nil, err
		}
		other := fold(p.other, history)
		// Nothing to decide is no error: the next step goes on.
		if _, waits := from(taken, p.other); other.MergedInto == "" && waits {
			// An earlier command broke off here: what is left is to give back.
			return nil, nil
		}
		if other.MergedInto != "" && into.MergedInto != "" {
			return nil, fault.New(fault.Conflict, "activity %s, in which it is told, is itself told in %s: part those two first", p.id, into.MergedInto)
		}
		return activity.Unmerge(other, p.reason)
	})
}

// release has the one that stayed give back what it took over. One that was withdrawn since, or erased, stays as it is: it tells nobody.
func (p *pair) release(ctx context.Context, parted eventlog.At) (eventlog.At, error) {
	return p.ground.Log.Change(ctx, p.step("release", p.id), thing.Activity(p.id), func(history eventlog.History) ([]proto.Message, error) {
		a, all := fold(p.id, history), activity.TakenOver(told(history))
		_, ok := from(all, p.other)
		_, other, _, err := p.both(ctx)
		if err == nil {
			err = behind(other, parted)
		}
		if err != nil || !ok || other.MergedInto == p.id || a.Withdrawn || a.Gone() {
			return nil, err
		}
		rest, err := p.rest(ctx, all)
		if err != nil {
			return nil, err
		}
		return activity.Release(a, p.other, all, rest, p.reason, p.edition, p.cmd.Time)
	})
}

// rest returns the others that are told in the one that stays.
// What they said as well stays with the one that has it, though another goes.
func (p *pair) rest(ctx context.Context, taken []activity.Taken) ([]*activity.Activity, error) {
	var things []thing.Thing
	for _, t := range taken {
		if t.Other != p.other {
			things = append(things, thing.Activity(t.Other))
		}
	}
	histories, err := p.ground.Log.LoadAll(ctx, things)
	var rest []*activity.Activity
	for i, history := range histories {
		if a := fold(things[i].ID, history); a.MergedInto == p.id && !a.Gone() {
			rest = append(rest, a)
		}
	}
	return rest, err
}

// released returns the fields that went back.
func (p *pair) released(ctx context.Context) ([]string, error) {
	history, err := p.ground.Log.Load(ctx, thing.Activity(p.id))
	for _, recorded := range slices.Backward(history) {
		if event, ok := recorded.Event.(*eventv1.ActivityReleased); ok && event.GetOther() == p.other {
			return event.GetPaths(), err
		}
	}
	return nil, err
}
