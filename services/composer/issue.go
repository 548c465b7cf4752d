package composer

import (
	"context"
	"slices"
	"sync"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// GetIssue answers an issue as it stands. Any month that it covers finds it.
func (c *composer) GetIssue(ctx context.Context, req *apiv1.GetIssueRequest) (*apiv1.GetIssueResponse, error) {
	months, err := digest.ParseAddress(req.GetIssue())
	if err != nil {
		return nil, err
	}
	id, err := c.issues.find(ctx, c.ground.Log, months)
	if err != nil {
		return nil, err
	}
	history, err := c.ground.Log.Load(ctx, thing.Issue(id))
	if err != nil {
		return nil, err
	}
	if len(history) == 0 {
		return nil, fault.New(fault.NotFound, "there is no issue of %s yet: `dontblink issue draft %s` drafts it",
			calendar.MonthsWords(months, calendar.English), id)
	}
	return &apiv1.GetIssueResponse{Issue: fold(id, history)}, nil
}

// shelf knows which issues there are. It reads on in the log whenever it is asked, so it is never behind.
type shelf struct {
	mu    sync.Mutex
	read  uint64
	found []string // addresses, in the order in which the issues were opened
}

// find returns the address of the issue of exactly these months, else of the last one opened that covers them all, else of the one that would.
func (s *shelf) find(ctx context.Context, log *eventlog.Log, months []calendar.Month) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	read, err := log.Read(ctx, thing.KindIssue, s.read, func(r eventlog.Recorded) error {
		if !slices.Contains(s.found, r.Thing.ID) {
			s.found = append(s.found, r.Thing.ID)
		}
		return nil
	})
	s.read = read
	if err != nil {
		return "", err
	}
	address := digest.Address(months)
	if slices.Contains(s.found, address) {
		return address, nil
	}
	for _, id := range slices.Backward(s.found) {
		covered, err := digest.ParseAddress(id)
		if err == nil && !months[0].Before(covered[0]) && !months[len(months)-1].After(covered[len(covered)-1]) {
			return id, nil
		}
	}
	return address, nil
}
