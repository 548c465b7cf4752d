package recorder

import (
	"context"
	"errors"
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// MergeActivities makes one of two activities. What breaks off in between is finished when the command comes again, and when the
// same is asked anew.
// Two stories change, and no append holds two: first the one that goes says where it went, then the one that stays takes over. In between, it is told
// nowhere, for a moment; the other way round, it would be told twice.
func (r *recorder) MergeActivities(ctx context.Context, req *apiv1.MergeActivitiesRequest) (*apiv1.MergeActivitiesResponse, error) {
	p, err := r.pair(ctx, req.GetCommandId(), req.GetId(), req.GetOther(), req.GetReason())
	if err != nil {
		return nil, err
	}
	merged, err := p.merge(ctx)
	if err != nil {
		return nil, r.by(ctx, err, gone, p.id, p.other)
	}
	at, err := p.absorb(ctx, merged)
	if final(err) {
		// The one that was to stay was withdrawn or merged at the same moment: whoever went for it stands again.
		return nil, errors.Join(p.by(ctx, err, gone, p.id), p.standAgain(ctx))
	}
	if err != nil {
		return nil, err
	}
	answer := &apiv1.MergeActivitiesResponse{Sequence: at.Sequence}
	answer.Paths, err = p.absorbed(ctx)
	return answer, err
}

// pair is one command about two activities.
type pair struct {
	*recorder
	cmd       eventlog.Command
	edition   *edition.Edition
	id, other string
	// named are the two as the command names them.
	named  string
	reason string
}

// Both ids must be whole. Whether there are such activities the domain says, when they are folded.
func (r *recorder) pair(ctx context.Context, commandID, id, other, reason string) (*pair, error) {
	for _, given := range []string{id, other} {
		if err := wholeID(given); err != nil {
			return nil, err
		}
	}
	cmd, ed, err := r.deciding(ctx, commandID)
	return &pair{recorder: r, cmd: cmd, edition: ed, id: id, other: other, named: id + " " + other, reason: reason}, err
}

// step returns the command as it applies to one of the two: a step that was taken before is known by it.
func (p *pair) step(verb, on string) eventlog.Command {
	cmd := p.cmd
	cmd.ID, cmd.Correlation = thing.ID("command", p.cmd.ID, verb, p.named, on), p.cmd.ID
	return cmd
}

// both returns the two as the log has them, and the story of the one that stays.
func (p *pair) both(ctx context.Context) (into, other *activity.Activity, taken []activity.Taken, err error) {
	histories, err := p.ground.Log.LoadAll(ctx, []thing.Thing{thing.Activity(p.id), thing.Activity(p.other)})
	if err != nil {
		return nil, nil, nil, err
	}
	return fold(p.id, histories[0]), fold(p.other, histories[1]), activity.TakenOver(told(histories[0])), nil
}

// told are the events of a history alone.
func told(history eventlog.History) []proto.Message {
	events := make([]proto.Message, len(history))
	for i, recorded := range history {
		events[i] = recorded.Event
	}
	return events
}

// from finds what was taken over from one activity.
func from(taken []activity.Taken, other string) (activity.Taken, bool) {
	i := slices.IndexFunc(taken, func(t activity.Taken) bool { return t.Other == other })
	if i < 0 {
		return activity.Taken{}, false
	}
	return taken[i], true
}

// merge has the other go, once it is known that the one that stays can take over what it said.
func (p *pair) merge(ctx context.Context) (eventlog.At, error) {
	cmd := p.step("merge", p.other)
	return p.ground.Log.Change(ctx, cmd, thing.Activity(p.other), func(eventlog.History) ([]proto.Message, error) {
		into, other, taken, err := p.both(ctx)
		if err != nil {
			return nil, err
		}
		if _, done := from(taken, p.other); !done && other.MergedInto == p.id {
			// An earlier command broke off here: what is left is to take over.
			return nil, nil
		}
		events, err := activity.Merge(other, into, p.reason)
		if err != nil {
			return nil, err
		}
		// Only tried: what cannot be taken over must not go.
		_, err = activity.Absorb(into, other, p.reason, p.edition, p.cmd.Time)
		return events, err
	})
}

// behind refuses to decide on what a replica of the log tells that has not seen the first step yet.
func behind(other *activity.Activity, first eventlog.At) error {
	if other.Version < first.Version {
		return fault.New(fault.Unavailable, "a part of the log has not seen yet what became of activity %s: send the same command again", other.ID)
	}
	return nil
}

// absorb has the one that stays take over what the other said.
func (p *pair) absorb(ctx context.Context, merged eventlog.At) (eventlog.At, error) {
	cmd := p.step("absorb", p.id)
	return p.ground.Log.Change(ctx, cmd, thing.Activity(p.id), func(history eventlog.History) ([]proto.Message, error) {
		_, other, _, err := p.both(ctx)
		if err != nil {
			return nil, err
		}
		if _, done := from(activity.TakenOver(told(history)), p.other); done {
			return nil, nil
		}
		if err := behind(other, merged); err != nil {
			return nil, err
		}
		if other.MergedInto != p.id {
			return nil, fault.New(fault.Conflict, "activity %s was parted from %s again meanwhile: look at both, then merge them anew", p.other, p.id)
		}
		into := fold(p.id, history)
		if into.MergedInto == p.other {
			return nil, p.crossed()
		}
		events, err := activity.Absorb(into, other, p.reason, p.edition, p.cmd.Time)
		if err != nil {
			return nil, err
		}
		_, err = p.name(ctx, roll{}, roll{}.mentions(cmd, events))
		return events, err
	})
}

// crossed says what became of two that somebody else merges the other way round at the same moment. Whoever sees that stands back, so it may be both, and
// then neither of the activities is told in the other. Looked at later, the other one may have stood back already, and nobody would know why.
func (p *pair) crossed() error {
	return fault.New(fault.Conflict, "activities %s and %s were merged the other way round at the same moment: look at both, and merge them if they are two still",
		p.id, p.other)
}

// final reports whether an error is an answer, and not a failure to get one: sending the command again brings the same.
func final(err error) bool {
	return errors.Is(err, fault.Conflict) || errors.Is(err, fault.Invalid) || errors.Is(err, fault.NotFound)
}

// standAgain undoes the first step when the second cannot be taken.
// Should it fail too, the member is told both, and the same merger asked anew goes on from there.
func (p *pair) standAgain(ctx context.Context) error {
	_, err := p.ground.Log.Change(ctx, p.step("stand again", p.other), thing.Activity(p.other), func(history eventlog.History) ([]proto.Message, error) {
		other := fold(p.other, history)
		if other.MergedInto != p.id {
			return nil, nil
		}
		return activity.Unmerge(other, "it could not be merged after all")
	})
	return err
}

// absorbed returns the fields in which the one that stays says more.
func (p *pair) absorbed(ctx context.Context) ([]string, error) {
	_, _, taken, err := p.both(ctx)
	t, _ := from(taken, p.other)
	return activity.Paths(t.Before, t.After), err
}

// TellApart takes down that two activities that seem to be the same are not.
// It is said once, of either: who looks for pairs looks at both.
func (r *recorder) TellApart(ctx context.Context, req *apiv1.TellApartRequest) (*apiv1.TellApartResponse, error) {
	p, err := r.pair(ctx, req.GetCommandId(), req.GetId(), req.GetOther(), req.GetReason())
	if err != nil {
		return nil, err
	}
	at, err := existing[*eventv1.ActivitiesToldApart](ctx, r, p.cmd, p.id, func(a *activity.Activity) ([]proto.Message, error) {
		histories, err := r.ground.Log.LoadAll(ctx, []thing.Thing{thing.Activity(p.id), thing.Activity(p.other)})
		if err != nil {
			return nil, err
		}
		if apart(histories[0], p.other) || apart(histories[1], p.id) {
			return nil, nil
		}
		return activity.TellApart(a, fold(p.other, histories[1]), p.reason)
	})
	return &apiv1.TellApartResponse{Sequence: at.Sequence}, err
}

// apart reports whether a history tells its activity apart from another.
func apart(history eventlog.History, other string) bool {
	return slices.ContainsFunc(history, func(recorded eventlog.Recorded) bool {
		said, ok := recorded.Event.(*eventv1.ActivitiesToldApart)
		return ok && said.GetOther() == other
	})
}
