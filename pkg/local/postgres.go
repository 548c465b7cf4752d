package local

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// The names in the private cluster. Nobody but the owner of the socket's folder can connect, so there is no password.
const (
	userName     = "dontblink"
	databaseName = "dontblink"
)

// patience is how long Postgres may take to stop in order, and then at once (it allows its backends 5 s for that).
const patience = 10 * time.Second

// Postgres is a private Postgres: a child of this process, on a socket that only its user (and root) can open.
type Postgres struct {
	dir, data, bin string
	settings       []string
	as             *account
	lock, running  *os.File
	socket         string
	journal        *journal
	child          *child
	close          func() error
	// fresh says that the data were made by this start.
	fresh bool
}

// StartPostgres starts the cluster in dir, making one if there is none, and holds the folder until Close. The context bounds the
// start. Settings ("name=value") come after our own; fsync=off says that the cluster is thrown away.
//
// It removes the PG* variables from this process's environment: pgx would otherwise obey them when it opens the DSN.
func StartPostgres(ctx context.Context, dir string, settings ...string) (*Postgres, error) {
	return startPostgres(ctx, dir, usualPlaces(), settings)
}

func startPostgres(ctx context.Context, dir string, places places, settings []string) (*Postgres, error) {
	dir, err := ownFolder(dir)
	if err != nil {
		return nil, err
	}
	forgetPG()
	p := &Postgres{dir: dir, data: filepath.Join(dir, "data"), settings: settings}
	p.close = sync.OnceValue(p.stop)
	if err := p.start(ctx, places); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

func (p *Postgres) start(ctx context.Context, places places) (err error) {
	if p.lock, err = lockFolder(p.dir); err != nil {
		return err
	}
	if p.as, err = accountFor(p.data); err != nil {
		return err
	}
	if err = p.as.reach(p.dir); err != nil {
		return err
	}
	if p.bin, err = places.find(ctx, p.data, p.as); err != nil {
		return err
	}
	if p.journal, err = openJournal(filepath.Join(p.dir, "log")); err != nil {
		return err
	}
	if p.running, err = holdRunning(ctx, p.dir, p.data); err != nil {
		return err
	}
	if err = p.makeCluster(ctx); err != nil {
		return err
	}
	if p.socket, err = socketFolder(p.dir, p.as); err != nil {
		return err
	}
	if p.child, err = launch(p.command(ctx), p.as, p.journal.File, p.running); err != nil {
		return fmt.Errorf("start Postgres: %w", err)
	}
	return p.ready(ctx)
}

// command is the server on a socket alone, sized for a laptop.
func (p *Postgres) command(ctx context.Context) *exec.Cmd {
	settings := []string{
		"listen_addresses=",
		"port=" + socketPort,
		// Quoted, because it is a list.
		`unix_socket_directories="` + strings.ReplaceAll(p.socket, `"`, `""`) + `"`,
		"unix_socket_permissions=0700",
		"shared_buffers=64MB",
		"max_connections=50",
		"max_wal_size=256MB",
		"timezone=UTC",
		"log_timezone=UTC",
		"logging_collector=off",
		"log_destination=stderr",
		// Neither statements nor the values of rows: a person who is erased must not live on in a log of errors.
		"log_min_error_statement=panic",
		"log_error_verbosity=terse",
	}
	args := []string{"-D", p.data}
	for _, s := range append(settings, p.settings...) {
		args = append(args, "-c", s)
	}
	// It ends by Close, not with the context of the start.
	return exec.CommandContext(context.WithoutCancel(ctx), filepath.Join(p.bin, "postgres"), args...)
}

// DSN is the address of the database, for this user (and root) alone.
func (p *Postgres) DSN() string { return p.dsn(databaseName) }

func (p *Postgres) dsn(database string) string {
	query := url.Values{
		"host":                 {p.socket},
		"port":                 {socketPort},
		"user":                 {userName},
		"sslmode":              {"disable"},
		"target_session_attrs": {"any"},
	}
	return (&url.URL{Scheme: "postgres", Path: "/" + database, RawQuery: blanks.Replace(query.Encode())}).String()
}

// Done is closed when the server has ended, also when it ended by itself.
func (p *Postgres) Done() <-chan struct{} { return p.child.done }

// Close stops the server and gives the folder free. It may be called more than once.
func (p *Postgres) Close() error { return p.close() }

func (p *Postgres) stop() (err error) {
	if p.child != nil && !p.child.stop(patience) {
		err = fmt.Errorf("Postgres did not stop within %s and was made to; its next start repairs what that left", patience)
	}
	if p.socket != "" && filepath.Dir(p.socket) != p.dir {
		err = errors.Join(err, os.RemoveAll(p.socket))
	}
	if p.journal != nil {
		err = errors.Join(err, p.journal.Close())
	}
	if p.running != nil {
		// Closed, not unlocked: if a process of Postgres is left after all, its lock must stand.
		err = errors.Join(err, p.running.Close())
	}
	return errors.Join(err, unlock(p.lock))
}

// blanks writes a blank as pgx reads it: a plus sign, as in a form, is to it a plus sign.
var blanks = strings.NewReplacer("+", "%20")
