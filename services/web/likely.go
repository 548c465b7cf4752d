package web

import (
	"context"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// alike says that what was just logged seems to have been logged before; nil when it does not, or when nobody can tell just now.
// It is asked after logging and not before: nobody is kept from logging by a suspicion.
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
	both := thing.Short(other.GetId()) + " " + thing.Short(row.GetId())
	return &notice{
		Kind: "warning", Strong: "This may be logged already:",
		Text: sentence(strings.Join(like.GetWhy(), "; ")) + " If the two are one, type “dontblink merge " + both + "”; if they are two, “dontblink apart " + both + "”.",
		Link: link{Path: path, Text: other.GetActivity().GetHeadline() + " (" + when + ")"},
	}
}
