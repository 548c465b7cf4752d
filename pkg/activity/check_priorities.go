package activity

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
)

func (c *checker) priorities() {
	priorities := c.content.GetPriorities()
	switch {
	case c.content.GetAnnouncement():
		if len(priorities) > 0 {
			c.Add("priorities", "an announcement belongs to no priority: leave the priorities out, or write announcement: false")
		}
		return
	case len(priorities) == 0 && c.ahead():
		// What comes from a calendar waits to be completed, and whoever completes it is asked.
		return
	case !c.ed.AnyPriority():
		c.Add("priorities", "the team has named no priorities yet: add them to the edition first, or import the file that says which they are (team, pillars, …)")
		return
	case len(priorities) == 0:
		c.Add("priorities", "name at least one, the first decides the pillar; or write announcement: true%s", c.knownNow())
	}
	for i, id := range priorities {
		at := nth("priorities", i)
		if slices.Contains(priorities[:i], id) {
			c.Add(at, "%s stands there twice: keep one of them", fault.Quoted(id))
			continue
		}
		c.priority(at, id)
	}
}

// ahead reports whether nothing has to be told of it yet, or any more: it is planned, or was cancelled.
func (c *checker) ahead() bool {
	return c.content.GetStatus() == Planned || c.content.GetStatus() == Cancelled
}

func (c *checker) priority(at, id string) {
	if !c.ed.KnownPriority(id) {
		known := slices.Sorted(maps.Keys(c.ed.PriorityNames()))
		c.Add(at, "no priority is called %s%s", fault.Quoted(id), asked(suggestNamed(id, known, c.ed.PriorityNames()), c.knownNow()))
		return
	}
	// What was merged by then is understood as what it goes on as, and counts there: files from before stay as they are.
	goesAs := c.ed.As(edition.Priority, id, c.month)
	if _, holds := c.ed.Priority(goesAs, c.month); !holds && !c.month.IsZero() {
		c.outlive(at, begunBy(c.month, c.ed.PriorityWordings(goesAs)))
		c.Add(at, "%s%s", c.notThen(goesAs, periodsOf(c.ed.PriorityWordings(goesAs))), c.knownNow())
	}
}

// pillar checks the pillar that is named against the default.
func (c *checker) pillar() {
	pillar, reason := c.content.GetPillar(), strings.TrimSpace(c.content.GetPillarReason())
	switch {
	case pillar == "" && reason != "":
		c.Add("pillar_reason", "gives a reason for a pillar that is not named: write pillar too, or leave the reason out")
		return
	case pillar == "":
		return
	case c.content.GetAnnouncement():
		c.Add("pillar", "an announcement belongs to no pillar: leave the pillar out, or write announcement: false")
		return
	case !c.ed.KnownPillar(pillar):
		known := slices.Sorted(maps.Keys(c.ed.PillarNames()))
		c.Add("pillar", "no pillar is called %s%s", fault.Quoted(pillar), suggestNamed(pillar, known, c.ed.PillarNames()))
		return
	case c.month.IsZero():
		return
	}
	pillar = c.ed.As(edition.Pillar, pillar, c.month)
	if _, holds := c.ed.Pillar(pillar, c.month); !holds {
		c.outlive("pillar", begunBy(c.month, c.ed.PillarWordings(pillar)))
		c.Add("pillar", "%s", c.notThen(pillar, periodsOf(c.ed.PillarWordings(pillar))))
	}
	// Only who goes against the default owes a reason; without a priority there is no default to go against.
	if usual := defaultPillar(c.content, c.ed); pillar != usual && reason == "" && len(c.content.GetPriorities()) > 0 {
		// It may have been the usual one until its priority was moved, and then nobody owed a reason.
		c.outlive("pillar_reason", true)
		c.Add("pillar_reason", "%s goes under %s as a rule: say why it is under %s here",
			fault.Quoted(c.content.GetPriorities()[0]), orNone(usual), fault.Quoted(pillar))
	}
}

func orNone(pillar string) string {
	if pillar == "" {
		return "no pillar"
	}
	return fault.Quoted(pillar)
}

// asked puts a sentence behind a question, which needs no full stop before it.
func asked(question, sentence string) string {
	if question == "" {
		return sentence
	}
	return question + strings.TrimPrefix(sentence, ".")
}

// knownNow lists the priorities that hold in the month, if that is known.
func (c *checker) knownNow() string {
	var ids []string
	for _, p := range c.ed.Priorities(c.month) {
		ids = append(ids, p.GetId())
	}
	if len(ids) == 0 || c.month.IsZero() {
		return ""
	}
	return fmt.Sprintf(". Known in %s: %s", c.inWords(c.month), strings.Join(ids, ", "))
}

func (c *checker) inWords(m calendar.Month) string {
	return calendar.MonthsWords([]calendar.Month{m}, c.ed.Language())
}

// period is when a wording holds.
type period struct{ from, until string }

// periodsOf returns when the wordings of a pillar or a priority hold, the first ones first.
func periodsOf[T interface {
	GetFrom() string
	GetUntil() string
}](wordings []T) []period {
	var held []period
	for _, w := range slices.Backward(wordings) {
		held = append(held, period{w.GetFrom(), w.GetUntil()})
	}
	return held
}

// notThen says when something holds that does not hold in the month: until when it did, from when it does.
func (c *checker) notThen(id string, held []period) string {
	month := c.month.String()
	var past, coming string
	for _, p := range held {
		if p.from <= month {
			past = p.until
		} else if coming == "" {
			coming = p.from
		}
	}
	var parts []string
	if m, err := calendar.ParseMonth(past); err == nil {
		parts = append(parts, "until "+c.inWords(m))
	}
	if m, err := calendar.ParseMonth(coming); err == nil {
		parts = append(parts, "from "+c.inWords(m)+" on")
	}
	return fmt.Sprintf("%s holds only %s, and this starts in %s", fault.Quoted(id), strings.Join(parts, " and again "), c.inWords(c.month))
}
