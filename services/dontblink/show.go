package dontblink

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/activity"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/web"
)

// showCommand finds also what was withdrawn or merged, and says so before all else.
func (c *cli) showCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "show ID",
		Short:             "Shows an activity in full",
		Long:              "Shows an activity in full. Of the id, the first eight characters are enough.",
		Args:              exactlyOne("activity, by its id"),
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.ask(cmd.Context(), func(ctx context.Context, a *web.API) error {
				answer, err := a.Insights.GetActivity(ctx, &apiv1.GetActivityRequest{Id: args[0]})
				if err != nil {
					return unlessParked(ctx, a, args[0], err)
				}
				if c.json {
					return printJSON(c.out, answer)
				}
				still, err := standing(ctx, a, answer.GetActivity().GetId())
				if err != nil {
					return err
				}
				return c.printActivity(c.out, answer, still)
			})
		},
	}
}

// printActivity prints what an activity says, each thing that it says once and nothing that it does not, and first why it may not be what it
// says now.
func (c *cli) printActivity(w io.Writer, answer *apiv1.GetActivityResponse, still string) error {
	row := answer.GetActivity()
	a := row.GetActivity()
	p := &page{w: w}
	p.line("%s", a.GetHeadline())
	if still != "" {
		p.line("As it was: %s.", still)
	}
	p.toldIn(answer, c.where())
	if row.GetWithdrawn() && row.GetMergedInto() == "" {
		p.line("Withdrawn: `dontblink history %s%s` says why.", short(row.GetId()), c.where())
	}
	p.line("")
	p.field("when", whenWords(row)+zoneOf(a.GetWhen()))
	p.field("status", statusLine(a))
	p.field("kind", strings.Join(a.GetKinds(), ", "))
	if a.GetAnnouncement() {
		p.line("%-14s it is one: it belongs to no pillar and is told by itself", "announcement")
	}
	p.field("who acted", strings.Join(a.GetBy(), ", "))
	p.field("place", a.GetPlace())
	p.field("jurisdictions", strings.Join(a.GetJurisdictions(), ", "))
	p.field("pillar", pillarLine(row))
	p.field("priorities", strings.Join(a.GetPriorities(), ", "))
	p.field("topics", strings.Join(a.GetTopics(), ", "))
	p.field("told in", strings.Join(a.GetTellIn(), ", "))
	p.field("rule", ruleLine(a.GetRule()))
	if s := a.GetSeries(); s != nil {
		p.field("series", seriesLine(s))
	}
	for _, l := range a.GetLinks() {
		p.field("link", fmt.Sprintf("%s %s: %s", l.GetVerb(), l.GetLabel(), l.GetUrl()))
	}
	for _, who := range a.GetPeople() {
		p.field("person", participationLine(who))
	}
	for _, who := range a.GetOrganisations() {
		p.field("organisation", participationLine(who))
	}
	for _, s := range a.GetSegments() {
		p.field("part", s.GetName()+": "+ruleLine(s.GetRule()))
	}
	for _, tie := range answer.GetTies() {
		// Where a promise of its own is told, the line of the promise says.
		if tie.GetType() != "reported_in" || tie.GetFromOther() {
			p.field(tieWords(tie), tieLine(tie))
		}
	}
	for _, f := range a.GetFollowUps() {
		p.field("follow-up", followUpLine(f))
	}
	for _, image := range a.GetImages() {
		p.image(image)
	}
	p.story(a.GetBody())
	p.origin(row)
	p.merged(answer.GetMerged())
	return p.err
}

// page prints lines until one cannot be printed.
// So a command prints line by line and looks for an error once, at its end.
type page struct {
	w   io.Writer
	err error
}

func (p *page) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

// field prints nothing where there is nothing to say.
func (p *page) field(name, value string) {
	if value != "" {
		p.line("%-14s %s", name, value)
	}
}

// story prints the passages. Among those of parts, one of no part says so: it must not look as if it fell under the rule of the part before.
func (p *page) story(body []*eventv1.Passage) {
	parts := slices.ContainsFunc(body, func(b *eventv1.Passage) bool { return b.GetSegment() != "" })
	for _, passage := range body {
		p.line("")
		if parts {
			p.line("[%s]", cmp.Or(passage.GetSegment(), "of the whole"))
		}
		p.line("%s", strings.TrimRight(plain(passage.GetText()), "\n"))
	}
}

// origin closes with where it came from, and with what a file says differently.
func (p *page) origin(row *apiv1.ActivityRow) {
	p.line("")
	p.line("%s, version %d, logged by %s on %s", row.GetId(), row.GetVersion(), row.GetRecordedBy(), dayOf(row.GetRecordedAt()))
	if imported := row.GetImport(); imported != nil {
		p.line("from %s, key %s", imported.GetSource(), imported.GetKey())
		for _, d := range activity.Disputes(row.GetActivity(), imported.GetActivity(), imported.GetClashes()) {
			p.line("%s: the file now says otherwise; the edit made here was kept", activity.FieldWords(d.Path))
			p.line("  here:    %s", d.Here)
			p.line("  in file: %s", d.File)
		}
	}
}

func zoneOf(w *eventv1.When) string {
	if w.GetZone() == "" {
		return ""
	}
	return " (" + w.GetZone() + ")"
}

func pillarLine(row *apiv1.ActivityRow) string {
	if reason := row.GetActivity().GetPillarReason(); reason != "" {
		return row.GetPillar() + " (" + reason + ")"
	}
	return row.GetPillar()
}

func ruleLine(r *eventv1.Rule) string {
	if r.GetKind() == "" {
		return ""
	}
	return activity.RuleWords(r)
}

func seriesLine(s *eventv1.Series) string {
	switch {
	case s.GetNumber() > 0 && s.GetOf() > 0:
		return fmt.Sprintf("%s, %d of %d", s.GetName(), s.GetNumber(), s.GetOf())
	case s.GetNumber() > 0:
		return fmt.Sprintf("%s, number %d", s.GetName(), s.GetNumber())
	}
	return s.GetName()
}

// participationLine has all that is said of somebody, in the order in which it is read out.
func participationLine(who *eventv1.Participation) string {
	line := who.GetName()
	if who.GetAbbreviation() != "" {
		line += " (" + who.GetAbbreviation() + ")"
	}
	for _, more := range []string{who.GetRole(), who.GetOrganisation(), who.GetPart(), who.GetSegment()} {
		if more != "" {
			line += ", " + more
		}
	}
	return line
}
