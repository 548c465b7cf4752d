package likeness

import (
	"slices"
	"strings"
	"time"

	"dontblink.dev/pkg/calendar"
)

// signs gathers what speaks for two activities being one, and against it.
type signs struct {
	points int
	why    []string
	// silent says that nobody asks why: of a thousand pairs one is shown, and to find the words for it takes longer than to compare.
	silent bool
}

// add counts a sign, and notes why if there is a phrase for it. What speaks against has none: people are shown why two may be one.
func (s *signs) add(points int, why string, what ...string) {
	s.points += points
	if why == "" || s.silent {
		return
	}
	if len(what) > 0 {
		why += " " + listed(what)
	}
	s.why = append(s.why, why)
}

// days reports whether the two may have happened at one time. A date that is known only roughly says little, whatever it holds.
func (s *signs) days(a, b calendar.Span) bool {
	if a.From == (calendar.Day{}) || b.From == (calendar.Day{}) {
		return false
	}
	vague := min(a.Precision, b.Precision)
	overlap := a.From.Compare(b.To) <= 0 && b.From.Compare(a.To) <= 0
	touch := a.From.Compare(b.To.AddDays(1)) <= 0 && b.From.Compare(a.To.AddDays(1)) <= 0
	// What goes on for longer (a consultation, a campaign) overlaps with everything that happens meanwhile.
	const aMonth = 31
	switch same := a.From == b.From && a.To == b.To; {
	// One day after the other is a slip in a date; one month after the other is another month.
	case !touch, !overlap && vague < calendar.ToTheDay:
		return false
	case vague == calendar.ToTheYear, lasts(a) > aMonth, lasts(b) > aMonth:
		s.add(5, "the same time, roughly")
	case vague == calendar.ToTheMonth && same:
		s.add(15, "the same month")
	case vague == calendar.ToTheMonth:
		s.add(10, "a day of the same month")
	case same && a.From == a.To:
		s.add(30, "the same day")
	case same:
		s.add(30, "the same days")
	case overlap:
		s.add(20, "days in common")
	default:
		s.add(10, "one day after the other")
	}
	return true
}

// lasts counts the days between the first and the last; one day lasts 0. Both are taken in UTC, so that no day has 23 hours.
func lasts(s calendar.Span) int {
	return int(s.To.Time(time.UTC).Sub(s.From.Time(time.UTC)).Hours()) / 24
}

// headlines compares the words of two headlines. Who tells of something in short uses few of the words of who tells of it at length, so what
// the shorter one shares counts twice; a headline of one or two words says too little to share much.
func (s *signs) headlines(a, b []word) {
	const few = 3.0
	shared, why := 0.0, inBoth{}
	for _, w := range a {
		if i := slices.IndexFunc(b, w.means); i >= 0 {
			shared += w.weight
			if !s.silent {
				why.add(w.either(b[i]))
			}
		}
	}
	short, long := weights(a), weights(b)
	if short > long {
		short, long = long, short
	}
	// Two thirds of the share are the shorter headline's, one third the longer's: 1 if they say the same words, and 0.67 at the least if all of the
	// shorter one stand in a far longer one. The figure few keeps two headlines that are "Meeting" from being one.
	share := (2*shared/max(short, few) + shared/max(long, few)) / 3
	if points := int(45 * share); points > 0 {
		s.add(points, why.words())
	}
}

// inBoth are the words that two headlines share: those that both say, and pairs of others that mean the same.
type inBoth struct{ said, meant []string }

func (b *inBoth) add(told string, said bool) {
	if said {
		b.said = append(b.said, told)
	} else {
		b.meant = append(b.meant, told)
	}
}

// words says no more than is true: nobody is to look for a word in a headline that has another.
func (b *inBoth) words() string {
	// Two pairs are as much as is read.
	slices.Sort(b.meant)
	meant := "mean the same by " + strings.Join(b.meant[:min(2, len(b.meant))], " and by ")
	switch {
	case len(b.meant) == 0 && len(b.said) == 0:
		return ""
	case len(b.meant) == 0:
		return "both headlines say " + listed(b.said)
	case len(b.said) == 0:
		return "both headlines " + meant
	}
	return "both headlines say " + listed(b.said) + ", and " + meant
}

// weights adds up what the words of a headline weigh, which is their number but for words of kinds, at half each.
func weights(words []word) (total float64) {
	for _, w := range words {
		total += w.weight
	}
	return total
}

// links counts one shared page and no more: who shares one often shares three, all from the same invitation.
func (s *signs) links(a, b []string) {
	if shared := common(a, b); len(shared) > 0 {
		s.add(35, "both lead to", shared[0])
	}
}

// names counts whom both name, by id. The first in common says most; of a panel of ten the tenth says little, so there is a bound.
func (s *signs) names(a, b map[string]string, first, further, most int) {
	var shared []string
	for id, name := range a {
		if other, ok := b[id]; ok {
			// Of two names for one, the same one is told from both sides.
			shared = append(shared, min(name, other))
		}
	}
	if len(shared) == 0 {
		return
	}
	s.add(min(first+further*(len(shared)-1), most), "both name", shared...)
}

// places knows online from everywhere else: the one logs where the host sat, and the other that they joined from home, so it speaks neither for nor
// against. Two places of which neither is the other, told more exactly, speak against.
func (s *signs) places(a, b string) {
	const online = "online"
	switch {
	case a == "" || b == "" || a != b && (a == online || b == online):
	case a == online:
		s.add(2, "")
	case within(a, b) || within(b, a):
		s.add(8, "the same place")
	default:
		s.add(-12, "")
	}
}

// within reports whether a place is another, told more exactly: "ghent be" is within "ghent".
func within(a, b string) bool { return a == b || strings.HasPrefix(a, b+" ") }

// kinds says less than days and words: much of what a team does is a meeting.
func (s *signs) kinds(a, b []string) {
	// Only of kinds that are in the tables is it known that they differ; two words of the team's own may mean the same.
	known := func(kind string) bool { return families[kind] != "" }
	switch shared := common(a, b); {
	case len(shared) > 0:
		s.add(8, "the same kind")
	case slices.ContainsFunc(a, known) && slices.ContainsFunc(b, known):
		s.add(-12, "")
	}
}

// topics say less than names: a team works on few, and half of a month's activities share one.
func (s *signs) topics(a, b []string) {
	if shared := common(a, b); len(shared) > 0 {
		s.add(min(6+2*(len(shared)-1), 10), "both are on", shared...)
	}
}

// against takes account of what two tellings of one thing seldom differ in.
func (s *signs) against(a, b *Features) {
	p, q := a.content.GetPriorities(), b.content.GetPriorities()
	if len(p) > 0 && len(q) > 0 && len(common(p, q)) == 0 {
		s.add(-8, "")
	}
	if len(a.counts) > 0 && len(b.counts) > 0 && len(common(a.counts, b.counts)) == 0 {
		s.add(-30, "")
	}
	// The one logs when the doors opened and the other when the talk began, or in another zone next door; more apart than this, it was another session.
	const longest = 2 * time.Hour
	if a.span.Clock != "" && b.span.Clock != "" && a.span.Start(nil).Sub(b.span.Start(nil)).Abs() > longest {
		s.add(-20, "")
	}
}

// common returns what stands in both lists, each once and in order.
func common(a, b []string) (shared []string) {
	for _, s := range a {
		if slices.Contains(b, s) && !slices.Contains(shared, s) {
			shared = append(shared, s)
		}
	}
	slices.Sort(shared)
	return shared
}

// listed writes a few words for reading: "copyright, reform and workshop".
// It tells five at the most; an answer is a line on a screen.
func listed(words []string) string {
	const most = 5
	words = slices.Compact(slices.Sorted(slices.Values(words)))
	if len(words) > most {
		words = append(words[:most:most], "more")
	}
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
