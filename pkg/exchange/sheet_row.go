package exchange

import (
	"fmt"
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/thing"
)

// activity makes an activity of a row.
// Empty cells say nothing, so a constant takes their place. Cells without a header are told and left out; or, in a CSV, refused, as they mean that
// quotes are missing and every cell behind them is one too far.
func (s *sheet) activity(r row) node {
	n := node{kind: mapping, line: int32(r.line)}
	values := map[string]node{}
	for i, c := range r.cells {
		if strings.TrimSpace(c.text) == "" {
			continue
		}
		if i >= len(s.headers) || s.headers[i] == "" {
			// The headline is where everybody looks, and is wanted of each activity, so the refusal is told.
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
	// In a fixed order, so that mistakes come in one too.
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
// The apostrophe that our own exports put before what looks like a formula is taken away.
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
// Made of columns, it is as good as they are: who changes the date of a row has another activity, which the README says.
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
	// A hash of it is as much its own, and no less readable.
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
	// What is refused takes the place of the whole, so that it is told.
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
	// Of several links nobody could say whose the words are.
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

// sameDay compares days alone, for an end that repeats the beginning with its time.
func sameDay(a, b string) bool {
	const day = len("2024-01-31")
	return len(a) >= day && len(b) >= day && a[:day] == b[:day]
}

// isFormulaError reports whether a cell holds what spreadsheets show where a formula has no value.
// ECMA-376, part 1, 18.17.3, and two that Excel has added since.
func isFormulaError(s string) bool {
	return slices.Contains([]string{"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA", "#SPILL!", "#CALC!"}, s)
}
