// Package archive keeps the second copy of the log, in Postgres: every event as it is stored, in order, chained by hashes.
//
// JetStream does not tell when it has lost what it stored: a flipped bit shortens the log without a word, and the sequences of what is gone
// are given out again. The archive is what the log is compared with at each start, and what it is made from again.
//
// It reads no event, and never changes or removes one. What was lost before it was archived, it cannot know.
package archive

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/migrate"
)

//go:embed migrations
var migrations embed.FS

const schema = "archive"

// Archive is the archive of one log.
type Archive struct{ pool *pgxpool.Pool }

// Entry is one event in the archive.
type Entry struct {
	eventlog.Stored
	// Hash is the chain's, up to and with this event.
	Hash Hash
}

// Head is how far the archive has come. The zero Head is before the first event.
type Head struct {
	Sequence uint64
	Hash     Hash
}

// Open returns the archive in a database, and makes it if there is none.
func Open(ctx context.Context, pool *pgxpool.Pool) (*Archive, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := migrate.Up(ctx, pool, schema, files); err != nil {
		return nil, err
	}
	return &Archive{pool}, nil
}

// Dial is Open for who has no database open yet.
func Dial(ctx context.Context, dsn string) (a *Archive, leave func(), err error) {
	pool, err := pgxpool.New(ctx, dsn)
	if err != nil {
		return nil, nil, fmt.Errorf("open the database of the archive: %w", err)
	}
	if a, err = Open(ctx, pool); err != nil {
		pool.Close()
		return nil, nil, err
	}
	return a, pool.Close, nil
}

// Head returns the last event.
func (a *Archive) Head(ctx context.Context) (Head, error) { return headIn(ctx, a.pool) }

type asker interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func headIn(ctx context.Context, in asker) (h Head, err error) {
	var hash []byte
	err = in.QueryRow(ctx, `select sequence, hash from archive.event order by sequence desc limit 1`).Scan(&h.Sequence, &hash)
	if errors.Is(err, pgx.ErrNoRows) {
		return Head{}, nil
	}
	if err != nil {
		return Head{}, fmt.Errorf("read where the archive ends: %w", err)
	}
	copy(h.Hash[:], hash)
	return h, nil
}

// Entries calls each with the events after a sequence and up to another, in order.
func (a *Archive) Entries(ctx context.Context, after, until uint64, each func(Entry) error) error {
	rows, _ := a.pool.Query(ctx, `
		select sequence, subject, header, data, hash from archive.event
		where sequence > $1 and sequence <= $2 order by sequence`, after, until)
	defer rows.Close()
	for rows.Next() {
		var e Entry
		var hash []byte
		if err := rows.Scan(&e.Sequence, &e.Subject, &e.Header, &e.Data, &hash); err != nil {
			return fmt.Errorf("read the archive: %w", err)
		}
		copy(e.Hash[:], hash)
		if err := each(e); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read the archive: %w", err)
	}
	return nil
}

// Check goes through the archive alone: no event is missing, and each is what its hash says. What is wrong is a *eventlog.Stop.
func (a *Archive) Check(ctx context.Context) (Head, error) {
	head, err := a.Head(ctx)
	if err != nil {
		return Head{}, err
	}
	var at Head
	err = a.Entries(ctx, 0, head.Sequence, func(e Entry) error {
		if at, err = at.checked(e); err != nil {
			return err
		}
		return nil
	})
	if err == nil && at != head {
		err = stopf(at.Sequence, "the archive ends at event %d while it is read, and had %d: its database is damaged", at.Sequence, head.Sequence)
	}
	return at, err
}
