package album

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/picture"
)

// BackupFolder is where the pictures lie in a backup, each under its name here.
// It is part of the format of backups, and cannot be changed.
const BackupFolder = "pictures/"

// Keep keeps a picture and its copies. When it returns nil, all of them are there, whole; a picture that is there already is not written again.
// After an error some may be there, and the same call completes them.
func (a *Album) Keep(ctx context.Context, p *picture.Picture) error {
	// The picture itself comes last: where it is, its copies are.
	for _, size := range []picture.Size{picture.Thumb, picture.Small} {
		if packed, ok := p.Copies[size]; ok {
			if err := a.Put(ctx, name(p.Hash, size), packed); err != nil {
				return err
			}
		}
	}
	return a.Put(ctx, p.Hash, p.Bytes)
}

// name is that of a picture in a size.
// "3f2a…" is the picture itself, "3f2a….thumb" a copy. No hash holds a stop, so a name is taken apart at the first one.
func name(hash string, size picture.Size) string {
	if size == picture.Full {
		return hash
	}
	return hash + "." + string(size)
}

// Put keeps bytes under a name, once. What lies there is read to the end before it is believed: the store may say that something is there of
// which a part could not be written.
// What lies there and differs is replaced.
func (a *Album) Put(ctx context.Context, name string, data []byte) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	o, err := a.open(ctx)
	if err != nil {
		return err
	}
	if there, err := o.objects.GetBytes(ctx, name); err == nil && bytes.Equal(there, data) {
		return nil
	}
	// The store writes the pieces first and then what tells of them; cut off between the two it leaves pieces that belong to nothing, for Sweep.
	if _, err := o.objects.PutBytes(ctx, name, data); err != nil {
		return fault.New(fault.Unavailable, "the picture could not be kept (%v), and nothing says that it was: "+
			"if the disk is full, make room; then send the same again", err)
	}
	return nil
}

// Get returns a picture in a size; where there is none in that size, it is not larger itself.
// One that is not there is fault.NotFound, one that is damaged fault.Unavailable, since it may come back from a backup.
func (a *Album) Get(ctx context.Context, hash string, size picture.Size) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	missing := fault.New(fault.NotFound, "the picture %s is not in the store: attach it again, or restore it from a backup", hash)
	o, err := a.open(ctx)
	if errors.Is(err, errNone) {
		return nil, missing
	}
	if err != nil {
		return nil, err
	}
	data, err := o.objects.GetBytes(ctx, name(hash, size))
	if errors.Is(err, jetstream.ErrObjectNotFound) && size != picture.Full {
		data, err = o.objects.GetBytes(ctx, hash)
	}
	switch {
	case errors.Is(err, jetstream.ErrObjectNotFound):
		return nil, missing
	// The store compares what it reads with a SHA-256 that it took itself when it was written.
	case errors.Is(err, jetstream.ErrDigestMismatch):
		return nil, fault.New(fault.Unavailable, "the picture %s is damaged in the store: attach it again, or restore it from a backup", hash)
	case err != nil:
		return nil, unavailable(err)
	}
	return data, nil
}

// Has reports whether a picture is there, by what the store says of it.
// That it can be read to the end is not said: Whole finds that out, at the cost of reading it.
func (a *Album) Has(ctx context.Context, hash string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	o, err := a.open(ctx)
	if errors.Is(err, errNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = o.objects.GetInfo(ctx, hash)
	switch {
	case errors.Is(err, jetstream.ErrObjectNotFound):
		return false, nil
	case err != nil:
		return false, unavailable(err)
	}
	return true, nil
}

// Whole reports whether a picture is there and what it was, by reading it.
// An error means that nobody can say just now, and never that it is damaged.
func (a *Album) Whole(ctx context.Context, hash string) (bool, error) {
	data, err := a.Get(ctx, hash, picture.Full)
	if err != nil {
		// Damaged and unreachable look alike here. If the store still tells of the picture, it was the picture that could not be read.
		there, asked := a.Has(ctx, hash)
		if errors.Is(err, fault.NotFound) || there && asked == nil {
			return false, nil
		}
		return false, err
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:]) == hash, nil
}
