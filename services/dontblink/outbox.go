package dontblink

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/capture"
	"dontblink.dev/services/web"
)

func (c *cli) outboxCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "outbox",
		Short: "Lists what was logged and could not be sent yet",
		Long: `Lists what was logged while there was no server, or while the log took nothing down. It lies in a file that only you can read,
and is sent with the next activity that is logged to the same place, or by "dontblink outbox send". However often it is sent there, it is logged once.`,
		Args: nothing,
		RunE: func(*cobra.Command, []string) error { return c.listOutbox() },
	}
	cmd.AddCommand(c.outboxSendCommand(), c.outboxDropCommand())
	return cmd
}

// It needs no services, and so works where nothing else does.
func (c *cli) listOutbox() error {
	_, all, err := waitingHere()
	if err != nil {
		return err
	}
	if c.json {
		return c.outboxJSON(all)
	}
	if len(all) == 0 {
		return c.nothingWaits(nil)
	}
	p := &page{w: c.out}
	for i, w := range all {
		if w.raw != "" {
			p.line("%2d  cannot be read, and is kept as it stands: %s", i+1, w.raw)
			continue
		}
		p.line("%2d  %s", i+1, w.Line)
		p.line("    typed %s, for %s", w.TypedAt.Local().Format("2 January 2006, 15:04"), w.To)
		if w.Refused != "" {
			p.line("    not taken: %s", strings.ReplaceAll(w.Refused, "\n", "\n               "))
		}
	}
	p.line("")
	p.line("`dontblink outbox send` sends them, `dontblink outbox drop NUMBER` throws one away.")
	return p.err
}

// outboxJSON prints what waits; it is no message of the API, since no server knows of it.
func (c *cli) outboxJSON(all []waiting) error {
	type line struct {
		waiting
		Unreadable string `json:"unreadable,omitempty"`
	}
	lines := make([]line, len(all))
	for i, w := range all {
		lines[i] = line{w, w.raw}
	}
	encoder := json.NewEncoder(c.out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(map[string]any{"waiting": lines})
}

func (c *cli) outboxSendCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "send [NUMBER…]",
		Short: "Sends what waits",
		Long: `Sends what waits, each to where it was meant for; with numbers, only these. On a terminal it asks what is missing; what is refused stays, with
the reason.

With --server or --data it goes there instead, wherever it was meant for: an address that was mistyped is mended so.`,
		Example: `  dontblink outbox send
  dontblink outbox send 2 --server http://127.0.0.1:8417`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.sendOutbox(cmd.Context(), args) },
	}
}

// sendOutbox sends to one destination after the other: that one cannot be reached keeps nothing from the next.
func (c *cli) sendOutbox(ctx context.Context, args []string) error {
	numbers, err := numbersOf(args)
	if err != nil {
		return err
	}
	box, all, err := waitingHere()
	// Nothing is made for somebody who has nothing to send.
	if err != nil || len(all) == 0 {
		return c.nothingWaits(err)
	}
	done, err := box.sending(10 * time.Second)
	if err != nil {
		return err
	}
	defer done()
	// Whoever sent until now has taken out what is sent.
	all, err = box.list()
	if err != nil || len(all) == 0 {
		return c.nothingWaits(err)
	}
	chosen, to, err := c.addressed(all, numbers)
	if err != nil {
		return err
	}
	var failures []error
	for _, destination := range to {
		failures = append(failures, elsewhereInstead(destination, c.at(destination).sendTo(ctx, box, chosen, destination)))
	}
	if err := errors.Join(failures...); err != nil {
		return err
	}
	return c.waitStill(box, chosen, numbers)
}

// waitStill ends with 2 if not all that was to be sent is sent.
func (c *cli) waitStill(box outbox, chosen []waiting, numbers map[int]bool) error {
	// It may have got more meanwhile, of another command.
	left, err := box.list()
	if err != nil {
		return err
	}
	if len(numbers) > 0 {
		// Whoever named some knows that the others wait.
		left = slices.DeleteFunc(left, func(w waiting) bool { return indexOf(chosen, w.CommandID) < 0 })
	}
	if len(left) > 0 {
		fmt.Fprintf(c.err, "%s waiting still; `dontblink outbox` says why.\n", plural(len(left), "is", "are"))
		return said(exitYours)
	}
	return nil
}

func (c *cli) nothingWaits(err error) error {
	if err == nil {
		_, err = fmt.Fprintln(c.out, "Nothing waits.")
	}
	return err
}

// sendTo sends what is meant for one destination, the oldest first. What was refused before is read anew: that is what it is called for.
func (c *cli) sendTo(ctx context.Context, box outbox, all []waiting, destination string) error {
	asks := newAsker(c, false, capture.Given{})
	return c.tell(ctx, func(ctx context.Context, a *web.API) error {
		if err := c.mayWrite(ctx, a); err != nil {
			return err
		}
		for i := range all {
			if w := &all[i]; w.raw == "" && w.To == destination {
				if err := c.sendKept(ctx, a, box, w, asks); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func (c *cli) outboxDropCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "drop NUMBER…",
		Short:   "Throws away what waits",
		Example: "  dontblink outbox drop 2",
		Args:    atLeastOne("what to drop, by the number that `dontblink outbox` gives it"),
		RunE:    func(_ *cobra.Command, args []string) error { return c.dropOutbox(args) },
	}
}

func (c *cli) dropOutbox(args []string) error {
	numbers, err := numbersOf(args)
	if err != nil {
		return err
	}
	box, err := openOutbox()
	if err != nil {
		return err
	}
	var dropped []string
	var beyond int
	err = box.change(func(all []waiting) []waiting {
		var left []waiting
		for n := range numbers {
			// One number too high, and nothing is dropped: the list was another when it was looked at.
			beyond = max(beyond, n-len(all))
		}
		for i, w := range all {
			if beyond > 0 || !numbers[i+1] {
				left = append(left, w)
				continue
			}
			dropped = append(dropped, w.Line+w.raw)
		}
		return left
	})
	if err != nil {
		return err
	}
	if beyond > 0 {
		return usage{errors.New("there are not that many in the outbox; nothing was dropped")}
	}
	for _, line := range dropped {
		// It is gone from the file; the terminal is the last to have it.
		if _, err := fmt.Fprintf(c.out, "Dropped: %s\n", line); err != nil {
			return err
		}
	}
	return nil
}
