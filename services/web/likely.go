package web

import (
	"context"
	"strings"

	"dontblink.dev/pkg/calendar"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// alike says that what was just logged seems to have been logged before; nil when it does not, or when nobody can tell just now.
func (p *pages) alike(ctx context.Context, k knowledge) *notice {
	for _, row := range k.rows {
		if !k.receipt.is(row) {
			continue
		}
		answer, err := p.Insights.FindLike(p.as(ctx), &apiv1.FindLikeRequest{Activity: row.GetActivity(), Id: row.GetId()})
		if err != nil || len(answer.GetLikes()) == 0 {
			return nil
		}
		return k.looksLike(row, answer.GetLikes()[0])
	}
	return nil
}

// looksLike names the likeliest one, and what to do if the two are one.
func (k knowledge) looksLike(row *apiv1.ActivityRow, like *apiv1.Like) *notice {
	other := like.GetActivity()
	in := monthOfContent(other.GetActivity(), k.month)
	path := "#a-" + other.GetId()
	if in != k.month {
		path = monthPath(in.String()) + path
	}
	when := calendar.MustOf(other.GetActivity().GetWhen()).Words(k.edition.Language())
	return &notice{
		Kind: "warning", Strong: "This may be logged already:",
		Text: sentence(strings.Join(like.GetWhy(), "; ")) + " If the two are one, type “dontblink merge " + shortID(other) + " " + shortID(row) +
			"”; if they are two, “dontblink apart " + shortID(other) + " " + shortID(row) + "”.",
		Link: link{Path: path, Text: other.GetActivity().GetHeadline() + " (" + when + ")"},
	}
}

// shortID is as much of an id as people type.
func shortID(row *apiv1.ActivityRow) string {
	return row.GetId()[:min(len("0f5c1a2b"), len(row.GetId()))]
}
