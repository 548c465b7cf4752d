package exchange

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/thing"
)

// sheet is a table of activities, one a row: a CSV, or a sheet of a workbook.
type sheet struct {
	file    *File
	mapping *Mapping
	source  string
	// rows yields the rows in order, empty ones too; it may be called as often as one likes.
	rows func() iter.Seq2[row, *flaw]
	// below returns the first row below another that says anything, for rows that end beyond; 0 for none.
	below func(line int) int
	// serials says that dates may be kept as numbers of days, since1904 that these count from 1904 on.
	serials, since1904 bool
	// ragged says that a row with more cells than headers has a text that lacks its quotes.
	ragged bool

	header  int // its row
	headers []string
	// names are the columns that we know, by their place; empty: not taken. at leads back.
	names []string
	at    map[string]int
	keyOf []int
}

type row struct {
	line  int
	cells []cell
	// beyond says that so many empty rows stand above that nobody reads on.
	beyond bool
}

const (
	// headerWithin is how many rows may stand above the headers: a title, a date, a logo.
	headerWithin = 20
	mostColumns  = 16_384
	longestCell  = 64 << 10
)

// openSheet finds out what the columns hold.
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

// findHeaders takes the first row of which two cells or more are known; where there is none, the first that is not empty.
func (s *sheet) findHeaders() *flaw {
	first, looked := row{}, 0
	for r, bad := range s.rows() {
		if bad != nil {
			return bad
		}
		if r.empty() {
			continue
		}
		if looked++; looked == 1 {
			first = r
		}
		if s.knows(r) >= 2 {
			first = r
			break
		}
		if looked == headerWithin {
			break
		}
	}
	if first.line == 0 {
		return flawed(1, "the file is empty; write the names of the columns in the first row, and an activity in each of the others")
	}
	s.header = first.line
	for _, c := range first.cells {
		s.headers = append(s.headers, strings.TrimSpace(c.text))
	}
	for len(s.headers) > 0 && s.headers[len(s.headers)-1] == "" {
		s.headers = s.headers[:len(s.headers)-1]
	}
	return nil
}

// knows counts the cells of a row that name a column of ours.
func (s *sheet) knows(r row) int {
	known := 0
	for _, c := range r.cells {
		if name, _ := s.meant(strings.TrimSpace(c.text)); name != "" {
			known++
		}
	}
	return known
}

// meant returns which column of ours a header names, and whether the mapping file says so.
func (s *sheet) meant(header string) (name string, said bool) {
	if name, said := s.mapping.columns[header]; said {
		return name, true
	}
	return headings[foldedHeader(header)], false
}

// name gives each column its name, and notes those that nobody knows.
func (s *sheet) name(r *reader) {
	s.at, s.names = map[string]int{}, make([]string, len(s.headers))
	at := &node{line: int32(s.header)}
	for i, header := range s.headers {
		name, said := s.meant(header)
		if first, twice := s.at[name]; twice && name != "" {
			r.refuse(at, "“%s” (column %s) and “%s” (column %s) would both be %s; name one of them ~ in a mapping file (--map), as columns: {%s: ~}",
				shown(s.headers[first]), columnLetters(first), shown(header), columnLetters(i), name, shown(header))
			continue
		}
		if name == "" {
			if header != "" && !said && !slices.Contains(s.mapping.keyOf, header) {
				s.file.note(s.header, fmt.Sprintf("column %s, “%s”, is not known and was left out%s", columnLetters(i), shown(header), s.hint(header)))
			}
			continue
		}
		s.names[i], s.at[name] = name, i
	}
	for _, header := range s.mapping.keyOf {
		i := slices.Index(s.headers, header)
		if i < 0 {
			r.refuse(at, "key_of names “%s”, and no column is called so; the columns are %s", shown(header), s.listed())
			continue
		}
		s.keyOf = append(s.keyOf, i)
	}
	s.unmapped(r, at)
	// What was noted of the columns holds for each reading of the rows.
	s.file.standing = len(s.file.notes)
}

// unmapped refuses a header in the mapping file that the sheet does not have: a slip there would lose a whole column.
func (s *sheet) unmapped(r *reader, at *node) {
	var gone []string
	for header := range s.mapping.columns {
		if !slices.Contains(s.headers, header) {
			gone = append(gone, header)
		}
	}
	slices.Sort(gone)
	for _, header := range gone {
		r.refuse(at, "the mapping file speaks of a column “%s”, and none is called so; the columns are %s", shown(header), s.listed())
	}
}

func (s *sheet) hint(header string) string {
	if near := nearest(foldedHeader(header), columnNames()); near != "" {
		return fmt.Sprintf("; if it holds the %s, write columns: {%s: %s} in a mapping file (--map)", near, shown(header), near)
	}
	return ""
}

func (s *sheet) listed() string {
	const most = 20
	var headers []string
	for _, header := range s.headers {
		if header != "" && len(headers) < most {
			headers = append(headers, "“"+shown(header)+"”")
		}
	}
	return strings.Join(headers, ", ")
}

// has reports whether a column or a constant says something.
func (s *sheet) has(name string) bool {
	_, column := s.at[name]
	return column || s.mapping.constants[name] != nil
}

// needs refuses a sheet none of whose rows could be taken: once, and not for each of them.
func (s *sheet) needs(r *reader) {
	at := &node{line: int32(s.header)}
	for _, name := range []string{"headline", "when", "kind"} {
		if !s.has(name) {
			r.refuse(at, "no column is called %s; write it above one, or say in a mapping file (--map) which it is, as columns: {Title: %s}; "+
				"the columns here are %s", name, name, s.listed())
		}
	}
	if !s.has("key") && len(s.keyOf) == 0 {
		r.refuse(at, "no column is called key, so a row could not be known again once it is mended; add a column key and number the rows once, "+
			"or say in a mapping file (--map) which columns tell them apart, as key_of: [Date, Title]")
	}
	if !s.has("source") && s.source == "" {
		r.refuse(at, "the file does not say where its activities come from; name it with --source, the same each time, or in a column source")
	}
}

func (r row) empty() bool {
	return !slices.ContainsFunc(r.cells, func(c cell) bool { return strings.TrimSpace(c.text) != "" })
}

// items yields the activities of the rows below the headers.
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

// activity makes an activity of a row.
func (s *sheet) activity(r row) node {
	n := node{kind: mapping, line: int32(r.line)}
	values := map[string]node{}
	for i, c := range r.cells {
		if strings.TrimSpace(c.text) == "" {
			continue
		}
		if i >= len(s.headers) || s.headers[i] == "" {
			if why := s.beside(r, i); why != "" {
				values["headline"] = c.refused(why)
			}
			continue
		}
		if name := s.names[i]; name != "" {
			values[name] = s.value(name, c)
		}
	}
	s.key(r, values)
	together(values)
	for _, name := range lineFields.names() {
		value, ok := values[name]
		if constant := s.mapping.constants[name]; !ok && constant != nil {
			value, ok = at(*constant, r.line), true
		}
		if ok {
			n.kids = append(n.kids, node{kind: text, line: value.line, text: name}, value)
		}
	}
	return n
}

// at is a value of the mapping file as if it stood in a row.
func at(n node, line int) node {
	n.line = int32(line)
	n.kids = slices.Clone(n.kids)
	for i := range n.kids {
		n.kids[i] = at(n.kids[i], line)
	}
	return n
}

// value reads a cell.
func (s *sheet) value(name string, c cell) node {
	c.text = harmless(strings.TrimSpace(c.text))
	switch {
	case len(c.text) > longestCell && name != "body":
		return c.refused(fmt.Sprintf("this cell has %d KiB; no such text is as long", activity.KiB(len(c.text))))
	case isFormulaError(c.text):
		return c.refused("the formula of this cell gives " + c.text + " and no value; mend it in the sheet")
	}
	return sheetColumns[name].read(s, c)
}

// beside says what is wrong with a cell that no header stands above.
func (s *sheet) beside(r row, i int) string {
	if s.ragged && i >= len(s.headers) {
		return fmt.Sprintf("this row has %d cells and the headers are %d; put a text that holds the separator into quotation marks", len(r.cells), len(s.headers))
	}
	s.file.note(r.line, fmt.Sprintf("cell %s%d stands below no header and was left out", columnLetters(i), r.line))
	return ""
}

// key gives a row the key by which it is known again.
func (s *sheet) key(r row, values map[string]node) {
	if _, has := values["key"]; has {
		return
	}
	var parts []string
	for _, i := range s.keyOf {
		if i < len(r.cells) {
			parts = append(parts, strings.Join(strings.Fields(r.cells[i].text), " "))
		}
	}
	key := strings.Join(parts, " / ")
	switch {
	case strings.Trim(key, " /") == "":
		values["key"] = cell{line: r.line}.refused("this row has no key, so it could not be known again; give it one that no other row has")
		return
	case len(key) > activity.LongestName:
		key = thing.ID(key)
	}
	values["key"] = cell{line: r.line}.node(text, key)
}

// together joins what stands in columns of its own and belongs to one value: the end of a range, the time of a day, the words of a link.
func together(values map[string]node) {
	when, clock, to := values["when"], values["time"], values["to"]
	if clock.kind == text && when.kind == text && len(when.text) == len("2024-01-31") {
		when.text += "T" + clock.text
	}
	if clock.kind == refused {
		when = clock
	}
	if to.kind == refused {
		when = to
	}
	// An end on the same day ends nothing that the digest tells of.
	if to.kind == text && when.kind == text && !strings.HasPrefix(when.text, to.text) && !sameDay(when.text, to.text) {
		when = cell{line: int(when.line)}.mapping("from", when.text, "to", to.text)
	}
	if when.kind != nothing {
		values["when"] = when
	}
	if links := values["links"]; links.kind == list && len(links.kids) == 1 {
		for column, key := range map[string]string{"link_label": "label", "link_verb": "verb"} {
			if word := values[column]; word.kind == text {
				*links.kids[0].get(key) = word
			}
		}
	}
	for _, column := range []string{"time", "to", "link_label", "link_verb"} {
		delete(values, column)
	}
}

func sameDay(a, b string) bool {
	const day = len("2024-01-31")
	return len(a) >= day && len(b) >= day && a[:day] == b[:day]
}

// isFormulaError reports whether a cell holds what spreadsheets show where a formula has no value.
func isFormulaError(s string) bool {
	return slices.Contains([]string{"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}, s)
}
