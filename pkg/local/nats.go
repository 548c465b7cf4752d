package local

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// NATS is a NATS server with JetStream inside this process.
type NATS struct {
	server *server.Server
	lock   *os.File
	close  func() error
}

// StartNATS starts the server on the store in dir, which it holds until Close. It listens only when a port is asked for (-1: any
// free one), and only at 127.0.0.1. Each write is synced before it is acknowledged; change may alter that, and all else.
func StartNATS(dir string, port int, change ...func(*server.Options)) (*NATS, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := makeFolder(dir, 0o700); err != nil {
		return nil, err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	options := serverOptions(dir, port)
	for _, f := range change {
		f(options)
	}
	s, err := runServer(options)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start the log in %s: %w", dir, err), unlock(lock))
	}
	n := &NATS{server: s, lock: lock}
	n.close = sync.OnceValue(n.stop)
	return n, nil
}

func serverOptions(dir string, port int) *server.Options {
	return &server.Options{
		ServerName: "dontblink",
		Host:       "127.0.0.1",
		Port:       port,
		DontListen: port == 0,
		JetStream:  true,
		StoreDir:   dir,
		// JetStream otherwise acknowledges up to two minutes before it syncs.
		SyncAlways: true,
		// Left to itself the server takes three quarters of what is free on the disk at this start, which a log that
		// already fills the disk would exceed; a stream without limits reserves nothing.
		JetStreamMaxStore: 1 << 40,
		// Signals are for the program, which closes the server when its services have ended.
		NoSigs: true,
	}
}

func runServer(options *server.Options) (*server.Server, error) {
	s, err := server.NewServer(options)
	if err != nil {
		return nil, err
	}
	log := &serverLog{}
	s.SetLoggerV2(log, false, false, false)
	s.Start()
	if err := log.fatal(); err != nil {
		s.Shutdown()
		return nil, err
	}
	if !s.ReadyForConnections(10 * time.Second) {
		s.Shutdown()
		return nil, errors.New("the NATS server was not ready within ten seconds")
	}
	return s, nil
}

// Connect opens a connection inside the process. Whoever asked closes it.
func (n *NATS) Connect() (*nats.Conn, error) {
	return nats.Connect("", append(connectOptions(), nats.InProcessServer(n.server))...)
}

func connectOptions() []nats.Option {
	return []nats.Option{
		nats.Name("dontblink"),
		nats.MaxReconnects(-1),
		// What the server refuses (a subject that may not be published to) shows only here; the call itself just times out.
		nats.ErrorHandler(func(_ *nats.Conn, s *nats.Subscription, err error) {
			subject := ""
			if s != nil {
				subject = s.Subject
			}
			slog.Warn("nats", "error", err, "subject", subject)
		}),
	}
}

// URL is where other programs of this machine reach the server; empty when no port was asked for.
func (n *NATS) URL() string {
	if n.server.Addr() == nil {
		return ""
	}
	return "nats://" + n.server.Addr().String()
}

// Close stops the server, waits until it has written everything, and gives the folder free. It may be called more than once.
func (n *NATS) Close() error { return n.close() }

func (n *NATS) stop() error {
	n.server.Shutdown()
	n.server.WaitForShutdown()
	return unlock(n.lock)
}
