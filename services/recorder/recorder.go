// Package recorder takes down what the team did: it reads a thing's story, lets the domain decide, and appends what follows from it.
//
// It keeps nothing but a memory of what the log says already, who has which picture; all else is read when a command comes, so that two
// recorders may run side by side. It serves the pictures too: nobody else asks the log.
package recorder

import (
	"context"

	"connectrpc.com/connect/v2"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// Run serves the Recorder until ctx is done.
func Run(ctx context.Context, g *host.Ground) error { return run(ctx, g, atOnce) }

// run does; an import takes up so many activities at once.
func run(ctx context.Context, g *host.Ground, atOnce int) error {
	verdict, err := g.Log.Verdict(ctx)
	if err != nil {
		return err
	}
	// Tests take few at once, so that a small file has several stretches.
	r := &recorder{ground: g, verdict: verdict, atOnce: atOnce, album: &keeping{turn: make(chan struct{}, 1)}}
	g.API.Serve(func(s *connect.Server) { apiv1connect.RegisterRecorderHandler(s, r) })
	g.API.Serve(func(s *connect.Server) { apiv1connect.RegisterPicturesHandler(s, r) })
	// It returns when ctx is done, and Run with it.
	r.sweep(ctx, g)
	return nil
}

// Its methods are the API's, one to a file or two; what several of them share is here.
type recorder struct {
	ground  *host.Ground
	verdict *eventlog.Verdict
	atOnce  int
	album   *keeping
	// underWay are the imports at work in this process; who follows one asks here.
	underWay underWay
}

// command lets a command pass, and returns what goes into the envelope of every event that one request brings about.
// An id that is none is fault.Invalid; while the log is in doubt it is fault.Unavailable, with why.
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

// deciding lets a command pass, and returns the edition by which it is decided.
func (r *recorder) deciding(ctx context.Context, commandID string) (eventlog.Command, *edition.Edition, error) {
	cmd, err := r.command(ctx, commandID)
	if err != nil {
		return cmd, nil, err
	}
	ed, _, err := r.edition(ctx)
	return cmd, ed, err
}

// edition returns the edition as the log has it now.
// It is read for each command: kept, it could be another than the one that a second recorder decides by.
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
