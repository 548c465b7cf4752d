// Package composer makes issues of the digest: it gathers what the rows know at one moment, lets the domain draft, and appends what is new.
package composer

import (
	"context"
	"errors"

	"connectrpc.com/connect/v2"
	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/readmodel"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Run serves the Composer until ctx is done.
func Run(ctx context.Context, g *host.Ground) error {
	rows, err := readmodel.OpenReader(ctx, g.Rows)
	if err != nil {
		return err
	}
	defer rows.Close()
	g.API.Serve(func(s *connect.Server) { apiv1connect.RegisterComposerHandler(s, &composer{ground: g, rows: rows}) })
	<-ctx.Done()
	return nil
}

type composer struct {
	ground *host.Ground
	rows   *readmodel.Reader
	issues shelf
}

// DraftIssue drafts the issue of the months, or drafts it anew from what is known now.
func (c *composer) DraftIssue(ctx context.Context, req *apiv1.DraftIssueRequest) (*apiv1.DraftIssueResponse, error) {
	actor, err := rpc.Actor(ctx)
	if err != nil {
		return nil, err
	}
	if uuid.Validate(req.GetCommandId()) != nil {
		return nil, fault.New(fault.Invalid, "command_id: %q is not a UUID: make one up, and send the same again when you ask again", req.GetCommandId())
	}
	months, err := parseMonths(req.GetMonths())
	if err != nil {
		return nil, err
	}
	cmd := eventlog.Command{ID: req.GetCommandId(), Actor: actor, Source: "/composer", Time: c.ground.Now().UTC()}
	return c.draft(ctx, cmd, months, req.GetAtLeast())
}

// draft decides on the issue as it stands. Somebody who drafts at the same time wins or loses whole: the loser looks again.
func (c *composer) draft(ctx context.Context, cmd eventlog.Command, months []calendar.Month, atLeast uint64) (*apiv1.DraftIssueResponse, error) {
	const tries = 5
	var err error
	for range tries {
		var response *apiv1.DraftIssueResponse
		if response, err = c.draftOnce(ctx, cmd, months, atLeast); !errors.Is(err, fault.Conflict) {
			return response, err
		}
	}
	return nil, err
}

func (c *composer) draftOnce(ctx context.Context, cmd eventlog.Command, months []calendar.Month, atLeast uint64) (*apiv1.DraftIssueResponse, error) {
	t := thing.Issue(digest.Address(months))
	history, err := c.ground.Log.Load(ctx, t)
	if err != nil {
		return nil, err
	}
	issue := fold(t.ID, history)
	if sequence, done := history.Done(cmd.ID); done {
		return &apiv1.DraftIssueResponse{Issue: issue, Sequence: sequence, Changed: true}, nil
	}
	events, err := c.decide(ctx, issue, months, atLeast)
	if err != nil {
		return nil, err
	}
	sequence := history.At().Sequence
	if len(events) > 0 {
		if sequence, err = c.ground.Log.Append(ctx, cmd, t, history.At(), events...); err != nil {
			return nil, err
		}
		for _, event := range events {
			digest.Apply(issue, event)
		}
	}
	return &apiv1.DraftIssueResponse{Issue: issue, Sequence: sequence, Changed: len(events) > 0}, nil
}

// decide drafts from one snapshot of the rows and returns what is new against the issue as it stands.
func (c *composer) decide(ctx context.Context, issue *eventv1.Issue, months []calendar.Month, atLeast uint64) ([]proto.Message, error) {
	snapshot, err := c.rows.Material(ctx, months, atLeast)
	if err != nil {
		return nil, err
	}
	material := digest.Material{Through: snapshot.Through}
	for _, row := range snapshot.Rows {
		material.Activities = append(material.Activities, digest.Told{ID: row.ID, Version: row.Version, Pillar: row.Pillar, Content: row.Content})
	}
	publication := issue.GetPublication()
	if publication == "" {
		p, ok := snapshot.Edition.Publication("", months[0])
		if !ok {
			return nil, fault.New(fault.Invalid,
				"no publication holds in %s: import an edition file that names one, `dontblink import edition.yaml`", months[0])
		}
		publication = p.GetId()
	}
	frame, entries, err := digest.Draft(publication, months, material, snapshot.Edition)
	if err != nil {
		return nil, err
	}
	if issue.GetDraft() == 0 {
		issue = nil
	}
	return digest.Redraft(issue, publication, months, frame, entries), nil
}

func fold(id string, history eventlog.History) *eventv1.Issue {
	issue := &eventv1.Issue{Id: id}
	for _, recorded := range history {
		digest.Apply(issue, recorded.Event)
	}
	return issue
}

// parseMonths reads months as they were asked for: one by one, or as the address of an issue.
func parseMonths(words []string) ([]calendar.Month, error) {
	var each []string
	for _, word := range words {
		months, err := digest.ParseAddress(word)
		if err != nil {
			return nil, err
		}
		for _, m := range months {
			each = append(each, m.String())
		}
	}
	return digest.ParseMonths(each)
}
