package dontblink

import (
	"cmp"
	"fmt"
	"strings"

	"dontblink.dev/pkg/activity"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
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
	dry := ""
	if answer.GetDryRun() {
		dry = " As long as there are mistakes, nothing is recorded, the rest neither."
	}
	fmt.Fprintf(c.err, "\nNothing was recorded. %s to mend, then import again.%s\n",
		plural(len(answer.GetRefusals())+int(answer.GetMoreRefusals()), "mistake", "mistakes"), dry)
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

// mostRecorded is how many new activities are told one by one, unless that is what was asked for; who imports thousands knows what they are.
const mostRecorded = 50

// Whatever else is long, what clashed and what was amended is told one by one: somebody has to look at it.
func (c *cli) printOutcomes(answer *apiv1.ImportResponse) error {
	p := &page{w: c.out}
	recorded, untold := 0, int(answer.GetMoreOutcomes())
	for _, o := range answer.GetOutcomes() {
		if o.GetOutcome() == "recorded" && !answer.GetDryRun() {
			if recorded++; recorded > mostRecorded {
				untold++
				continue
			}
		}
		detail := ""
		if len(o.GetPaths()) > 0 && o.GetOutcome() != "recorded" {
			detail = " (" + fieldsInWords(o.GetPaths()) + ")"
		}
		p.line("%-14s  %s  %s%s", outcomeWords(o, answer.GetDryRun()), short(o.GetId()), cmp.Or(o.GetHeadline(), o.GetKey()), detail)
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
		p.line("This was a dry run: nothing was recorded.")
	}
	return p.err
}
