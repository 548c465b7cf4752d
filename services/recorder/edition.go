package recorder

import (
	"context"
	"fmt"
	"slices"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// mostRevisions is how many changes one command may bring: they go in one append, all or none.
const mostRevisions = 50

// ReviseEdition changes how the digest is called, divided and framed, from a month on.
// All revisions hold or none. Sentences tell what was done; there are none for what was said already.
func (r *recorder) ReviseEdition(ctx context.Context, req *apiv1.ReviseEditionRequest) (*apiv1.ReviseEditionResponse, error) {
	cmd, err := r.command(ctx, req.GetCommandId())
	if err != nil {
		return nil, err
	}
	switch n := len(req.GetRevisions()); {
	case n == 0:
		return nil, fault.New(fault.Invalid, "say what is to change in the edition")
	case n > mostRevisions:
		return nil, fault.New(fault.Invalid, "%d changes are more than one command takes: send %d at the most, or import a file", n, mostRevisions)
	}
	answer := &apiv1.ReviseEditionResponse{}
	at, err := r.ground.Log.Change(ctx, cmd, thing.Edition, func(history eventlog.History) ([]proto.Message, error) {
		ed, err := unlessChanged(history, req)
		if err != nil {
			return nil, err
		}
		events, sentences, err := revise(ed, req.GetRevisions())
		answer.Sentences = sentences
		return events, err
	})
	if err != nil {
		return nil, err
	}
	answer.Sequence = at.Sequence
	return answer, nil
}

// unlessChanged returns the edition as it stands, unless somebody has changed what the revisions are about since the member looked: the one
// who comes second would otherwise undo the first without having seen it.
func unlessChanged(history eventlog.History, req *apiv1.ReviseEditionRequest) (*edition.Edition, error) {
	var about []string
	for _, revision := range req.GetRevisions() {
		about = append(about, edition.About(changeOf(revision))...)
	}
	ed := edition.New()
	for _, recorded := range history {
		same := slices.ContainsFunc(edition.About(recorded.Event), func(what string) bool { return slices.Contains(about, what) })
		if req.GetSeen() > 0 && recorded.Sequence > req.GetSeen() && same {
			return nil, fault.New(fault.Conflict, "since you looked, %s has %s; look at it (`dontblink edition history`), then decide again",
				recorded.Actor, edition.Deed(ed, recorded.Event))
		}
		ed.Apply(recorded.Event)
	}
	return ed, nil
}

// revise decides on one change after the other, each on what those before it leave.
func revise(ed *edition.Edition, revisions []*apiv1.Revision) (events []proto.Message, sentences []string, err error) {
	for i, revision := range revisions {
		more, err := edition.Revise(ed, changeOf(revision), revision.GetIntroduces())
		if err != nil && len(revisions) > 1 {
			// Which of them it is, a member who sent one need not be told.
			return nil, nil, fmt.Errorf("revisions[%d]: %w", i, err)
		}
		if err != nil {
			return nil, nil, err
		}
		for _, event := range more {
			sentences = append(sentences, edition.Deed(ed, event))
			ed.Apply(proto.Clone(event))
		}
		events = append(events, more...)
	}
	return events, sentences, nil
}

// changeOf returns the event that a revision proposes; nil for one that proposes nothing.
func changeOf(revision *apiv1.Revision) proto.Message {
	// By reflection, since each kind of change is an event, and a new kind is one by being added to the language.
	m := revision.ProtoReflect()
	field := m.WhichOneof(m.Descriptor().Oneofs().ByName("change"))
	if field == nil {
		return nil
	}
	return m.Get(field).Message().Interface()
}
