package dontblink

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/google/uuid"
	"github.com/spf13/cobra"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// amendment is what every command that changes an activity is told, and what it has made of it.
// It is part of the struct of each such command, which adds its own flags.
type amendment struct {
	id      string
	reason  string
	version uint64

	// content and paths are what is to stand.
	content *eventv1.Activity
	paths   []string
	// date reads what was typed for one.
	date dater
	// elsewhere says that what was typed stands in a file, and not on the command line.
	elsewhere bool
}

// flags are those of every command that amends.
func (m *amendment) flags(cmd *cobra.Command, why string) {
	cmd.Flags().StringVar(&m.reason, "reason", "", why)
	cmd.Flags().Uint64Var(&m.version, "version", 0, "the `version` that you were looking at, as \"show\" prints it; if others have changed it since, nothing is amended "+
		"(default: the one that stands now)")
}

// set notes that a field is to say what content says.
func (m *amendment) set(path string) { m.paths = append(m.paths, path) }

// amend finds the activity, has change say what it is to become, and sends that as of the version that was seen. done tells what came of it.
func (c *cli) amend(ctx context.Context, m *amendment, done string, change func(context.Context, *web.API, *apiv1.ActivityRow) error) error {
	return c.write(ctx, func(ctx context.Context, a *web.API) error {
		row, err := found(ctx, a, m.id)
		if err != nil {
			return err
		}
		m.content, m.date = proto.CloneOf(row.GetActivity()), dates(ctx, a)
		if err := change(ctx, a, row); err != nil {
			return err
		}
		return c.send(ctx, a, row, m, done)
	})
}

// send sends an amendment, and has whoever was overtaken keep what they typed.
func (c *cli) send(ctx context.Context, a *web.API, row *apiv1.ActivityRow, m *amendment, done string) error {
	version := m.version
	// Without --version it is as of what was just looked at, so that what somebody does in between is not overwritten.
	if version == 0 {
		version = row.GetVersion()
	}
	answer, err := a.Recorder.Amend(ctx, &apiv1.AmendRequest{
		CommandId: uuid.NewString(), Id: row.GetId(), Activity: m.content, Paths: m.paths, Reason: m.reason, Version: version,
	})
	// What stands in a file is kept there, and said by edit.
	if errors.Is(err, fault.Conflict) && !m.elsewhere {
		return c.giveBack(row, err)
	}
	if err != nil {
		return err
	}
	if c.json {
		return printJSON(c.out, answer)
	}
	if answer.GetVersion() == row.GetVersion() {
		_, err = fmt.Fprintf(c.out, "Nothing to change: %s says so already, in version %d.\n", short(row.GetId()), answer.GetVersion())
		return err
	}
	_, err = fmt.Fprintf(c.out, "%s %s, version %d: %s\n", done, short(row.GetId()), answer.GetVersion(), m.content.GetHeadline())
	return err
}

// giveBack says below a refusal what was typed, ready to be typed again: nobody has to think of it twice. What is told in another activity is
// to be said of that one.
func (c *cli) giveBack(row *apiv1.ActivityRow, refused error) error {
	id, typed := short(row.GetId()), c.typed
	if into := row.GetMergedInto(); into != "" {
		typed = slices.Clone(typed)
		for i, arg := range typed {
			// The id may have been typed at any length from eight signs on.
			if len(arg) >= len(id) && strings.HasPrefix(row.GetId(), arg) {
				typed[i] = short(into)
			}
		}
		id = short(into)
	}
	return fmt.Errorf("%w\n`dontblink show %s%s` tells how it stands now. What you typed, to send it once more:\n%s", refused, id, c.where(), retyped(typed))
}

// retyped writes a command line as a shell takes it, without the version that was looked at: whoever types it again has looked again.
func retyped(args []string) string {
	line := "dontblink"
	for i := 0; i < len(args); i++ {
		switch arg := args[i]; {
		case arg == "--version":
			i++
		case strings.HasPrefix(arg, "--version="):
		case arg == "" || strings.ContainsFunc(arg, needsQuotes):
			line += " " + inQuotes(arg)
		default:
			line += " " + arg
		}
	}
	return line
}

// needsQuotes is generous: quotes that are not needed do no harm.
func needsQuotes(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_=./:,@+", r)
}

// write is ask for whoever changes something: rows that have seen all of the log first, and no change while they stand still.
func (c *cli) write(ctx context.Context, command func(context.Context, *web.API) error) error {
	return c.ask(ctx, func(ctx context.Context, a *web.API) error {
		if err := c.mayWrite(ctx, a); err != nil {
			return err
		}
		return command(ctx, a)
	})
}

// found returns the activity of an id, which may be shortened.
func found(ctx context.Context, a *web.API, id string) (*apiv1.ActivityRow, error) {
	answer, err := a.Insights.GetActivity(ctx, &apiv1.GetActivityRequest{Id: id})
	if err != nil {
		return nil, unlessParked(ctx, a, id, err)
	}
	return answer.GetActivity(), nil
}

// onActivities is write for commands that name activities: it gives them their whole ids.
func (c *cli) onActivities(ctx context.Context, typed []string, command func(ctx context.Context, a *web.API, ids []string) error) error {
	return c.write(ctx, func(ctx context.Context, a *web.API) error {
		ids := make([]string, len(typed))
		for i, id := range typed {
			row, err := found(ctx, a, id)
			if err != nil {
				return err
			}
			ids[i] = row.GetId()
		}
		return command(ctx, a, ids)
	})
}

// because refuses a command that wants a reason and was given none, before anything is asked.
func because(reason, why string) error {
	if strings.TrimSpace(reason) == "" {
		return usage{fault.New(fault.Invalid, "say with --reason %s", why)}
	}
	return nil
}
