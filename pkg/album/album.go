// Package album keeps the bytes of pictures beside the log, in a JetStream object store: each under its hash, and its smaller copies beside it.
//
// It knows nothing of activities: which pictures are still wanted, others say. What it is asked to remove is overwritten where it lay. It
// is no log: there is no second copy of it but backups.
package album

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
)

// bucket is where pictures lie, and streamName what the server calls that.
const (
	bucket     = "ADVOCACY_PICTURES"
	streamName = "OBJ_" + bucket
	chunks     = "$O." + bucket + ".C."
)

// patience bounds one request about one picture. Twenty megabytes take a second on a slow disk.
const patience = 30 * time.Second

// Album is the album of one team. It is opened when it is first needed: not every service may look into it.
type Album struct {
	nc *nats.Conn

	mu     sync.Mutex
	opened *opened
}

type opened struct {
	objects jetstream.ObjectStore
	stream  jetstream.Stream
}

// New returns the album that lies where the connection leads.
func New(nc *nats.Conn) *Album { return &Album{nc: nc} }

// Make makes the album where there is none, with as many copies as the log has.
func (a *Album) Make(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	_, err := a.open(ctx)
	if !errors.Is(err, errNone) {
		return err
	}
	js, err := jetstream.New(a.nc)
	if err != nil {
		return err
	}
	log, err := js.Stream(ctx, eventlog.StreamName)
	if err != nil {
		return unavailable(err)
	}
	_, err = js.CreateObjectStore(ctx, jetstream.ObjectStoreConfig{
		Bucket:      bucket,
		Description: "The bytes of pictures, each under its hash.",
		Storage:     jetstream.FileStorage,
		Replicas:    log.CachedInfo().Config.Replicas,
	})
	if err != nil && !errors.Is(err, jetstream.ErrBucketExists) {
		return unavailable(err)
	}
	_, err = a.open(ctx)
	return err
}

// errNone: nobody has made an album yet, so there is no picture.
var errNone = fault.New(fault.NotFound, "there are no pictures yet")

// open opens the album once. Settings under which pictures vanish by themselves are refused.
func (a *Album) open(ctx context.Context) (*opened, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.opened != nil {
		return a.opened, nil
	}
	js, err := jetstream.New(a.nc)
	if err != nil {
		return nil, err
	}
	stream, err := js.Stream(ctx, streamName)
	if errors.Is(err, jetstream.ErrStreamNotFound) {
		return nil, errNone
	}
	if err != nil {
		return nil, unavailable(err)
	}
	if have := stream.CachedInfo().Config; have.MaxAge != 0 || have.Storage != jetstream.FileStorage || have.MaxMsgs > 0 {
		return nil, fault.New(fault.Invalid, "the stream %s could lose pictures: it must lie in files, without a limit on age or messages; "+
			"change it with \"nats stream edit %s\"", streamName, streamName)
	}
	objects, err := js.ObjectStore(ctx, bucket)
	if err != nil {
		return nil, unavailable(err)
	}
	a.opened = &opened{objects, stream}
	return a.opened, nil
}

func unavailable(err error) error {
	return fault.New(fault.Unavailable, "the store of pictures does not answer as it should (%v): send the same again later", err)
}
