package localtest

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/local"
)

// DB is an empty database for this test, gone when the test ends.
func DB(tb testing.TB) *pgxpool.Pool {
	tb.Helper()
	pool, err := pgxpool.New(context.Background(), DSN(tb))
	if err != nil {
		tb.Fatalf("open the test's database: %v", err)
	}
	tb.Cleanup(func() { closePool(tb, pool) })
	return pool
}

// closePool says so when a test kept a connection, where Close alone would wait for ever.
func closePool(tb testing.TB, pool *pgxpool.Pool) {
	tb.Helper()
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		pool.Close()
	}()
	select {
	case <-closed:
	case <-time.After(10 * time.Second):
		tb.Errorf("the test ended with %d connections of its pool still in use: close its rows and transactions",
			pool.Stat().AcquiredConns())
	}
}

// DSN is the address of an empty database for this test, gone when the test ends.
func DSN(tb testing.TB) string {
	tb.Helper()
	postgres, err := cluster()
	if _, none := errors.AsType[local.NoPostgres](err); none && os.Getenv("REQUIRE_SERVERS") != "1" {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatalf("start Postgres for the tests: %v", err)
	}
	name := fmt.Sprintf("test_%d", databases.Add(1))
	// From template0, which nobody can be connected to: Postgres copies no database that somebody uses.
	if err := run(postgres.dsn, "create database "+name+" template template0"); err != nil {
		tb.Fatalf("make a database for the test: %v", err)
	}
	tb.Cleanup(func() {
		if err := run(postgres.dsn, "drop database "+name+" with (force)"); err != nil {
			tb.Errorf("drop the test's database: %v", err)
		}
	})
	return inDatabase(postgres.dsn, name)
}

var databases atomic.Int64

func run(dsn, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, statement)
	return errors.Join(err, conn.Close(ctx))
}

func inDatabase(dsn, name string) string {
	address, err := url.Parse(dsn)
	if err != nil {
		panic(err) // our own DSN
	}
	address.Path = "/" + name
	return address.String()
}

// shared is the one Postgres of this test binary. Nothing closes it: a binary has no moment for that without a TestMain in each
// package. It is a child that ends with us, and the undertaker removes its folder.
type shared struct {
	dsn string
	// alive tells the undertaker, by being open, that we have not ended.
	alive *os.File
}

// clusterBase is memory where there is plenty: a cluster starts there in a third of the time. A TMPDIR that is set has its reason.
func clusterBase() string {
	const memory, plenty = "/dev/shm", 2 << 30
	var free syscall.Statfs_t
	if os.Getenv("TMPDIR") == "" && syscall.Statfs(memory, &free) == nil && free.Bavail*uint64(free.Bsize) > plenty {
		return memory
	}
	return os.TempDir()
}

var cluster = sync.OnceValues(func() (*shared, error) {
	dir, err := os.MkdirTemp(clusterBase(), "dontblink-test-")
	if err != nil {
		return nil, err
	}
	alive, err := hireUndertaker(dir)
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	// Nothing here outlives the binary, so nothing needs to reach the disk.
	p, err := local.StartPostgres(context.Background(), dir,
		"fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=200")
	if err != nil {
		return nil, errors.Join(err, alive.Close())
	}
	return &shared{dsn: p.DSN(), alive: alive}, nil
})
