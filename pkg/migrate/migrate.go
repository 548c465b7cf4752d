// Package migrate brings a schema of Postgres up to date that holds what is not made from the log. What is made from it lies in
// slots, which are never migrated but made anew.
package migrate

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// Up makes the schema, or brings it up to date by the files, which name it in full. It is safe when several processes start at once.
func Up(ctx context.Context, pool *pgxpool.Pool, schema string, files fs.FS) error {
	db := stdlib.OpenDBFromPool(pool)
	defer func() { _ = db.Close() }()
	// The version table lies in the schema too, so this cannot be the first migration. Two at once need the lock all the same:
	// "if not exists" looks before it makes, and the slower one would fail.
	if _, err := db.ExecContext(ctx, `do $$ begin
		perform pg_advisory_xact_lock(hashtextextended('dontblink migrate', 0));
		if not exists (select from pg_namespace where nspname = '`+schema+`') then
			create schema `+schema+`;
		end if;
	end $$`); err != nil {
		return fmt.Errorf("make the schema %s: %w", schema, err)
	}
	provider, err := goose.NewProvider(goose.DialectPostgres, db, files,
		goose.WithTableName(schema+".goose_db_version"), goose.WithSessionLocker(locker{}), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return fmt.Errorf("migrate the schema %s: %w", schema, err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the schema %s: %w", schema, err)
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
