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
// Within it a whole picture is read or written; work on many of them takes a patience for each, and ends with the caller's context.
const patience = 30 * time.Second

// Album is the album of one team. It is opened when it is first needed: not every service may look into it.
type Album struct {
	nc *nats.Conn

	mu     sync.Mutex
	opened *opened
}

// opened is an album that was found. stream is the one that the object store is made of: what the store does not offer (overwriting, finding pieces
// that belong to nothing) is done there.
type opened struct {
	objects jetstream.ObjectStore
	stream  jetstream.Stream
}

// New returns the album that lies where the connection leads.
// It asks nothing yet, so it cannot fail; whoever may not look into the album learns that from the first call that needs it.
func New(nc *nats.Conn) *Album { return &Album{nc: nc} }

// Make makes the album where there is none, with as many copies as the log has.
// Several services may do so at once. A server that does not answer is fault.Unavailable; settings that are refused are fault.Invalid.
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
	// The log has as many copies as whoever keeps the servers could afford; a picture of which there are fewer would be lost before the words about it.
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
	// Somebody else was faster, which is as good.
	if err != nil && !errors.Is(err, jetstream.ErrBucketExists) {
		return unavailable(err)
	}
	_, err = a.open(ctx)
	return err
}

// errNone: nobody has made an album yet, so there is no picture.
// To read from it, to remove from it and to list it are then answered as of an empty one.
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
	// An object store does not notice limits: the server drops the oldest pieces, and the picture is damaged.
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

// unavailable is any answer of the server that is none of those expected. Everything here may be done twice, so the advice is always the same.
func unavailable(err error) error {
	return fault.New(fault.Unavailable, "the store of pictures does not answer as it should (%v): send the same again later", err)
}
