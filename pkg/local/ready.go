package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// What Postgres answers on the way to being ready.
const (
	notYet     = "57P03" // it starts up, or repairs what a kill left
	noDatabase = "3D000"
)

// ready waits until the database can be used. A repair takes as long as it takes; the end of the child ends the waiting.
func (p *Postgres) ready(ctx context.Context) error {
	slow := time.NewTimer(5 * time.Second)
	defer slow.Stop()
	for pause := 2 * time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		done, err := p.connect(ctx)
		if done || err != nil {
			return err
		}
		select {
		case <-p.child.done:
			return fmt.Errorf("Postgres ended as soon as it was started (%w): %s%s", p.child.err, p.journal.last(5), p.remedy())
		case <-ctx.Done():
			return fmt.Errorf("wait for Postgres: %w", ctx.Err())
		case <-slow.C:
			slog.Info("Postgres is still starting", "log", p.journal.Name())
		case <-time.After(pause):
		}
	}
}

// connect tries once: done, not yet, or never.
func (p *Postgres) connect(ctx context.Context) (done bool, err error) {
	err = p.use(ctx, databaseName, "select")
	refusal, answered := errors.AsType[*pgconn.PgError](err)
	switch {
	case err == nil:
		return true, nil
	case !answered || refusal.Code == notYet:
		return false, nil // not even a socket yet; what else could be wrong shows in the child's end
	case refusal.Code == noDatabase:
		if err := p.use(ctx, "postgres", "create database "+databaseName); err != nil {
			return false, fmt.Errorf("make a database in the private Postgres: %w", err)
		}
		return false, nil
	}
	return false, fmt.Errorf("use the private Postgres: %w", err)
}

func (p *Postgres) use(ctx context.Context, database, statement string) error {
	// A database is made by copying one, which on a slow disk takes its time.
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, p.dsn(database))
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

// remedy is what helps when data that were there before cannot be started. Rows can be made anew from the log, but the keys without which it
// tells nothing of people are in there too: who only moves the folder away has lost them.
func (p *Postgres) remedy() string {
	if p.fresh {
		return ""
	}
	return fmt.Sprintf("\nif it cannot be mended: move the folder %s away and keep it, then `dontblink restore --from BACKUP` brings back the keys "+
		"that were in it, and all else is made anew", p.dir)
}
