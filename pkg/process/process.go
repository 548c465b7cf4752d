// Package process is what every process of ours does beside its work: it listens on LISTEN, says how it is, and ends when it is told to.
//
// It knows nothing of the work: neither the log nor the rows.
package process

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"
)

// Version is that of all programs here.
const Version = "0.1.0"

// Work is what a process is there for. It serves on the listener until ctx is done.
type Work func(ctx context.Context, listener net.Listener, logger *slog.Logger) error

// Main works on LISTEN (usual when that is unset) until SIGINT or SIGTERM. With the one word "healthz" behind its name the program asks
// the process that listens there how it is, and ends with 0 when all is well: an image with nothing else in it has no other way to ask.
func Main(name, usual string, work Work) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	address := cmp.Or(os.Getenv("LISTEN"), usual)
	if slices.Equal(os.Args[1:], []string{"healthz"}) {
		if err := ask(ctx, address); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil)).With("service", name)
	if err := run(ctx, address, work, logger); err != nil {
		logger.Error("ended", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address string, work Work, logger *slog.Logger) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("listen on %s: %w; name another address in LISTEN", address, err)
	}
	logger.Info("listening", "address", listener.Addr().String())
	// Whoever refuses to serve leaves the port to others.
	defer listener.Close()
	return work(ctx, listener, logger)
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
