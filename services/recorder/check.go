package recorder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// check reads every file to its end and gathers what is wrong with any of them. It records nothing.
// An error is that it could not be checked; refusals are an answer, and go to the member as such.
func (i *intake) check(ctx context.Context, options *apiv1.ImportOptions, files []*spooled) error {
	c := &checking{intake: i, known: map[string]place{}}
	reading, sound := c.reading(options)
	if !sound {
		c.tell(files)
		return nil
	}
	// All editions first, whatever the order of the files: activities name priorities that another file brings.
	for _, f := range files {
		file, refusals := reading.Open(f.name, f.disk, f.size)
		f.file = file
		c.found.Add(refusals...)
		if file != nil && file.Edition() != nil && len(refusals) == 0 {
			c.edition(file)
		}
	}
	// Nothing of an item is kept but its id and its place, since the files may hold more than memory does.
	for stretch := range stretches(files, c.atOnce) {
		if err := ctx.Err(); err != nil {
			return err
		}
		for _, l := range stretch {
			c.line(l)
		}
		i.far.checked.Add(uint64(len(stretch)))
	}
	i.far.allChecked.Store(true)
	if err := c.ties(ctx); err != nil {
		return err
	}
	if err := c.rightful(ctx); err != nil {
		return err
	}
	c.tell(files)
	return nil
}

// reading returns how the files are to be read; false when the mapping file says it wrongly.
func (c *checking) reading(options *apiv1.ImportOptions) (exchange.Reading, bool) {
	// "Today" is the team's day, at the moment when the command came: the same command again reads the calendar alike.
	now := c.cmd.Time.In(calendar.Location(c.intake.edition.Zone()))
	reading := exchange.Reading{
		Source: options.GetSource(), Zone: c.intake.edition.Zone(), Today: calendar.Day{Year: now.Year(), Month: now.Month(), Day: now.Day()},
	}
	if len(options.GetMapping()) == 0 {
		return reading, true
	}
	mapping, refusals := exchange.ReadMapping(cmp.Or(options.GetMappingName(), "the mapping"), options.GetMapping())
	c.found.Add(refusals...)
	reading.Mapping = mapping
	return reading, len(refusals) == 0
}

// tell puts what was found into the answer.
func (c *checking) tell(files []*spooled) {
	i := c.intake
	for _, r := range c.found.First {
		i.answer.Refusals = append(i.answer.Refusals, &apiv1.Refusal{
			File: r.File, Line: uint32(r.Line), Key: r.Key, Field: r.Field, Sentence: r.Sentence, Column: r.Column,
		})
	}
	i.answer.MoreRefusals = uint32(c.found.More)
	for _, f := range files {
		if f.file == nil {
			continue
		}
		for _, n := range f.file.Notes() {
			i.answer.Notes = append(i.answer.Notes, &apiv1.Note{File: n.File, Line: uint32(n.Line), Sentence: n.Sentence})
		}
	}
}

// refuse notes what is wrong with an activity.
func (c *checking) refuse(id string, refusals ...exchange.Refusal) {
	c.found.Add(refusals...)
	if len(refusals) > 0 && c.dry {
		c.refused[id] = true
	}
}

// checking is the first reading of the files.
type checking struct {
	*intake
	found exchange.Refusals
	// known are the activities of all files, by id: the same key twice is the same activity twice. This is what an import keeps in
	// memory for each activity, some 150 bytes.
	known map[string]place
	// loose are ties to activities that no line read so far tells of.
	loose []tie
	// nowhere is how many of these are named by ids.
	nowhere int
	// claimed are activities that a file names by their ids.
	claimed []claim
}

// place is where an activity stands in the files.
type place struct {
	file *spooled
	line int
	// whole says that the line tells what the activity was, and not only that it was withdrawn.
	whole bool
}

// tie is a mention of another activity, and what to say if there is no such activity.
type tie struct {
	// id is the activity that is mentioned.
	id string
	// whose is the activity that mentions it.
	whose   string
	refusal []exchange.Refusal
	// byID says that it is named by its id. It was somewhere once, and was erased or left out of the file since.
	byID bool
}

// edition checks what a file says of the edition, and lets it hold for the activities that follow.
func (c *checking) edition(file *exchange.File) {
	changes, mistakes := edition.Take(c.intake.edition, file.Edition())
	if len(mistakes) > 0 {
		c.found.Add(file.Refuse(mistakes)...)
		return
	}
	for _, event := range changes {
		c.intake.edition.Apply(event)
	}
	c.changes = append(c.changes, changes...)
}

// line checks what a file says of one activity.
func (c *checking) line(l line) {
	item := l.item
	id := activity.ImportedID(item.Source, item.Key)
	c.refuse(id, l.refusals...)
	if item.Content != nil {
		// What the edition has outlived is told once it is known whether it is news.
		mistakes, _ := activity.CheckFile(asTyped(item.Content), c.intake.edition)
		c.refuse(id, besides(l.refusals, item.Refuse(mistakes))...)
	}
	if item.Withdrawn != "" {
		c.refuse(id, item.Refuse(reasonMistakes(item.Withdrawn))...)
	}
	// Its key may be among what could not be read, so nothing is concluded from it.
	if len(l.refusals) > 0 {
		return
	}
	// Twice in one file the file itself refuses.
	if before, again := c.known[id]; again && before.file != l.file {
		c.refuse(id, item.Refuse(fault.Mistakes{{Field: "key", Sentence: fmt.Sprintf(
			"stands in %s too, at line %d: one activity has one place; take it out of one of the two", before.file.name, before.line)}})...)
	}
	c.known[id] = place{l.file, item.Line, item.Content != nil}
	c.look(id, item)
	c.claims(id, item)
}

// reasonMistakes says what is wrong with the reason of a withdrawal, under the key that it stands behind in a file.
func reasonMistakes(reason string) fault.Mistakes {
	// The domain is asked what a reason must be, of an activity that can be withdrawn for sure.
	_, err := activity.Withdraw(&activity.Activity{Version: 1, Content: &eventv1.Activity{}}, reason)
	found, _ := errors.AsType[fault.Mistakes](err)
	for i := range found {
		found[i].Field = "withdrawn"
	}
	return found
}

// besides returns the mistakes about fields that were not refused before: what could not be read is missing from the content, and nobody
// has to be told that too.
func besides(refused, mistakes []exchange.Refusal) []exchange.Refusal {
	var others []exchange.Refusal
	for _, m := range mistakes {
		if !slices.ContainsFunc(refused, func(r exchange.Refusal) bool {
			return within(r.Field, m.Field) || within(m.Field, r.Field)
		}) {
			others = append(others, m)
		}
	}
	return others
}

// within reports whether a field is another one or a part of it: "links[0].url" is within "links".
func within(part, whole string) bool {
	rest, ok := strings.CutPrefix(part, whole)
	return ok && whole != "" && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// look notes the activities that an item says it is tied to, for when all files are read.
// A tie may lead to a line further down or to the next file, so it is looked up in the log only when neither had it.
func (c *checking) look(id string, item exchange.Item) {
	if item.Content == nil {
		c.tie(id, id, item, "withdrawn", "this activity is not in the log yet, so it cannot be withdrawn: check its key, or write the whole activity")
	}
	for n, relation := range item.Content.GetRelations() {
		field := fmt.Sprintf("relations[%d]", n)
		if relation.GetId() == id {
			c.refuse(id, item.Refuse(fault.Mistakes{{
				Field: field, Sentence: "an activity cannot be related to itself: name the other one, or leave the relation out",
			}})...)
		}
		c.tie(relation.GetId(), id, item, field,
			"there is no activity of that key in these files or in the log: check its spelling")
	}
	for n, followUp := range item.Content.GetFollowUps() {
		if in := followUp.GetReportedIn(); in != "" {
			c.tie(in, id, item, fmt.Sprintf("follow_ups[%d].reported_in", n),
				"there is no activity of that key in these files or in the log: check its spelling")
		}
	}
}

// tie notes one, unless it is known already to lead somewhere. The refusal is made now, since the line is not at hand later.
func (c *checking) tie(id, whose string, item exchange.Item, field, sentence string) {
	if there, ok := c.known[id]; ok && there.whole {
		return
	}
	c.loose = append(c.loose, tie{id, whose, item.Refuse(fault.Mistakes{{Field: field, Sentence: sentence}}), slices.Contains(item.ByID, id)})
}

// ties refuses what is tied to an activity that neither a file nor the log has.
// Each activity is asked for once, however many mention it.
func (c *checking) ties(ctx context.Context) error {
	inLog := map[string]bool{}
	for _, t := range c.loose {
		if c.known[t.id].whole {
			continue
		}
		there, asked := inLog[t.id]
		if !asked {
			history, err := c.ground.Log.Load(ctx, thing.Activity(t.id))
			if err != nil {
				return err
			}
			there = len(history) > 0
			inLog[t.id] = there
		}
		switch {
		case there:
		case t.byID:
			c.leadsNowhere(t)
		default:
			c.refuse(t.whose, t.refusal...)
		}
	}
	return nil
}
