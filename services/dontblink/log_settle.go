package dontblink

import (
	"context"
	"fmt"
	"strings"

	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// settleLine understands a line, and on a terminal asks until nothing is missing and whoever typed it agrees; again says that they typed
// another line instead.
// Where nobody can be asked, it is complete or it is an error.
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
// All that is missing is told at once, each with what to write.
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
		// Those words are for whoever is asked.
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
	case capture.FieldMark:
		if !strings.HasPrefix(q.About, "#") && !strings.HasPrefix(q.About, "!") {
			// Words that sound like a rule, and no mark.
			return "Write it with --rule, like --rule internal; --rule public if it means none."
		}
		return "Write it in full."
	case capture.FieldPeople:
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

// dryRun shows what a line would be.
// It asks nothing and keeps nothing, and ends with 2 if anything is missing, for scripts.
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
