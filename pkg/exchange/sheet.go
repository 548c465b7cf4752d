package exchange

import (
	"iter"
	"slices"
	"strings"
)

// sheet is a table of activities, one a row: a CSV, or a sheet of a workbook.
type sheet struct {
	file    *File
	mapping *Mapping
	source  string
	// rows yields the rows in order, empty ones too; it may be called as often as one likes.
	// A flaw ends them.
	rows func() iter.Seq2[row, *flaw]
	// below returns the first row below another that says anything, for rows that end beyond; 0 for none.
	below func(line int) int
	// serials says that dates may be kept as numbers of days, since1904 that these count from 1904 on.
	// Only workbooks do so; of a CSV nothing but the text is known.
	serials, since1904 bool
	// ragged says that a row with more cells than headers has a text that lacks its quotes.
	ragged bool

	header  int // its row
	headers []string
	// names are the columns that we know, by their place; empty: not taken. at leads back.
	names []string
	at    map[string]int
	// keyOf are the places of the columns that make the key.
	keyOf []int
}

// line counts rows from 1 in a workbook, and lines in a CSV, where a row may take several.
type row struct {
	line  int
	cells []cell
	// beyond says that so many empty rows stand above that nobody reads on.
	beyond bool
}

const (
	// headerWithin is how many rows may stand above the headers: a title, a date, a logo.
	// mostColumns is how many a sheet of a workbook has (XFD); longestCell is twice what a cell of Excel holds.
	headerWithin = 20
	mostColumns  = 16_384
	longestCell  = 64 << 10
)

// openSheet finds out what the columns hold.
// What is wrong with the columns is refused before any row is read: it would be wrong with each of them.
func (f *File) openSheet(s *sheet) []Refusal {
	s.file, f.sheet = f, s
	if s.mapping == nil {
		s.mapping = &Mapping{}
	}
	if s.mapping.source != "" {
		s.source = s.mapping.source
	}
	if bad := s.findHeaders(); bad != nil {
		return []Refusal{{File: f.name, Line: bad.line, Sentence: bad.sentence}}
	}
	r := &reader{file: f.name}
	s.name(r)
	if len(r.refusals) == 0 {
		s.needs(r)
	}
	return r.done("", s.header)
}

// A row of blanks is one too.
func (r row) empty() bool {
	return !slices.ContainsFunc(r.cells, func(c cell) bool { return strings.TrimSpace(c.text) != "" })
}

// items yields the activities of the rows below the headers.
// A row becomes the tree that a YAML file would have, and is read by the same fields.
func (s *sheet) items() iter.Seq2[Item, []Refusal] {
	return func(yield func(Item, []Refusal) bool) {
		first := keys{}
		s.file.notes = s.file.notes[:s.file.standing]
		for r, bad := range s.rows() {
			switch {
			case bad != nil:
				yield(s.file.badLine(bad))
				return
			case r.beyond:
				if below := s.below(r.line); below > 0 {
					yield(s.file.badLine(flawed(below, "ten thousand empty rows stand above this one, and no sheet is read further than that; delete the empty rows, "+
						"or take out what stands here")))
				}
				return
			case r.line <= s.header || r.empty():
			default:
				n := s.activity(r)
				item, refusals := s.file.item(&reader{file: s.file.name}, &n, s.source, lineFields, first)
				if !yield(item, s.file.inColumns(refusals)) {
					return
				}
			}
		}
	}
}

// inColumns adds to refusals the column that they are about.
// A field's first name is that of its column; the end of a range may have come from when or from a column of its own.
func (f *File) inColumns(refusals []Refusal) []Refusal {
	if f.sheet == nil {
		return refusals
	}
	for i := range refusals {
		name, _, _ := strings.Cut(strings.ReplaceAll(refusals[i].Field, "[", "."), ".")
		if strings.HasSuffix(refusals[i].Field, ".to") {
			name = "to"
		}
		at, ok := f.sheet.at[name]
		if !ok {
			at, ok = f.sheet.at["when"], name == "to"
		}
		if ok {
			refusals[i].Column = columnLetters(at)
		}
	}
	return refusals
}
