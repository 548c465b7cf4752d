// Package composer makes issues of the digest: it gathers what the rows know at one moment, lets the domain draft, and appends what is new.
package composer

import (
	"context"
	"errors"
	"slices"

	"connectrpc.com/connect/v2"
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
	// A draft appends, so it asks like the recorder whether anything may be taken down just now.
	verdict, err := g.Log.Verdict(ctx)
	if err != nil {
		return err
	}
	c := &composer{ground: g, rows: rows, verdict: verdict}
	g.API.Serve(func(s *connect.Server) { apiv1connect.RegisterComposerHandler(s, c) })
	<-ctx.Done()
	return nil
}

// It has no state of its own but the shelf, which is read from the log again by whoever starts anew: several may run side by side.
type composer struct {
	ground  *host.Ground
	rows    *readmodel.Reader
	issues  shelf
	verdict *eventlog.Verdict
}

// DraftIssue drafts the issue of the months, or drafts it anew from what is known now.
// Without at_least it tells all that is in the log at this moment. The same command again answers what it drafted then.
func (c *composer) DraftIssue(ctx context.Context, req *apiv1.DraftIssueRequest) (*apiv1.DraftIssueResponse, error) {
	actor, err := rpc.Commander(ctx, req.GetCommandId())
	if err != nil {
		return nil, err
	}
	months, err := parseMonths(req.GetMonths())
	if err != nil {
		return nil, err
	}
	// Months that cannot be read are told also while nothing is taken down.
	if err := c.verdict.Pass(ctx); err != nil {
		return nil, err
	}
	cmd := eventlog.Command{ID: req.GetCommandId(), Actor: actor, Source: "/composer", Time: c.ground.Now().UTC()}
	return c.draft(ctx, cmd, months, req.GetAtLeast())
}

// draft decides on the issue as it stands. Somebody who drafts at the same time wins or loses whole: the loser looks again.
func (c *composer) draft(ctx context.Context, cmd eventlog.Command, months []calendar.Month, atLeast uint64) (*apiv1.DraftIssueResponse, error) {
	t := thing.Issue(digest.Address(months))
	answer := &apiv1.DraftIssueResponse{}
	var version uint64 // of the issue in the answer
	// Change calls this again when somebody else was faster, so what it answers is written anew each time.
	at, err := c.ground.Log.Change(ctx, cmd, t, func(history eventlog.History) (events []proto.Message, err error) {
		if atLeast, err = c.catchUp(ctx, atLeast); err != nil {
			return nil, err
		}
		if events, err = c.decide(ctx, history, months, atLeast); err != nil {
			return nil, err
		}
		answer.Issue = fold(t.ID, history)
		for _, event := range events {
			digest.Apply(answer.Issue, event)
		}
		answer.Changed, version = len(events) > 0, history.At().Version+uint64(len(events))
		return events, nil
	})
	if err != nil {
		return nil, err
	}
	answer.Sequence = at.Sequence
	// The issue is as it was decided on: folding it again would give the same.
	if version == at.Version {
		return answer, nil
	}
	// The command was done before: nothing was decided, or not what counts.
	history, err := c.ground.Log.Load(ctx, t)
	if err != nil {
		return nil, err
	}
	answer.Issue, answer.Changed = fold(t.ID, drafted(history)), true
	return answer, nil
}

// catchUp waits until the rows have seen an event, and returns it; 0 is the last one of the log.
// Rows that are behind would make a draft without what a member has just logged, and nobody could see that it is missing.
func (c *composer) catchUp(ctx context.Context, atLeast uint64) (uint64, error) {
	if atLeast == 0 {
		head, err := c.ground.Log.Last(ctx)
		if err != nil {
			return 0, err
		}
		atLeast = head.Sequence
	}
	err := c.rows.WaitFor(ctx, atLeast)
	if seen := c.rows.Place(); errors.Is(err, fault.Unavailable) && seen > 0 && seen < atLeast {
		return 0, fault.New(fault.Unavailable, "the draft is to tell what is recorded up to event %d, and the lists it is made from have come to %d: "+
			"ask again in a moment; `dontblink status` says whether they stand still", atLeast, seen)
	}
	return atLeast, err
}

// decide drafts from one snapshot of the rows and returns what is new against the issue as it stands.
func (c *composer) decide(ctx context.Context, history eventlog.History, months []calendar.Month, atLeast uint64) ([]proto.Message, error) {
	// One transaction: an activity and the edition that it is told by are of the same moment.
	snapshot, err := c.rows.Material(ctx, months, atLeast)
	if err != nil {
		return nil, err
	}
	material := digest.Material{Through: snapshot.Through}
	for _, row := range snapshot.Rows {
		material.Activities = append(material.Activities, digest.Candidate{ID: row.ID, Version: row.Version, Pillar: row.Pillar, Content: row.Content})
	}
	// An issue keeps the publication that it was opened with; a new one takes the first that holds in its first month.
	issue := fold("", history)
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
	// Only what differs is appended, so that drafting again records nothing when nothing has changed.
	events := digest.Redraft(issue, publication, months, frame, entries)
	if len(events) == 0 && len(drafted(history)) < len(history) {
		// A draft was interrupted when all that it had to change was there already.
		events = []proto.Message{&eventv1.IssueDrafted{Frame: frame}}
	}
	return events, nil
}

// fold returns the issue that a history tells of.
func fold(id string, history eventlog.History) *eventv1.Issue {
	issue := &eventv1.Issue{Id: id}
	for _, recorded := range history {
		digest.Apply(issue, recorded.Event)
	}
	return issue
}

// drafted returns an issue's history up to its last draft. Entries behind that are part of a draft that is being recorded, or was
// interrupted: the issue stands as it was before.
func drafted(history eventlog.History) eventlog.History {
	for i, recorded := range slices.Backward(history) {
		if digest.Drafts(recorded.Event) {
			return history[:i+1]
		}
	}
	return nil
}

// parseMonths reads months as they were asked for: one by one, or as the address of an issue.
// The months must follow on each other; what does not is fault.Invalid.
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
