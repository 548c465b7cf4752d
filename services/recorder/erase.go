package recorder

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// EraseActivity destroys the keys of an activity, after the log says so, and takes it out of the issues that tell of it.
func (r *recorder) EraseActivity(ctx context.Context, req *apiv1.EraseActivityRequest) (*apiv1.EraseActivityResponse, error) {
	e, err := r.erasing(ctx, req.GetCommandId(), req.GetReason())
	if err != nil {
		return nil, err
	}
	id := req.GetId()
	if err := e.album.pictured.readOn(ctx, r.ground.Log); err != nil { // while it can be read which pictures it names
		return nil, err
	}
	if err := e.whole(ctx, id); err != nil {
		return nil, err
	}
	if err := e.settle(ctx, thing.Activity(id)); err != nil {
		return nil, err
	}
	issues, err := e.issues(ctx, func(issue *eventv1.Issue) bool {
		tells := digest.TellsOf(issue, id)
		digest.Without(issue, id)
		return tells
	})
	if err != nil {
		return nil, err
	}
	pictures, err := e.removePictures(ctx)
	if err != nil {
		return nil, err
	}
	return &apiv1.EraseActivityResponse{Sequence: e.reached, Keys: uint32(len(e.destroyed)), Issues: issues, Pictures: pictures}, nil
}

// whole has the log say that an activity is erased. When it says so already it is not said twice: an interrupted command is finished.
func (e *erasure) whole(ctx context.Context, id string) error {
	if uuid.Validate(id) != nil {
		return fault.New(fault.Invalid, "%q is not the id of an activity: `dontblink list --json` tells the whole id", id)
	}
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

// ErasePerson takes somebody out of everything that names them: first what names them says so no more, then the keys of what was said
// before are destroyed, and at last their own. A command that was interrupted is finished when it comes again.
func (r *recorder) ErasePerson(ctx context.Context, req *apiv1.ErasePersonRequest) (*apiv1.ErasePersonResponse, error) {
	e, err := r.erasing(ctx, req.GetCommandId(), req.GetReason())
	if err != nil {
		return nil, err
	}
	id, who, history, err := e.person(ctx, composed(req.GetPerson()))
	if err != nil {
		return nil, err
	}
	if err := e.album.pictured.readOn(ctx, r.ground.Log); err != nil {
		return nil, err
	}
	activities, err := e.activities(ctx, who)
	if err != nil {
		return nil, err
	}
	issues, err := e.issues(ctx, func(issue *eventv1.Issue) bool { return who.From(issue) })
	if err != nil {
		return nil, err
	}
	if len(history)+len(activities)+len(issues) == 0 {
		return nil, fault.New(fault.NotFound, "nobody of that name is in the log: write it as it was recorded")
	}
	if err := e.own(ctx, thing.Person(id), who); err != nil {
		return nil, err
	}
	if _, err := e.removePictures(ctx); err != nil {
		return nil, err
	}
	unpictured := func(id string) bool { return !e.album.pictured.has(id) }
	return &apiv1.ErasePersonResponse{
		Id: id, Sequence: e.reached, Keys: uint32(len(e.destroyed)), Activities: activities, Issues: issues,
		Pictured: slices.DeleteFunc(slices.Clone(activities), unpictured),
	}, nil
}

// erasure is one command that erases.
type erasure struct {
	*recorder
	cmd       eventlog.Command
	reason    string
	reached   uint64
	destroyed []string
}

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

// on returns the command as it applies to one of the things that the erasure is about.
func (e *erasure) on(t thing.Thing) eventlog.Command {
	cmd := e.cmd
	cmd.ID, cmd.Correlation = thing.ID("command", e.cmd.ID, t.String()), e.cmd.ID
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
func (e *erasure) settle(ctx context.Context, things ...thing.Thing) error {
	histories, err := e.ground.Log.LoadAll(ctx, things)
	if err != nil {
		return err
	}
	for _, history := range histories {
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

// person finds out who is meant, by id or by name, and what they are called.
func (e *erasure) person(ctx context.Context, meant string) (id string, who *person.Erasure, history eventlog.History, err error) {
	id = person.ID(meant)
	if uuid.Validate(meant) == nil {
		id = meant
	}
	names := []string{meant}
	if history, err = e.ground.Log.Load(ctx, thing.Person(id)); err != nil {
		return "", nil, nil, err
	}
	for _, recorded := range history {
		switch event := recorded.Event.(type) {
		case *eventv1.PersonRecorded:
			names = append(names, event.GetName())
		case *eventv1.OrganisationRecorded:
			names = append(names, event.GetName(), event.GetAbbreviation())
		}
	}
	if len(history) == 0 && len(strings.Fields(meant)) < 2 {
		// A word that is nobody's name would go from every text, for ever.
		return "", nil, nil, fault.New(fault.NotFound, "nobody is recorded as “%s”, and it is a single word: write the whole name, as it was recorded", meant)
	}
	_, err = keysOf(history)
	return id, person.Erase(id, names...), history, err
}

// rounds is how often an erasure reads on in what was recorded meanwhile.
const rounds = 20

// activities takes somebody out of every activity that names them or has ever named them, and returns which. The whole log is read: what
// it says is all that counts. What is recorded meanwhile is read in another round.
func (e *erasure) activities(ctx context.Context, who *person.Erasure) (ids []string, err error) {
	for after, round := uint64(0), 0; ; round++ {
		if round == rounds {
			return nil, fault.New(fault.Unavailable, "somebody goes on to name them while they are erased: send the same command again later")
		}
		found, last, err := e.telling(ctx, thing.KindActivity, after, func(event proto.Message) bool { return who.From(event) })
		if err != nil || len(found) == 0 {
			return ids, err
		}
		for _, t := range found {
			if _, err := e.ground.Log.Change(ctx, e.on(t), t, func(history eventlog.History) ([]proto.Message, error) {
				keys, err := keysOf(history)
				if err != nil {
					return nil, err
				}
				origin := activity.Origin{At: history[0].Time, By: history[0].Actor}
				return []proto.Message{activity.ErasePerson(fold(t.ID, history), who, e.reason, keys, origin)}, nil
			}); err != nil {
				return nil, err
			}
			ids = append(ids, t.ID)
		}
		if err := e.settle(ctx, found...); err != nil {
			return nil, err
		}
		after = last
	}
}

// telling returns the things of a kind that an event after a sequence tells of somebody, in the order of the log. Nothing is erased when
// one of them cannot be.
func (e *erasure) telling(ctx context.Context, kind string, after uint64, tells func(proto.Message) bool) (found []thing.Thing, last uint64, err error) {
	seen := map[thing.Thing]bool{}
	last, err = e.ground.Log.Read(ctx, kind, after, func(recorded eventlog.Recorded) error {
		if recorded.Erased || seen[recorded.Thing] || !tells(recorded.Event) {
			return nil
		}
		seen[recorded.Thing] = true
		found = append(found, recorded.Thing)
		_, err := keysOf(eventlog.History{recorded})
		return err
	})
	return found, last, err
}

// issues takes what is erased out of every issue that tells of it or has ever told of it, and returns their addresses.
func (e *erasure) issues(ctx context.Context, erase func(*eventv1.Issue) bool) (addresses []string, err error) {
	found, _, err := e.telling(ctx, thing.KindIssue, 0, func(event proto.Message) bool { return erase(part(event)) })
	if err != nil {
		return nil, err
	}
	for _, t := range found {
		if _, err := e.ground.Log.Change(ctx, e.on(t), t, func(history eventlog.History) ([]proto.Message, error) {
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
	return addresses, e.settle(ctx, found...)
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

// own erases what the log has of a person or an organisation by themselves.
func (e *erasure) own(ctx context.Context, t thing.Thing, who *person.Erasure) error {
	_, err := e.ground.Log.Change(ctx, e.on(t), t, func(history eventlog.History) ([]proto.Message, error) {
		keys, err := keysOf(history)
		if err != nil || len(history) == 0 {
			return nil, err
		}
		return []proto.Message{&eventv1.PersonErased{Reason: who.Text(e.reason), Keys: keys}}, nil
	})
	if err != nil {
		return err
	}
	return e.settle(ctx, t)
}
