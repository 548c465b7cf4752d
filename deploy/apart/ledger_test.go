package apart_test

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"github.com/google/uuid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func client(at string) *connect.Client {
	return connect.NewClient(connecthttp.NewTransport(&http.Client{Timeout: 30 * time.Second}, at), rpc.Client)
}

func recorder(at string) apiv1connect.RecorderClient {
	return apiv1connect.NewRecorderClient(client(at))
}
func insights(at string) apiv1connect.InsightsClient {
	return apiv1connect.NewInsightsClient(client(at))
}

// ledger is what clients know: which commands were acknowledged, and which had no answer.
type ledger struct {
	mu           sync.Mutex
	acknowledged map[string]string // command id → the activity that it recorded
	unanswered   []*apiv1.RecordRequest
	reached      uint64
	resent       int
	sent         int
}

// work records until ctx is done. What has no answer it leaves for later and goes on, as people do.
func (l *ledger) work(ctx context.Context, at string) {
	for ctx.Err() == nil {
		command := l.next()
		if err := l.send(ctx, at, command); err != nil {
			l.mu.Lock()
			l.unanswered = append(l.unanswered, command)
			l.mu.Unlock()
			select {
			case <-time.After(20 * time.Millisecond):
			case <-ctx.Done():
			}
		}
	}
}

func (l *ledger) next() *apiv1.RecordRequest {
	l.mu.Lock()
	defer l.mu.Unlock()
	n := l.sent
	l.sent++
	return &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: &eventv1.Activity{
		Headline: fmt.Sprintf("Talk %d of the team", n), Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-01-17"},
		Priorities: []string{"privacy"}, People: []*eventv1.Participation{{Name: fmt.Sprintf("Ada Example %d", n%7)}},
	}}
}

func (l *ledger) send(ctx context.Context, at string, command *apiv1.RecordRequest) error {
	answer, err := recorder(at).Record(ctx, command)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acknowledged[command.GetCommandId()] = answer.GetId()
	l.reached = max(l.reached, answer.GetSequence())
	return nil
}

func (l *ledger) count() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.acknowledged)
}

// more returns when so many more commands were acknowledged.
func (l *ledger) more(t *testing.T, n int) {
	t.Helper()
	until, tick, patience := l.count()+n, time.NewTicker(5*time.Millisecond), time.NewTimer(time.Minute)
	defer tick.Stop()
	defer patience.Stop()
	for l.count() < until {
		select {
		case <-tick.C:
		case <-patience.C:
			t.Fatalf("%d commands were acknowledged, and none any more for a minute", l.count())
		}
	}
}

// resend sends again what had no answer: whatever became of it, it has to end as done once.
func (l *ledger) resend(t *testing.T, at string) {
	t.Helper()
	for _, command := range l.unanswered {
		if err := l.send(rpc.As(t.Context(), "resender"), at, command); err != nil {
			t.Errorf("a command sent again: %v", err)
		}
		l.resent++
	}
}

// auditLog finds every acknowledged command in the log exactly once, and no sequence missing.
func (l *ledger) auditLog(t *testing.T, log *eventlog.Log) {
	t.Helper()
	found, next := map[string]int{}, uint64(1)
	_, err := log.Read(t.Context(), "", 0, func(r eventlog.Recorded) error {
		if r.Sequence != next {
			t.Errorf("after event %d comes event %d", next-1, r.Sequence)
		}
		next = r.Sequence + 1
		if r.Thing.Kind == "activity" {
			found[r.CommandID]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for command := range l.acknowledged {
		if found[command] != 1 {
			t.Errorf("command %s was acknowledged and stands in the log %d times", command, found[command])
		}
	}
	if len(found) != len(l.acknowledged) {
		t.Errorf("%d commands stand in the log, and %d were acknowledged", len(found), len(l.acknowledged))
	}
}
