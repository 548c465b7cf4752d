package eventlog

import (
	"context"
	"errors"
	"slices"

	"github.com/nats-io/nats.go"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	"dontblink.dev/pkg/vault"
)

const sealedContentType = "application/octet-stream"

// sealed reports whether what happens to things of a kind tells of people. The edition does not: anybody who runs the product may read it.
func sealed(kind string) bool {
	switch kind {
	case thing.KindActivity, thing.KindPerson, thing.KindIssue:
		return true
	}
	return false
}

// about is what a payload is sealed for: under another event, type or thing it does not open.
func about(id, eventType, subject string) string { return id + "\x00" + eventType + "\x00" + subject }

// erasing is an event that says which keys are destroyed.
type erasing interface{ GetKeys() []string }

// Erases reports whether the event says all that is left of its thing, and that the keys of all before it are destroyed.
func (r Recorded) Erases() bool {
	_, erases := r.Event.(erasing)
	return erases
}

// keyFor returns the key that seals the events of one append: the thing's own, else a fresh one. What erases is sealed with none of the
// keys that it has destroyed, or nobody could read that it did.
func (l *Log) keyFor(ctx context.Context, t thing.Thing, after At, events []proto.Message) (string, error) {
	if l.Vault == nil || !sealed(t.Kind) {
		return "", nil
	}
	doomed := slices.ContainsFunc(events, func(event proto.Message) bool {
		e, ok := event.(erasing)
		return ok && slices.Contains(e.GetKeys(), after.Key)
	})
	if after.Key != "" && !doomed {
		return after.Key, nil
	}
	return l.Vault.Fresh(ctx)
}

// seal closes a message with a key, after all else in its envelope is settled. Its data lies behind room for that.
func (l *Log) seal(ctx context.Context, t thing.Thing, key string, m *nats.Msg) error {
	if key == "" {
		return nil
	}
	closed, err := l.Vault.SealBehind(ctx, key, m.Data, about(m.Header.Get(headerID), m.Header.Get(headerType), t.String()))
	if errors.Is(err, vault.ErrMissing) || errors.Is(err, vault.ErrDestroyed) {
		return fault.New(fault.Unavailable, "%s cannot be sealed with the key %s: %v; if trying again does not help, restore the keys", t, key, err)
	}
	if err != nil {
		return err
	}
	m.Data = closed
	m.Header[headerKeyID] = []string{key}
	m.Header[headerContentType] = []string{sealedContentType}
	return nil
}

// closed is an event whose envelope was read, and whose payload was not yet.
type closed struct {
	Recorded
	payload []byte
}

// decode reads many stored events. With an error come the events before the one that it is about.
func (l *Log) decode(ctx context.Context, messages []stored) ([]Recorded, error) {
	events := make([]closed, 0, len(messages))
	var damaged error
	for _, m := range messages {
		c, err := decode(m.subject, m.sequence, m.header, m.data)
		if err != nil {
			damaged = err
			break
		}
		events = append(events, c)
	}
	read, err := l.open(ctx, events)
	if err != nil {
		return read, err
	}
	return read, damaged
}

// open reads the payloads of many events, and asks for their keys all at once. With an error come the events before the one that it is about.
func (l *Log) open(ctx context.Context, events []closed) ([]Recorded, error) {
	ring, err := l.ring(ctx, events)
	if err != nil {
		return nil, err
	}
	read := make([]Recorded, len(events))
	for i := range events {
		if err := events[i].open(ring); err != nil {
			return read[:i], err
		}
		read[i] = events[i].Recorded
		if e, ok := read[i].Event.(erasing); ok && l.Vault != nil {
			// Another process has destroyed them, or is about to.
			l.Vault.Forget(e.GetKeys()...)
		}
	}
	return read, nil
}

func (l *Log) ring(ctx context.Context, events []closed) (vault.Ring, error) {
	var keys []string
	for i := range events {
		key := events[i].Key
		if key != "" && (len(keys) == 0 || keys[len(keys)-1] != key) {
			keys = append(keys, key)
		}
	}
	if len(keys) == 0 || l.Vault == nil {
		return nil, nil
	}
	return l.Vault.Ring(ctx, keys)
}

// open reads the payload. One whose key was destroyed leaves an event that says nothing.
func (c *closed) open(ring vault.Ring) (err error) {
	if c.Key != "" && ring == nil {
		return unreadable(c.Sequence, c.Type, "it is sealed with the key %s, and there are no keys here: "+
			"start dontblink with the database that holds them", c.Key)
	}
	if c.Key != "" {
		c.payload, err = ring.Open(c.Key, c.payload, about(c.ID, c.Type, c.Thing.String()))
	}
	switch {
	case errors.Is(err, vault.ErrDestroyed):
		c.Erased = true
		return nil
	case errors.Is(err, vault.ErrMissing):
		return unreadable(c.Sequence, c.Type, "the key %s that seals it is missing, and nobody has destroyed it: "+
			"restore the keys from a backup, `dontblink restore --from BACKUP --keys`", c.Key)
	case err != nil:
		return unreadable(c.Sequence, c.Type, "it is sealed with the key %s, and %v: `dontblink restore` brings the log back from its archive", c.Key, err)
	}
	kind, err := protoregistry.GlobalTypes.FindMessageByName(protoreflect.FullName(c.Type))
	if err != nil {
		return unknown(c.Sequence, c.Thing.String(), c.Type)
	}
	event := kind.New().Interface()
	unpack := read
	if c.Key == "" {
		unpack = proto.Unmarshal
	}
	if err := unpack(c.payload, event); err != nil {
		return unreadable(c.Sequence, c.Type, "its payload is no %s: %v", c.Type, err)
	}
	c.Event = event
	return nil
}
