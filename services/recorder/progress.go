package recorder

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// progress is how far an import is. Whoever watches reads it while it moves.
type progress struct {
	received, checked, recorded atomic.Uint64
	allChecked                  atomic.Bool
}

// underWay are the imports that are being taken in, by command id.
type underWay struct{ imports sync.Map }

func (u *underWay) begin(commandID string, p *progress) { u.imports.Store(commandID, p) }
func (u *underWay) end(commandID string)                { u.imports.Delete(commandID) }

// nil: none of that id is under way in this process.
func (u *underWay) of(commandID string) *progress {
	p, _ := u.imports.Load(commandID)
	found, _ := p.(*progress)
	return found
}

const (
	// every is how often the progress of an import is told, beginning how long one is waited for that has not begun.
	// Whoever follows an import asks beside sending it, and may be there first.
	every     = 200 * time.Millisecond
	beginning = 5 * time.Second
)

// FollowImport tells how far an import is, as long as it is under way.
func (r *recorder) FollowImport(
	ctx context.Context, req *apiv1.FollowImportRequest, stream apiv1connect.RecorderFollowImportServerStream,
) error {
	tick := time.NewTicker(every)
	defer tick.Stop()
	patience := time.After(beginning)
	began := false
	for {
		p := r.underWay.of(req.GetCommandId())
		if p == nil && began {
			return nil
		}
		if p != nil {
			began = true
			if err := stream.Send(&apiv1.FollowImportResponse{
				Received: p.received.Load(), Checked: p.checked.Load(), AllChecked: p.allChecked.Load(), Recorded: p.recorded.Load(),
			}); err != nil {
				return err
			}
		}
		select {
		case <-tick.C:
		case <-patience:
			if !began {
				return fault.New(fault.NotFound, "no import %s is under way", req.GetCommandId())
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
