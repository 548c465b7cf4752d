package dontblink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	"dontblink.dev/services/composer"
	"dontblink.dev/services/insights"
	"dontblink.dev/services/projector"
	"dontblink.dev/services/recorder"
)

// api is all that a command may ask.
type api struct {
	recorder apiv1connect.RecorderClient
	insights apiv1connect.InsightsClient
	composer apiv1connect.ComposerClient
	keeper   apiv1connect.KeeperClient
}

func apiOf(client *connect.Client) *api {
	return &api{
		recorder: apiv1connect.NewRecorderClient(client),
		insights: apiv1connect.NewInsightsClient(client),
		composer: apiv1connect.NewComposerClient(client),
		keeper:   apiv1connect.NewKeeperClient(client),
	}
}

// services are those that every process of this binary runs.
var services = host.All(recorder.Run, projector.Run, composer.Run, insights.Run)

// procedures are one of each service: when these are served, all is.
var procedures = []string{
	apiv1connect.RecorderRecordProcedure,
	apiv1connect.InsightsListActivitiesProcedure,
	apiv1connect.ComposerDraftIssueProcedure,
	apiv1connect.KeeperGetStatusProcedure,
}

// with runs ask against the API: that of a running `up` on the same folder, else one stood up for this command alone.
func (c *cli) with(ctx context.Context, ask func(context.Context, *api) error) error {
	dir, err := c.dir()
	if err != nil {
		return err
	}
	ctx = rpc.As(ctx, machineUser())
	if client, ok := dialSocket(ctx, dir); ok {
		return ask(ctx, apiOf(client))
	}
	err = stand(ctx, dir, func(ctx context.Context, g *host.Ground) error {
		a := apiOf(g.API.Client())
		if err := c.prepared(ctx, a); err != nil {
			return err
		}
		return ask(ctx, a)
	})
	if _, inUse := errors.AsType[local.InUse](err); inUse {
		// It was not there a moment ago: it is just coming up, or it is going down.
		if client, ok := awaitSocket(ctx, dir); ok {
			return ask(ctx, apiOf(client))
		}
	}
	return err
}

// prepared waits until the rows have seen the whole log, or will not: one who asks once wants the answer, not to ask again. A projection
// that has stopped answers with what it has.
func (c *cli) prepared(ctx context.Context, a *api) error {
	const patience = 2 * time.Second
	began, told := time.Now(), ""
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for {
		status, err := a.keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
		if err != nil {
			return err
		}
		if status.GetState() == "stopped" || status.GetState() == "live" && status.GetProjected() >= status.GetLog() {
			return nil
		}
		if why := status.GetWhy(); time.Since(began) > patience && why != told {
			fmt.Fprintln(c.err, "Preparing lists and counts: "+why)
			told = why
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (c *cli) dir() (string, error) {
	if c.data != "" {
		return filepath.Abs(c.data)
	}
	return local.DefaultDir()
}

// stand stands the ground up in dir, runs every service on it for as long as use takes, and leaves nothing running.
func stand(ctx context.Context, dir string, use func(context.Context, *host.Ground) error) (err error) {
	started, err := local.Start(ctx, dir, local.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, started.Close()) }()
	g, err := host.New(ctx, started.NATS, started.DSN, slog.Default())
	if err != nil {
		return err
	}
	defer g.Close()
	g.Version = Version
	if started.Synced() {
		g.Durability = "every append is on disk before it is acknowledged"
	}
	return serve(ctx, g, started.Died(), use)
}

// serve runs the services while use does its work.
func serve(ctx context.Context, g *host.Ground, died <-chan struct{}, use func(context.Context, *host.Ground) error) error {
	done := errors.New("done")
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return services(ctx, g) })
	group.Go(func() error {
		select {
		case <-died:
			return errors.New("the private Postgres ended by itself; its log is in the data folder, under postgres.log")
		case <-ctx.Done():
			return nil
		}
	})
	group.Go(func() error {
		if err := g.API.Await(ctx, procedures...); err != nil {
			return err
		}
		if err := use(ctx, g); err != nil {
			return err
		}
		return done
	})
	if err := group.Wait(); !errors.Is(err, done) {
		return err
	}
	return nil
}

// awaitSocket waits a moment for an `up` that is just starting.
func awaitSocket(ctx context.Context, dir string) (*connect.Client, bool) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if client, ok := dialSocket(ctx, dir); ok {
			return client, true
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, false
		}
	}
}

// dialSocket reaches the `up` that keeps dir, if one does.
func dialSocket(ctx context.Context, dir string) (*connect.Client, bool) {
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		path, release, err := socketPath(dir)
		if err != nil {
			return nil, err
		}
		defer release()
		return (&net.Dialer{}).DialContext(ctx, "unix", path)
	}
	probe, err := dial(ctx, "", "")
	if err != nil {
		return nil, false
	}
	probe.Close()
	transport := connecthttp.NewTransport(&http.Client{Transport: &http.Transport{DialContext: dial}}, "http://dontblink")
	return connect.NewClient(transport, rpc.Client), true
}

// listenSocket serves on dir's socket. Whoever can open it is the owner, so nobody else may. The folder is locked by us: a socket that
// is there already is what a killed process left.
func listenSocket(ctx context.Context, dir string) (net.Listener, error) {
	path, release, err := socketPath(dir)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	before := syscall.Umask(0o177)
	defer syscall.Umask(before)
	return (&net.ListenConfig{}).Listen(ctx, "unix", path)
}

// socketPath returns a path to dir's socket that the kernel takes: it knows no more than 107 bytes of it.
func socketPath(dir string) (path string, release func(), err error) {
	path = filepath.Join(dir, "api.sock")
	if len(path) < 104 {
		return path, func() {}, nil
	}
	folder, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/api.sock", folder.Fd()), func() { folder.Close() }, nil
}

// machineUser is who the machine says is typing. There is no sign-in yet.
func machineUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "user " + strconv.Itoa(os.Getuid())
}
