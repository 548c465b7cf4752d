package dontblink

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// caughtUp waits until the rows have seen the whole log, or will not: who asks wants the answer, not to ask again. A projection that has
// stopped answers with what it has, and says so.
func (c *cli) caughtUp(ctx context.Context, a *web.API) (why string, err error) {
	why, err = c.settled(ctx, a)
	if why != "" {
		fmt.Fprintf(c.err, "Lists and counts stand still: %s\n", why)
	}
	return why, err
}

// shownAfter waits, after a command that was done, until the lists show it; what went wrong with the command stays as it is.
func (c *cli) shownAfter(ctx context.Context, a *web.API, failure error) error {
	if failure != nil {
		return failure
	}
	_, err := c.caughtUp(ctx, a)
	return err
}

// settled is caughtUp for who says by themselves why the projection has stopped, if it has.
// There is no bound but ctx: after a large import the rows may be minutes behind, and the figures show that they move.
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
		// A question that is answered at once, though the rows are not there, must not be asked a thousand times a second.
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
