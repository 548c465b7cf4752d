package exchange

import (
	"strings"
)

// written are the columns of a sheet that is exported, in the order in which people look for them. Their names are those that an import knows;
// but the source is left out, so that a sheet which says less than the log is not imported over it by accident.
var written = []struct {
	// wide is the width of the column in a workbook, in characters.
	name string
	cell func(node) string
	wide float64
}{
	{"when", day, 12},
	{"to", func(n node) string { return wordOf(n.get("when"), "to") }, 12},
	{"time", func(n node) string { _, clock := moment(n); return clock }, 8},
	{"zone", func(n node) string { return wordOf(n.get("when"), "zone") }, 16},
	{"headline", word("headline"), 60},
	{"kind", words("kind"), 16},
	{"status", word("status"), 10},
	{"status_reason", word("status_reason"), 20},
	{"by", words("by"), 12},
	{"place", word("place"), 20},
	{"jurisdictions", words("jurisdictions"), 14},
	{"priorities", words("priorities"), 24},
	{"announcement", func(n node) string { return strings.Replace(word("announcement")(n), "true", "yes", 1) }, 8},
	{"topics", words("topics"), 24},
	{"pillar", word("pillar"), 12},
	{"pillar_reason", word("pillar_reason"), 20},
	{"people", entries("people", "name", "role", "organisation", "part"), 40},
	{"organisations", entries("organisations", "name", "abbreviation", "part"), 40},
	{"links", entries("links", "verb", "label", "url"), 40},
	{"segments", segments, 20},
	{"rule", func(n node) string { return ruleWord(n.get("rule")) }, 12},
	{"until", func(n node) string { return untilOf(n.get("rule")) }, 16},
	{"body", body, 60},
	{"follow_ups", entries("follow_ups", "key", "what", "when", "state"), 40},
	{"relations", relations, 30},
	{"series", func(n node) string { return entry(n.get("series"), "name", "number", "of") }, 20},
	{"tell_in", words("tell_in"), 12},
	{"key", word("key"), 20},
}

// word is the text of a key; words are those of a list.
func word(name string) func(node) string {
	return func(n node) string { return textOf(n.get(name)) }
}

// Entries are parted as asWords reads them.
func words(name string) func(node) string {
	return func(n node) string {
		var all []string
		if value := n.get(name); value != nil {
			for _, kid := range value.entries() {
				all = append(all, part(kid.text))
			}
		}
		return strings.Join(all, "; ")
	}
}

// textOf is empty where there is nothing.
func textOf(n *node) string {
	if n == nil {
		return ""
	}
	return n.text
}

// wordOf is the text of a key of what may be a mapping.
func wordOf(n *node, name string) string {
	if n == nil {
		return ""
	}
	return textOf(n.get(name))
}

// part is a text that stands among others in a cell, without the signs that part them.
// It loses a little, which a sheet for reading may.
func part(s string) string {
	return strings.NewReplacer(";", ",", "|", "/", "\n", " ").Replace(s)
}

// entries writes a list of things with parts: "Ada Example | Counsel | Our Organisation | speaker".
func entries(name string, parts ...string) func(node) string {
	return func(n node) string {
		value := n.get(name)
		if value == nil {
			return ""
		}
		var all []string
		for _, kid := range value.entries() {
			all = append(all, entry(&kid, parts...))
		}
		return strings.Join(all, "\n")
	}
}

// entry writes the parts of one thing; what is empty at its end is left out.
func entry(n *node, parts ...string) string {
	if n == nil || n.kind == text {
		return part(textOf(n))
	}
	var all []string
	for _, name := range parts {
		value := n.get(name)
		if value != nil && value.kind == mapping { // a date with more than a day
			value = value.get("from")
		}
		all = append(all, part(textOf(value)))
	}
	return strings.TrimRight(strings.Join(all, " | "), " |")
}

// moment parts the beginning into its day and its time.
// Of a range it is the beginning; its end has a column of its own.
func moment(n node) (day, clock string) {
	when := n.get("when")
	if when != nil && when.kind == mapping {
		when = when.get("from")
	}
	day, clock, _ = strings.Cut(textOf(when), "T")
	return day, clock
}

func day(n node) string {
	day, _ := moment(n)
	return day
}

// ruleWord is the kind of a rule, however it is written.
func ruleWord(n *node) string {
	if n != nil && n.kind == mapping {
		n = n.get("kind")
	}
	return textOf(n)
}

// untilOf is when an embargo ends, without its zone.
func untilOf(n *node) string {
	if n == nil || n.get("until") == nil {
		return ""
	}
	if until := n.get("until"); until.kind == mapping {
		return textOf(until.get("from"))
	}
	return textOf(n.get("until"))
}

// segments writes each part with its rule, on a line of its own.
func segments(n node) string {
	value := n.get("segments")
	if value == nil {
		return ""
	}
	var all []string
	for _, kid := range value.entries() {
		all = append(all, part(textOf(kid.get("name")))+" | "+ruleWord(kid.get("rule")))
	}
	return strings.Join(all, "\n")
}

// body writes the passages as one text, each of a segment below its name.
func body(n node) string {
	value := n.get("body")
	if value == nil || value.kind == text {
		return textOf(value)
	}
	var all []string
	for _, kid := range value.entries() {
		passage := strings.TrimSpace(textOf(kid.get("text")))
		if segment := textOf(kid.get("segment")); segment != "" {
			passage = segment + ": " + passage
		}
		all = append(all, passage)
	}
	return strings.Join(all, "\n\n")
}

// relations writes them as asRelations reads them.
func relations(n node) string {
	value := n.get("relations")
	if value == nil {
		return ""
	}
	var all []string
	for _, kid := range value.entries() {
		for kind, other := range kid.pairs() {
			to := other.text
			if other.kind == mapping {
				to = textOf(other.get("id"))
			}
			all = append(all, kind.text+": "+part(to))
		}
	}
	return strings.Join(all, "\n")
}

// rowOf writes an activity as the cells of a row.
func rowOf(e Exported) ([]string, error) {
	n, err := e.tree()
	if err != nil {
		return nil, err
	}
	cells := make([]string, len(written))
	for i, column := range written {
		cells[i] = column.cell(n)
	}
	return cells, nil
}

func writtenNames() []string {
	names := make([]string, len(written))
	for i, column := range written {
		names[i] = column.name
	}
	return names
}
