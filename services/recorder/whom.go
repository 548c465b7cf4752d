package recorder

import (
	"context"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// merge says that one is another. Two members may merge two into one another at the same moment, which neither could see beforehand: it is
// looked at afterwards, and undone.
func (n *naming) merge(ctx context.Context, p *person.Person, into string) (*apiv1.ChangePersonResponse, error) {
	other, err := n.thingOf(ctx, into)
	if err != nil {
		return nil, err
	}
	answer, err := say[*eventv1.PersonMerged](ctx, n, p.ID, func(p *person.Person) ([]proto.Message, error) {
		means, err := n.whom(ctx, other)
		if err != nil {
			return nil, err
		}
		return person.Merge(p, means, n.reason)
	})
	if err != nil {
		return nil, err
	}
	round, err := n.inCircle(ctx, p.ID)
	if err != nil || !round {
		return answer, err
	}
	if _, err := n.ground.Log.Change(ctx, n.on(p.Name(), "undo"), thing.Person(p.ID), func(eventlog.History) ([]proto.Message, error) {
		return []proto.Message{&eventv1.PersonMergeUndone{Reason: "merged into one another at the same moment"}}, nil
	}); err != nil {
		return nil, err
	}
	return nil, fault.New(fault.Conflict, "somebody else has merged the two the other way round at the same moment: look which of them is left, then say it again")
}

// undoMerge parts one from another.
func (n *naming) undoMerge(ctx context.Context, p *person.Person) (*apiv1.ChangePersonResponse, error) {
	return say[*eventv1.PersonMergeUndone](ctx, n, p.ID, func(p *person.Person) ([]proto.Message, error) {
		into, err := n.personOf(ctx, p.MergedInto)
		if err != nil {
			return nil, err
		}
		return person.UndoMerge(p, into, n.reason)
	})
}

// whom returns whom somebody means by now: themselves, or whom they were merged into. In a circle, which two members at once can make for a
// moment, they mean the one whose id comes first.
func (r *recorder) whom(ctx context.Context, p *person.Person) (*person.Person, error) {
	seen := map[string]*person.Person{}
	for p.MergedInto != "" {
		if seen[p.ID] != nil {
			return firstOf(p, seen), nil
		}
		seen[p.ID] = p
		next, err := r.personOf(ctx, p.MergedInto)
		if err != nil {
			return nil, err
		}
		if !next.Known() {
			return p, nil // whom they were merged into was erased
		}
		p = next
	}
	return p, nil
}

// firstOf returns whose id comes first of those in the circle that p is in.
func firstOf(p *person.Person, all map[string]*person.Person) *person.Person {
	first := p
	for next := all[p.MergedInto]; next != p; next = all[next.MergedInto] {
		if next.ID < first.ID {
			first = next
		}
	}
	return first
}

// inCircle reports whether whom somebody was merged into leads back to them.
// A circle further on, of which this one is no part, is somebody else's to undo.
func (r *recorder) inCircle(ctx context.Context, id string) (bool, error) {
	p, err := r.personOf(ctx, id)
	for seen := map[string]bool{}; err == nil && p.MergedInto != "" && !seen[p.ID]; {
		seen[p.ID] = true
		if p.MergedInto == id {
			return true, nil
		}
		p, err = r.personOf(ctx, p.MergedInto)
	}
	return false, err
}
