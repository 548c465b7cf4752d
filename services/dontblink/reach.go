package dontblink

import (
	"context"
	"errors"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"time"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/services/web"
)

// ask answers a question from rows that have seen all that is in the log at this moment.
// So who has just logged something finds it in the next list.
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
	// First the socket, then a ground of our own, again and again: between the two an `up` may have come or gone.
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
// Whoever limits each call by themselves (log) needs no probe before it.
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

// dir is the data folder: --data, else where the system has such things.
func (c *cli) dir() (string, error) {
	if c.data != "" {
		return filepath.Abs(c.data)
	}
	return local.DefaultDir()
}

// machineUser is who the machine says is typing. There is no sign-in yet.
func machineUser() string {
	if u, err := user.Current(); err == nil && u.Username != "" {
		return u.Username
	}
	return "user " + strconv.Itoa(os.Getuid())
}
