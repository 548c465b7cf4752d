// Package recorder takes down what the team did: it reads a thing's story, lets the domain decide, and appends what follows from it.
//
// It keeps nothing but a memory of which people are in the log already; all else is read when a command comes, so that two recorders
// may run side by side.
package recorder

import (
	"context"
	"sync"

	"connectrpc.com/connect/v2"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Run serves the Recorder until ctx is done.
func Run(ctx context.Context, g *host.Ground) error {
	verdict, err := g.Log.Verdict(ctx)
	if err != nil {
		return err
	}
	r := &recorder{ground: g, verdict: verdict}
	g.API.Serve(func(s *connect.Server) { apiv1connect.RegisterRecorderHandler(s, r) })
	<-ctx.Done()
	return nil
}

// contentful is an event that carries what an activity says.
type contentful interface{ GetActivity() *eventv1.Activity }

type recorder struct {
	ground  *host.Ground
	verdict *eventlog.Verdict
	// named holds the ids of people and organisations that the log is known to have.
	named sync.Map
}

// command lets a command pass, and returns what goes into the envelope of every event that one request brings about.
func (r *recorder) command(ctx context.Context, id string) (eventlog.Command, error) {
	actor, err := rpc.Commander(ctx, id)
	if err != nil {
		return eventlog.Command{}, err
	}
	if err := r.verdict.Pass(ctx); err != nil {
		return eventlog.Command{}, err
	}
	return eventlog.Command{ID: id, Actor: actor, Source: "/recorder", Time: r.ground.Now().UTC()}, nil
}

// name takes down the people and organisations of an activity that the log does not have yet. They come before the activity, so that
// no mention ever points to nobody.
func (r *recorder) name(ctx context.Context, cmd eventlog.Command, content *eventv1.Activity) (fresh int, err error) {
	for _, named := range person.Of(content) {
		if _, known := r.named.Load(named.ID); known {
			continue
		}
		added := false
		_, err := r.ground.Log.Change(ctx, cmd, thing.Person(named.ID), func(history eventlog.History) ([]proto.Message, error) {
			if added = len(history) == 0; !added {
				return nil, nil
			}
			return []proto.Message{person.Recorded(named)}, nil
		})
		if err != nil {
			return fresh, err
		}
		if added {
			fresh++
		}
		r.named.Store(named.ID, true)
	}
	return fresh, nil
}

// edition returns the edition as the log has it now.
func (r *recorder) edition(ctx context.Context) (*edition.Edition, eventlog.History, error) {
	history, err := r.ground.Log.Load(ctx, thing.Edition)
	if err != nil {
		return nil, nil, err
	}
	ed := edition.New()
	for _, recorded := range history {
		ed.Apply(recorded.Event)
	}
	return ed, history, nil
}

// fold returns the activity that a history tells of.
func fold(id string, history eventlog.History) *activity.Activity {
	a := &activity.Activity{ID: id}
	for _, recorded := range history {
		a.Apply(recorded.Event)
	}
	return a
}
