package projection

import (
	"context"
	"embed"
	"io/fs"

	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/migrate"
)

//go:embed migrations
var migrations embed.FS

// Migrate makes the schema "keeper", or brings it up to date: it holds which slots there are.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return migrate.Up(ctx, pool, "keeper", files)
}
