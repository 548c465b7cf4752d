package eventlog

import (
	"context"

	"github.com/nats-io/nats.go"
)

// BatchBytes is for the tests in eventlog_test, as is what follows.
const BatchBytes = batchBytes

// Decode reads one stored event, unsealed.
func Decode(subject string, sequence uint64, h nats.Header, payload []byte) (Recorded, error) {
	read, err := (&Log{}).decode(context.Background(), []stored{{subject, sequence, h, payload}})
	if err != nil {
		return Recorded{}, err
	}
	return read[0], nil
}

var (
	Escape   = escape
	Unescape = unescape
	Settings = settings
	Refused  = refused

	Acknowledged = acknowledged

	WritePayload = write
	ReadPayload  = read
)

// On is a log behind a connection on which nobody has looked whether there is one.
func On(nc *nats.Conn) *Log { return &Log{nc: nc} }

// Reconnects says how often the connection was lost and is there again.
func (l *Log) Reconnects() uint64 { return l.nc.Stats().Reconnects }

// Whole is whole, for a history of which the end is not there yet.
func (l *Log) Whole(ctx context.Context, commandID string, at At) At {
	return l.whole(ctx, commandID, at)
}
