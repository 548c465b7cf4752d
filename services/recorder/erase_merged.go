package recorder

import (
	"cmp"
	"context"
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// takers takes what an activity said out of those that took it over when it was merged into them, and out of those that took these over, also
// if that was undone: their stories tell of it still. It returns which they are.
func (e *erasure) takers(ctx context.Context, id string) (ids []string, err error) {
	ed, _, err := e.edition(ctx)
	if err != nil {
		return nil, err
	}
	found, holders, err := e.holders(ctx, id)
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
			return []proto.Message{activity.EraseTaken(fold(t.ID, history), firstHeld(taken, holders), taken, rest, e.reason, keys, origin, ed, e.cmd.Time)}, err
		}); err != nil {
			return nil, err
		}
		ids = append(ids, t.ID)
	}
	return ids, e.settle(ctx, thingsOf(found)...)
}

// firstHeld returns from whom the first was taken over that came of what is erased, directly or by way of others; all behind it is taken over anew.
func firstHeld(taken []activity.Taken, holders map[string]bool) string {
	for _, t := range taken {
		if holders[t.Other] {
			return t.Other
		}
	}
	return ""
}

// holders returns the activities whose story holds what another one said, in the order in which they are to give it back, and that one among them
// all by their ids. An activity that took over from a holder is one, too; the log tells them in the order in which they became it.
func (e *erasure) holders(ctx context.Context, id string) (found []telling, holders map[string]bool, err error) {
	chain, err := e.chain(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	holders = map[string]bool{id: true}
	for _, into := range chain {
		// Also where a command that broke off has erased the story that would tell.
		holders[into] = true
	}
	found, _, err = e.tellings(ctx, thing.KindActivity, 0, func(t thing.Thing, event proto.Message) bool {
		absorbed, ok := event.(*eventv1.ActivityAbsorbed)
		ok = ok && holders[absorbed.GetOther()] && t.ID != id
		if ok {
			holders[t.ID] = true
		}
		return ok
	})
	// Those that are told in one another take over anew what is left of the one before, so that one comes first. The others need nobody, and come
	// before all of them: broken off in between, the rest is found again.
	slices.SortStableFunc(found, func(a, b telling) int {
		return cmp.Or(cmp.Compare(slices.Index(chain, a.ID), slices.Index(chain, b.ID)), cmp.Compare(b.last, a.last))
	})
	return found, holders, err
}

// chain returns in what an activity is told, in what that one is told, and so on.
func (e *erasure) chain(ctx context.Context, id string) (chain []string, err error) {
	for {
		history, err := e.ground.Log.Load(ctx, thing.Activity(id))
		if err != nil {
			return nil, err
		}
		into := fold(id, history).MergedInto
		if into == "" || slices.Contains(chain, into) {
			return chain, nil
		}
		chain, id = append(chain, into), into
	}
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
