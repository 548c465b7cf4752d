package insights

import (
	"context"

	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// FindLike finds activities that seem to be the one at hand.
// It need not be recorded yet; if it is, its id keeps it from being found itself. Scores are those of pkg/likeness, the highest first.
func (i *insights) FindLike(ctx context.Context, req *apiv1.FindLikeRequest) (*apiv1.FindLikeResponse, error) {
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	likes, err := i.rows.FindLike(ctx, req.GetActivity(), req.GetId())
	if err != nil {
		return nil, err
	}
	answer := &apiv1.FindLikeResponse{}
	for _, like := range likes {
		answer.Likes = append(answer.Likes, &apiv1.Like{Activity: rowOf(like.Row), Score: uint32(like.Score), Why: like.Why})
	}
	return answer, nil
}

// ListLike lists activities that seem to be logged twice.
// Pairs that members have told apart are not listed again.
func (i *insights) ListLike(ctx context.Context, req *apiv1.ListLikeRequest) (*apiv1.ListLikeResponse, error) {
	from, to, err := months(req.GetFrom(), req.GetTo())
	if err != nil {
		return nil, err
	}
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	pairs, next, err := i.rows.ListLike(ctx, readmodel.LikeQuery{From: from, To: to, Limit: int(req.GetPageSize()), After: req.GetPage()})
	if err != nil {
		return nil, err
	}
	answer := &apiv1.ListLikeResponse{NextPage: next}
	for _, p := range pairs {
		answer.Pairs = append(answer.Pairs, &apiv1.LikePair{One: rowOf(p.One), Other: rowOf(p.Other), Score: uint32(p.Score), Why: p.Why})
	}
	return answer, nil
}

// merges adds to an activity those that are told in it, and where it is told itself; what it is tied to is shown where that is told.
func (i *insights) merges(ctx context.Context, answer *apiv1.GetActivityResponse) error {
	row := answer.GetActivity()
	merged, err := i.rows.Merged(ctx, row.GetId())
	if err != nil {
		return err
	}
	for _, m := range merged {
		answer.Merged = append(answer.Merged, rowOf(m))
	}
	var gone []string
	if row.GetMergedInto() != "" {
		// Only what does not stand itself can be told elsewhere; for all others nobody is asked.
		gone = append(gone, row.GetId())
	}
	for _, tie := range answer.GetTies() {
		if tie.GetWithdrawn() {
			gone = append(gone, tie.GetOther())
		}
	}
	named, err := i.rows.Named(ctx, gone)
	for _, n := range named {
		// It was withdrawn, and is told nowhere.
		if n.ID == n.ToldIn {
			continue
		}
		if n.ID == row.GetId() {
			answer.ToldIn = &apiv1.ToldIn{Id: n.ToldIn, Headline: n.Headline}
		}
		for _, tie := range answer.GetTies() {
			if tie.GetOther() == n.ID {
				tie.Other, tie.Headline, tie.Withdrawn = n.ToldIn, n.Headline, false
			}
		}
	}
	return err
}
