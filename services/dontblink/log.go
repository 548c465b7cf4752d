package dontblink

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// logging is what `log` was told.
type logging struct {
	given       capture.Given
	yes, dryRun bool
}

func (c *cli) logCommand() *cobra.Command {
	l := &logging{}
	cmd := &cobra.Command{
		Use:   "log LINE…",
		Short: "Logs an activity from one line",
		Long: `Logs an activity from one line, in which marks say what is not the headline:

  23 jan   a date: also “last Tuesday”, “2–4 May”, “January”, 2024-01-31 19:30. Without a year: the latest; with !planned: the next
  @name    a person or an organisation that the log knows by a part of the name; @"Full Name" or @Full_Name is somebody new, @@Name an organisation
  #word    a priority, by its short name, its name or the beginning of one; any other word, or #"two words", is a topic
  !word    a rule (!chatham !internal !embargo="15 feb 9:00" !public), !planned !cancelled, !announcement, !staff !affiliate, or a kind (!panel)
  ^Place   where it was; also “in Brussels” at the end of the headline, or words with capitals by themselves behind a mark
  https:// a link to read, [watch the recording](https://…) with what it is and what to do there; mailto: is one to write to

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
	w := &waiting{CommandID: uuid.NewString(), To: to, TypedAt: now.UTC(), Today: calendar.DayOf(now).String(), Line: line, Given: l.given}
	asks := newAsker(c, !l.yes, l.given)
	if l.dryRun {
		return c.look(ctx, func(ctx context.Context, a *web.API) error { return c.dryRun(ctx, a, w) })
	}
	c.limits = true
	err = c.tell(ctx, func(ctx context.Context, a *web.API) error {
		if err := c.mayWrite(ctx, a); err != nil {
			return err
		}
		if err := c.settleAndRecord(ctx, a, w, asks); err != nil {
			return err
		}
		return c.flush(ctx, a, to)
	})
	return c.orKept(ctx, w, err)
}

// settleAndRecord asks what there is to ask, and records what was understood.
func (c *cli) settleAndRecord(ctx context.Context, a *web.API, w *waiting, asks *asker) error {
	var u capture.Understood
	var k known
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

// settleLine understands a line, and on a terminal asks until nothing is missing and whoever typed it agrees; again says that they typed
// another line instead.
func (c *cli) settleLine(ctx context.Context, w *waiting, k known, asks *asker) (u capture.Understood, again bool, err error) {
	for asked := true; asked; {
		u = w.understood(k)
		if !asks.terminal {
			return u, false, c.orMissing(u, k.edition)
		}
		if asked, err = asks.questions(ctx, u, k.edition, &w.Given); err != nil {
			return u, false, err
		}
	}
	if len(u.Mistakes) > 0 {
		return u, false, c.orMissing(u, k.edition)
	}
	again, err = asks.agreed(ctx, u, k.edition, w)
	return u, again, err
}

// orMissing shows what was understood and what is missing, when anything is.
func (c *cli) orMissing(u capture.Understood, ed *edition.Edition) error {
	missing := sentences(u)
	if len(missing) == 0 {
		return nil
	}
	printUnderstood(c.err, u, ed)
	return usage{fault.New(fault.Invalid, "not logged yet:\n%s", strings.Join(missing, "\n"))}
}

// sentences say what stands in the way of recording.
func sentences(u capture.Understood) []string {
	var all []string
	for _, q := range u.Questions {
		if !q.Required {
			continue
		}
		text := strings.TrimSuffix(q.Text, capture.OwnWord)
		if len(q.Choices) > 0 {
			text += " " + choiceWords(q)
		}
		all = append(all, text+" "+flagFor(q))
	}
	for _, m := range u.Mistakes {
		all = append(all, strings.TrimPrefix(m.Field+": ", ": ")+m.Sentence)
	}
	return all
}

// flagFor says how to answer where nobody can be asked.
func flagFor(q capture.Question) string {
	switch q.Field {
	case capture.FieldMark, capture.FieldPeople:
		return "Write it in full."
	case capture.FieldPriorities:
		return "Write #priority, --priority or !announcement."
	case capture.FieldKind:
		return "Write one of them or a word of your own, with --kind."
	case capture.FieldUntil:
		return "Write --until."
	case capture.FieldReason:
		return "Write --reason."
	case capture.FieldWhen:
		return "Write it first, or --when."
	}
	return "Write --" + q.Field + "."
}

// known is what the log knows that a line needs.
type known struct {
	edition *edition.Edition
	people  map[string][]capture.Known
}

// learn asks for the edition and for whom the line names.
func (c *cli) learn(ctx context.Context, a *web.API, line string) (known, error) {
	var k known
	err := within(ctx, func(ctx context.Context) (err error) {
		k.edition, err = editionNow(ctx, a)
		return err
	})
	if err != nil {
		return k, err
	}
	err = within(ctx, func(ctx context.Context) (err error) {
		k.people, err = a.Whom(ctx, line)
		return err
	})
	return k, err
}

// editionNow returns the edition as it stands: a priority that was named a moment ago would be taken for a topic by whoever does not know of it. Where
// the rows are far behind, as they are while a large file comes in, one that is a little older will do, but not none.
func editionNow(ctx context.Context, a *web.API) (*edition.Edition, error) {
	status, err := a.Keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
	if err != nil {
		return nil, err
	}
	answer, err := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{AtLeast: status.GetLog()})
	if errors.Is(err, fault.Unavailable) {
		older, olderErr := a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{})
		if olderErr == nil && older.GetSequence() > 0 {
			answer, err = older, nil
		}
	}
	return edition.Of(answer.GetEdition()), err
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

// logged says what was recorded and where it will be told.
func (c *cli) logged(answer *apiv1.RecordResponse, content *eventv1.Activity, ed *edition.Edition) error {
	if c.json {
		return printJSON(c.out, answer)
	}
	_, err := fmt.Fprintf(c.out, "Logged %s: %s\n%s\n", short(answer.GetId()), content.GetHeadline(), toldIn(content, ed))
	return err
}

// toldIn says in which months and under what it will be told.
func toldIn(content *eventv1.Activity, ed *edition.Edition) string {
	months := calendar.MustOf(content.GetWhen()).Months()
	var names []string
	for _, m := range monthsOf(content, months) {
		names = append(names, calendar.MonthsWords([]calendar.Month{m}, ed.Language()))
	}
	under := "under no pillar"
	if content.GetAnnouncement() {
		under = "among the announcements"
	} else if len(months) > 0 && len(content.GetPriorities()) > 0 {
		if pillar, ok := ed.Pillar(ed.PillarOf(content.GetPriorities()[0], months[0]), months[0]); ok {
			under = "under " + pillar.GetName()
		}
	}
	return fmt.Sprintf("It will be told in %s, %s.", strings.Join(names, " and "), under)
}

func monthsOf(content *eventv1.Activity, months []calendar.Month) []calendar.Month {
	if len(content.GetTellIn()) > 0 {
		months = nil
		for _, month := range content.GetTellIn() {
			if m, err := calendar.ParseMonth(month); err == nil {
				months = append(months, m)
			}
		}
	}
	const most = 3
	return slices.Clone(months[:min(len(months), most)])
}

// dryRun shows what a line would be.
func (c *cli) dryRun(ctx context.Context, a *web.API, w *waiting) error {
	k, err := c.learn(ctx, a, w.Line)
	if err != nil {
		return err
	}
	u := w.understood(k)
	if c.json {
		return printJSON(c.out, &apiv1.RecordRequest{Activity: u.Activity})
	}
	printUnderstood(c.out, u, k.edition)
	if missing := sentences(u); len(missing) > 0 {
		fmt.Fprintf(c.out, "\nMissing:\n  %s\n", strings.Join(missing, "\n  "))
		return said(exitYours)
	}
	_, err = fmt.Fprintf(c.out, "\nNothing is missing. %s\n", toldIn(u.Activity, k.edition))
	return err
}
