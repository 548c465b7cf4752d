package eventlog

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/fault"
)

// Verdict says whether commands may be taken: while something is wrong with the log, or with what is made from it, nothing may be
// written on top. It lies beside the log, so that every service sees the same.
//
// A service hears of each change and asks only then, so that a command costs no question. Whatever becomes of the hearing, no answer is
// older than trusted, and none outlives the connection over which it came.
type Verdict struct {
	kv jetstream.KeyValue
	nc *nats.Conn
	// heard holds a message for each change since it was last looked at. A channel, and not a function that is called: so what this
	// connection has changed itself was heard before the answer to that came.
	heard chan *nats.Msg

	mu         sync.Mutex
	answer     error // what Pass returned last
	asked      time.Time
	changed    time.Time
	reconnects uint64
}

const (
	verdictBucket = "ADVOCACY_VERDICT"
	verdictKey    = "why"
	// trusted is how old an answer may be. For as long each command asks after a change was heard of, too: one hears of it when it is
	// sent, and that is before it is stored.
	trusted = time.Second
)

// Verdict returns the log's verdict, which is listened to until ctx ends.
func (l *Log) Verdict(ctx context.Context) (*Verdict, error) {
	js, err := jetstream.New(l.nc)
	if err != nil {
		return nil, fmt.Errorf("open the verdict on the log: %w", err)
	}
	kv, err := l.bucket(ctx, js)
	if err != nil {
		return nil, fmt.Errorf("open the verdict on the log: %w", err)
	}
	v := &Verdict{kv: kv, nc: l.nc, heard: make(chan *nats.Msg, 64)}
	changes, err := l.nc.ChanSubscribe("$KV."+verdictBucket+".>", v.heard)
	if err != nil {
		return nil, fmt.Errorf("listen to the verdict on the log: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = changes.Unsubscribe() })
	return v, nil
}

// Refuse lets no command pass from now on; why is for whoever sends one.
func (v *Verdict) Refuse(ctx context.Context, why string) error {
	_, err := v.kv.PutString(ctx, verdictKey, why)
	return err
}

// Hold lets no command pass until release is called: while it is not known yet whether one may. Where they are refused already, that stays
// as it is, and held is false. Release leaves alone what somebody else has refused them for meanwhile.
func (v *Verdict) Hold(ctx context.Context, why string) (held bool, release func(context.Context) error, err error) {
	revision, err := v.kv.Create(ctx, verdictKey, []byte(why))
	if errors.Is(err, jetstream.ErrKeyExists) {
		return false, func(context.Context) error { return nil }, nil
	}
	if err != nil {
		return false, nil, err
	}
	return true, func(ctx context.Context) error {
		err := v.kv.Delete(ctx, verdictKey, jetstream.LastRevision(revision))
		if api := apiError(err); api != nil && api.ErrorCode == codeWrongSequence {
			return nil
		}
		return err
	}, nil
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
	now, reconnects := time.Now(), v.nc.Stats().Reconnects
	if holds, err := v.known(now, reconnects); holds {
		return err
	}
	entry, err := v.kv.Get(ctx, verdictKey)
	switch {
	case errors.Is(err, jetstream.ErrKeyNotFound):
		err = nil
	case err != nil:
		return fault.New(fault.Unavailable, "whether commands may be taken cannot be read just now (%s): send the same again", err)
	default:
		err = fault.New(fault.Unavailable, "nothing is taken down for now: %s", entry.Value())
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if now.After(v.asked) {
		v.answer, v.asked, v.reconnects = err, now, reconnects
	}
	return err
}

// known returns the last answer, if it still holds.
func (v *Verdict) known(now time.Time, reconnects uint64) (holds bool, answer error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for len(v.heard) > 0 { // we alone take from it
		<-v.heard
		v.changed = now
	}
	holds = v.nc.IsConnected() && v.reconnects == reconnects && now.Sub(v.asked) < trusted && v.asked.Sub(v.changed) > trusted
	return holds, v.answer
}
