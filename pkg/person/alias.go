package person

import (
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// GiveAlias says that somebody goes by another name too. It leads to them by an event of its own: see Lead.
func GiveAlias(p *Person, alias string) ([]proto.Message, error) {
	if err := p.stands(); err != nil {
		return nil, err
	}
	var mistakes fault.Mistakes
	alias = checkName("alias", alias, "a name", longestName, &mistakes)
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	switch {
	case p.bears(alias):
		return nil, fault.New(fault.Conflict, "“%s” is a name of theirs already; capitals and spaces make no other", alias)
	case slices.ContainsFunc(p.Aliases, same(alias)):
		return nil, fault.New(fault.Conflict, "“%s” is an alias of theirs already", alias)
	case len(p.Called()) >= mostNames:
		return nil, tooMany(p)
	}
	return []proto.Message{&eventv1.AliasGiven{Alias: alias}}, nil
}

// DropAlias says that somebody does not go by a name. `named` is the thing of that name, which leads to them until Unlead; when it does so
// though they have no such alias, an earlier command was interrupted and only the rest is left to do.
func DropAlias(p *Person, alias, reason string, named *Person) ([]proto.Message, error) {
	if err := p.stands(); err != nil {
		return nil, err
	}
	var mistakes fault.Mistakes
	reason = checkReason(reason, "", &mistakes)
	if err := mistakes.Err(); err != nil {
		return nil, err
	}
	at := slices.IndexFunc(p.Aliases, same(alias))
	switch {
	case p.bears(alias):
		return nil, fault.New(fault.Conflict, "“%s” is a name of theirs and no alias: correct it with a new name", fault.Cut(alias))
	case at >= 0:
		return []proto.Message{&eventv1.AliasDropped{Alias: p.Aliases[at], Reason: reason}}, nil
	case named.MergedInto == p.ID && named.MergeReason != "":
		return nil, fault.New(fault.Conflict, "“%s” was merged into “%s” and is no alias: undo the merge", fault.Cut(alias), fault.Cut(p.Name()))
	case named.MergedInto == p.ID:
		return nil, nil
	}
	return nil, fault.New(fault.NotFound, "“%s” is no alias of “%s”: `dontblink person show` tells which there are", fault.Cut(alias), fault.Cut(p.Name()))
}
