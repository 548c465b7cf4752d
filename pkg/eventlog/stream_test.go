package eventlog_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
)

func TestAStreamThatCouldLoseEventsIsRefusedByTheSettingsName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		says   string
		change func(*jetstream.StreamConfig)
	}{
		{"Subjects is [advocacy.activity.>] and must be [advocacy.>]", func(c *jetstream.StreamConfig) { c.Subjects = []string{"advocacy.activity.>"} }},
		{"Retention is Interest and must be Limits", func(c *jetstream.StreamConfig) { c.Retention = jetstream.InterestPolicy }},
		{"Storage is Memory and must be File", func(c *jetstream.StreamConfig) { c.Storage = jetstream.MemoryStorage }},
		{"MaxMsgs is 1000 and must be -1", func(c *jetstream.StreamConfig) { c.MaxMsgs = 1000 }},
		{"MaxBytes is 1000000 and must be -1", func(c *jetstream.StreamConfig) { c.MaxBytes = 1_000_000 }},
		{"MaxAge is 720h0m0s and must be 0s", func(c *jetstream.StreamConfig) { c.MaxAge = 30 * 24 * time.Hour }},
		{"MaxMsgsPerSubject is 5 and must be -1", func(c *jetstream.StreamConfig) { c.MaxMsgsPerSubject = 5 }},
		{"Discard is DiscardOld and must be DiscardNew", func(c *jetstream.StreamConfig) { c.Discard = jetstream.DiscardOld }},
		{"DenyDelete is false and must be true", func(c *jetstream.StreamConfig) { c.DenyDelete = false }},
		{"DenyPurge is false and must be true", func(c *jetstream.StreamConfig) { c.DenyPurge = false }},
		{"AllowDirect is false and must be true", func(c *jetstream.StreamConfig) { c.AllowDirect = false }},
		{"AllowAtomicPublish is false and must be true", func(c *jetstream.StreamConfig) { c.AllowAtomicPublish = false }},
		{"AllowMsgTTL is true and must be false", func(c *jetstream.StreamConfig) { c.AllowMsgTTL = true }},
		{"AllowRollup is true and must be false", func(c *jetstream.StreamConfig) { c.AllowRollup, c.DenyPurge = true, false }},
		{"AllowMsgCounter is true and must be false", func(c *jetstream.StreamConfig) { c.AllowMsgCounter, c.Discard = true, jetstream.DiscardOld }},
		{"AllowMsgSchedules is true and must be false", func(c *jetstream.StreamConfig) {
			c.AllowMsgSchedules, c.DenyPurge, c.Discard = true, false, jetstream.DiscardOld
		}},
		{"PersistMode is Async and must be Default", func(c *jetstream.StreamConfig) {
			c.PersistMode, c.AllowAtomicPublish = jetstream.AsyncPersistMode, false
		}},
		{"Mirror is true and must be false", func(c *jetstream.StreamConfig) {
			c.Mirror, c.Subjects = &jetstream.StreamSource{Name: "OTHER"}, nil
			c.AllowAtomicPublish = false
		}},
		{"Sources is true and must be false", func(c *jetstream.StreamConfig) { c.Sources = []*jetstream.StreamSource{{Name: "OTHER"}} }},
		{"SubjectTransform is true and must be false", func(c *jetstream.StreamConfig) {
			c.SubjectTransform = &jetstream.SubjectTransformConfig{Source: "advocacy.a", Destination: "advocacy.b"}
		}},
		{"NoAck is true and must be false", func(c *jetstream.StreamConfig) { c.NoAck, c.AllowAtomicPublish = true, false }},
	} {
		t.Run(c.says, func(t *testing.T) {
			t.Parallel()
			nc := localtest.NATS(t)
			rawStream(t, nc, c.change)
			_, err := eventlog.Open(t.Context(), nc)
			if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Open: %v, want a refusal that says %q", err, c.says)
			}
		})
	}
}

func TestASealedStreamIsRefused(t *testing.T) {
	t.Parallel()
	nc := localtest.NATS(t)
	_, err := eventlog.Open(t.Context(), nc)
	if err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	sealed := eventlog.Settings()
	sealed.Sealed = true
	if _, err := js.UpdateStream(t.Context(), sealed); err != nil {
		t.Fatal(err)
	}
	if _, err := eventlog.Open(t.Context(), nc); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "Sealed is true") {
		t.Errorf("Open: %v, want a refusal that names Sealed", err)
	}
}

func TestOpeningTheLogAgainFindsItAsItWas(t *testing.T) {
	t.Parallel()
	l, nc := open(t)
	fill(t, l, 2)
	again, err := eventlog.Open(t.Context(), nc)
	if err != nil {
		t.Fatal(err)
	}
	if got := last(t, again); got != last(t, l) || got.Sequence != 2 {
		t.Errorf("Last() = %v, want the second event", got)
	}
}
