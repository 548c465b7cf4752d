package vault

import (
	"bytes"
	"context"
	"slices"

	"github.com/jackc/pgx/v5"
)

// Destroy destroys keys for ever, and remembers that it did. What is destroyed already stays so: erasing again costs nothing, so whoever
// comes upon an erasure in the log asks for it again, and a copy of the keys from before brings nothing back.
func (v *Vault) Destroy(ctx context.Context, why string, ids ...string) error {
	var doomed []keyID
	for _, text := range ids {
		id, err := parseID(text)
		if err != nil {
			continue // no key has such an id
		}
		if k, ok := v.cache.get(id); !ok || !k.destroyed {
			doomed = append(doomed, id)
		}
	}
	if len(doomed) == 0 {
		return nil
	}
	if err := v.Open(ctx); err != nil {
		return err
	}
	// In one order, so that two who destroy the same wait for each other instead of for ever.
	slices.SortFunc(doomed, func(a, b keyID) int { return bytes.Compare(a[:], b[:]) })
	err := pgx.BeginFunc(ctx, v.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `set local synchronous_commit = on`); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			insert into keys.destroyed (id, why) select id, $2 from unnest($1::uuid[]) as id on conflict do nothing`, doomed, why); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `delete from keys.key where id = any($1)`, doomed)
		return err
	})
	if err != nil {
		return away(err)
	}
	for _, id := range doomed {
		v.cache.put(id, key{destroyed: true})
	}
	return nil
}

// Forget drops keys from memory, when somebody else may have destroyed them.
func (v *Vault) Forget(ids ...string) {
	for _, text := range ids {
		if id, err := parseID(text); err == nil {
			v.cache.forget(id)
		}
	}
}

func (c *cache) forget(id keyID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.young[id].destroyed && !c.old[id].destroyed {
		delete(c.young, id)
		delete(c.old, id)
	}
}
