package eventlog_test

import (
	"context"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
)

func TestAReaderThatWaitsStopsWhenTheStreamIsChangedUnderIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		events int
		change func(context.Context, *testing.T, jetstream.JetStream)
		want   string
	}{
		"deleted before anything was read": {0, remade(nil), "the stream ADVOCACY is gone"},
		"deleted":                          {2, remade(nil), "the stream ADVOCACY is gone, and event 2"},
		"made anew, as long as it was":     {2, remade(func(*jetstream.StreamConfig) {}), "the stream ADVOCACY was made anew"},
		"allowed to lose what is old":      {2, changed(func(c *jetstream.StreamConfig) { c.MaxMsgs = 9 }), "MaxMsgs is 9 and must be -1"},
		"no longer to be read directly":    {0, changed(func(c *jetstream.StreamConfig) { c.AllowDirect = false }), "AllowDirect is false"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, nc := open(t)
			fill(t, l, c.events)
			k := &keeper{}
			messages := subscribe(t, l, k, 100)
			if c.events > 0 {
				k.keep(t, receive(t, messages))
			}
			followed := make(chan error, 1)
			go func() {
				followed <- l.Follow(t.Context(), thing.KindActivity, 0, func(eventlog.Recorded) error { return nil })
			}()
			js, err := jetstream.New(nc)
			if err != nil {
				t.Fatal(err)
			}

			c.change(t.Context(), t, js)

			for got := error(nil); got == nil; {
				m := receive(t, messages)
				if _, err := eventlog.BatchOf(m); strings.Contains(stopOr(err), c.want) {
					got = err
				} else if err == nil {
					t.Fatalf("batch %s came", m.UUID)
				}
				m.Nack()
			}
			if err := receive(t, followed); stopOr(err) == "" {
				t.Errorf("Follow = %v, want a Stop", err)
			}
		})
	}
}

// stopOr returns what a Stop says, and nothing of what passes.
func stopOr(err error) string {
	if stop, ok := err.(*eventlog.Stop); ok { //nolint:errorlint // a Stop is returned as it is
		return stop.Why
	}
	return ""
}

// remade deletes the stream and, if there is a change, makes one of as many events.
func remade(change func(*jetstream.StreamConfig)) func(context.Context, *testing.T, jetstream.JetStream) {
	return func(ctx context.Context, t *testing.T, js jetstream.JetStream) {
		t.Helper()
		s, err := js.Stream(ctx, eventlog.StreamName)
		if err != nil {
			t.Fatal(err)
		}
		copies := make([]*jetstream.RawStreamMsg, s.CachedInfo().State.LastSeq)
		for i := range copies {
			if copies[i], err = s.GetMsg(ctx, uint64(i+1)); err != nil {
				t.Fatal(err)
			}
		}
		if err := js.DeleteStream(ctx, eventlog.StreamName); err != nil {
			t.Fatal(err)
		}
		if change == nil {
			return
		}
		c := eventlog.Settings()
		change(&c)
		localtest.CreateStream(ctx, t, js, c)
		for _, m := range copies {
			if _, err := js.PublishMsg(ctx, &nats.Msg{Subject: m.Subject, Header: m.Header, Data: m.Data}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func changed(change func(*jetstream.StreamConfig)) func(context.Context, *testing.T, jetstream.JetStream) {
	return func(ctx context.Context, t *testing.T, js jetstream.JetStream) {
		t.Helper()
		c := eventlog.Settings()
		change(&c)
		if _, err := js.UpdateStream(ctx, c); err != nil {
			t.Fatal(err)
		}
	}
}
