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
// It asks the log and not the rows, so a draft is there at once for whoever has made it.
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
	history = drafted(history)
	if len(history) == 0 {
		return nil, fault.New(fault.NotFound, "there is no issue of %s yet: `dontblink issue draft %s` drafts it",
			calendar.MonthsWords(months, calendar.English), id)
	}
	return &apiv1.GetIssueResponse{Issue: fold(id, history)}, nil
}

// shelf knows which issues were drafted. It reads on in the log whenever it is asked, as far as the replica that answers has come.
type shelf struct {
	// read is the sequence up to which the log was read.
	mu    sync.Mutex
	read  uint64
	found []string // addresses, in the order in which the issues were first drafted
}

// find returns the address of the issue of exactly these months, else of the newest that covers them all, else of the one that would.
func (s *shelf) find(ctx context.Context, log *eventlog.Log, months []calendar.Month) (string, error) {
	found, err := s.readOn(ctx, log)
	if err != nil {
		return "", err
	}
	address := digest.Address(months)
	if slices.Contains(found, address) {
		return address, nil
	}
	// Of several that cover a month (it was drafted alone and in a quarter), the last begun is the one that the team works on.
	for _, id := range slices.Backward(found) {
		covered, err := digest.ParseAddress(id)
		if err == nil && !months[0].Before(covered[0]) && !months[len(months)-1].After(covered[len(covered)-1]) {
			return id, nil
		}
	}
	return address, nil
}

// readOn returns the addresses of all issues. Several may read on at once, each from where it began: nobody waits for another's question
// to the log.
func (s *shelf) readOn(ctx context.Context, log *eventlog.Log) ([]string, error) {
	s.mu.Lock()
	read, found := s.read, slices.Clone(s.found)
	s.mu.Unlock()
	read, err := log.Read(ctx, thing.KindIssue, read, func(r eventlog.Recorded) error {
		// Until it is drafted an issue that was opened has nothing to show.
		if digest.Drafts(r.Event) && !slices.Contains(found, r.Thing.ID) {
			found = append(found, r.Thing.ID)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// Whoever read less far than somebody else has nothing new to say.
	if read > s.read {
		s.read, s.found = read, found
	}
	return found, nil
}
