package exchange

import (
	"maps"
	"slices"
	"strings"

	"dontblink.dev/pkg/calendar"
)

// Mapping says how a sheet is to be read whose headers, dates or letters are not those that we know.
// The empty one says nothing: headers, dates and letters are then as we know them.
type Mapping struct {
	// source names where the activities come from.
	source string
	// columns lead from a header, as it stands in the sheet, to a column of ours; empty: it is left out on purpose.
	columns map[string]string
	// constants hold for every row that says nothing else: "by", "kind", ….
	constants map[string]*node
	// words lead from a word of the sheet to ours, whatever column it stands in: "geplant" to "planned".
	words map[string]string
	// keyOf are the headers of the columns that make the key, in sheets that have none.
	keyOf []string
	dates dateStyle
	// list parts the entries of a list within a cell; separator the cells of a CSV.
	list, separator string
	sheet, encoding string
}

// LargestMapping is how many bytes a mapping file may have.
// A dictionary of some thousand words has a tenth of it.
const LargestMapping = 256 << 10

// The format is described in the README; a key stays readable for ever, as those of activities do.
var mappingFields = fields[Mapping]{
	"source":    func(r *reader, n *node, m *Mapping) { m.source = r.name(n) },
	"columns":   func(r *reader, n *node, m *Mapping) { m.columns = r.columns(n) },
	"constants": func(r *reader, n *node, m *Mapping) { m.constants = r.constants(n) },
	"words":     func(r *reader, n *node, m *Mapping) { m.words = r.dictionary(n, "{geplant: planned, …}") },
	"key_of":    func(r *reader, n *node, m *Mapping) { m.keyOf = r.lines(n) },
	"dates":     func(r *reader, n *node, m *Mapping) { m.dates.order = dateOrder(r.word(n, dateOrders)) },
	"language":  func(r *reader, n *node, m *Mapping) { m.dates.names = r.names(n) },
	"list":      func(r *reader, n *node, m *Mapping) { m.list = r.line(n) },
	"separator": func(r *reader, n *node, m *Mapping) {
		m.separator = separators[r.word(n, slices.Sorted(maps.Keys(separators)))]
	},
	"sheet":    func(r *reader, n *node, m *Mapping) { m.sheet = r.line(n) },
	"encoding": func(r *reader, n *node, m *Mapping) { m.encoding = r.word(n, encodings) },
}

// ReadMapping reads a mapping file, which is YAML.
// Whether the columns exist is known only with the sheet, and is refused there.
func ReadMapping(name string, data []byte) (*Mapping, []Refusal) {
	if len(data) > LargestMapping {
		return nil, []Refusal{{File: name, Sentence: "a mapping file has 256 KiB at the most; this is another file"}}
	}
	clean, bad := raw(data, 1)
	var root node
	if bad == nil {
		root, bad = parseYAML(clean)
	}
	if bad != nil {
		return nil, []Refusal{{File: name, Line: bad.line, Sentence: bad.sentence}}
	}
	r, m := &reader{file: name}, &Mapping{}
	record(r, &root, mappingFields, m, "what the columns hold, as columns: {Title: headline, …}")
	return m, r.done("", 1)
}

// word reads one of a few words; nothing is the first of them left out.
func (r *reader) word(n *node, words []string) string {
	word := r.line(n)
	if n.kind == text && !slices.Contains(words, word) {
		r.wrong(n, oneOf(words))
		return ""
	}
	return word
}

// names reads in which language dates are written, and returns its words.
func (r *reader) names(n *node) calendar.Names {
	language := r.line(n)
	names, known := calendar.NamesIn(language)
	if n.kind == text && !known {
		r.refuse(n, "there are no names of months in “%s”; there are in %s. Or write days as 2024-01-31", shown(language), strings.Join(calendar.Languages(), ", "))
	}
	return names
}

// columns reads which header stands for what.
// Headers are compared as they stand, with capitals and blanks: the file was made for this sheet.
func (r *reader) columns(n *node) map[string]string {
	columns := r.dictionary(n, "{Title: headline, Date: when, …}, with ~ behind a column to be left out")
	known := columnNames()
	for _, header := range slices.Sorted(maps.Keys(columns)) {
		meant := columns[header]
		if meant == "" || slices.Contains(known, meant) {
			continue
		}
		_, value := n.look(header)
		if near := nearest(meant, known); near != "" {
			r.refuse(value, "there is no column “%s”; did you mean “%s”?", shown(meant), near)
			continue
		}
		r.refuse(value, "there is no column “%s”; there are %s", shown(meant), strings.Join(known, ", "))
	}
	return columns
}

// constants reads what holds for every row.
// Values stay nodes, since they are read as if they stood in each row, and are told at its line.
func (r *reader) constants(n *node) map[string]*node {
	if n.kind == nothing {
		return nil
	}
	if n.kind != mapping {
		r.wrong(n, "{by: staff, …}")
		return nil
	}
	r.twice(n)
	constants := map[string]*node{}
	for key, value := range n.pairs() {
		r.down(key.text)
		_, known := lineFields[key.text]
		switch {
		case key.text == "key":
			r.refuse(key, "each activity has a key of its own; say in key_of which columns make it")
		case !known:
			r.unknown(key, value, lineFields.names)
		}
		r.up()
		constants[key.text] = value
	}
	return constants
}

// dictionary reads pairs of texts.
func (r *reader) dictionary(n *node, example string) map[string]string {
	if n.kind == nothing {
		return nil
	}
	if n.kind != mapping {
		r.wrong(n, example)
		return nil
	}
	r.twice(n)
	pairs := map[string]string{}
	for key, value := range n.pairs() {
		r.down(key.text)
		pairs[key.text] = r.line(value)
		r.up()
	}
	return pairs
}
