package recorder

import (
	"context"
	"errors"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// contentful is an event that carries what an activity says.
type contentful interface{ GetActivity() *eventv1.Activity }

// mention is somebody whom the log may not have yet, and the command that names them.
type mention struct {
	person.Named
	cmd eventlog.Command
	at  eventlog.At // where they were erased; zero for whom the log never had
}

// roll is whom one request knows the log to have. The next one asks anew: others erase.
type roll map[string]bool

// mentions returns whom the events name, but for those on the roll.
func (known roll) mentions(cmd eventlog.Command, events []proto.Message) (all []mention) {
	for _, event := range events {
		content, ok := event.(contentful)
		if !ok {
			continue
		}
		for _, named := range person.Of(content.GetActivity()) {
			if !known[named.ID] {
				all = append(all, mention{Named: named, cmd: cmd})
			}
		}
	}
	return all
}

// strangers returns those whom the log does not have, each as they are named first.
// It puts all others on the roll.
func (r *recorder) strangers(ctx context.Context, known roll, all []mention) ([]mention, error) {
	var first []mention
	var things []thing.Thing
	seen := map[string]bool{}
	for _, m := range all {
		if !seen[m.ID] {
			seen[m.ID] = true
			first, things = append(first, m), append(things, thing.Person(m.ID))
		}
	}
	histories, err := r.ground.Log.LoadAll(ctx, things)
	if err != nil {
		return nil, err
	}
	var strangers []mention
	for n, m := range first {
		if !named(histories[n]) {
			m.at = histories[n].At()
			strangers = append(strangers, m)
		} else {
			known[m.ID] = true
		}
	}
	return strangers, nil
}

// named reports whether a history says who it is about. Of somebody who was erased it does not.
func named(history eventlog.History) bool {
	said := false
	for _, recorded := range history {
		_, erased := recorded.Event.(*eventv1.PersonErased)
		said = !erased && (said || !recorded.Erased)
	}
	return said
}

// name takes down the people and organisations that the log does not have yet, and returns how many. They come before what names them,
// so that no mention ever points to nobody.
func (r *recorder) name(ctx context.Context, known roll, all []mention) (fresh int, err error) {
	if len(all) == 0 {
		return 0, nil
	}
	strangers, err := r.strangers(ctx, known, all)
	if err != nil {
		return 0, err
	}
	var contested []mention
	entries := make([]eventlog.Entry, len(strangers))
	for n, m := range strangers {
		entries[n] = eventlog.Entry{Command: m.cmd, Thing: thing.Person(m.ID), After: m.at, Events: []proto.Message{person.Recorded(m.Named)}}
	}
	for n, result := range r.ground.Log.AppendAll(ctx, entries) {
		switch {
		case result.Err == nil:
			fresh++
			known[strangers[n].ID] = true
		case errors.Is(result.Err, fault.Conflict):
			contested = append(contested, strangers[n])
		default:
			return fresh, result.Err
		}
	}
	// Somebody else has just named them, or erased them.
	// It ends: whoever was contested is known by the next look, unless others erase them as often.
	again, err := r.name(ctx, known, contested)
	return fresh + again, err
}

// nameThem takes down whoever is named for the first time; in a dry run it only counts them.
func (i *intake) nameThem(ctx context.Context, said []*saying) error {
	var all []mention
	for _, s := range said {
		all = append(all, i.named.mentions(s.cmd, s.events)...)
	}
	if i.dry {
		return i.countThem(ctx, all)
	}
	fresh, err := i.name(ctx, i.named, all)
	i.answer.People += uint32(fresh)
	return err
}

// A dry run takes nobody down, so the log goes on not having them: counted keeps each from being counted twice.
func (i *intake) countThem(ctx context.Context, all []mention) error {
	strangers, err := i.strangers(ctx, i.named, all)
	if err != nil {
		return err
	}
	for _, m := range strangers {
		if !i.counted[m.ID] {
			i.counted[m.ID] = true
			i.answer.People++
		}
	}
	return nil
}
