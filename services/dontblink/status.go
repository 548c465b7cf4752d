package dontblink

import (
	"context"
	"net/http"

	"github.com/spf13/cobra"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

func (c *cli) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Tells how it stands with the log, and with lists and counts",
		Args:  nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.look(cmd.Context(), func(ctx context.Context, a *web.API) error {
				if c.alone {
					// Else it would always say that it is just starting.
					if _, err := c.settled(ctx, a); err != nil {
						return err
					}
				}
				answer, err := a.Keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
				if err != nil {
					return err
				}
				show := c.printStatus
				if c.json {
					show = func(s *apiv1.GetStatusResponse) error { return printJSON(c.out, s) }
				}
				if err := show(answer); err != nil {
					return err
				}
				if answer.GetState() == "stopped" {
					return said(exitOurs)
				}
				return nil
			})
		},
	}
}

// It says first what is safe, then what can be read, then what is wrong and what to do.
func (c *cli) printStatus(s *apiv1.GetStatusResponse) error {
	p := &page{w: c.out}
	durability := s.GetDurability()
	if durability == "unverified" {
		durability = "that every append is on disk before it is acknowledged is unverified: the server is not ours to ask"
	}
	p.line("%s in the log; %s.", plural(int(s.GetLog()), "event", "events"), durability)
	if s.GetSlot() != "" || s.GetState() != "stopped" { // else nobody has looked how far they are
		p.line("Lists and counts have seen %s of them.", thousands(int(s.GetProjected())))
	}
	switch s.GetState() {
	case "live":
		switch {
		case s.GetProjected() < s.GetLog():
			p.line("They are catching up.")
		case s.GetParked() == 0:
			p.line("All is well.")
		}
		if s.GetWhy() != "" {
			p.line("Meanwhile: %s.", s.GetWhy())
		}
	case "preparing":
		p.line("Preparing: %s.", s.GetWhy())
	default:
		p.line("Stopped: %s", s.GetWhy())
	}
	if n := int(s.GetParked()); n > 0 {
		p.line("%s: `dontblink parked%s` tells which, and why.", standsStill(n), c.where())
	}
	if address := c.elsewhere(); address != "" {
		p.line("The server: %s", address)
	} else if dir, err := c.dir(); err == nil {
		p.line("The folder: %s", dir)
	}
	if s.GetSlot() == "" { // none are read
		p.line("dontblink %s", s.GetVersion())
	} else {
		p.line("dontblink %s, rows in the schema %s", s.GetVersion(), s.GetSlot())
	}
	return p.err
}

// health answers 200 while all is well or on its way, 503 with the reason when it is not.
// It is for whoever watches the machine, and needs no sign-in: it tells of no activity.
func health(a *web.API) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, err := a.Keeper.GetStatus(r.Context(), &apiv1.GetStatusRequest{})
		switch {
		case err != nil:
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		case status.GetState() == "stopped":
			http.Error(w, "stopped: "+status.GetWhy(), http.StatusServiceUnavailable)
		default:
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write([]byte(status.GetState() + "\n"))
			if n := int(status.GetParked()); n > 0 { // somebody has to look, but nothing is restarted for it
				_, _ = w.Write([]byte(standsStill(n) + ": dontblink parked\n"))
			}
		}
	})
}
