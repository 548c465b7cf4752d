package vault

import (
	"context"
	"crypto/cipher"
	"crypto/rand"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/fault"
)

const (
	// fewKeys are claimed first, for a single command wants few; each claim is of twice as many as the last, up to manyKeys, for an
	// import wants many. More at once would keep Postgres from all else for tens of milliseconds.
	fewKeys  = 16
	manyKeys = 1024
	// patience is how long a claim may take for which nobody waits.
	patience = 10 * time.Second
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
	if !v.ahead && len(v.unused) <= v.claims/2 {
		v.ahead = true
		go v.claimAhead(context.WithoutCancel(ctx), v.wrap)
	}
	return id, nil
}

// claim makes keys, many at once, so that hardly any append waits for Postgres. Those that a process leaves unused lie there for ever, and
// do no harm.
func (v *Vault) claim(ctx context.Context) error {
	if err := v.begin(ctx); err != nil {
		return err
	}
	v.claims = min(max(fewKeys, 2*v.claims), manyKeys)
	made, err := v.makeKeys(ctx, v.wrap, v.claims)
	if err != nil {
		return err
	}
	v.own(made)
	return nil
}

// claimAhead claims while half of the last claim is still there, so that nobody waits. It ends by itself; if it fails, whoever takes the
// last key claims, and is told why that fails.
func (v *Vault) claimAhead(ctx context.Context, wrap cipher.AEAD) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	v.mu.Lock()
	n := min(2*v.claims, manyKeys)
	v.mu.Unlock()
	made, err := v.makeKeys(ctx, wrap, n)
	v.mu.Lock()
	defer v.mu.Unlock()
	v.ahead = false
	if err == nil {
		v.claims = n
		v.own(made)
	}
}

// made is a key that is on disk.
type made struct {
	id  keyID
	key key
}

// own keeps keys for those to come; the lock is held.
func (v *Vault) own(keys []made) {
	for _, m := range keys {
		v.cache.put(m.id, m.key)
		v.unused = append(v.unused, m.id.String())
	}
}

// makeKeys makes so many keys and returns when they are on disk.
func (v *Vault) makeKeys(ctx context.Context, wrap cipher.AEAD, n int) ([]made, error) {
	keys, rows := make([]made, n), make([][]any, n)
	for i := range keys {
		m := &keys[i]
		m.id = newID()
		_, _ = rand.Read(m.key.bytes[:]) // it never fails
		rows[i] = []any{[16]byte(m.id), sealWith(wrap, m.key.bytes[:], m.id[:])}
	}
	err := pgx.BeginFunc(ctx, v.pool, func(tx pgx.Tx) error {
		// Whatever the database's own setting is: a key that was not on disk would take an acknowledged event with it.
		if _, err := tx.Exec(ctx, `set local synchronous_commit = on`); err != nil {
			return err
		}
		_, err := tx.CopyFrom(ctx, pgx.Identifier{"keys", "key"}, []string{"id", "wrapped"}, pgx.CopyFromRows(rows))
		return err
	})
	return keys, away(err)
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
