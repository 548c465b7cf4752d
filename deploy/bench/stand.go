package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/vault"
)

// stand is what the measurements stand on: a folder that goes when they end, a private Postgres, the built binary, and a log that an
// import has filled.
type stand struct {
	settings
	random *rand.Rand
	// named counts folders, databases and slots, so that each measurement has its own.
	named  atomic.Int64
	binary string
	files  []string
	sample sample
	filled filled
	rows   *local.Postgres
	undo   []func()
}

// connections is as many as a program would keep to a small Postgres; its own most is 50.
const connections = 40

func newStand(ctx context.Context, c settings) (*stand, error) {
	s := &stand{settings: c, random: rand.New(rand.NewPCG(c.seed, 0))}
	dir, err := os.MkdirTemp(c.dir, "dontblink-bench-")
	if err != nil {
		return nil, err
	}
	s.dir = dir
	s.later(func() { _ = os.RemoveAll(dir) })
	// Postgres runs as another user when we are root.
	if err = os.Chmod(dir, 0o755); err == nil {
		err = s.prepare(ctx)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *stand) prepare(ctx context.Context) (err error) {
	if s.rows, err = local.StartPostgres(ctx, filepath.Join(s.dir, "postgres")); err != nil {
		return err
	}
	s.later(func() { _ = s.rows.Close() })
	if err := s.build(ctx); err != nil {
		return err
	}
	return s.fill(ctx)
}

// later has something undone at the end, the last thing first.
func (s *stand) later(f func()) { s.undo = append(s.undo, f) }

func (s *stand) close() {
	for i := len(s.undo) - 1; i >= 0; i-- {
		s.undo[i]()
	}
}

func (s *stand) name(kind string) string { return fmt.Sprintf("%s_%d", kind, s.named.Add(1)) }

// ground is a log and a database for one measurement.
type ground struct {
	nc    *nats.Conn
	log   *eventlog.Log
	pool  *pgxpool.Pool
	close func()
}

// newGround returns an empty log, which syncs each append, and an empty database, whose commits wait for the disk.
func (s *stand) newGround(ctx context.Context) (*ground, error) {
	server, err := local.StartNATS(filepath.Join(s.dir, s.name("nats")), 0)
	if err != nil {
		return nil, err
	}
	g := &ground{close: func() { _ = server.Close() }}
	if g.nc, err = server.Connect(); err == nil {
		g.log, err = eventlog.Open(ctx, g.nc)
	}
	if err == nil {
		g.pool, err = s.newDatabase(ctx)
	}
	if err == nil { // what is appended is sealed, as everywhere
		g.log.Vault = vault.New(g.pool, vault.Given([32]byte{1}))
		err = g.log.Vault.Open(ctx)
	}
	if err != nil {
		g.close()
		return nil, err
	}
	g.close = func() {
		g.pool.Close()
		g.nc.Close()
		_ = server.Close()
	}
	return g, nil
}

// newDatabase returns an empty database that has the keeper's schema.
func (s *stand) newDatabase(ctx context.Context) (*pgxpool.Pool, error) {
	name := s.name("measured")
	admin, err := pgx.Connect(ctx, s.rows.DSN())
	if err != nil {
		return nil, err
	}
	_, err = admin.Exec(ctx, "create database "+name+" template template0")
	if err = errors.Join(err, admin.Close(ctx)); err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(s.rows.DSN())
	if err != nil {
		return nil, err
	}
	config.ConnConfig.Database, config.MaxConns = name, connections
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := projection.Migrate(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return pool, nil
}
