package recorder

import (
	"context"
	"fmt"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// check reads every file to its end and gathers what is wrong with any of them. It records nothing.
func (i *intake) check(ctx context.Context, files []*spooled) error {
	c := &checking{intake: i, known: map[string]place{}}
	for _, f := range files {
		file, refusals := exchange.Open(f.name, f.disk, f.size)
		f.file = file
		c.found.Add(refusals...)
		if file != nil && file.Edition() != nil && len(refusals) == 0 {
			c.edition(file)
		}
	}
	for _, f := range files {
		if f.file == nil {
			continue
		}
		if err := c.activities(ctx, f); err != nil {
			return err
		}
	}
	if err := c.ties(ctx); err != nil {
		return err
	}
	for _, r := range c.found.First {
		i.answer.Refusals = append(i.answer.Refusals, &apiv1.Refusal{
			File: r.File, Line: uint32(r.Line), Key: r.Key, Field: r.Field, Sentence: r.Sentence,
		})
	}
	if c.found.More > 0 {
		i.answer.Refusals = append(i.answer.Refusals, &apiv1.Refusal{
			File: files[len(files)-1].name, Sentence: fmt.Sprintf("and %d more mistakes", c.found.More),
		})
	}
	return nil
}

// checking is the first reading of the files.
type checking struct {
	*intake
	found exchange.Refusals
	// known are the activities of all files, by id: the same key twice is the same activity twice.
	known map[string]place
	// loose are ties to activities that no line read so far tells of.
	loose []tie
}

type place struct {
	file string
	line int
	// whole says that the line tells what the activity was, and not only that it was withdrawn.
	whole bool
}

type tie struct {
	file, id, field string
	item            exchange.Item
}

// edition checks what a file says of the edition, and lets it hold for the activities that follow.
func (c *checking) edition(file *exchange.File) {
	if mistakes := edition.Check(file.Edition()); len(mistakes) > 0 {
		c.found.Add(file.Refuse(mistakes)...)
		return
	}
	changes := edition.Changes(c.intake.edition, file.Edition())
	for _, event := range changes {
		c.intake.edition.Apply(event)
	}
	c.changes = append(c.changes, changes...)
}

func (c *checking) activities(ctx context.Context, f *spooled) error {
	for item, refusals := range f.file.Items() {
		if err := ctx.Err(); err != nil {
			return err
		}
		if len(refusals) > 0 {
			c.found.Add(refusals...)
			continue
		}
		if item.Content != nil {
			c.found.Add(item.Refuse(activity.Check(asTyped(item.Content), c.intake.edition))...)
		}
		id := activity.ImportedID(item.Source, item.Key)
		if before, again := c.known[id]; again && before.file != f.name {
			c.found.Add(item.Refuse(fault.Mistakes{{Field: "key", Sentence: fmt.Sprintf(
				"stands in %s too, at line %d: one activity has one place; take it out of one of the two", before.file, before.line)}})...)
		}
		c.known[id] = place{f.name, item.Line, item.Content != nil}
		c.look(f.name, id, item)
	}
	return nil
}

// look notes the activities that an item says it is tied to, for when all files are read.
func (c *checking) look(file, id string, item exchange.Item) {
	if item.Content == nil {
		c.loose = append(c.loose, tie{file, id, "withdrawn", item})
	}
	for n, relation := range item.Content.GetRelations() {
		if relation.GetId() == id {
			c.found.Add(item.Refuse(fault.Mistakes{{
				Field: fmt.Sprintf("relations[%d]", n), Sentence: "an activity cannot be tied to itself: name another's key",
			}})...)
			continue
		}
		if there, ok := c.known[relation.GetId()]; !ok || !there.whole {
			c.loose = append(c.loose, tie{file, relation.GetId(), fmt.Sprintf("relations[%d]", n), slim(item)})
		}
	}
}

// slim lets go of what a tie does not need: a file may have more of them than memory has room for whole activities.
func slim(item exchange.Item) exchange.Item {
	item.Content = &eventv1.Activity{}
	return item
}

// ties refuses what is tied to an activity that neither a file nor the log has.
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
		if there {
			continue
		}
		sentence := "there is no activity of that key in these files or in the log: check its spelling"
		if t.field == "withdrawn" {
			sentence = "this activity is not in the log yet, so it cannot be withdrawn: check its key, or write the whole activity"
		}
		c.found.Add(t.item.Refuse(fault.Mistakes{{Field: t.field, Sentence: sentence}})...)
	}
	return nil
}
