package dontblink

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// destination is where what is logged goes, as the outbox writes it down.
// A folder is absolute, so that it is the same from wherever the outbox is sent.
func (c *cli) destination() (string, error) {
	if address := c.elsewhere(); address != "" {
		_, err := dialServer(address)
		return strings.TrimSuffix(address, "/"), err
	}
	return c.dir()
}

// at is the same command line for another destination.
func (c *cli) at(to string) *cli {
	there := *c
	there.server, there.data = "", to
	if strings.Contains(to, "://") {
		there.server, there.data = to, ""
	}
	return &there
}

// mayHelpLater reports whether the same may be taken at another time: no server, a folder in use, a log that stands still, or a fault of ours.
// Who pressed Ctrl+C has decided, and is given their line back.
func mayHelpLater(err error) bool {
	return errors.Is(err, fault.Unavailable) || !errors.Is(err, context.Canceled) && exitCode(err) == exitOurs
}

// orKept keeps a line that could not be recorded now. Of any other mistake it says what was typed, so that nothing is lost with the terminal.
func (c *cli) orKept(ctx context.Context, w *waiting, failure error) error {
	// What is the user's to mend was shown already, with what is missing.
	if end, isSaid := errors.AsType[said](failure); failure == nil || isSaid && int(end) == exitYours {
		return failure
	}
	if !mayHelpLater(failure) || ctx.Err() != nil {
		return c.givenBack(w, failure)
	}
	box, err := openOutbox()
	if err == nil {
		err = box.keep(w)
	}
	if err != nil {
		return c.givenBack(w, fmt.Errorf("%w\nand nothing was kept in the outbox: %w", failure, err))
	}
	fmt.Fprintf(c.err, "Kept, since it cannot be logged now: %s\n"+
		"It is sent with the next activity that is logged to the same place, or by `dontblink outbox send`, with another --server or --data\n"+
		"if that was mistyped; `dontblink outbox` lists what waits.\n", failure)
	return nil
}

// givenBack says below a failure what to type to log it again; whoever typed nothing has lost nothing.
func (c *cli) givenBack(w *waiting, failure error) error {
	// Answers were asked for one by one, and are worth as much as the line.
	again := typedAgain(w)
	if again == typedAgain(&waiting{}) {
		return failure
	}
	return fmt.Errorf("%w\nTo log it again, type: %s%s", failure, again, c.where())
}

// typedAgain is the command that logs the line, with what was answered.
func typedAgain(w *waiting) string {
	words := []string{"dontblink log", inQuotes(withAnswers(w.Line, w.Given))}
	flag := func(name string, values ...string) {
		for _, value := range values {
			if value != "" {
				words = append(words, "--"+name, inQuotes(value))
			}
		}
	}
	g := w.Given
	flag("headline", g.Headline)
	flag("when", g.When)
	flag("zone", g.Zone)
	flag("place", g.Place)
	flag("kind", strings.Join(g.Kinds, ","))
	flag("priority", strings.Join(g.Priorities, ","))
	flag("topic", strings.Join(g.Topics, ","))
	flag("by", strings.Join(g.By, ","))
	flag("jurisdiction", strings.Join(g.Jurisdictions, ","))
	flag("tell-in", strings.Join(g.TellIn, ","))
	flag("status", g.Status)
	flag("reason", g.Reason)
	flag("rule", g.Rule)
	flag("until", g.Until)
	flag("story", g.Story)
	if g.Announcement {
		words = append(words, "--announcement")
	}
	return strings.Join(words, " ")
}

// withAnswers writes into a line what was answered about a piece of it and no flag can say.
func withAnswers(line string, g capture.Given) string {
	for mark, answer := range g.Marks {
		if answer != "" {
			line = strings.Replace(line, mark, mark[:1]+answer, 1)
		}
	}
	for name, who := range g.People {
		sign := "@"
		if who.Organisation {
			sign = "@@"
		}
		for _, typed := range []string{"@@" + name, "@" + name, "@" + strings.ReplaceAll(name, " ", "_")} {
			if strings.Contains(line, typed) {
				line = strings.Replace(line, typed, sign+`"`+who.Name+`"`, 1)
				break
			}
		}
	}
	for address, label := range g.Labels {
		line = strings.Replace(line, address, "["+label+"]("+address+")", 1)
	}
	return line
}

// inQuotes writes a word so that the shell takes it as it is.
func inQuotes(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// flush sends what waits for the same destination. The activity that was just logged is the good news: of what cannot be sent it says so and
// goes on.
func (c *cli) flush(ctx context.Context, a *web.API, to string) error {
	box, err := openOutbox()
	if err != nil {
		// Who has no folder has no outbox either.
		return nil
	}
	all, err := box.list()
	if err != nil {
		fmt.Fprintf(c.err, "The outbox cannot be read: %s\n", err)
		return nil
	}
	if !slices.ContainsFunc(all, func(w waiting) bool { return w.goes(to) }) {
		return nil
	}
	done, err := box.sending(0)
	if errors.Is(err, fault.Unavailable) {
		// Whoever sends now takes along what waits.
		return nil
	}
	if err == nil {
		defer done()
		all, err = box.list()
	}
	if err != nil {
		fmt.Fprintf(c.err, "Of the outbox, nothing could be sent: %s\n", err)
		return nil
	}
	for i := range all {
		if w := &all[i]; w.goes(to) {
			if err := c.sendKept(ctx, a, box, w, &asker{c: c}); err != nil {
				fmt.Fprintf(c.err, "Of the outbox, not everything could be sent: %s\n", err)
				return nil
			}
		}
	}
	return nil
}

// sendKept sends what waits. It stays when it is refused, with the reason; an error means that nothing can be sent now.
func (c *cli) sendKept(ctx context.Context, a *web.API, box outbox, w *waiting, asks *asker) error {
	answer, err := c.recordKept(ctx, a, box, w, asks)
	switch {
	// Now is not the time for any of them, so the rest is not tried.
	case err != nil && mayHelpLater(err), ctx.Err() != nil:
		return err
	case err != nil:
		// Nothing was recorded under its command id, so that it may be read anew when the edition or whoever typed it says otherwise.
		w.Request, w.Refused = nil, err.Error()
		fmt.Fprintf(c.err, "Not taken: %s\n  %s\n", w.Line, strings.ReplaceAll(w.Refused, "\n", "\n  "))
		_, err := box.settle(w)
		return err
	case answer == nil:
		// Somebody threw it away a moment ago.
		return nil
	}
	if err := box.drop(w.CommandID); err != nil {
		return fmt.Errorf("%s is logged, and could not be taken out of the outbox: %w", short(answer.GetId()), err)
	}
	if !c.json {
		_, err = fmt.Fprintf(c.out, "Logged %s from the outbox: %s\n", short(answer.GetId()), w.Line)
	}
	return err
}

// goes reports whether something is sent along to a destination. What was refused once is refused again, until somebody looks at it.
func (w *waiting) goes(to string) bool { return w.raw == "" && w.To == to && w.Refused == "" }

// recordKept settles what is sent, writes that down, and sends it; no answer, and no error, when it waits no longer. Written down first, a second sending says the same as the first, whatever became of the
// edition in between.
func (c *cli) recordKept(ctx context.Context, a *web.API, box outbox, w *waiting, asks *asker) (*apiv1.RecordResponse, error) {
	if len(w.Request) == 0 {
		k, err := c.learn(ctx, a, w.Line)
		if err != nil {
			return nil, err
		}
		u := w.understood(k)
		// Whoever sends the outbox by hand is asked what was missing; a send on the way asks nothing.
		if asks.terminal {
			if u, _, err = c.settleLine(ctx, w, k, asks); err != nil {
				return nil, err
			}
		}
		if err := missing(u); err != nil {
			return nil, err
		}
		if err := w.holds(u.Activity); err != nil {
			return nil, err
		}
		w.Refused = ""
		if still, err := box.settle(w); err != nil || !still {
			return nil, err
		}
	}
	return c.record(ctx, a, w)
}

// missing says what stands in the way of recording; nil when nothing does.
func missing(u capture.Understood) error {
	if all := sentences(u); len(all) > 0 {
		return fault.New(fault.Invalid, "%s", strings.Join(all, "\n"))
	}
	return nil
}
