package dontblink

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/spelling"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// ruling is what is said of a rule.
// fresh says that a segment which is not there is no slip.
type ruling struct {
	amendment
	kind, segment, until, zone string
	fresh                      bool
}

func (c *cli) ruleCommand() *cobra.Command {
	r := &ruling{}
	cmd := &cobra.Command{
		Use:   "rule ID RULE --reason WHY",
		Short: "Puts an activity, or a segment of it, under another rule",
		Long: `Puts an activity, or a segment of it, under another rule. From the laxest to the strictest:

  public          anything may be told
  chatham-house   what was said may be told, but neither who said it nor who was there
  embargo         nothing may be told until a day or a moment
  internal        nothing leaves the team
  legal-hold      nothing is told until that is lifted

The history tells whether it was tightened or relaxed; an embargo that ends later is a stricter one.`,
		Example: `  dontblink rule 0f5c1a2b chatham-house --segment Panel --reason "the host told us afterwards"
  dontblink rule 0f5c1a2b embargo --until 2024-05-02T09:00 --zone Europe/Geneva --reason "until the vote"
  dontblink rule 0f5c1a2b public --segment Opening --new --reason "it was streamed"`,
		Args:              takes(2, 2),
		ValidArgsFunction: completesArguments(nil, activity.RulesByStrictness()),
		RunE: func(cmd *cobra.Command, args []string) error {
			r.id, r.kind = args[0], args[1]
			if !slices.Contains(activity.Rules(), r.kind) {
				return noneOf(r.kind, activity.RulesByStrictness())
			}
			if (r.kind == activity.Embargo) != (r.until != "") {
				return usage{errors.New("an embargo ends on a day or at a moment, named with --until, and no other rule does")}
			}
			return c.amend(cmd.Context(), &r.amendment, "Ruled", func(context.Context, *web.API, *apiv1.ActivityRow) error { return r.apply() })
		},
	}
	r.flags(cmd, "why; needed wherever more, or less, may be told than was thought")
	flags := cmd.Flags()
	flags.StringVar(&r.segment, "segment", "", "the part of the meeting; without it, the whole")
	flags.BoolVar(&r.fresh, "new", false, "name a segment that the activity did not have yet")
	flags.StringVar(&r.until, "until", "", "when an embargo ends: 2024-05-02 or 2024-05-02T09:00, or as log takes it: 2 May 9:00")
	flags.StringVar(&r.zone, "zone", "", "where it is that time; without it, the team's zone")
	return cmd
}

// apply puts the rule where it belongs. Whether it is tightened or relaxed, and whether that wants a reason, the domain sees from the content.
func (r *ruling) apply() error {
	rule := &eventv1.Rule{Kind: r.kind}
	if r.until != "" {
		until, err := r.date(r.until, r.zone, true)
		if err != nil {
			return err
		}
		rule.Until = until
	}
	if r.segment == "" {
		return r.ofWhole(rule)
	}
	r.set("segments")
	for _, s := range r.content.GetSegments() {
		if s.GetName() == r.segment {
			s.Rule = rule
			return nil
		}
	}
	if !r.fresh {
		return r.noSegment()
	}
	r.content.Segments = append(r.content.Segments, &eventv1.Segment{Name: r.segment, Rule: rule})
	if r.content.GetRule() != nil {
		// Parts and the whole cannot both have rules: the domain asks why, if what is left is laxer.
		r.content.Rule = nil
		r.set("rule")
	}
	return nil
}

// ofWhole refuses where parts have rules: what would become of theirs nobody has said.
func (r *ruling) ofWhole(rule *eventv1.Rule) error {
	if names := segmentNames(r.content); len(names) > 0 {
		return fault.New(fault.Invalid, "it has parts with rules of their own, %s: name one with --segment", strings.Join(names, ", "))
	}
	r.content.Rule = rule
	r.set("rule")
	return nil
}

// noSegment tells a slip in a name from a part that was never named.
func (r *ruling) noSegment() error {
	names := segmentNames(r.content)
	if len(names) == 0 {
		return fault.New(fault.NotFound, "it has no segments: add --new to name its first one, “%s”", r.segment)
	}
	if near := spelling.Nearest(r.segment, names); near != "" {
		return fault.New(fault.NotFound, "no segment is called “%s”; did you mean %s? Add --new to name another one", r.segment, near)
	}
	return fault.New(fault.NotFound, "no segment is called “%s”; there are: %s. Add --new to name another one", r.segment, strings.Join(names, ", "))
}

func segmentNames(a *eventv1.Activity) (names []string) {
	for _, s := range a.GetSegments() {
		names = append(names, s.GetName())
	}
	return names
}

func (c *cli) pillarCommand() *cobra.Command {
	m := &amendment{}
	var none bool
	cmd := &cobra.Command{
		Use:   "pillar ID (PILLAR | --none) --reason WHY",
		Short: "Tells and counts an activity under another pillar than that of its first priority",
		Example: `  dontblink pillar 0f5c1a2b people --reason "it was about the safety of volunteers"
  dontblink pillar 0f5c1a2b --none`,
		Args:              takes(1, 2),
		ValidArgsFunction: c.pillars(),
		RunE: func(cmd *cobra.Command, args []string) error {
			m.id = args[0]
			if none == (len(args) == 2) {
				return usage{fmt.Errorf("name a pillar, or write --none to go back to that of the first priority: %s", cmd.UseLine())}
			}
			return c.amend(cmd.Context(), m, "Filed", func(context.Context, *web.API, *apiv1.ActivityRow) error {
				m.content.Pillar = ""
				if !none {
					m.content.Pillar = args[1]
				}
				m.set("pillar")
				return nil
			})
		},
	}
	m.flags(cmd, "why; whoever edits the digest reads it")
	cmd.Flags().BoolVar(&none, "none", false, "back to the pillar of its first priority")
	return cmd
}

// pillars completes the second argument with the pillars of the edition.
func (c *cli) pillars() cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) != 1 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return c.named(cmd, (*edition.Edition).PillarNames)
	}
}
