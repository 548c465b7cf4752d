package eventlog

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/fault"
)

// Verdict says whether commands may be taken: while something is wrong with the log, or with what is made from it, nothing may be
// written on top. It lies beside the log, so that every service sees the same.
type Verdict struct{ kv jetstream.KeyValue }

const (
	verdictBucket = "ADVOCACY_VERDICT"
	verdictKey    = "why"
)

// Verdict returns the log's verdict.
func (l *Log) Verdict(ctx context.Context) (*Verdict, error) {
	js, err := jetstream.New(l.nc)
	if err != nil {
		return nil, fmt.Errorf("open the verdict on the log: %w", err)
	}
	kv, err := js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: verdictBucket})
	if err != nil {
		return nil, fmt.Errorf("open the verdict on the log: %w", err)
	}
	return &Verdict{kv}, nil
}

// Refuse lets no command pass from now on; why is for whoever sends one.
func (v *Verdict) Refuse(ctx context.Context, why string) error {
	_, err := v.kv.PutString(ctx, verdictKey, why)
	return err
}

// Lift lets commands pass again.
func (v *Verdict) Lift(ctx context.Context) error {
	if err := v.kv.Delete(ctx, verdictKey); err != nil && !errors.Is(err, jetstream.ErrKeyNotFound) {
		return err
	}
	return nil
}

// Pass returns nil when commands may be taken, else fault.Unavailable with the reason.
func (v *Verdict) Pass(ctx context.Context) error {
	entry, err := v.kv.Get(ctx, verdictKey)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		return nil
	case err != nil:
		return fault.New(fault.Unavailable, "whether commands may be taken cannot be read just now (%s): send the same again", err)
	}
	return fault.New(fault.Unavailable, "nothing is taken down while the projection stands still: %s", entry.Value())
}
