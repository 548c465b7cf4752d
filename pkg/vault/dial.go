package vault

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Dial opens the vault in the database of that address, for who needs nothing else there. The function that it returns gives the
// connections back.
func Dial(ctx context.Context, dsn string, master Master) (*Vault, func(), error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, nil, err
	}
	v := New(pool, master)
	if err := v.Open(ctx); err != nil {
		pool.Close()
		return nil, nil, err
	}
	return v, pool.Close, nil
}
