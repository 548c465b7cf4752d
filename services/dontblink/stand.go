package dontblink

import (
	"context"
	"errors"
	"log/slog"

	"connectrpc.com/connect/v2"
	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/vault"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	"dontblink.dev/services/composer"
	"dontblink.dev/services/insights"
	"dontblink.dev/services/projector"
	"dontblink.dev/services/recorder"
	"dontblink.dev/services/web"
)

// apiOf has every part of the API be spoken to through one client.
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
	// Backups say which version has written them.
	g.Version = Version
	if started.Synced() {
		g.Durability = "every append is on disk before it is acknowledged"
	}
	return serve(ctx, g, started, use)
}

// serve runs the services while use does its work.
// The first that ends, ends all: a service that fails, a Postgres that dies, or use, which is told by an error of its own that is none.
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
