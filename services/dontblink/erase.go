package dontblink

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// eraseCommand is the only one that cannot be undone, so it asks, wants a reason, and says what is still left elsewhere.
func (c *cli) eraseCommand() *cobra.Command {
	return group(&cobra.Command{
		Use:   "erase",
		Short: "Erases an activity or a person for ever",
		Long: `Erases for ever. What the log tells of people is sealed; erasing destroys the keys, so that nobody can read it again, in this log or in any
copy of it. Who wrote it down and when stays. Copies of the keys from before ("dontblink backup") bring nothing back here, but whoever has one
and the master key can still read a copy of the log: delete backups from before.`,
	}, c.eraseActivityCommand(), c.erasePersonCommand())
}

// erasing is what both commands are told.
type erasing struct {
	reason string
	yes    bool
}

func (e *erasing) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&e.reason, "reason", "", "why, without a name: it stays readable")
	cmd.Flags().BoolVar(&e.yes, "yes", false, "do not ask again")
}

// sure asks whoever types whether they mean it; a script says so beforehand.
func (e *erasing) sure(c *cli, what string) error {
	if strings.TrimSpace(e.reason) == "" {
		return usage{fault.New(fault.Invalid, "say why with --reason, without a name: it stays readable")}
	}
	if e.yes {
		return nil
	}
	// A pipe may hold a yes that was meant for something else.
	if in, err := os.Stdin.Stat(); err != nil || in.Mode()&os.ModeCharDevice == 0 {
		return usage{fault.New(fault.Invalid, "nothing brings it back: add --yes if that is meant")}
	}
	fmt.Fprintf(c.err, "Erase %s? Nothing brings it back. Type yes: ", what)
	answer, _ := bufio.NewReader(os.Stdin).ReadString('\n')
	if strings.TrimSpace(answer) != "yes" {
		return usage{fault.New(fault.Invalid, "nothing was erased")}
	}
	return nil
}

func (c *cli) eraseActivityCommand() *cobra.Command {
	e := &erasing{}
	cmd := &cobra.Command{
		Use:   "activity ID",
		Short: "Erases all that was said of an activity",
		Long: `Erases all that was said of an activity, in every version, takes it out of the issues that tell of it and of the activity that it was merged into,
and deletes pictures that no other activity has.`,
		Example: `  dontblink erase activity 0f5c1a2b --reason "it was told in confidence"`,
		Args:    exactlyOne("activity, by its id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := e.sure(c, "activity "+args[0]); err != nil {
				return err
			}
			return c.eraseActivity(cmd.Context(), args[0], e.reason)
		},
	}
	e.flags(cmd)
	return cmd
}

func (c *cli) eraseActivity(ctx context.Context, id, reason string) error {
	return c.write(ctx, func(ctx context.Context, a *web.API) error {
		// What is named in full is erased also where the rows do not have it: whoever asks for an erasure is not to wait for them.
		if uuid.Validate(id) != nil {
			row, err := found(ctx, a, id)
			if err != nil {
				return err
			}
			id = row.GetId()
		}
		// Afterwards nobody can tell what was told in it. Rows that do not answer keep nobody from erasing.
		before, _ := a.Insights.GetActivity(ctx, &apiv1.GetActivityRequest{Id: id})
		answer, err := a.Recorder.EraseActivity(ctx, &apiv1.EraseActivityRequest{CommandId: uuid.NewString(), Id: id, Reason: reason})
		if err = c.shownAfter(ctx, a, err); err != nil { // until then it is still listed
			return err
		}
		if c.json {
			return printJSON(c.out, answer)
		}
		return c.printErasedActivity(short(id), answer, before)
	})
}

// printErasedActivity says what went with it, and what is left to do by hand: before is the activity as it was last seen, with what was told in it.
func (c *cli) printErasedActivity(id string, answer *apiv1.EraseActivityResponse, before *apiv1.GetActivityResponse) error {
	p := &page{w: c.out}
	p.line("Activity %s is erased: its %s destroyed.", id, keysAre(answer.GetKeys()))
	if n := len(answer.GetPictures()); n > 0 {
		p.line("Deleted with it: %s that no other activity had.", plural(n, "picture", "pictures"))
	}
	for _, taker := range answer.GetActivities() {
		p.line("%s had taken over from it: it gave that back, and its own history up to now is erased.", short(taker))
	}
	for _, told := range before.GetMerged() {
		p.line("%s, “%s”, was told in it, and is told nowhere now: `dontblink unmerge %s%s`.",
			short(told.GetId()), told.GetActivity().GetHeadline(), short(told.GetId()), c.where())
	}
	c.draftAgain(p, answer.GetIssues())
	p.line(stillReadable)
	return p.err
}

func (c *cli) erasePersonCommand() *cobra.Command {
	e := &erasing{}
	cmd := &cobra.Command{
		Use:   "person NAME",
		Short: "Erases a person or an organisation from all that names them",
		Long: `Takes a person or an organisation out of every activity and issue that names them, by name or by mention, and erases what was said there
before: under each of their names, earlier ones, aliases, and those of whoever was merged with them; the short name goes where they are named
otherwise too. What a text tells of them without a name, it cannot know, nor what stands in addresses of links and in the keys that
files gave. Their id stays in the log:
whoever knows the name can tell from it that they were named once, and nothing else. Files that still name them bring them back when they are
imported again, and so do lines that members typed and could not send yet: their outboxes lie with them, and are not reached.`,
		Example: `  dontblink erase person "Ada Example" --reason "asked us to"`,
		Args:    exactlyOne("person, by name or id"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := e.sure(c, args[0]); err != nil {
				return err
			}
			return c.erasePerson(cmd.Context(), args[0], e.reason)
		},
	}
	e.flags(cmd)
	return cmd
}

func (c *cli) erasePerson(ctx context.Context, who, reason string) error {
	// Told and not asked: the recorder finds in the log where they are named, and needs no rows for that.
	return c.tell(ctx, func(ctx context.Context, a *web.API) error {
		if err := c.mayWrite(ctx, a); err != nil {
			return err
		}
		answer, err := a.Recorder.ErasePerson(ctx, &apiv1.ErasePersonRequest{CommandId: uuid.NewString(), Person: who, Reason: reason})
		if err = c.shownAfter(ctx, a, err); err != nil { // until then they are still listed
			return err
		}
		if c.json {
			return printJSON(c.out, answer)
		}
		return c.printErasedPerson(answer)
	})
}

// printErasedPerson says where they stood, and where they may still be seen: nobody but people can tell who is in a picture.
func (c *cli) printErasedPerson(answer *apiv1.ErasePersonResponse) error {
	p := &page{w: c.out}
	under := ""
	if n := len(answer.GetIds()); n > 1 {
		under = fmt.Sprintf(" under %d names", n)
	}
	p.line("Erased%s, and taken out of %s: %s destroyed.",
		under, plural(len(answer.GetActivities()), "activity", "activities"), keysAre(answer.GetKeys()))
	for _, id := range answer.GetActivities() {
		p.line("  %s", short(id))
	}
	for _, id := range answer.GetPictured() {
		p.line("%s has pictures: look whether they can be seen there, `dontblink image list %s%s`.", short(id), short(id), c.where())
	}
	c.draftAgain(p, answer.GetIssues())
	p.line(stillReadable)
	p.line("Nor are members' outboxes reached: whoever has typed the name and could not send it yet finds it with `dontblink outbox`, and drops it.")
	return p.err
}

// stillReadable is what no key that is destroyed here can help.
const stillReadable = "Backups from before can still be read with the master key: delete them."

func keysAre(n uint32) string {
	if n == 1 {
		return "one key is"
	}
	return thousands(int(n)) + " keys are"
}

func (c *cli) draftAgain(p *page, issues []string) {
	for _, issue := range issues {
		p.line("Taken out of the issue %s too: draft it again, `dontblink issue draft %s%s`.", issue, issue, c.where())
	}
}
