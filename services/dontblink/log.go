package dontblink

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// logging is what `log` was told.
// given is what flags said; answers to questions are added to it.
type logging struct {
	given       capture.Given
	yes, dryRun bool
}

// logCommand is the one that is typed every day, so a whole activity fits into one line, and nothing that was typed is ever lost: what cannot be recorded
// now waits in the outbox.
func (c *cli) logCommand() *cobra.Command {
	l := &logging{}
	cmd := &cobra.Command{
		Use:   "log LINE…",
		Short: "Logs an activity from one line",
		Long: `Logs an activity from one line, in which marks say what is not the headline:

  23 jan   a date: also “last Tuesday”, “2–4 May”, “January”, 2024-01-31 19:30, or as in a language of your edition. Without a year it is
           the latest; with !planned, the next. A time may stand behind it, “at 3pm EST”. What may be two days (3/4, “Thu” on a Thursday) is asked
  @name    a person or an organisation that the log knows by a part of the name; @"Full Name" or @Full_Name is somebody new, @@Name an organisation
  #word    a priority, by its short name, its name or the beginning of one; any other word, or #"two words", is a topic
  !word    a rule (!chatham !internal !embargo="15 feb 9:00" !public), !planned !cancelled, !announcement, !staff !affiliate, or a kind (!panel)
           “Under the Chatham House Rule” and “embargo until 1 Dec 9:00” say so too; of “off the record” it is asked which rule that is
  ^Place   where it was; also “in Brussels” at the end of the headline, or words with capitals by themselves behind a mark
  https:// a link to read; [watch the recording](https://…), or “, watch the recording https://…” behind a comma, say what it is and what to do there;
           mailto: is one to write to

The first word that names a kind (panel, submission, clinic …) is the kind. All else is the headline; a mark behind “with”, “on”, “the” … stays in it.
A flag says what the line does not, in the same words, and goes before it. What is missing is asked on a terminal.
Without a server the line is kept in the outbox, and sent later. Quote the line: the shell has a use of its own for # and !.`,
		Example: `  dontblink log '23 jan panel at FIMI conference @costanza #disinformation !chatham Brussels https://example.org/fimi'
  dontblink log --yes '2–4 May #copyright workshop in Bogotá @"Wikimedia Colombia" !affiliate'`,
		RunE: func(cmd *cobra.Command, args []string) error { return c.log(cmd.Context(), l, strings.Join(args, " ")) },
	}
	l.flags(cmd)
	c.completes(cmd, "priority", (*edition.Edition).PriorityNames)
	return cmd
}

// Each says in the words of a line what the line could say too; see capture.Given.
func (l *logging) flags(cmd *cobra.Command) {
	flags, g := cmd.Flags(), &l.given
	flags.StringVar(&g.Headline, "headline", "", "the headline, instead of what is left of the line")
	flags.StringVar(&g.When, "when", "", "when it was: 23 jan, last Tuesday, 2–4 May, 2024-01-31 19:30")
	flags.StringVar(&g.Zone, "zone", "", "the time zone, like America/New_York (default: the team's)")
	flags.StringVar(&g.Place, "place", "", "where it was")
	flags.StringSliceVar(&g.Kinds, "kind", nil, "what it was, the main kind first")
	flags.StringSliceVar(&g.Priorities, "priority", nil, "priorities, the main one first")
	flags.StringSliceVar(&g.Topics, "topic", nil, "topics: a law, a file, a case")
	flags.StringSliceVar(&g.By, "by", nil, "who acted: staff, affiliate, volunteer, third-party")
	flags.StringSliceVar(&g.Jurisdictions, "jurisdiction", nil, "whose law or public: US, US-TX, EU, UN, global")
	flags.StringSliceVar(&g.TellIn, "tell-in", nil, "months in whose issues it is told, when not in its own: 2024-01")
	flags.BoolVar(&g.Announcement, "announcement", false, "it is an announcement, of no priority")
	flags.StringVar(&g.Status, "status", "", "done, planned or cancelled (default: planned if it lies ahead, else done)")
	flags.StringVar(&g.Reason, "reason", "", "why it was cancelled")
	flags.StringVar(&g.Rule, "rule", "", "public, chatham-house, internal, embargo or legal-hold")
	flags.StringVar(&g.Until, "until", "", "until when it is under embargo: 15 feb 09:00")
	flags.StringVar(&g.Story, "story", "", "the story, in Markdown")
	flags.BoolVarP(&l.yes, "yes", "y", false, "log it without asking, if nothing is missing")
	flags.BoolVar(&l.dryRun, "dry-run", false, "show what is understood, and log nothing")
	completesWords(cmd, "kind", activity.UsualKinds())
	completesWords(cmd, "by", activity.Actors())
	completesWords(cmd, "status", activity.Statuses())
	completesWords(cmd, "rule", activity.Rules())
}

// log takes a line through: understood, asked about, recorded; or kept, when it cannot be recorded now.
func (c *cli) log(ctx context.Context, l *logging, line string) error {
	if !utf8.ValidString(line) {
		return usage{errors.New("the line is not written in UTF-8: type it anew in a terminal that is")}
	}
	to, err := c.destination()
	if err != nil {
		return err
	}
	now := time.Now()
	// It is made before anything is asked: whatever happens from here on, this is what is kept. The id is the one under which it is sent, however often.
	w := &waiting{CommandID: uuid.NewString(), To: to, TypedAt: now.UTC(), Today: calendar.DayOf(now).String(), Line: line, Given: l.given}
	asks := newAsker(c, !l.yes, l.given)
	if l.dryRun {
		return c.look(ctx, func(ctx context.Context, a *web.API) error { return c.dryRun(ctx, a, w) })
	}
	// Nobody waits for long: each call has its patience, and then the line goes into the outbox.
	c.limits = true
	err = c.tell(ctx, func(ctx context.Context, a *web.API) error {
		if err := c.mayWrite(ctx, a); err != nil {
			return err
		}
		if err := c.settleAndRecord(ctx, a, w, asks); err != nil {
			return err
		}
		// Somebody answers there, so what waits for the same place is sent now.
		return c.flush(ctx, a, to)
	})
	return c.orKept(ctx, w, err)
}

// settleAndRecord asks what there is to ask, and records what was understood.
func (c *cli) settleAndRecord(ctx context.Context, a *web.API, w *waiting, asks *asker) error {
	var u capture.Understood
	var k known
	// Whoever types another line may name other people, so what is known is asked for again.
	for again := true; again; {
		var err error
		if k, err = c.learn(ctx, a, w.Line); err != nil {
			return err
		}
		if u, again, err = c.settleLine(ctx, w, k, asks); err != nil {
			return err
		}
	}
	// What is sent is settled here.
	if err := w.holds(u.Activity); err != nil {
		return err
	}
	// into is the activity that this one is to become one with, once it is logged.
	into, err := c.unlessLikely(ctx, a, u.Activity, asks)
	if err != nil {
		return err
	}
	answer, err := c.record(ctx, a, w)
	if err != nil {
		return err
	}
	if err := c.logged(answer, u.Activity, k.edition); into == "" || err != nil {
		return err
	}
	return c.mergeLogged(ctx, a, into, answer.GetId())
}

// mergeLogged makes one of what was just logged and what stood already. That one is logged holds whatever becomes of the merger.
func (c *cli) mergeLogged(ctx context.Context, a *web.API, into, id string) error {
	answer, err := a.Recorder.MergeActivities(ctx, &apiv1.MergeActivitiesRequest{CommandId: uuid.NewString(), Id: into, Other: id})
	if err != nil {
		fmt.Fprintf(c.err, "It is logged, and was not merged: %s\n`dontblink merge %s %s%s` tries that again.\n", err, short(into), short(id), c.where())
		return said(exitCode(err))
	}
	if c.json {
		return nil
	}
	return c.printMerged(into, id, answer.GetPaths())
}

// record sends what waits, whole.
func (c *cli) record(ctx context.Context, a *web.API, w *waiting) (answer *apiv1.RecordResponse, err error) {
	content, err := w.activity()
	if err != nil {
		return nil, err
	}
	err = within(ctx, func(ctx context.Context) (err error) {
		answer, err = a.Recorder.Record(ctx, &apiv1.RecordRequest{CommandId: w.CommandID, Activity: content})
		return err
	})
	return answer, err
}
