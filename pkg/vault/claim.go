package vault

import (
	"context"
	"crypto/rand"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/fault"
)

const (
	// fewKeys are claimed first, for a single command wants few; each claim is of twice as many as the last, up to manyKeys, for an
	// import wants many.
	fewKeys  = 16
	manyKeys = 4096
)

// Fresh returns the id of a key that has sealed nothing yet. It was on disk before anybody hears of it: an event whose key is lost is lost.
func (v *Vault) Fresh(ctx context.Context) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.unused) == 0 {
		if err := v.claim(ctx); err != nil {
			return "", err
		}
	}
	id := v.unused[len(v.unused)-1]
	v.unused = v.unused[:len(v.unused)-1]
	return id, nil
}

// claim makes keys, many at once, so that hardly any append waits for Postgres. Those that a process leaves unused lie there for ever, and
// do no harm.
func (v *Vault) claim(ctx context.Context) error {
	if err := v.begin(ctx); err != nil {
		return err
	}
	v.claims = min(max(fewKeys, 2*v.claims), manyKeys)
	ids, opened, wrapped := make([]keyID, v.claims), make([]key, v.claims), make([][]byte, v.claims)
	for i := range ids {
		ids[i] = newID()
		_, _ = rand.Read(opened[i].bytes[:]) // it never fails
		wrapped[i] = sealWith(v.wrap, opened[i].bytes[:], ids[i][:])
	}
	err := pgx.BeginFunc(ctx, v.pool, func(tx pgx.Tx) error {
		// Whatever the database's own setting is: a key that was not on disk would take an acknowledged event with it.
		if _, err := tx.Exec(ctx, `set local synchronous_commit = on`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `insert into keys.key (id, wrapped) select * from unnest($1::uuid[], $2::bytea[])`, ids, wrapped)
		return err
	})
	if err != nil {
		return away(err)
	}
	for i, id := range ids {
		v.cache.put(id, opened[i])
		v.unused = append(v.unused, id.String())
	}
	return nil
}

// begin takes the master key in hand before the first key, and makes known which one it is.
func (v *Vault) begin(ctx context.Context) error {
	if err := v.open(ctx); err != nil || v.wrap != nil {
		return err
	}
	key, err := v.master(false)
	if err != nil {
		return err
	}
	if _, err := v.pool.Exec(ctx, `insert into keys.master (fingerprint) values ($1) on conflict do nothing`, key.Fingerprint()); err != nil {
		return away(err)
	}
	// Another process may have been faster, with another key.
	begun, err := v.begun(ctx, v.pool)
	if err == nil && begun == "" {
		err = fault.New(fault.Unavailable, "somebody has emptied the schema keys just now: try again")
	}
	if err != nil {
		return err
	}
	return v.unlock(begun)
}
