package person

import "strings"

// dividesTable reports whether the line divides the head of a table from its rows, and lets none of them go on with another.
func (b *blocks) dividesTable(content string) bool {
	if !b.paragraph || strings.Trim(content, "|:- \t") != "" || !strings.Contains(content, "-") || !strings.ContainsAny(content, "|:") {
		return false
	}
	if text := &b.lines[len(b.lines)-1]; text.from < b.last {
		head := stretch{b.last, text.to}
		text.to = b.last
		b.lines = append(b.lines, head)
	}
	b.table, b.certain = true, columns(b.text[b.last:b.lines[len(b.lines)-1].to]) == columns(content)
	return true
}

// columns counts the bars between cells: two rows with as many have as many cells.
func columns(row string) int {
	row = strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(row), "|"), "|")
	return strings.Count(row, "|") - strings.Count(row, `\|`)
}
