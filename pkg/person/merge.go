package person

import (
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Merge says that somebody turned out to be another, who stands for both from now on. `into` is whom the other means by now, so a circle is a
// merge into oneself. A person and an organisation never are one: to erase the one would take the other along.
func Merge(p, into *Person, reason string) ([]proto.Message, error) {
	if err := p.stands(); err != nil {
		return nil, err
	}
	if err := into.stands(); err != nil {
		return nil, err
	}
	var mistakes fault.Mistakes
	reason = checkReason(reason, "say why they are one: the same address, they said so, …", &mistakes)
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	switch {
	case p.ID == into.ID:
		return nil, fault.New(fault.Conflict, "both names mean “%s”: the two are one already", fault.Cut(p.Name()))
	case p.Organisation != into.Organisation:
		return nil, fault.New(fault.Conflict, "“%s” is recorded as %s and “%s” as %s, and nobody is both: amend the activities that list one of them on the "+
			"wrong side", fault.Cut(p.Name()), kind(p), fault.Cut(into.Name()), kind(into))
	}
	return []proto.Message{&eventv1.PersonMerged{Into: into.ID, Reason: reason}}, nil
}

// UndoMerge says that they were two after all. `into` is whom they were merged into; a name that is an alias or a name of that one is
// parted by dropping it there, or it would be listed twice.
func UndoMerge(p, into *Person, reason string) ([]proto.Message, error) {
	switch {
	case !p.Known():
		return nil, p.stands()
	case p.MergedInto == "":
		return nil, fault.New(fault.Conflict, "“%s” was merged into nobody", fault.Cut(p.Name()))
	case into.bears(p.Name()):
		return nil, fault.New(fault.Conflict, "“%s” is a name that “%s” bears or bore: correct it with a new name", fault.Cut(p.Name()), fault.Cut(into.Name()))
	}
	for _, alias := range into.Aliases {
		if ID(alias) == p.ID {
			return nil, fault.New(fault.Conflict, "“%s” is an alias of “%s”: drop the alias", fault.Cut(alias), fault.Cut(into.Name()))
		}
	}
	var mistakes fault.Mistakes
	reason = checkReason(reason, "", &mistakes)
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.PersonMergeUndone{Reason: reason}}, nil
}

func kind(p *Person) string {
	if p.Organisation {
		return "an organisation"
	}
	return "a person"
}
