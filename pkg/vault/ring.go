package vault

import (
	"context"
	"crypto/cipher"
	"sync"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/fault"
)

// Ring returns the keys of those ids. Whoever reads many events asks for all of their keys at once: what is not in memory costs one question.
func (v *Vault) Ring(ctx context.Context, ids []string) (Ring, error) {
	ring := make(Ring, len(ids))
	var unknown []keyID
	for _, text := range ids {
		id, err := parseID(text)
		if err != nil {
			continue // no key has such an id, so it is missing
		}
		if _, asked := ring[id]; asked {
			continue
		}
		k, ok := v.cache.get(id)
		ring[id] = k
		if !ok {
			unknown = append(unknown, id)
		}
	}
	if len(unknown) == 0 {
		return ring, nil
	}
	for _, id := range unknown {
		delete(ring, id)
	}
	return ring, v.fetch(ctx, unknown, ring)
}

// fetch puts keys from the database on the ring. A tombstone beside a key means that the key was put back by hand: it stays destroyed.
func (v *Vault) fetch(ctx context.Context, ids []keyID, ring Ring) error {
	wrap, err := v.wrapping(ctx)
	if err != nil || wrap == nil {
		return err
	}
	rows, _ := v.pool.Query(ctx, `
		select id, wrapped
		from keys.key
		where id = any($1) and not exists (select from keys.destroyed as d where d.id = key.id)
		union all
		select id, null from keys.destroyed where id = any($1)`, ids)
	var id keyID
	var wrapped []byte
	_, err = pgx.ForEachRow(rows, []any{(*[16]byte)(&id), &wrapped}, func() error {
		k := key{destroyed: true}
		if wrapped != nil {
			if k, err = unwrap(wrap, id, wrapped); err != nil {
				return nil //nolint:nilerr // what is there is no key any more: it is missing, and only what it sealed stands still
			}
		}
		ring[id] = k
		return nil
	})
	if err != nil {
		return away(err)
	}
	for _, id := range ids {
		if k, ok := ring[id]; ok {
			v.cache.put(id, k)
		}
	}
	return nil
}

// wrapping returns what opens the wrapped keys; nil while there are none.
func (v *Vault) wrapping(ctx context.Context) (cipher.AEAD, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.open(ctx); err != nil || v.wrap != nil {
		return v.wrap, err
	}
	// Another process may have made the first key since this one has looked.
	begun, err := v.begun(ctx, v.pool)
	if err == nil && begun != "" {
		err = v.unlock(begun)
	}
	return v.wrap, err
}

func unwrap(wrap cipher.AEAD, id keyID, wrapped []byte) (k key, err error) {
	plain, err := openWith(wrap, wrapped, id[:])
	if err != nil || len(plain) != len(k.bytes) {
		return key{}, fault.New(fault.Invalid, "the key %s does not open with the master key, though that is the right one: it was damaged", id)
	}
	copy(k.bytes[:], plain)
	return k, nil
}

// generation is how many keys one half of the memory holds; both take some 15 MB when they are full.
const generation = 1 << 16

// cache keeps the keys that were used last, in bounded room: what was not used while half of it filled up anew is forgotten.
type cache struct {
	mu         sync.Mutex
	young, old map[keyID]key
}

func (c *cache) get(id keyID) (key, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k, ok := c.young[id]; ok {
		return k, true
	}
	k, ok := c.old[id]
	if ok {
		c.set(id, k)
	}
	return k, ok
}

// put remembers a key. What was destroyed stays destroyed, whoever has read the key a moment before.
func (c *cache) put(id keyID, k key) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.young[id].destroyed && !c.old[id].destroyed {
		c.set(id, k)
	}
}

func (c *cache) set(id keyID, k key) {
	if len(c.young) >= generation || c.young == nil {
		c.young, c.old = map[keyID]key{}, c.young
	}
	c.young[id] = k
}
