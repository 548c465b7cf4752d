package localtest

import (
	"context"
	"errors"
	"testing"

	"github.com/nats-io/nats.go/jetstream"
)

// noFolder is what the server answers while it still removes the folder of the stream that was deleted before.
const noFolder jetstream.ErrorCode = 10049

// CreateStream makes a stream anew, however long the server takes to clear away the one that was there.
func CreateStream(ctx context.Context, tb testing.TB, js jetstream.JetStream, config jetstream.StreamConfig) jetstream.Stream {
	tb.Helper()
	for {
		stream, err := js.CreateStream(ctx, config)
		refusal, refused := errors.AsType[*jetstream.APIError](err)
		switch {
		case err == nil:
			return stream
		case !refused || refusal.ErrorCode != noFolder:
			tb.Fatal(err)
		}
	}
}
