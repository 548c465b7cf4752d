package album

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/picture"
)

// Kept is one thing that lies in the album: a picture, or a copy of one.
type Kept struct {
	// Name is the picture's hash, and for a copy its size behind it.
	Name string
	// Hash is the picture's.
	Hash string
	// At is when it was kept, by the server's clock; nuid is the store's name for its pieces, new each time that it is written.
	At   time.Time
	nuid string
}

// All returns what there is.
// The order is the store's. No album is none.
func (a *Album) All(ctx context.Context) ([]Kept, error) {
	o, err := a.open(ctx)
	if errors.Is(err, errNone) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	infos, err := o.objects.List(ctx)
	if err != nil && !errors.Is(err, jetstream.ErrNoObjectsFound) {
		return nil, unavailable(err)
	}
	all := make([]Kept, len(infos))
	for i, info := range infos {
		hash, _, _ := strings.Cut(info.Name, ".")
		all[i] = Kept{Name: info.Name, Hash: hash, At: info.ModTime, nuid: info.NUID}
	}
	return all, nil
}

// Read returns the bytes of one thing.
// The name is one that All gave.
func (a *Album) Read(ctx context.Context, name string) ([]byte, error) {
	hash, size, copied := strings.Cut(name, ".")
	if !copied {
		size = string(picture.Full)
	}
	return a.Get(ctx, hash, picture.Size(size))
}

// Remove removes a picture and its copies, and overwrites them where they lay. What is not there is removed already.
// Interrupted, it is called again.
func (a *Album) Remove(ctx context.Context, hash string) error {
	for _, size := range picture.Sizes() {
		if err := a.remove(ctx, name(hash, size)); err != nil {
			return fmt.Errorf("remove the picture %s: %w", hash, err)
		}
	}
	return nil
}

// remove does so for one name.
func (a *Album) remove(ctx context.Context, name string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	o, err := a.open(ctx)
	if errors.Is(err, errNone) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := o.objects.GetInfo(ctx, name)
	if errors.Is(err, jetstream.ErrObjectNotFound) {
		return nil
	}
	if err != nil {
		return unavailable(err)
	}
	// First what counts: interrupted here, the rest is found and removed by the next sweep.
	if err := o.overwrite(ctx, chunks+info.NUID); err != nil {
		return err
	}
	if err := o.objects.Delete(ctx, name); err != nil {
		return unavailable(err)
	}
	return nil
}

// overwrite removes the pieces under a subject. The store's own way to delete marks them as gone and leaves them on the disk until it tidies
// up, perhaps never; this one writes over them.
func (o *opened) overwrite(ctx context.Context, subject string) error {
	for next := uint64(1); ; {
		// From a sequence on, this finds the next of the subject, so it needs no list of pieces that could be long.
		m, err := o.stream.GetMsg(ctx, next, jetstream.WithGetMsgSubject(subject))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return nil
		}
		if err != nil {
			return unavailable(err)
		}
		// The server writes random bytes over the message in its block, which an ordinary delete leaves to compaction.
		if err := o.stream.SecureDeleteMsg(ctx, m.Sequence); err != nil {
			return unavailable(err)
		}
		next = m.Sequence + 1
	}
}

// Sweep removes what nobody wants any more and has lain there since before a moment, and pieces of what was never kept whole. It returns how many
// pictures and copies it removed. What is younger may be about to be wanted.
// Bytes are kept before the event that names them is recorded, so whoever calls it leaves that time, and more.
func (a *Album) Sweep(ctx context.Context, wanted func(hash string) bool, before time.Time) (removed int, err error) {
	all, err := a.All(ctx)
	if err != nil {
		return 0, err
	}
	known := map[string]bool{}
	for _, kept := range all {
		known[chunks+kept.nuid] = true
		// wanted is asked for pictures and their copies alike, by the hash of the picture: both go or neither.
		if wanted(kept.Hash) || !kept.At.Before(before) {
			continue
		}
		if err := a.remove(ctx, kept.Name); err != nil {
			return removed, err
		}
		removed++
	}
	o, err := a.open(ctx)
	if errors.Is(err, errNone) {
		return 0, nil
	}
	if err != nil {
		return removed, err
	}
	return removed, o.sweepPieces(ctx, known, before)
}

// sweepPieces removes pieces that belong to nothing: whoever sent them was stopped before the end.
// known are the subjects of what the store tells of, each as chunks and a nuid.
func (o *opened) sweepPieces(ctx context.Context, known map[string]bool, before time.Time) error {
	info, err := o.stream.Info(ctx, jetstream.WithSubjectFilter(chunks+">"))
	if err != nil {
		return unavailable(err)
	}
	for subject := range info.State.Subjects {
		if known[subject] {
			continue
		}
		// A picture that is being sent at this moment has pieces and is not told of yet either; its last piece is young.
		last, err := o.stream.GetLastMsgForSubject(ctx, subject)
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			continue
		}
		if err != nil {
			return unavailable(err)
		}
		if last.Time.Before(before) {
			if err := o.overwrite(ctx, subject); err != nil {
				return err
			}
		}
	}
	return nil
}
