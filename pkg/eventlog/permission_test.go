package eventlog_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/thing"
)

// forbidden returns a log behind a connection that may not publish to some subjects.
func forbidden(t *testing.T, subjects ...string) *eventlog.Log {
	t.Helper()
	s, err := local.StartNATS(t.TempDir(), -1, func(o *server.Options) {
		o.SyncAlways = false
		o.Users = []*server.User{{Username: "u", Password: "p", Permissions: &server.Permissions{
			Publish: &server.SubjectPermission{Deny: subjects},
		}}}
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	nc, err := nats.Connect(s.URL(), nats.UserInfo("u", "p"), nats.ErrorHandler(func(*nats.Conn, *nats.Subscription, error) {}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	l, err := eventlog.Open(t.Context(), nc)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// What NATS does not permit it does not answer, so the time is over and nobody knows anything; but why can be told.
func TestAnAppendThatIsNotPermittedNamesThePermission(t *testing.T) {
	t.Parallel()
	l := forbidden(t, "advocacy.issue.>")
	mustAppend(t, l, command("c1"), thing.Activity("a"), eventlog.At{}, recorded("permitted"))
	for name, n := range map[string]int{"one event": 1, "a batch": 3} {
		unpermitted(t, name, inVain(t, func(ctx context.Context) error {
			_, err := l.Append(ctx, command("c2"), thing.Issue("2024-07"), eventlog.At{}, several(n)...)
			return err
		}))
	}
	entry := eventlog.Entry{Command: command("c3"), Thing: thing.Issue("2024-08"), Events: several(20)}
	unpermitted(t, "one of many", inVain(t, func(ctx context.Context) error {
		return l.AppendAll(ctx, []eventlog.Entry{entry})[0].Err
	}))
	if head := last(t, l); head.Sequence != 1 {
		t.Errorf("the log ends at %d, want 1", head.Sequence)
	}
}

func TestAQuestionThatIsNotPermittedNamesThePermission(t *testing.T) {
	t.Parallel()
	l := forbidden(t, "$JS.API.DIRECT.GET.>")
	err := inVain(t, func(ctx context.Context) error {
		_, err := l.Load(ctx, thing.Activity("a"))
		return err
	})
	if !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), `"$JS.API.DIRECT.GET.ADVOCACY"`) {
		t.Errorf("Load = %v, want what is not permitted", err)
	}
}

// inVain does what is not permitted, each time for a second, until the server's word on it has come: that may take a busy machine longer.
func inVain(t *testing.T, do func(context.Context) error) error {
	t.Helper()
	for patience := soon(t); ; {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		err := do(ctx)
		cancel()
		if err == nil || strings.Contains(err.Error(), "ermissions") || patience.Err() != nil {
			return err
		}
	}
}

func unpermitted(t *testing.T, name string, err error) {
	t.Helper()
	if !errors.Is(err, fault.Unavailable) {
		t.Errorf("%s: %v, want that nobody knows", name, err)
		return
	}
	for _, want := range []string{"send the same command again", "ermissions", `"advocacy.issue.`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", name, err, want)
		}
	}
}

// Only what the server has refused for good, and nothing that passes, may end as "not recorded".
func TestWhatTheServerSaysForGood(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		err  error
		want bool
	}{
		{"wrong last sequence", &jetstream.APIError{Code: 400, ErrorCode: 10071}, true},
		{"longer than the stream takes", &jetstream.APIError{Code: 400, ErrorCode: 10054}, true},
		{"somebody else's is on its way", &jetstream.APIError{Code: 400, ErrorCode: 10164}, false},
		{"a part of the batch was lost", &jetstream.APIError{Code: 400, ErrorCode: 10176}, false},
		{"a batch with a message that is there", &jetstream.APIError{Code: 400, ErrorCode: 10201}, false},
		{"too many batches", &jetstream.APIError{Code: 429, ErrorCode: 10210}, false},
		{"no leader", &jetstream.APIError{Code: 503, ErrorCode: 10008}, false},
		{"a time-out", context.DeadlineExceeded, false},
		{"nobody there", nats.ErrNoResponders, false},
		{"not permitted", nats.ErrPermissionViolation, false},
		{"a lost connection", nats.ErrConnectionClosed, false},
	} {
		if got := eventlog.Refused(c.err); got != c.want {
			t.Errorf("%s: refused = %t, want %t", c.name, got, c.want)
		}
	}
}
