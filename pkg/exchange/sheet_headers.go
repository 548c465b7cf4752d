package exchange

import (
	"fmt"
	"slices"
	"strings"
)

// findHeaders takes the first row of which two cells or more are known; where there is none, the first that is not empty.
// Two are wanted, since a title above the table may be one word that is a header too. A mapping file counts as knowing.
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
	// Programs write empty cells up to their last column.
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
// "" and true: it is left out on purpose, and nobody is told of it.
func (s *sheet) meant(header string) (name string, said bool) {
	if name, said := s.mapping.columns[header]; said {
		return name, true
	}
	return headings[foldedHeader(header)], false
}

// name gives each column its name, and notes those that nobody knows.
// Two columns that would be the same are refused: which of them holds is not ours to choose.
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

// hint offers a column for a header that is unknown by a slip.
func (s *sheet) hint(header string) string {
	if near := nearest(foldedHeader(header), columnNames()); near != "" {
		return fmt.Sprintf("; if it holds the %s, write columns: {%s: %s} in a mapping file (--map)", near, shown(header), near)
	}
	return ""
}

// listed names the headers, so that whoever writes a mapping file can copy them.
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
