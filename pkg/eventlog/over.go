package eventlog

import (
	"context"
	"fmt"

	"github.com/nats-io/nats.go"
)

// Over opens a log over a connection of its own, by Open or by Find, and closes that when use has returned: for work on a log that no
// service keeps.
func Over(
	ctx context.Context, connect func() (*nats.Conn, error), open func(context.Context, *nats.Conn) (*Log, error), use func(*Log) error,
) error {
	nc, err := connect()
	if err != nil {
		return fmt.Errorf("connect to the log: %w", err)
	}
	defer nc.Close()
	l, err := open(ctx, nc)
	if err != nil {
		return err
	}
	return use(l)
}

// Server connects to the server with that address.
func Server(url string) func() (*nats.Conn, error) {
	return func() (*nats.Conn, error) { return nats.Connect(url, nats.Name("dontblink restore")) }
}
