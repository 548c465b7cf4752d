// Package vault keeps the keys that seal what the log tells of people, apart from the log: who destroys a key has erased what it
// seals from every copy of the log, though nothing is ever removed from one.
//
// Keys lie in Postgres, in a schema of their own, wrapped by a master key that lies elsewhere. It knows neither things nor events: what a
// key is for, whoever seals with it knows.
package vault

import (
	"context"
	"crypto/cipher"
	"embed"
	"errors"
	"io/fs"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/migrate"
)

// Vault holds the keys of one team.
type Vault struct {
	pool   *pgxpool.Pool
	master Master
	cache  cache

	mu     sync.Mutex // what follows; whoever claims keys because none is left holds it meanwhile
	opened bool
	wrap   cipher.AEAD // nil while no key was ever claimed
	unused []string    // claimed, and not given to anything yet
	claims int         // how many the last claim was of
	ahead  bool        // a claim is under way for which nobody waits
}

// New returns the vault whose keys lie in a database. It asks nobody yet: services come up in any order.
func New(pool *pgxpool.Pool, master Master) *Vault { return &Vault{pool: pool, master: master} }

// Open makes sure that the keys are there and that the master key is theirs. All else here calls it by itself; a service calls it when it
// starts, to be told then. The error is fault.Unavailable while Postgres is away.
func (v *Vault) Open(ctx context.Context) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.open(ctx)
}

// Begun reports whether a key was ever made: then there was something to seal.
func (v *Vault) Begun(ctx context.Context) (bool, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if err := v.open(ctx); err != nil {
		return false, err
	}
	begun, err := v.begun(ctx, v.pool)
	return begun != "", err
}

//go:embed migrations
var migrations embed.FS

func (v *Vault) open(ctx context.Context) error {
	if v.opened {
		return nil
	}
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	if err := migrate.Up(ctx, v.pool, "keys", files); err != nil {
		return away(err)
	}
	begun, err := v.begun(ctx, v.pool)
	if err != nil {
		return err
	}
	if begun != "" {
		if err := v.unlock(begun); err != nil {
			return err
		}
	}
	v.opened = true
	return nil
}

// asker is a pool or a transaction.
type asker interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// begun returns the fingerprint of the master key that has wrapped the keys; empty before the first one.
func (v *Vault) begun(ctx context.Context, in asker) (fingerprint string, err error) {
	err = in.QueryRow(ctx, `select fingerprint from keys.master`).Scan(&fingerprint)
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return fingerprint, away(err)
}

// unlock takes the master key in hand, if it is the one of that fingerprint.
func (v *Vault) unlock(fingerprint string) error {
	key, err := v.master(true)
	if err != nil {
		return err
	}
	if key.Fingerprint() != fingerprint {
		return fault.New(fault.Invalid, "the master key is another (%s) than the one that wrapped the keys (%s): without that one nothing that tells of "+
			"people can be read; put it back where this one was found, %s", key.Fingerprint(), fingerprint, key.Where)
	}
	v.wrap = aead(key.Bytes)
	return nil
}

// away marks what Postgres may answer differently a moment later: also a role may be given its rights while somebody waits. What we say
// ourselves stays as it is said.
func away(err error) error {
	if err == nil || errors.Is(err, fault.Invalid) || errors.Is(err, fault.Unavailable) || errors.Is(err, context.Canceled) {
		return err
	}
	return fault.New(fault.Unavailable, "the keys do not answer: %v", err)
}
