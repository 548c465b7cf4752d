package dontblink

import (
	"context"
	"errors"

	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// known is what the log knows that a line needs.
// It is asked for anew for each line, since a name or a priority may have come in since the last.
type known struct {
	edition *edition.Edition
	people  map[string][]capture.Known
}

// learn asks for the edition and for whom the line names.
func (c *cli) learn(ctx context.Context, a *web.API, line string) (known, error) {
	var k known
	err := within(ctx, func(ctx context.Context) (err error) {
		k.edition, err = editionNow(ctx, a)
		return err
	})
	if err != nil {
		return k, err
	}
	err = within(ctx, func(ctx context.Context) (err error) {
		k.people, err = a.Whom(ctx, line)
		return err
	})
	return k, err
}

// editionNow returns the edition as it stands: a priority that was named a moment ago would be taken for a topic by whoever does not know of it. Where
// the rows are far behind, as they are while a large file comes in, one that is a little older will do, but not none.
func editionNow(ctx context.Context, a *web.API) (*edition.Edition, error) {
	status, err := a.Keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
	if err != nil {
		return nil, err
	}
	answer, err := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{AtLeast: status.GetLog()})
	if errors.Is(err, fault.Unavailable) {
		older, olderErr := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{})
		if olderErr == nil && older.GetSequence() > 0 {
			answer, err = older, nil
		}
	}
	return edition.Of(answer.GetEdition()), err
}
