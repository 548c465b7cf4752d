package projection

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Leave has the next Run of a version make its rows anew, where it could not go on with those that are there. They are kept, and nothing
// serves until the new ones are there. Nobody may project meanwhile.
func Leave(ctx context.Context, pool *pgxpool.Pool, version string) error {
	_, err := pool.Exec(ctx, `update keeper.slot set state = 'kept' where version = $1 and state <> 'kept'`, version)
	if err != nil {
		return fmt.Errorf("leave the rows of version %s: %w", version, err)
	}
	return nil
}
