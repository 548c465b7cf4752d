package eventlog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/fault"
)

const (
	apiLeader = "$JS.API.STREAM.MSG.GET." + StreamName
	apiDirect = "$JS.API.DIRECT.GET." + StreamName

	// patience is how long a call takes at most when its caller sets no deadline.
	patience = 10 * time.Second
	// oneTry is how long one request waits for its answer. Too short does no harm: a second copy of an append is recognised.
	oneTry = 2 * time.Second
	// firstPause and longestPause frame the wait before something is tried again.
	firstPause   = 20 * time.Millisecond
	longestPause = 5 * time.Second
)

// withDeadline makes sure that a call ends.
func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, patience)
}

func unavailable(err error) error {
	return fault.New(fault.Unavailable, "the log does not answer: %v", err)
}

// question names one stored message, to a leader, or (with a batch, or the last of many subjects) several to any replica.
type question struct {
	LastBySubject  string   `json:"last_by_subj,omitempty"`
	Sequence       uint64   `json:"seq,omitempty"`
	NextBySubject  string   `json:"next_by_subj,omitempty"`
	LastBySubjects []string `json:"multi_last,omitempty"`
	Batch          int      `json:"batch,omitempty"`
}

// stored is a message as the stream holds it.
type stored struct {
	subject  string
	sequence uint64
	header   nats.Header
	data     []byte
}

// ask asks the stream's leader for one message, and returns nil when there is none such. Only the leader's answer settles
// whether something was recorded: a replica may be behind, and jetstream's GetLastMsgForSubject asks any replica when the
// stream allows direct gets, as ours does.
func (l *Log) ask(ctx context.Context, q question) (*stored, error) {
	body, err := json.Marshal(q)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, oneTry)
	defer cancel()
	reply, err := l.nc.RequestWithContext(ctx, apiLeader, body)
	if err != nil {
		return nil, err
	}
	var answer struct {
		Error   *jetstream.APIError `json:"error"`
		Message struct {
			Subject  string `json:"subject"`
			Sequence uint64 `json:"seq"`
			Header   []byte `json:"hdrs"`
			Data     []byte `json:"data"`
		} `json:"message"`
	}
	if err := json.Unmarshal(reply.Data, &answer); err != nil {
		return nil, fmt.Errorf("answer of %s: %w", apiLeader, err)
	}
	if answer.Error != nil {
		if answer.Error.ErrorCode == jetstream.JSErrCodeMessageNotFound {
			return nil, nil
		}
		return nil, answer.Error
	}
	m := &stored{subject: answer.Message.Subject, sequence: answer.Message.Sequence, data: answer.Message.Data}
	if len(answer.Message.Header) > 0 {
		if m.header, err = nats.DecodeHeadersMsg(answer.Message.Header); err != nil {
			return nil, fmt.Errorf("headers of event %d: %w", m.sequence, err)
		}
	}
	return m, nil
}

// pause waits before the n-th new try, longer each time, and returns false when ctx is done before that.
func pause(ctx context.Context, n int) bool {
	wait := longestPause
	if n < 8 {
		wait = firstPause << n
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

func apiError(err error) *jetstream.APIError {
	if api, ok := errors.AsType[*jetstream.APIError](err); ok {
		return api
	}
	return nil
}
