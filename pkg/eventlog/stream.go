package eventlog

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/fault"
)

// settings are those of a stream that keeps everything it acknowledged.
func settings() jetstream.StreamConfig {
	return jetstream.StreamConfig{
		Name:               StreamName,
		Description:        "What happened, in order. Nothing is ever removed.",
		Subjects:           []string{everything},
		Storage:            jetstream.FileStorage,
		Retention:          jetstream.LimitsPolicy,
		Discard:            jetstream.DiscardNew,
		MaxMsgs:            -1,
		MaxBytes:           -1,
		MaxMsgsPerSubject:  -1,
		DenyDelete:         true,
		DenyPurge:          true,
		AllowDirect:        true,
		AllowAtomicPublish: true,
		// The server's own default. We send no message ids (see pack), so the window has nothing to do.
		Duplicates: 2 * time.Minute,
	}
}

// openStream finds the log's stream or creates it. A stream that exists keeps its replicas, placement and compression: those
// are for whoever runs the servers.
func openStream(ctx context.Context, js jetstream.JetStream) (jetstream.Stream, error) {
	stream, err := js.Stream(ctx, StreamName)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		stream, err = js.CreateStream(ctx, settings())
	}
	if errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		// Somebody created it in between, with other settings than ours.
		stream, err = js.Stream(ctx, StreamName)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "the stream %s cannot be opened: %v", StreamName, err)
	}
	return stream, check(stream.CachedInfo().Config)
}

// check refuses settings that could lose, change or hide an event that was acknowledged.
func check(have jetstream.StreamConfig) error {
	must := settings()
	var wrong []string
	for _, s := range []struct {
		name       string
		have, must any
	}{
		{"Subjects", have.Subjects, must.Subjects},
		{"Retention", have.Retention, must.Retention},
		{"Storage", have.Storage, must.Storage},
		{"MaxMsgs", have.MaxMsgs, must.MaxMsgs},
		{"MaxBytes", have.MaxBytes, must.MaxBytes},
		{"MaxAge", have.MaxAge, must.MaxAge},
		{"MaxMsgsPerSubject", have.MaxMsgsPerSubject, must.MaxMsgsPerSubject},
		{"Discard", have.Discard, must.Discard},
		{"DenyDelete", have.DenyDelete, must.DenyDelete},
		{"DenyPurge", have.DenyPurge, must.DenyPurge},
		{"AllowDirect", have.AllowDirect, must.AllowDirect},
		{"AllowAtomicPublish", have.AllowAtomicPublish, must.AllowAtomicPublish},
		{"AllowMsgTTL", have.AllowMsgTTL, must.AllowMsgTTL},
		{"AllowRollup", have.AllowRollup, must.AllowRollup},
		{"AllowMsgCounter", have.AllowMsgCounter, must.AllowMsgCounter},
		{"AllowMsgSchedules", have.AllowMsgSchedules, must.AllowMsgSchedules},
		{"PersistMode", have.PersistMode, must.PersistMode},
		{"Mirror", have.Mirror != nil, false},
		{"Sources", len(have.Sources) > 0, false},
		{"SubjectTransform", have.SubjectTransform != nil, false},
		{"Sealed", have.Sealed, must.Sealed},
		{"NoAck", have.NoAck, must.NoAck},
	} {
		if !same(s.have, s.must) {
			wrong = append(wrong, fmt.Sprintf("%s is %v and must be %v", s.name, s.have, s.must))
		}
	}
	if len(wrong) == 0 {
		return nil
	}
	return fault.New(fault.Invalid, "the stream %s could lose events: %s; change it with \"nats stream edit %s\", or use another account",
		StreamName, strings.Join(wrong, "; "), StreamName)
}

func same(a, b any) bool {
	if list, ok := a.([]string); ok {
		return slices.Equal(list, b.([]string))
	}
	return a == b
}
