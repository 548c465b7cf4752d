package dontblink

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/process"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

func (c *cli) upCommand() *cobra.Command {
	var listen string
	cmd := &cobra.Command{
		Use:   "up",
		Short: "Runs everything until you stop it, and serves the page",
		Long: `Runs everything in one process until you stop it with Ctrl+C: the log, a private Postgres, the services, and the page.

The page is for this machine only: there is no sign-in yet, and whoever opens it is you.
NATS_URL and DATABASE_URL, when set, name servers to use instead of private ones.

Everything lies in the data folder. Keep a copy of its file master.key elsewhere: without it nothing that tells of people can be read.`,
		Args: nothing,
		RunE: func(cmd *cobra.Command, _ []string) error { return c.up(cmd.Context(), listen) },
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8417", "address of the page, on this machine")
	return cmd
}

func (c *cli) up(ctx context.Context, listen string) error {
	if err := loopback(listen); err != nil {
		return err
	}
	dir, err := c.dir()
	if err != nil {
		return err
	}
	err = patiently(ctx, func() error {
		// The folder's lock would refuse it too, but only after some seconds of patience.
		if _, ok := dialSocket(ctx, dir); ok {
			return usage{fmt.Errorf("another `dontblink up` keeps the folder %s: use that one, or name another folder with --data", dir)}
		}
		return c.standAndServe(ctx, dir, listen)
	})
	// Ctrl+C is how it ends.
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

func (c *cli) standAndServe(ctx context.Context, dir, listen string) error {
	began := time.Now()
	return stand(ctx, dir, local.Options{}, func(ctx context.Context, g *host.Ground) error {
		// When the log cannot be asked, others say so.
		head, _ := g.Log.Last(ctx)
		beFrugal(head.Sequence)
		// It listens before it says that it is up: a port that is taken is told at once.
		page, err := (&net.ListenConfig{}).Listen(ctx, "tcp", listen)
		if err != nil {
			return usage{fmt.Errorf("the page cannot be served on %s: %w; name another address with --listen", listen, err)}
		}
		socket, err := listenSocket(ctx, dir)
		if err != nil {
			return errors.Join(err, page.Close())
		}
		stopped, err := c.settle(ctx, g)
		if err != nil {
			return errors.Join(err, page.Close(), socket.Close())
		}
		fmt.Fprintf(c.err, "Up in %.1f s. The page: http://%s/  The folder: %s  Stop with Ctrl+C.\n",
			time.Since(began).Seconds(), page.Addr(), dir)
		if stopped != "" {
			fmt.Fprintf(c.err, "But nothing is taken down: %s\n", stopped)
		}
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error { return process.Serve(ctx, socket, g.API) })
		group.Go(func() error { return process.Serve(ctx, page, pages(g, page.Addr().String())) })
		return group.Wait()
	})
}

// settle waits for commands to be taken, so that whoever reads that it is up can send one. A long log takes longer to be compared with its
// archive than anybody wants to look at nothing: the page then tells how far it is. It returns why nothing will be taken, if so.
func (c *cli) settle(ctx context.Context, g *host.Ground) (stopped string, err error) {
	waiting, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	api := apiOf(g.API.Client())
	if err := c.compared(waiting, api); err != nil {
		if waiting.Err() != nil {
			err = ctx.Err()
		}
		return "", err
	}
	status, err := api.Keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
	if status.GetState() == "stopped" {
		stopped = status.GetWhy()
	}
	return stopped, err
}

// pages serves the page in the name of the machine's user, in process.
func pages(g *host.Ground, address string) http.Handler {
	api := apiOf(g.API.Client())
	mux := http.NewServeMux()
	mux.Handle("GET /healthz", health(api))
	mux.Handle("/", web.New(*api, web.Config{Listen: address, Actor: machineUser(), Now: g.Now, Log: g.Logger}))
	return mux
}

// loopback refuses an address that others could reach: the page knows no sign-in yet.
func loopback(listen string) error {
	name, _, err := net.SplitHostPort(listen)
	if err != nil {
		return usage{fmt.Errorf("--listen %s: write an address and a port, like 127.0.0.1:8417", listen)}
	}
	if ip := net.ParseIP(name); name == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return usage{fmt.Errorf("--listen %s: others could reach that, and there is no sign-in yet; write 127.0.0.1 and a port", listen)}
}
