package recorder

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// ChangePerson says what somebody is called, or whom they turned out to be.
// Each name is a thing of its own in the log, with an id made of it; that a name leads to somebody is said there, and that they bear it is said of
// them. So two steps belong together, which no append joins.
func (r *recorder) ChangePerson(ctx context.Context, req *apiv1.ChangePersonRequest) (*apiv1.ChangePersonResponse, error) {
	cmd, err := r.command(ctx, req.GetCommandId())
	if err != nil {
		return nil, err
	}
	n := &naming{recorder: r, cmd: cmd, version: req.GetVersion(), reason: req.GetReason()}
	meant, err := r.thingOf(ctx, req.GetPerson())
	if err != nil {
		return nil, err
	}
	// A merger is about the very name that was typed; all else is about whom it means by now.
	switch change := req.GetChange().(type) {
	case *apiv1.ChangePersonRequest_MergeInto:
		return n.merge(ctx, meant, change.MergeInto)
	case *apiv1.ChangePersonRequest_UndoMerge:
		return n.undoMerge(ctx, meant)
	}
	p, err := r.whom(ctx, meant)
	if err != nil {
		return nil, err
	}
	switch change := req.GetChange().(type) {
	case *apiv1.ChangePersonRequest_Rename:
		name := composed(change.Rename.GetName())
		return lead[*eventv1.PersonRenamed](ctx, n, p.ID, name, func(p *person.Person) ([]proto.Message, error) {
			return person.Rename(p, name, change.Rename.GetFrom(), n.reason)
		})
	case *apiv1.ChangePersonRequest_GiveAlias:
		alias := composed(change.GiveAlias)
		return lead[*eventv1.AliasGiven](ctx, n, p.ID, alias, func(p *person.Person) ([]proto.Message, error) {
			return person.GiveAlias(p, alias)
		})
	case *apiv1.ChangePersonRequest_DropAlias:
		return n.dropAlias(ctx, p.ID, composed(change.DropAlias))
	case *apiv1.ChangePersonRequest_ShortName:
		return say[*eventv1.ShortNameGiven](ctx, n, p.ID, func(p *person.Person) ([]proto.Message, error) {
			return person.Shorten(p, composed(change.ShortName))
		})
	case *apiv1.ChangePersonRequest_Abbreviation:
		return say[*eventv1.AbbreviationGiven](ctx, n, p.ID, func(p *person.Person) ([]proto.Message, error) {
			return person.Abbreviate(p, composed(change.Abbreviation))
		})
	}
	return nil, fault.New(fault.Invalid, "say what is to change: a name, an alias, a short name, an abbreviation, or with whom they are one")
}

// naming is one command on a person's names.
type naming struct {
	*recorder
	cmd     eventlog.Command
	version uint64
	reason  string
}

// say appends what is decided on somebody as they stand, by an event of type T.
func say[T proto.Message](
	ctx context.Context, n *naming, id string, decide func(*person.Person) ([]proto.Message, error),
) (*apiv1.ChangePersonResponse, error) {
	at, err := n.ground.Log.Change(ctx, n.cmd, thing.Person(id), func(history eventlog.History) ([]proto.Message, error) {
		return n.decide(id, history, decide)
	})
	if err != nil {
		return nil, err
	}
	// A command that came before is not decided again, so this is looked at behind it.
	history, err := n.ground.Log.Load(ctx, thing.Person(id))
	if err == nil {
		err = once[T](history, n.cmd.ID)
	}
	return &apiv1.ChangePersonResponse{Id: id, Sequence: at.Sequence, Version: at.Version}, err
}

// decide decides on somebody, unless they are not as the member saw them any more.
// Somebody of whom nothing is recorded has no version to be held against.
func (n *naming) decide(
	id string, history eventlog.History, decide func(*person.Person) ([]proto.Message, error),
) ([]proto.Message, error) {
	p := known(id, history)
	if n.version > 0 && n.version != p.Version && len(history) > 0 {
		last := history[len(history)-1]
		return nil, fault.New(fault.Conflict, "“%s” was changed by %s meanwhile, and is at version %d, not %d: look at it again, then say it again",
			p.Name(), last.Actor, p.Version, n.version)
	}
	return decide(p)
}

// lead has a name lead to somebody, and then says so of them. Whoever is interrupted in between leaves a name that leads to them; the command
// sent again, or another one, says the rest.
func lead[T proto.Message](
	ctx context.Context, n *naming, id, name string, decide func(*person.Person) ([]proto.Message, error),
) (*apiv1.ChangePersonResponse, error) {
	history, err := n.ground.Log.Load(ctx, thing.Person(id))
	if err != nil {
		return nil, err
	}
	// Decided once beforehand, so that a name which the second step would refuse leads nobody anywhere.
	if _, done := history.Done(n.cmd.ID); !done {
		if _, err := n.decide(id, history, decide); err != nil {
			return nil, err
		}
		if err := n.leads(ctx, name, known(id, history)); err != nil {
			return nil, err
		}
	}
	answer, err := say[T](ctx, n, id, decide)
	if err == nil || !errors.Is(err, fault.Conflict) {
		return answer, err
	}
	// Somebody else was faster by a moment, and what they said speaks against it.
	if undone := n.unleads(ctx, name, id, n.on(name, "undo")); undone != nil {
		return nil, undone
	}
	return nil, err
}

// on returns the command as it applies to the thing of a name.
func (n *naming) on(name string, what ...string) eventlog.Command {
	cmd := n.cmd
	cmd.ID, cmd.Correlation = thing.ID(append([]string{"command", n.cmd.ID, person.ID(name)}, what...)...), n.cmd.ID
	return cmd
}

// leads has a name lead to somebody. One that means somebody else already is refused by the domain.
func (n *naming) leads(ctx context.Context, name string, to *person.Person) error {
	id := person.ID(name)
	_, err := n.ground.Log.Change(ctx, n.on(name), thing.Person(id), func(history eventlog.History) ([]proto.Message, error) {
		named := known(id, history)
		means, err := n.whom(ctx, named)
		if err != nil {
			return nil, err
		}
		return person.Lead(named, means.ID, name, to)
	})
	return err
}

// unleads parts a name from somebody. When it was undone the name must have been led by this very command.
func (n *naming) unleads(ctx context.Context, name, id string, cmd eventlog.Command) error {
	t := thing.Person(person.ID(name))
	_, err := n.ground.Log.Change(ctx, cmd, t, func(history eventlog.History) ([]proto.Message, error) {
		if _, led := history.Done(n.on(name).ID); !led && cmd.ID != n.on(name).ID {
			return nil, nil
		}
		return person.Unlead(known(t.ID, history), &person.Person{ID: id}, n.reason), nil
	})
	return err
}

// dropAlias says that somebody does not go by a name, and then has it lead to nobody: never are two listed under it.
func (n *naming) dropAlias(ctx context.Context, id, alias string) (*apiv1.ChangePersonResponse, error) {
	named, err := n.thingOf(ctx, alias)
	if err != nil {
		return nil, err
	}
	answer, err := say[*eventv1.AliasDropped](ctx, n, id, func(p *person.Person) ([]proto.Message, error) {
		return person.DropAlias(p, alias, n.reason, named)
	})
	if err != nil {
		return nil, err
	}
	return answer, n.unleads(ctx, alias, id, n.on(alias))
}

// thingOf returns who bears the id or has the name that somebody typed, as the log knows that very name.
func (r *recorder) thingOf(ctx context.Context, typed string) (*person.Person, error) {
	if uuid.Validate(typed) == nil {
		return r.personOf(ctx, typed)
	}
	return r.personOf(ctx, person.ID(composed(typed)))
}

// personOf returns somebody as the log knows them; of whom it knows nothing, there is the id alone.
func (r *recorder) personOf(ctx context.Context, id string) (*person.Person, error) {
	if id == "" {
		return &person.Person{}, nil
	}
	history, err := r.ground.Log.Load(ctx, thing.Person(id))
	return known(id, history), err
}

// known returns the person or organisation that a history tells of.
func known(id string, history eventlog.History) *person.Person {
	p := &person.Person{ID: id}
	for _, recorded := range history {
		p.Apply(recorded.Event)
	}
	return p
}
