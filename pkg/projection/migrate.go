package projection

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

//go:embed migrations
var migrations embed.FS

// Migrate makes the schema "keeper", or brings it up to date: it holds what is not made from the log. It is safe when several
// processes start at once.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(pool)
	defer func() { _ = db.Close() }()
	// The version table lies in the schema too, so this cannot be the first migration. Two at once need the lock all the same:
	// "if not exists" looks before it makes, and the slower one would fail.
	if _, err := db.ExecContext(ctx, `do $$ begin
		perform pg_advisory_xact_lock(hashtextextended('dontblink migrate', 0));
		create schema if not exists keeper;
	end $$`); err != nil {
		return fmt.Errorf("make the schema keeper: %w", err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithTableName("keeper.goose_db_version"), goose.WithSessionLocker(locker{}), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrate the schema keeper: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the schema keeper: %w", err)
	}
	return nil
}

// locker lets one process migrate and the others wait for it. Goose's own asks again every few seconds.
type locker struct{}

func (locker) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `select pg_advisory_lock(hashtextextended('dontblink migrate', 0))`)
	return err
}

func (locker) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, `select pg_advisory_unlock(hashtextextended('dontblink migrate', 0))`)
	return err
}
