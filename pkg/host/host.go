// Package host is the ground that services stand on: the log, the rows, the clock, and the API that they serve to one another.
//
// A service is a function that runs on a Ground until its context is done. It cannot tell whether the ground was dialled on a cluster
// or stood up in its own process.
package host

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/album"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/vault"
)

// Ground is what a service stands on.
type Ground struct {
	// Log is the only truth; nil for a service that asks the rows alone.
	Log *eventlog.Log
	// Pictures are kept beside the log; nil where there is no log.
	Pictures *album.Album
	// Rows is the database of read models.
	Rows *pgxpool.Pool
	// API reaches what is served on this ground.
	API *API
	// Now is the clock.
	Now    func() time.Time
	Logger *slog.Logger
	// Version is that of the program, for whoever asks.
	Version string
	// Durability says what is known of when the log is on disk: "every append is synced" or "unverified".
	Durability string

	watch watch
}

// Service runs on a ground until ctx is done and its work is finished.
type Service func(ctx context.Context, g *Ground) error

// New opens the log and the rows behind two connections. What the log tells of people is sealed with keys that lie beside the rows, wrapped
// by the master key. Close gives back what it opened, and leaves nc to whoever made it.
func New(ctx context.Context, nc *nats.Conn, dsn string, master vault.Master, logger *slog.Logger) (*Ground, error) {
	log, err := eventlog.Open(ctx, nc)
	if err != nil {
		return nil, err
	}
	g, err := on(ctx, dsn, logger)
	if err != nil {
		return nil, err
	}
	log.Vault = vault.New(g.Rows, master)
	g.Log = log
	g.Pictures = album.New(nc)
	return g, nil
}

// on returns a ground with rows and without a log.
func on(ctx context.Context, dsn string, logger *slog.Logger) (*Ground, error) {
	config, err := pgxpool.ParseConfig(dsn)
	if err != nil {
		return nil, fault.New(fault.Invalid, "the database's address cannot be read: %v", err)
	}
	// On a small machine pgx would open four, and of the questions that a few members ask at once most would wait. The listener and the
	// projector count for nothing here: they have connections of their own.
	config.MaxConns = max(config.MaxConns, 12)
	// pgx waits two minutes, and whoever closes the pool waits with it.
	config.ConnConfig.ConnectTimeout = 5 * time.Second
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &Ground{
		Rows:       pool,
		API:        newAPI(logger),
		Now:        time.Now,
		Logger:     logger,
		Durability: "unverified",
	}, nil
}

// RowsAnswer returns nil when Postgres is there.
func (g *Ground) RowsAnswer(ctx context.Context) error { return g.Rows.Ping(ctx) }

// Close gives the rows back. Call it after every service has returned.
func (g *Ground) Close() { g.Rows.Close() }

// All returns a service that runs several: when one ends with an error, the others are told to end too.
func All(services ...Service) Service {
	return func(ctx context.Context, g *Ground) error {
		group, ctx := errgroup.WithContext(ctx)
		for _, service := range services {
			group.Go(func() error { return service(ctx, g) })
		}
		return group.Wait()
	}
}
