package recorder

import (
	"context"
	"slices"
	"strconv"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// EraseActivity destroys the keys of an activity, after the log says so, and takes it out of the issues that tell of it.
// The order is that of what can be finished: interrupted after any step, the command that comes again finds in the log what is left to do.
func (r *recorder) EraseActivity(ctx context.Context, req *apiv1.EraseActivityRequest) (*apiv1.EraseActivityResponse, error) {
	e, err := r.erasing(ctx, req.GetCommandId(), req.GetReason())
	if err != nil {
		return nil, err
	}
	id := req.GetId()
	if err := wholeID(id); err != nil {
		return nil, err
	}
	if err := e.album.pictured.readOn(ctx, r.ground.Log); err != nil { // while it can be read which pictures it names
		return nil, err
	}
	// Those that took it over first: once it is erased, nobody could tell what of them was its.
	takers, err := e.takers(ctx, id)
	if err != nil {
		return nil, err
	}
	if err := e.whole(ctx, id); err != nil {
		return nil, err
	}
	if err := e.settle(ctx, thing.Activity(id)); err != nil {
		return nil, err
	}
	issues, err := e.untold(ctx, append(takers, id)...)
	if err != nil {
		return nil, err
	}
	pictures, err := e.removePictures(ctx)
	if err != nil {
		return nil, err
	}
	return &apiv1.EraseActivityResponse{
		Sequence: e.reached, Keys: uint32(len(e.destroyed)), Issues: issues, Pictures: pictures, Activities: takers,
	}, nil
}

// whole has the log say that an activity is erased. When it says so already it is not said twice: an interrupted command is finished.
func (e *erasure) whole(ctx context.Context, id string) error {
	_, err := e.ground.Log.Change(ctx, e.cmd, thing.Activity(id), func(history eventlog.History) ([]proto.Message, error) {
		if err := once[*eventv1.ActivityErased](history, e.cmd.ID); err != nil {
			return nil, err
		}
		keys, err := keysOf(history)
		if err != nil {
			return nil, err
		}
		return activity.Erase(fold(id, history), e.reason, keys)
	})
	return err
}

// erasure is one command that erases.
// reached is the last event that it brought about; destroyed are all keys that it has closed.
type erasure struct {
	*recorder
	cmd       eventlog.Command
	reason    string
	reached   uint64
	destroyed []string
}

// erasing begins a command that erases: with a reason that names nobody, and on a log that has keys.
func (r *recorder) erasing(ctx context.Context, commandID, reason string) (*erasure, error) {
	cmd, err := r.command(ctx, commandID)
	if err != nil {
		return nil, err
	}
	if r.ground.Log.Vault == nil {
		return nil, fault.New(fault.Conflict, "nothing can be erased here: this log is kept without keys")
	}
	reason, err = activity.ErasureReason(reason)
	return &erasure{recorder: r, cmd: cmd, reason: reason}, err
}

// on returns the command as it applies to one of the things that the erasure is about. What was said of it after the command came first, and
// before it came again or was done, is erased under another id.
func (e *erasure) on(t telling) eventlog.Command {
	cmd := e.cmd
	cmd.ID, cmd.Correlation = thing.ID("command", e.cmd.ID, t.String(), strconv.FormatUint(t.last, 10)), e.cmd.ID
	return cmd
}

// keysOf returns every key that sealed the history, also those that are destroyed: whoever comes upon the last erasure of a thing learns
// from it of all before.
func keysOf(history eventlog.History) (keys []string, err error) {
	for _, recorded := range history {
		if recorded.Key == "" {
			return nil, fault.New(fault.Conflict, "event %d, of %s, was written down before this log was sealed, and stays readable for ever: "+
				"nothing was erased", recorded.Sequence, recorded.Thing)
		}
		if !slices.Contains(keys, recorded.Key) {
			keys = append(keys, recorded.Key)
		}
	}
	return keys, nil
}

// settle destroys the keys that the last erasure of a thing names. They are taken from the log and not from what was decided a moment
// ago: the command may have come before, and ended in between.
// The log says so before the keys go: a key that is gone without a word would be a loss that nobody has asked for.
func (e *erasure) settle(ctx context.Context, things ...thing.Thing) error {
	histories, err := e.ground.Log.LoadAll(ctx, things)
	if err != nil {
		return err
	}
	for _, history := range histories {
		// The last erasure names all keys of before; see keysOf.
		for _, recorded := range slices.Backward(history) {
			if said, ok := recorded.Event.(interface{ GetKeys() []string }); ok {
				e.reached = max(e.reached, recorded.Sequence)
				e.destroyed = append(e.destroyed, said.GetKeys()...)
				break
			}
		}
	}
	return e.ground.Log.Vault.Destroy(ctx, "command "+e.cmd.ID, e.destroyed...)
}

// telling is a thing that tells of what is erased, and the last of its events that does.
type telling struct {
	thing.Thing
	last uint64
}

// tellings returns the things of a kind that an event after a sequence tells of somebody, in the order of the log. Nothing is erased when
// one of them cannot be.
func (e *erasure) tellings(ctx context.Context, kind string, after uint64, tells func(thing.Thing, proto.Message) bool) (found []telling, last uint64, err error) {
	at := map[thing.Thing]int{}
	last, err = e.ground.Log.Read(ctx, kind, after, func(recorded eventlog.Recorded) error {
		// What cannot be read any more tells of nobody.
		if recorded.Erased || !tells(recorded.Thing, recorded.Event) {
			return nil
		}
		n, seen := at[recorded.Thing]
		if !seen {
			n = len(found)
			at[recorded.Thing] = n
			found = append(found, telling{Thing: recorded.Thing})
		}
		found[n].last = recorded.Sequence
		_, err := keysOf(eventlog.History{recorded})
		return err
	})
	return found, last, err
}

// thingsOf returns what tells, without where.
func thingsOf(found []telling) []thing.Thing {
	things := make([]thing.Thing, len(found))
	for i, t := range found {
		things[i] = t.Thing
	}
	return things
}

// issues takes what is erased out of every issue that tells of it or has ever told of it, and returns their addresses.
// An earlier draft can still be read in the log, so an issue that tells of it no more is sealed anew like the others.
func (e *erasure) issues(ctx context.Context, tells func(*eventv1.Issue) bool, erase func(*eventv1.Issue)) (addresses []string, err error) {
	found, _, err := e.tellings(ctx, thing.KindIssue, 0, func(_ thing.Thing, event proto.Message) bool { return tells(part(event)) })
	if err != nil {
		return nil, err
	}
	for _, t := range found {
		if _, err := e.ground.Log.Change(ctx, e.on(t), t.Thing, func(history eventlog.History) ([]proto.Message, error) {
			keys, err := keysOf(history)
			if err != nil {
				return nil, err
			}
			issue := standing(t.ID, history)
			erase(issue)
			return []proto.Message{&eventv1.IssueErased{Reason: e.reason, Keys: keys, Issue: issue}}, nil
		}); err != nil {
			return nil, err
		}
		addresses = append(addresses, t.ID)
	}
	return addresses, e.settle(ctx, thingsOf(found)...)
}

// part returns what one event says of an issue.
func part(event proto.Message) *eventv1.Issue {
	issue := &eventv1.Issue{}
	switch event := event.(type) {
	case *eventv1.EntryDrafted:
		issue.Entries = []*eventv1.Entry{event.GetEntry()}
	case *eventv1.IssueDrafted:
		issue.Frame = event.GetFrame()
	case *eventv1.IssueErased:
		issue = event.GetIssue()
	}
	return issue
}

// standing returns an issue as it was last drafted; one that never was has nothing but its opening.
func standing(id string, history eventlog.History) *eventv1.Issue {
	last := -1
	for i, recorded := range history {
		if digest.Drafts(recorded.Event) {
			last = i
		}
	}
	issue := &eventv1.Issue{Id: id}
	for i, recorded := range history {
		if _, opened := recorded.Event.(*eventv1.IssueOpened); i <= last || opened {
			digest.Apply(issue, recorded.Event)
		}
	}
	return issue
}
