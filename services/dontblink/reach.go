package dontblink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"time"

	"connectrpc.com/connect/v2"
	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/vault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	"dontblink.dev/services/composer"
	"dontblink.dev/services/insights"
	"dontblink.dev/services/projector"
	"dontblink.dev/services/recorder"
	"dontblink.dev/services/web"
)

func apiOf(client *connect.Client) *web.API {
	return &web.API{
		Recorder: apiv1connect.NewRecorderClient(client),
		Insights: apiv1connect.NewInsightsClient(client),
		Composer: apiv1connect.NewComposerClient(client),
		Keeper:   apiv1connect.NewKeeperClient(client),
		Pictures: apiv1connect.NewPicturesClient(client),
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
	apiv1connect.PicturesGetImageProcedure,
}

// ask answers a question from rows that have seen all that is in the log at this moment.
func (c *cli) ask(ctx context.Context, question func(context.Context, *web.API) error) error {
	return c.look(ctx, func(ctx context.Context, a *web.API) error {
		why, err := c.caughtUp(ctx, a)
		if err != nil {
			return err
		}
		if err = question(ctx, a); why != "" && errors.Is(err, fault.Unavailable) {
			return said(exitOurs) // to ask again would not help, and why was said
		}
		return err
	})
}

// look is tell for whoever only wants to know something: it begins no log where there is none.
func (c *cli) look(ctx context.Context, question func(context.Context, *web.API) error) error {
	if c.elsewhere() != "" {
		return c.tell(ctx, question)
	}
	dir, err := c.dir()
	if err != nil {
		return err
	}
	if !holdsLog(dir) {
		return fault.New(fault.NotFound, "there is no log in %s yet: `dontblink up` or `dontblink import` begins one there; "+
			"a log that lies elsewhere is named with --data", dir)
	}
	return c.tell(ctx, question)
}

// tell sends a command, or asks what needs no rows: to the services at --server, else to a running `up` on the same folder, else to
// services stood up for this alone.
func (c *cli) tell(ctx context.Context, command func(context.Context, *web.API) error) error {
	ctx = rpc.As(ctx, machineUser())
	if address := c.elsewhere(); address != "" {
		client, err := dialServer(address)
		if err != nil {
			return err
		}
		return reached(address, c.sent(ctx, apiOf(client), "the server at "+address, command))
	}
	dir, err := c.dir()
	if err != nil {
		return err
	}
	return patiently(ctx, func() error {
		if client, ok := dialSocket(ctx, dir); ok {
			return c.sent(ctx, apiOf(client), "the `dontblink up` that keeps "+dir, command)
		}
		return stand(ctx, dir, local.Options{}, func(ctx context.Context, g *host.Ground) error {
			c.alone = true
			api := apiOf(g.API.Client())
			if err := c.compared(ctx, api); err != nil {
				return err
			}
			return command(ctx, api)
		})
	})
}

// sent sends a command to where somebody answers.
func (c *cli) sent(ctx context.Context, a *web.API, where string, command func(context.Context, *web.API) error) error {
	if c.limits {
		return command(ctx, a)
	}
	if err := answering(ctx, a, where); err != nil {
		return err
	}
	return midway(command(ctx, a), where)
}

// patiently tries again while the folder is in use: by another command, or by an `up` that is coming up or going down. None of them takes
// long.
func patiently(ctx context.Context, try func() error) error {
	patience, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for {
		err := try()
		if _, inUse := errors.AsType[local.InUse](err); !inUse {
			return err
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-patience.Done():
			return err
		}
	}
}

// caughtUp waits until the rows have seen the whole log, or will not: who asks wants the answer, not to ask again. A projection that has
// stopped answers with what it has, and says so.
func (c *cli) caughtUp(ctx context.Context, a *web.API) (why string, err error) {
	why, err = c.settled(ctx, a)
	if why != "" {
		fmt.Fprintf(c.err, "Lists and counts stand still: %s\n", why)
	}
	return why, err
}

// settled is caughtUp for who says by themselves why the projection has stopped, if it has.
func (c *cli) settled(ctx context.Context, a *web.API) (why string, err error) {
	started, told := time.Now(), ""
	for {
		status, err := a.Keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
		switch {
		case err != nil:
			return "", err
		case status.GetState() == "stopped":
			return status.GetWhy(), nil
		case status.GetProjected() == status.GetLog() && status.GetState() == "live":
			return "", nil
		}
		// This waits on the server until the rows are there, two seconds at the most.
		began := time.Now()
		_, err = a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{AtLeast: status.GetLog()})
		// Rows may be there before the projection has said that they are of this log.
		if err == nil && status.GetState() == "live" || err != nil && !errors.Is(err, fault.Unavailable) {
			return "", err
		}
		if now := fmt.Sprintf("Catching up: %s of %s events.", thousands(int(status.GetProjected())), thousands(int(status.GetLog()))); now != told && time.Since(started) > time.Second {
			fmt.Fprintln(c.err, now)
			told = now
		}
		if time.Since(began) < 20*time.Millisecond {
			select {
			case <-time.After(20 * time.Millisecond):
			case <-ctx.Done():
				return "", context.Cause(ctx)
			}
		}
	}
}

// mayWrite refuses to write into a log that the rows have not recognised. A running `up` has settled that long ago and refuses by itself.
func (c *cli) mayWrite(ctx context.Context, a *web.API) error {
	if !c.alone {
		return nil
	}
	why, err := c.settled(ctx, a)
	if why != "" {
		err = fault.New(fault.Unavailable, "nothing is taken down while lists and counts stand still: %s", why)
	}
	return err
}

// stopPatience is how long what has stopped the rows waits for what the archive says, which is often the better reason.
const stopPatience = 3 * time.Second

// compared waits until the log was compared with its archive: until then no command is taken, and what the status says is not the last word.
// The archive tells how far it is from that moment on. It never does where there is nothing in it.
func (c *cli) compared(ctx context.Context, a *web.API) error {
	started, told := time.Now(), ""
	for {
		status, err := a.Keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
		stopped := status.GetState() == "stopped"
		if err != nil || status.GetArchived() > 0 || status.GetLog() == 0 && status.GetState() == "live" ||
			stopped && time.Since(started) > stopPatience {
			return err
		}
		if now := status.GetWhy(); now != "" && now != told && time.Since(started) > time.Second {
			fmt.Fprintf(c.err, "Meanwhile: %s.\n", now)
			told = now
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// holdsLog reports whether a folder has a log in it; where the environment names a server, that has.
func holdsLog(dir string) bool {
	if os.Getenv("NATS_URL") != "" {
		return true
	}
	// Where there are rows there was a log: what became of it is for the projector to say.
	for _, sign := range []string{"nats", restoringName, filepath.Join("postgres", "data")} {
		if _, err := os.Stat(filepath.Join(dir, sign)); err == nil {
			return true
		}
	}
	return false
}

// where is what to add to a command that is typed next, so that it looks in the same folder.
func (c *cli) where() string {
	switch {
	case c.server != "":
		return " --server " + c.server
	case c.data == "":
		return ""
	}
	return " --data " + c.data
}

func (c *cli) dir() (string, error) {
	if c.data != "" {
		return filepath.Abs(c.data)
	}
	return local.DefaultDir()
}

// stand stands the ground up in dir, runs every service on it for as long as use takes, and leaves nothing running.
func stand(ctx context.Context, dir string, options local.Options, use func(context.Context, *host.Ground) error) (err error) {
	if err := brokenOff(dir); err != nil && !options.Private {
		return err
	}
	started, err := local.Start(ctx, dir, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, started.Close()) }()
	g, err := host.New(ctx, started.NATS, started.DSN, vault.Folder(started.Dir), slog.Default())
	if err != nil {
		return err
	}
	defer func() {
		if !errors.Is(err, errStuck) { // it would wait for the very same
			g.Close()
		}
	}()
	if err := g.Log.Vault.Open(ctx); err != nil {
		return err
	}
	g.Version = Version
	if started.Synced() {
		g.Durability = "every append is on disk before it is acknowledged"
	}
	return serve(ctx, g, started, use)
}

// serve runs the services while use does its work.
func serve(ctx context.Context, g *host.Ground, started *local.Local, use func(context.Context, *host.Ground) error) error {
	done := errors.New("done")
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return services(ctx, g) })
	group.Go(func() error {
		select {
		case <-started.Died():
			return errors.New("the private Postgres ended by itself; its log is in the data folder, postgres/log")
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
	if err := end(ctx, group.Wait, started.Wake); !errors.Is(err, done) {
		return err
	}
	return nil
}

// machineUser is who the machine says is typing. There is no sign-in yet.
func machineUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "user " + strconv.Itoa(os.Getuid())
}
