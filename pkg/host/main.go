package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
	"golang.org/x/sync/errgroup"
)

// Dial stands on the servers that NATS_URL and DATABASE_URL name.
func Dial(ctx context.Context, name string, logger *slog.Logger) (*Ground, func(), error) {
	natsURL, dsn := os.Getenv("NATS_URL"), os.Getenv("DATABASE_URL")
	if natsURL == "" || dsn == "" {
		return nil, nil, errors.New("NATS_URL and DATABASE_URL have to name the servers; on one machine, `dontblink up` brings its own")
	}
	nc, err := nats.Connect(natsURL, nats.Name(name), nats.MaxReconnects(-1), nats.ErrorHandler(
		// A refused permission is an answer that never comes; only here it has a name.
		func(_ *nats.Conn, _ *nats.Subscription, err error) { logger.Error("NATS refused", "error", err) }))
	if err != nil {
		return nil, nil, fmt.Errorf("connect to NATS_URL: %w", err)
	}
	g, err := New(ctx, nc, dsn, logger)
	if err != nil {
		nc.Close()
		return nil, nil, err
	}
	return g, func() { g.Close(); nc.Close() }, nil
}

// Main runs one service as a process: it dials, serves the API on LISTEN (127.0.0.1:8080 when unset), and ends on SIGINT or SIGTERM.
func Main(name string, dial func(context.Context, string, *slog.Logger) (*Ground, func(), error), service Service) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil)).With("service", name)
	if err := run(ctx, name, dial, service, logger); err != nil {
		logger.Error("ended", "error", err)
		os.Exit(1)
	}
}

func run(
	ctx context.Context, name string, dial func(context.Context, string, *slog.Logger) (*Ground, func(), error),
	service Service, logger *slog.Logger,
) error {
	g, leave, err := dial(ctx, name, logger)
	if err != nil {
		return err
	}
	defer leave()
	address := os.Getenv("LISTEN")
	if address == "" {
		address = "127.0.0.1:8080"
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", address, err)
	}
	logger.Info("listening", "address", listener.Addr().String())
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return service(ctx, g) })
	group.Go(func() error { return Serve(ctx, listener, g.API) })
	return group.Wait()
}

// Serve answers requests on a listener until ctx is done, then lets those under way finish for a moment.
func Serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true)
	server := &http.Server{
		Handler:   handler,
		Protocols: protocols,
		// Neither a request's body nor an answer has a limit of time: an import's upload takes as long as it takes.
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		server.Close()
	}
	if err := <-done; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
