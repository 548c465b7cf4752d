package dontblink

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// likelyCommand ends each pair with the two commands that settle it.
func (c *cli) likelyCommand() *cobra.Command {
	var month string
	var limit uint32
	req := &apiv1.ListLikeRequest{}
	cmd := &cobra.Command{
		Use:   "likely",
		Short: "Lists activities that seem to be logged twice",
		Long: `Lists pairs of activities that seem to be one, logged twice: on the same days, in similar words, with the same people, organisations or links.
What to type next stands under each. Sessions of one series, and activities that are tied to each other, are no such pairs.`,
		Example: `  dontblink likely --month 2024-01`,
		Args:    nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if month != "" {
				req.From, req.To = month, month
			}
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error { return c.likely(ctx, a, req, limit) })
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&month, "month", "", "only of this month, like 2024-01")
	flags.StringVar(&req.From, "from", "", "from this month on")
	flags.StringVar(&req.To, "to", "", "up to this month")
	flags.Uint32Var(&limit, "limit", 100, "at most this many pairs; 0: all")
	cmd.MarkFlagsMutuallyExclusive("month", "from")
	cmd.MarkFlagsMutuallyExclusive("month", "to")
	return cmd
}

// likely asks page by page: a page may be empty, and yet have another behind it.
func (c *cli) likely(ctx context.Context, a *web.API, req *apiv1.ListLikeRequest, limit uint32) error {
	all := &apiv1.ListLikeResponse{}
	next, err := pageByPage(limit, func(size uint32, after string) (int, string, error) {
		req.PageSize, req.Page = size, after
		page, err := a.Insights.ListLike(ctx, req)
		all.Pairs = append(all.Pairs, page.GetPairs()...)
		return len(page.GetPairs()), page.GetNextPage(), err
	})
	if err != nil {
		return err
	}
	all.NextPage = next
	if c.json {
		return printJSON(c.out, all)
	}
	return c.printLikely(all)
}

func (c *cli) printLikely(all *apiv1.ListLikeResponse) error {
	p := &page{w: c.out}
	for _, pair := range all.GetPairs() {
		stays, goes := fuller(pair.GetOne(), pair.GetOther())
		for _, row := range []*apiv1.ActivityRow{stays, goes} {
			p.line("%s  %s  %s", short(row.GetId()), whenWords(row), headlineOf(row))
		}
		p.line("  %d of 100: %s", pair.GetScore(), strings.Join(pair.GetWhy(), "; "))
		p.line("  one:  dontblink merge %s %s%s", short(stays.GetId()), short(goes.GetId()), c.where())
		p.line("  two:  dontblink apart %s %s%s", short(stays.GetId()), short(goes.GetId()), c.where())
		p.line("")
	}
	switch pairs := plural(len(all.GetPairs()), "pair seems", "pairs seem"); {
	case len(all.GetPairs()) == 0:
		p.line("Nothing seems to be logged twice there.")
	case all.GetNextPage() != "":
		p.line("%s to be logged twice; there may be more (--limit 0).", pairs)
	default:
		p.line("%s to be logged twice.", pairs)
	}
	return p.err
}

// fuller puts the one first that says more: it is the one to keep as a rule, since what is told at length stays as it is.
func fuller(one, other *apiv1.ActivityRow) (stays, goes *apiv1.ActivityRow) {
	if length(other.GetActivity()) > length(one.GetActivity()) {
		return other, one
	}
	return one, other
}

// length counts the bytes of the story, which is what nobody wants to type twice.
func length(a *eventv1.Activity) (n int) {
	for _, passage := range a.GetBody() {
		n += len(passage.GetText())
	}
	return n
}

// choice is what to do with something that seems to be logged already.
type choice int

const (
	// logIt all the same: it is another, or nothing like it was found.
	logIt choice = iota
	// mergeIt: it is logged and told in the one that stands, so that neither's words are lost.
	mergeIt
	// cancelIt: nothing is logged.
	cancelIt
)

// asking puts a question to whoever sits at the terminal, and answers what they typed; errNotLogged when they ended the input.
type asking func(prompt string) (string, error)

// unlessLikely goes on unless whoever logs finds that it stands already, and returns the one to merge it into if they say so.
func (c *cli) unlessLikely(ctx context.Context, a *web.API, content *eventv1.Activity, asks *asker) (into string, err error) {
	var ask asking
	// With --yes nobody is asked.
	if asks.terminal && asks.curious {
		ask = func(prompt string) (string, error) { return asks.line(ctx, prompt) }
	}
	chosen, like, err := c.askLikely(ctx, a, content, ask)
	switch {
	case err != nil:
		return "", err
	case chosen == cancelIt:
		return "", errNotLogged
	case chosen == mergeIt:
		return like.GetActivity().GetId(), nil
	}
	return "", nil
}

// askLikely looks whether what is about to be logged seems to be logged already, and asks what to do then. `like` is the likeliest that
// stands. Where nobody can answer it warns, and logs: a script must not hang, and what was typed must not be lost. Neither must it be lost
// because nobody could look: then it is logged.
func (c *cli) askLikely(ctx context.Context, a *web.API, content *eventv1.Activity, ask asking) (chosen choice, like *apiv1.Like, err error) {
	answer, err := a.Insights.FindLike(ctx, &apiv1.FindLikeRequest{Activity: content})
	if err != nil && ctx.Err() == nil {
		return logIt, nil, nil
	}
	if err != nil || len(answer.GetLikes()) == 0 {
		return logIt, nil, err
	}
	like = answer.GetLikes()[0]
	p := &page{w: c.err}
	p.line("This looks like %s  %s  %s", short(like.GetActivity().GetId()), whenWords(like.GetActivity()), headlineOf(like.GetActivity()))
	p.line("  logged by %s on %s; %s", like.GetActivity().GetRecordedBy(), dayOf(like.GetActivity().GetRecordedAt()), strings.Join(like.GetWhy(), "; "))
	if more := len(answer.GetLikes()) - 1; more > 0 {
		p.line("  and %s like it", plural(more, "other is", "others are"))
	}
	if p.err != nil || ask == nil {
		p.line("It is logged all the same. If the two are one: `dontblink likely --month %s%s` says how to merge them.", monthOf(like.GetActivity()), c.where())
		return logIt, like, p.err
	}
	chosen, err = choose(ask, func() error {
		answer, err := a.Insights.GetActivity(ctx, &apiv1.GetActivityRequest{Id: like.GetActivity().GetId()})
		if err != nil {
			return err
		}
		p.line("")
		return errors.Join(p.err, c.printActivity(c.err, answer, ""))
	})
	return chosen, like, err
}

func monthOf(row *apiv1.ActivityRow) string {
	from := row.GetActivity().GetWhen().GetFrom()
	return from[:min(len("2024-01"), len(from))]
}

// choose asks until there is an answer. Whoever ends the input has cancelled.
func choose(ask asking, open func() error) (choice, error) {
	for {
		typed, err := ask("\n[l]og it all the same, [m]erge it into that one, [o]pen that one first, [c]ancel: ")
		if err != nil {
			return cancelIt, err
		}
		switch strings.ToLower(strings.TrimSpace(typed)) {
		case "l", "log":
			return logIt, nil
		case "m", "merge":
			return mergeIt, nil
		case "o", "open":
			if err := open(); err != nil {
				return cancelIt, err
			}
		case "c", "cancel":
			return cancelIt, nil
		}
	}
}
