package dontblink

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

func (c *cli) parkedCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "parked",
		Short: "Lists what stands still because one of its events could not be applied",
		Long: `Lists what stands still because one of its events could not be applied, since which event, how many events wait, and why. Lists and counts
show it as it was before that. Everything else goes on, and nothing is lost: the log has the events.

A newer dontblink makes all rows anew and so decides anew. What was mended otherwise is taken up with "dontblink unpark".`,
		Args: nothing,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Keeper.ListParked(ctx, &apiv1.ListParkedRequest{})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				return c.printParked(answer.GetParked())
			})
		},
	}
}

// What is at fault is nearly always ours, so each line has what a report of it needs.
func (c *cli) printParked(parked []*apiv1.Parked) error {
	p := &page{w: c.out}
	if len(parked) == 0 {
		p.line("Nothing stands still.")
		return p.err
	}
	for _, one := range parked {
		p.line("%s", one.GetThing())
		p.line("  since event %s, %s put aside: %s", thousands(int(one.GetSequence())), plural(int(one.GetEvents()), "event", "events"), oneLine(one.GetWhy()))
	}
	p.line("%s. When what is at fault is mended: `dontblink unpark ID%s`.", standsStill(len(parked)), c.where())
	return p.err
}

// oneLine keeps a list a list, whatever an error says.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// standsStill counts what is parked.
func standsStill(n int) string { return plural(n, "thing stands still", "things stand still") }

func (c *cli) unparkCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "unpark ID",
		Short: "Applies what was put aside of one thing, once what was at fault is mended",
		Long: `Applies the events of one thing that were put aside, in their order, all or none. Of the
thing's id, as "dontblink parked" prints it, the beginning is enough if nothing else that stands still begins so.`,
		Args:              exactlyOne("thing that stands still, as `dontblink parked` tells it"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Keeper.Unpark(ctx, &apiv1.UnparkRequest{Thing: args[0]})
				if err != nil {
					return err
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				p := &page{w: c.out}
				p.line("%s goes on: %s applied.", answer.GetThing(), plural(int(answer.GetEvents()), "event was", "events were"))
				return p.err
			})
		},
	}
}

// standing says that an activity is shown as it was, because it stands still; empty when it does not.
func standing(ctx context.Context, a *web.API, id string) (string, error) {
	answer, err := a.Keeper.ListParked(ctx, &apiv1.ListParkedRequest{})
	if err != nil {
		return "", err
	}
	for _, p := range answer.GetParked() {
		if found, ok := strings.CutPrefix(p.GetThing(), "activity/"); ok && id != "" && strings.HasPrefix(found, id) {
			return fmt.Sprintf("%s stands still since event %d, which could not be applied; `dontblink parked` says why", found, p.GetSequence()), nil
		}
	}
	return "", nil
}

// unlessParked says of an activity that is not found when it is in the log all the same.
func unlessParked(ctx context.Context, a *web.API, id string, err error) error {
	if !errors.Is(err, fault.NotFound) {
		return err
	}
	if still, failed := standing(ctx, a, id); failed == nil && still != "" {
		return fault.New(fault.NotFound, "%s", still)
	}
	return err
}

// warnOfParked tells whoever makes something from the rows that they do not hold everything.
func (c *cli) warnOfParked(ctx context.Context, a *web.API) error {
	status, err := a.Keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
	if err != nil || status.GetParked() == 0 {
		return err
	}
	_, err = fmt.Fprintf(c.err, "%s, and may be missing here or not be told as it is now: `dontblink parked%s`\n", standsStill(int(status.GetParked())), c.where())
	return err
}
