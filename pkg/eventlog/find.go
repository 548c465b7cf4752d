package eventlog

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/fault"
)

// ErrNone is what Find answers until somebody has opened the log. It is fault.Unavailable.
var ErrNone = fault.New(fault.Unavailable, "the log is not there yet: the recorder makes it when it starts")

// Find returns the team's log as Open does, and makes nothing that is not there: it is for those whom NATS permits no more.
func Find(ctx context.Context, nc *nats.Conn) (*Log, error) {
	js, err := jetstream.New(nc)
	if err != nil {
		return nil, fmt.Errorf("find the log: %w", err)
	}
	stream, err := js.Stream(ctx, StreamName)
	switch {
	case errors.Is(err, jetstream.ErrStreamNotFound):
		return nil, ErrNone
	case err != nil:
		return nil, fault.New(fault.Unavailable, "the stream %s cannot be opened: %v", StreamName, err)
	}
	if err := check(stream.CachedInfo().Config); err != nil {
		return nil, err
	}
	return &Log{nc: nc, stream: stream, created: stream.CachedInfo().Created, found: true}, nil
}

// bucket is where the verdict lies. Only a log that was opened makes it.
func (l *Log) bucket(ctx context.Context, js jetstream.JetStream) (jetstream.KeyValue, error) {
	kv, err := js.KeyValue(ctx, verdictBucket)
	switch {
	case !errors.Is(err, jetstream.ErrBucketNotFound):
		return kv, err
	case l.found:
		return nil, fault.New(fault.Unavailable, "it is not there yet: the recorder makes it when it starts")
	}
	kv, err = js.CreateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: verdictBucket})
	if errors.Is(err, jetstream.ErrBucketExists) {
		// Another service made it in between.
		return js.KeyValue(ctx, verdictBucket)
	}
	return kv, err
}
