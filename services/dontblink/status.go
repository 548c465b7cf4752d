package dontblink

import (
	"context"
	"net/http"

	"github.com/spf13/cobra"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

func (c *cli) statusCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Tells how it stands with the log and with what is made from it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.with(cmd.Context(), func(ctx context.Context, a *api) error {
				answer, err := a.keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
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

func (c *cli) printStatus(s *apiv1.GetStatusResponse) error {
	p := &page{w: c.out}
	p.line("%s in the log; %s.", plural(int(s.GetLog()), "event", "events"), s.GetDurability())
	p.line("Lists and counts have seen %s of them.", thousands(int(s.GetProjected())))
	switch s.GetState() {
	case "live":
		p.line("All is well.")
	case "preparing":
		p.line("Preparing: %s.", s.GetWhy())
	default:
		p.line("Stopped: %s", s.GetWhy())
	}
	p.line("dontblink %s, rows in %s", s.GetVersion(), s.GetSlot())
	return p.err
}

// health answers 200 while all is well or on its way, 503 with the reason when it is not.
func health(a *api) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status, err := a.keeper.GetStatus(r.Context(), &apiv1.GetStatusRequest{})
		switch {
		case err != nil:
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
		case status.GetState() == "stopped":
			http.Error(w, "stopped: "+status.GetWhy(), http.StatusServiceUnavailable)
		default:
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			_, _ = w.Write([]byte(status.GetState() + "\n"))
		}
	})
}
