package insights

import (
	"context"
	"time"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// GetEdition answers who the team is and how its digest is divided.
// Sequence is how far the rows had come: who revises the edition sends it back as what they saw.
func (i *insights) GetEdition(ctx context.Context, req *apiv1.GetEditionRequest) (*apiv1.GetEditionResponse, error) {
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	ed, sequence, err := i.rows.EditionAt(ctx)
	if err != nil {
		return nil, err
	}
	return &apiv1.GetEditionResponse{Edition: ed.Proto(), Sequence: sequence}, nil
}

// ResolveEdition answers what of the edition holds in a month.
// Each pillar, priority and topic comes with the ids of those that go on as it by then.
func (i *insights) ResolveEdition(ctx context.Context, req *apiv1.ResolveEditionRequest) (*apiv1.ResolveEditionResponse, error) {
	m, err := calendar.ParseMonth(req.GetMonth())
	if err != nil {
		return nil, fault.New(fault.Invalid, "month: %s", err)
	}
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	ed, sequence, err := i.rows.EditionAt(ctx)
	if err != nil {
		return nil, err
	}
	answer := &apiv1.ResolveEditionResponse{
		Month: m.String(), Team: ed.Proto().GetTeam(), Publications: ed.Publications(m), Furniture: ed.Furniture(m),
		Priorities: heldPriorities(ed, "", m), Sequence: sequence,
	}
	for _, p := range ed.Pillars(m) {
		answer.Pillars = append(answer.Pillars, &apiv1.HeldPillar{
			Pillar: p, Priorities: heldPriorities(ed, p.GetId(), m), Merged: ed.Family(edition.Pillar, p.GetId(), m)[1:],
		})
	}
	for _, t := range ed.Topics(m) {
		answer.Topics = append(answer.Topics, &apiv1.HeldTopic{Topic: t, Merged: ed.Family(edition.Topic, t.GetId(), m)[1:]})
	}
	return answer, nil
}

// heldPriorities are those of a pillar; with "", those of none.
func heldPriorities(ed *edition.Edition, pillar string, m calendar.Month) []*apiv1.HeldPriority {
	var held []*apiv1.HeldPriority
	for _, p := range ed.PrioritiesOf(pillar, m) {
		held = append(held, &apiv1.HeldPriority{Priority: p, Merged: ed.Family(edition.Priority, p.GetId(), m)[1:]})
	}
	return held
}

// GetEditionHistory tells who changed the edition, when and how, the oldest first.
func (i *insights) GetEditionHistory(ctx context.Context, req *apiv1.GetEditionHistoryRequest) (*apiv1.GetEditionHistoryResponse, error) {
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	changes, err := i.rows.EditionHistory(ctx)
	if err != nil {
		return nil, err
	}
	answer := &apiv1.GetEditionHistoryResponse{}
	for _, c := range changes {
		// What an event did is told against what stood before, which the reader has folded up to there.
		deed, reason := edition.Deed(c.Before, c.Event), edition.Reason(c.Event)
		answer.Changes = append(answer.Changes, &apiv1.EditionChange{
			Sequence: c.Sequence, At: c.At.UTC().Format(time.RFC3339), By: c.Actor, Reason: reason, What: deed,
			Sentence: edition.Told(c.At, c.Actor, deed, reason),
		})
	}
	return answer, nil
}

// formers returns the names of what was merged into a label by m.
func formers(ed *edition.Edition, kind edition.Kind, id string, m calendar.Month) []string {
	var names []string
	for _, f := range ed.Formers(kind, id, m) {
		names = append(names, f.Name)
	}
	return names
}

// headsOf returns the labels under which ids go in a month, each once.
func headsOf(ed *edition.Edition, kind edition.Kind, ids []string, m calendar.Month) []string {
	var heads []string
	seen := map[string]bool{}
	for _, id := range ids {
		if head := ed.As(kind, id, m); !seen[head] {
			seen[head] = true
			heads = append(heads, head)
		}
	}
	return heads
}
