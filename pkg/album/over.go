package album

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go"
)

// Connect opens a connection to where an album lies.
// It is called once, and who has called it closes what it returns.
type Connect = func() (*nats.Conn, error)

// Over opens an album over a connection of its own, and closes that when use has returned: for work on pictures that no service keeps.
func Over(connect Connect, use func(*Album) error) error {
	nc, err := connect()
	if err != nil {
		return fmt.Errorf("connect to the pictures: %w", err)
	}
	defer nc.Close()
	return use(New(nc))
}

// CopyTo keeps in another album what is wanted of this one, and returns how many pictures and copies that were. What cannot be read is left out.
// A restore copies so from a store that may be damaged: one picture lost must not cost the others, and verify tells of it afterwards. What cannot be
// written ends it.
func (a *Album) CopyTo(ctx context.Context, other *Album, wanted func(hash string) bool) (copied int, err error) {
	all, err := a.All(ctx)
	if err != nil {
		return 0, err
	}
	for _, kept := range all {
		if !wanted(kept.Hash) {
			continue
		}
		data, err := a.Read(ctx, kept.Name)
		if err != nil {
			continue
		}
		if err := other.Put(ctx, kept.Name, data); err != nil {
			return copied, err
		}
		copied++
	}
	return copied, nil
}
