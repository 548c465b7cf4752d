package person

import (
	"cmp"
	"iter"
	"slices"
)

// stretch is a part of a text, by bytes.
type stretch struct{ from, to int }

// mentioned is a mention that stands in a text already.
type mentioned struct{ whole, text stretch }

// sketch is a Markdown text taken apart as far as mentions need it. It follows CommonMark where that is cheap and errs on
// the side of closed where it is not: a name too few is recognised, never a link or a piece of code destroyed. Every step
// takes time in proportion to the text, whatever it holds.
type sketch struct {
	// lines are the stretches that hold running text, each a paragraph or a part of one: nothing inline reaches across their ends.
	lines []stretch
	// runs are lines that follow each other without an empty one between them. Readers of Markdown do not agree on where one paragraph ends and
	// the next begins without one, so what would be code or a link across such an end is closed too.
	runs []stretch
	// closed are the stretches in which no name becomes a mention, in any order, some within others.
	closed   []stretch
	mentions []mentioned
	// labels are the names of the references that the text defines.
	labels map[string]bool
}

// outline takes a text apart: first its blocks, line by line, then what stands inside of them.
func outline(text string) *sketch {
	s := &sketch{}
	b := &blocks{text: text, sketch: s}
	b.read()
	text = b.unmarked()
	for _, line := range s.lines {
		(&inline{text: text[:line.to], at: line.from, sketch: s}).read()
	}
	s.readRuns(text)
	slices.SortFunc(s.closed, func(a, b stretch) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to)) })
	slices.SortFunc(s.mentions, func(a, b mentioned) int { return cmp.Compare(a.whole.from, b.whole.from) })
	return s
}

// open yields the stretches of running text that are not closed.
func (s *sketch) open() iter.Seq[stretch] {
	return func(yield func(stretch) bool) {
		next, at := 0, 0
		for _, line := range s.lines {
			at = max(at, line.from)
			for ; next < len(s.closed) && s.closed[next].from < line.to; next++ {
				if c := s.closed[next]; c.from > at && !yield(stretch{at, c.from}) {
					return
				}
				at = max(at, s.closed[next].to)
			}
			if at < line.to && !yield(stretch{at, line.to}) {
				return
			}
		}
	}
}

func (s *sketch) close(from, to int) { s.closed = append(s.closed, stretch{from, to}) }
