package dontblink

import (
	"cmp"
	"fmt"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// A dry run prints what would become of the sound ones, and then what is wrong with the others. Any refusal ends with 2.
func (c *cli) printImport(answer *apiv1.ImportResponse) error {
	refused := len(answer.GetRefusals()) > 0
	switch {
	case c.json:
		if err := printJSON(c.out, answer); err != nil {
			return err
		}
	case refused && !answer.GetDryRun():
		c.printRefusals(answer)
	default:
		if err := c.printOutcomes(answer); err != nil {
			return err
		}
		if refused {
			c.printRefusals(answer)
		}
	}
	if refused {
		return said(exitYours)
	}
	return nil
}

// They begin as compilers begin theirs, "file:line:", so that an editor can jump there, and go to standard error.
func (c *cli) printRefusals(answer *apiv1.ImportResponse) {
	for _, r := range answer.GetRefusals() {
		where := []string{r.GetFile()}
		if r.GetLine() > 0 {
			where[0] = fmt.Sprintf("%s:%d", r.GetFile(), r.GetLine())
		}
		if r.GetColumn() != "" {
			where[0] += ":" + r.GetColumn()
		}
		for _, more := range []string{r.GetKey(), r.GetField()} {
			if more != "" {
				where = append(where, more)
			}
		}
		fmt.Fprintf(c.err, "%s: %s\n", strings.Join(where, ": "), r.GetSentence())
	}
	if more := answer.GetMoreRefusals(); more > 0 {
		fmt.Fprintf(c.err, "and %s more\n", thousands(int(more)))
	}
	nothing := "Nothing was recorded. "
	if answer.GetDryRun() {
		nothing = "" // it was said above
	}
	fmt.Fprintf(c.err, "\n%s%s to mend, then import again.\n", nothing, plural(refusalsIn(answer), "mistake", "mistakes"))
}

// refusalsIn counts them all, also those beyond the listed.
func refusalsIn(answer *apiv1.ImportResponse) int {
	return len(answer.GetRefusals()) + int(answer.GetMoreRefusals())
}

// outcomeWords says what became of an activity, or would.
func outcomeWords(o *apiv1.ImportOutcome, dry bool) string {
	would := map[string]string{"recorded": "would record", "amended": "would amend", "withdrawn": "would withdraw"}
	switch outcome := o.GetOutcome(); {
	case dry && would[outcome] != "":
		return would[outcome]
	case outcome != "left alone":
		return outcome
	// The three reasons to leave something alone, of which two can be seen in the answer.
	case o.GetHeadline() == "": // nothing is known of it any more
		return "erased here, left alone"
	case o.GetMergedInto() != "":
		return "merged into " + short(o.GetMergedInto()) + " here, left alone"
	}
	return "withdrawn here, left alone"
}

// placeOf says where something stands that was left out, before what is said of it.
func placeOf(n *apiv1.Note) string {
	switch {
	case n.GetFile() == "":
		return ""
	case n.GetLine() == 0:
		return n.GetFile() + ": "
	}
	return fmt.Sprintf("%s:%d: ", n.GetFile(), n.GetLine())
}

// detailOf says what there is to say beside the headline: how often, what was amended, and the day of what is planned, since that is what somebody
// has to keep in mind.
func detailOf(o *apiv1.ImportOutcome) string {
	often, more := "", []string(nil)
	if n := int(o.GetTimes()); n > 1 {
		often = fmt.Sprintf(": %s times, %s to %s", thousands(n), dayWords(o.GetWhen()), dayWords(o.GetLast()))
	}
	if len(o.GetPaths()) > 0 && o.GetOutcome() != "recorded" {
		more = append(more, fieldsInWords(o.GetPaths()))
	}
	if o.GetStatus() == activity.Planned && often == "" && (o.GetOutcome() == "recorded" || o.GetOutcome() == "amended") {
		more = append(more, "planned for "+calendar.MustOf(o.GetWhen()).Words(calendar.English))
	}
	if len(more) == 0 {
		return often
	}
	return often + " (" + strings.Join(more, "; ") + ")"
}

// dayWords leaves the hour out: it is the same week after week.
func dayWords(when *eventv1.When) string {
	day, _, _ := strings.Cut(when.GetFrom(), "T")
	return calendar.MustOf(&eventv1.When{From: day}).Words(calendar.English)
}

// mostRecorded is how many new activities are told one by one, unless that is what was asked for; who imports thousands knows what they are.
const mostRecorded = 50

// Whatever else is long, what clashed and what was amended is told one by one: somebody has to look at it.
func (c *cli) printOutcomes(answer *apiv1.ImportResponse) error {
	p := &page{w: c.out}
	recorded, untold := 0, int(answer.GetMoreOutcomes())
	for _, o := range answer.GetOutcomes() {
		if o.GetOutcome() == "recorded" && !answer.GetDryRun() {
			if recorded++; recorded > mostRecorded {
				untold += int(o.GetTimes())
				continue
			}
		}
		p.line("%-14s  %s  %s%s", outcomeWords(o, answer.GetDryRun()), short(o.GetId()), cmp.Or(o.GetHeadline(), o.GetKey()), detailOf(o))
		for _, d := range o.GetClashes() {
			p.line("            %s was edited here and in the file; the edit made here is kept", activity.FieldWords(d.GetPath()))
			p.line("              here:    %s", d.GetKept())
			p.line("              in file: %s", d.GetFile())
		}
	}
	if untold > 0 {
		p.line("and %s more", thousands(untold))
	}
	for _, n := range answer.GetNotes() {
		p.line("%s%s", placeOf(n), n.GetSentence())
	}
	if len(answer.GetOutcomes())+len(answer.GetNotes()) > 0 {
		p.line("")
	}
	verb := ""
	if answer.GetDryRun() {
		verb = "would be "
	}
	if answer.GetClashed() > 0 {
		p.line("%s edited here and in the file; what was edited here was kept.", plural(int(answer.GetClashed()), "activity was", "activities were"))
	}
	p.line("%s", importWords(answer, verb))
	if answer.GetDryRun() {
		p.line("This was a dry run: nothing was recorded.%s", inTheWay(refusalsIn(answer)))
	}
	return p.err
}

// inTheWay keeps what would be recorded from being taken for a promise: the import itself records nothing beside a mistake.
func inTheWay(refused int) string {
	if refused == 0 {
		return ""
	}
	return fmt.Sprintf(" As long as %s, the import itself records nothing either.", plural(refused, "is refused", "are refused"))
}
