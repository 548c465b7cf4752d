package dontblink

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/spelling"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// promise is what is said of a follow-up.
type promise struct {
	amendment
	// key names the promise within its activity; in is the activity that reports it.
	key, in                                        string
	what, when, zone, hedge, by, condition, linkTo string
}

// promiseDeeds are what may be done with a follow-up, and how each is told.
var promiseDeeds = []struct {
	name, done string
	do         func(*promise, context.Context, *web.API, *cobra.Command) error
}{
	{"close", "Closed a follow-up of", func(p *promise, _ context.Context, _ *web.API, _ *cobra.Command) error {
		return p.settle(activity.Closed)
	}},
	{"report", "Reported a follow-up of", (*promise).report},
	{"waive", "Waived a follow-up of", func(p *promise, _ context.Context, _ *web.API, _ *cobra.Command) error {
		return p.settle(activity.Waived)
	}},
	{"reopen", "Reopened a follow-up of", func(p *promise, _ context.Context, _ *web.API, _ *cobra.Command) error {
		return p.settle(activity.Open)
	}},
	{"amend", "Amended a follow-up of", (*promise).change},
	{"add", "Added a follow-up to", (*promise).add},
}

// promiseNames are the deeds in the order in which help shows them.
func promiseNames() (names []string) {
	for _, deed := range promiseDeeds {
		names = append(names, deed.name)
	}
	return names
}

func (c *cli) followUpCommand() *cobra.Command {
	p := &promise{}
	cmd := &cobra.Command{
		Use:   "followup ID (close KEY | report KEY --in ID | waive KEY --reason WHY | reopen KEY | amend KEY … | add KEY --what WHAT --when WHEN)",
		Short: "Says what became of something promised, or that something was",
		Long: `Says what became of something that an activity promised, or adds a promise.

  close     it was done
  report    it was done, and another activity tells of it: name that with --in
  waive     it will not be done, and that is all right: say why
  reopen    it is still to be done after all
  amend     another date, other words
  add       something was promised

"dontblink due" lists what is open, and "dontblink show ID" the keys.`,
		Example: `  dontblink followup 0f5c1a2b add clinic-2 --what "Second learning clinic" --when 2024-02-21 --hedge expected --by "Wikimedia Sweden"
  dontblink followup 0f5c1a2b report clinic-2 --in 7d20c3e4
  dontblink followup 0f5c1a2b waive hours --reason "nobody asked for them"`,
		Args:              takes(3, 3),
		ValidArgsFunction: completesArguments(nil, promiseNames()),
		RunE:              func(cmd *cobra.Command, args []string) error { return c.followUp(cmd, p, args) },
	}
	p.flags(cmd, "why, or how it was settled; needed to waive")
	flags := cmd.Flags()
	flags.StringVar(&p.in, "in", "", "the activity that tells of it, by its id")
	flags.StringVar(&p.what, "what", "", "what is promised")
	flags.StringVar(&p.when, "when", "", "for when: 2024-02-21, 2024-02-21T15:00, 2024-02, 2024-02-21..2024-02-23, or as log takes it: 21 feb, next week")
	flags.StringVar(&p.zone, "zone", "", "where it is that time; without it, the team's zone")
	flags.StringVar(&p.hedge, "hedge", "", "how sure it is: firm, expected or tentative")
	flags.StringVar(&p.by, "by", "", "whose promise it is, if not the team's: a name")
	flags.StringVar(&p.condition, "condition", "", "what must come true first")
	flags.StringVar(&p.linkTo, "url", "", "where more is to be read")
	completesWords(cmd, "hedge", activity.Hedges())
	return cmd
}

// deed returns which of the deeds is meant, and takes the other word for the key. The key may come first too: so it was once, and fingers remember.
func (p *promise) deed(first, second string) int {
	at := slices.Index(promiseNames(), first)
	p.key = second
	if at < 0 {
		at, p.key = slices.Index(promiseNames(), second), first
	}
	return at
}

// followUp does what was typed: the activity, then the deed and the key.
func (c *cli) followUp(cmd *cobra.Command, p *promise, args []string) error {
	p.id = args[0]
	at := p.deed(args[1], args[2])
	if at < 0 {
		return noneOf(args[1], promiseNames())
	}
	deed := promiseDeeds[at]
	if deed.name == "waive" {
		if err := because(p.reason, "why it is waived: somebody was promised it"); err != nil {
			return err
		}
	}
	if (deed.name == "report") != (p.in != "") {
		return usage{errors.New("name the activity that tells of it with --in: it goes with report, and with nothing else")}
	}
	return c.amend(cmd.Context(), &p.amendment, deed.done, func(ctx context.Context, a *web.API, _ *apiv1.ActivityRow) error {
		p.set("follow_ups")
		return deed.do(p, ctx, a, cmd)
	})
}

// found returns the follow-up of the key that was typed.
func (p *promise) found() (*eventv1.FollowUp, error) {
	var keys []string
	for _, f := range p.content.GetFollowUps() {
		if f.GetKey() == p.key {
			return f, nil
		}
		keys = append(keys, f.GetKey())
	}
	if len(keys) == 0 {
		return nil, fault.New(fault.NotFound, "it has promised nothing: `dontblink followup %s add %s` adds that", p.id, p.key)
	}
	if near := spelling.Nearest(p.key, keys); near != "" {
		return nil, fault.New(fault.NotFound, "it has no follow-up “%s”; did you mean %s?", p.key, near)
	}
	return nil, fault.New(fault.NotFound, "it has no follow-up “%s”; there are: %s", p.key, strings.Join(keys, ", "))
}

// settle gives the promise another state; one that is open again is so without a reason.
func (p *promise) settle(state string) error {
	f, err := p.found()
	if err != nil {
		return err
	}
	if err := p.undecided(f, state); err != nil {
		return err
	}
	// The domain takes the reason for the one that the follow-up keeps.
	f.State, f.StateReason, f.ReportedIn = state, "", ""
	if state != activity.Open {
		f.StateReason = p.reason
	}
	return nil
}

// undecided refuses to settle in another way what was settled already: why it was would be lost, and nobody would have noticed.
func (p *promise) undecided(f *eventv1.FollowUp, state string) error {
	is := activity.State(f)
	if is == activity.Open || is == state || state == activity.Open {
		return nil
	}
	why := ""
	if reason := f.GetStateReason(); reason != "" {
		why = ": “" + reason + "”"
	}
	return fault.New(fault.Conflict, "“%s” is %s already%s\n`dontblink history %s` tells since when and by whom; if that is no longer so, "+
		"`dontblink followup %s reopen %s` first, and then this again", f.GetKey(), is, why, p.id, p.id, f.GetKey())
}

// report needs the whole id of the other one, which the log is asked for.
func (p *promise) report(ctx context.Context, a *web.API, _ *cobra.Command) error {
	other, err := found(ctx, a, p.in)
	if err != nil {
		return err
	}
	if err := p.settle(activity.Reported); err != nil {
		return err
	}
	f, err := p.found()
	if err == nil {
		f.ReportedIn = other.GetId()
	}
	return err
}

// add leaves it to the domain that keys are not there twice.
func (p *promise) add(_ context.Context, _ *web.API, cmd *cobra.Command) error {
	if p.what == "" || p.when == "" {
		return usage{errors.New("say what is promised, and for when: --what and --when")}
	}
	p.content.FollowUps = append(p.content.FollowUps, &eventv1.FollowUp{Key: p.key})
	return p.put(p.content.FollowUps[len(p.content.FollowUps)-1], cmd)
}

// change sets what was typed, and leaves the rest.
func (p *promise) change(_ context.Context, _ *web.API, cmd *cobra.Command) error {
	f, err := p.found()
	if err != nil {
		return err
	}
	return p.put(f, cmd)
}

// put sets what was typed, and empties what was typed as nothing.
func (p *promise) put(f *eventv1.FollowUp, cmd *cobra.Command) error {
	typed := func(flag string, into *string, value string) {
		if cmd.Flags().Changed(flag) {
			*into = value
		}
	}
	typed("what", &f.What, p.what)
	typed("hedge", &f.Hedge, p.hedge)
	typed("by", &f.PromisedBy, p.by)
	typed("condition", &f.Condition, p.condition)
	typed("url", &f.Url, p.linkTo)
	if cmd.Flags().Changed("when") {
		// A promise lies ahead, so "21 feb" is the next one.
		when, err := p.date(p.when, f.GetWhen().GetZone(), true)
		if err != nil {
			return err
		}
		f.When = when
	}
	if cmd.Flags().Changed("zone") {
		if f.When == nil {
			f.When = &eventv1.When{}
		}
		f.When.Zone = p.zone
	}
	return nil
}
