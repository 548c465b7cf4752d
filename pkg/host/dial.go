package host

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/album"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/vault"
)

// Dialler stands a ground up for the service of that name, on servers that the environment names. The function that it returns gives
// everything back. What the environment says wrongly is fault.Invalid; every other error may pass.
type Dialler func(ctx context.Context, name string, logger *slog.Logger) (*Ground, func(), error)

// Dial stands on the servers that NATS_URL and DATABASE_URL name, and on a log that somebody else has made.
func Dial(ctx context.Context, name string, logger *slog.Logger) (*Ground, func(), error) {
	return dial(ctx, name, logger, func(ctx context.Context, nc *nats.Conn, _ *vault.Vault) (*eventlog.Log, error) {
		return eventlog.Find(ctx, nc)
	})
}

// DialFirst is Dial for the one service that makes the log where there is none.
func DialFirst(ctx context.Context, name string, logger *slog.Logger) (*Ground, func(), error) {
	return dial(ctx, name, logger, begin)
}

// begin makes the log where there is none. Where there are keys there was one: another in its place would hide that it is gone.
func begin(ctx context.Context, nc *nats.Conn, keys *vault.Vault) (*eventlog.Log, error) {
	if _, err := eventlog.Find(ctx, nc); errors.Is(err, eventlog.ErrNone) {
		begun, err := keys.Begun(ctx)
		if err != nil {
			return nil, err
		}
		if begun {
			return nil, fault.New(fault.Unavailable, "the log is gone: its stream %s is not there, and the database holds keys of its events; "+
				"restore it with `dontblink restore`; or, if nothing of it is to be kept, begin anew with an empty database", eventlog.StreamName)
		}
	}
	return eventlog.Open(ctx, nc)
}

// DialRows is Dial for a service that asks the rows alone: it needs no NATS, and cannot do anything to the log.
func DialRows(ctx context.Context, _ string, logger *slog.Logger) (*Ground, func(), error) {
	if os.Getenv("DATABASE_URL") == "" {
		return nil, nil, fault.New(fault.Invalid, "DATABASE_URL has to name the Postgres where the rows are")
	}
	g, err := dialRows(ctx, logger)
	if err != nil {
		return nil, nil, err
	}
	return g, g.Close, nil
}

func dial(
	ctx context.Context, name string, logger *slog.Logger, log func(context.Context, *nats.Conn, *vault.Vault) (*eventlog.Log, error),
) (*Ground, func(), error) {
	natsURL := os.Getenv("NATS_URL")
	if natsURL == "" || os.Getenv("DATABASE_URL") == "" {
		return nil, nil, fault.New(fault.Invalid,
			"NATS_URL and DATABASE_URL have to name the servers; on one machine, `dontblink up` brings its own")
	}
	// Asked for before anything is sealed: nobody should learn at the first command that a service has no master key.
	if _, err := vault.Environment(false); err != nil {
		return nil, nil, err
	}
	g, err := dialRows(ctx, logger)
	if err != nil {
		return nil, nil, err
	}
	nc, err := reach(natsURL, name, logger)
	if err != nil {
		g.Close()
		return nil, nil, err
	}
	leave := func() { g.Close(); nc.Close() }
	keys := vault.New(g.Rows, vault.Environment)
	if err := keys.Open(ctx); err != nil {
		leave()
		return nil, nil, err
	}
	if g.Log, err = log(ctx, nc, keys); err != nil {
		leave()
		// It may be mended while we wait, also what is wrong with the stream.
		return nil, nil, fault.New(fault.Unavailable, "NATS is there, but %v", err)
	}
	g.Log.Vault = keys
	g.Pictures = album.New(nc)
	g.Watch(func(context.Context) error {
		if !nc.IsConnected() {
			return fault.New(fault.Unavailable, "the connection to NATS is lost: trying again")
		}
		return nil
	})
	return g, leave, nil
}

// dialRows returns a ground whose rows answer.
func dialRows(ctx context.Context, logger *slog.Logger) (*Ground, error) {
	g, err := on(ctx, os.Getenv("DATABASE_URL"), logger)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := g.Rows.Ping(ctx); err != nil {
		g.Close()
		return nil, unreached(err)
	}
	return g, nil
}

// unreached tells a Postgres that refuses us from one that is not there.
func unreached(err error) error {
	if _, answered := errors.AsType[*pgconn.PgError](err); answered {
		return fault.New(fault.Unavailable, "Postgres does not let us in: %v", err)
	}
	return fault.New(fault.Unavailable, "Postgres does not answer: %v", err)
}

// reach opens a connection that comes back whatever happens to it.
func reach(natsURL, name string, logger *slog.Logger) (*nats.Conn, error) {
	nc, err := nats.Connect(natsURL, nats.Name(name), nats.MaxReconnects(-1), nats.ReconnectWait(200*time.Millisecond),
		// Answers come to a place of the service's own: with permissions for that alone, nobody listens to those of others.
		nats.CustomInboxPrefix("_INBOX_"+name),
		// Else a password that is wrong for a moment, as when it is changed, would close the connection for good.
		nats.IgnoreAuthErrorAbort(),
		// A refused permission is an answer that never comes; only here it has a name.
		nats.ErrorHandler(func(_ *nats.Conn, _ *nats.Subscription, err error) { logger.Error("trouble with NATS", "error", err) }))
	switch {
	case errors.Is(err, nats.ErrNoServers):
		return nil, fault.New(fault.Unavailable, "NATS does not answer at %s", hosts(natsURL))
	case err != nil:
		return nil, fault.New(fault.Unavailable, "NATS at %s does not let us in: %v", hosts(natsURL), err)
	}
	return nc, nil
}

// hosts is what may be told of the addresses: their passwords may not.
func hosts(natsURL string) string {
	var named []string
	for each := range strings.SplitSeq(natsURL, ",") {
		if u, err := url.Parse(strings.TrimSpace(each)); err == nil && u.Host != "" {
			named = append(named, u.Host)
		}
	}
	if len(named) == 0 {
		return "the address in NATS_URL, which begins with nats:// and names a server"
	}
	return strings.Join(named, ", ")
}
