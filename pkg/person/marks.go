package person

import "strings"

// marks are what stands before the content of a line: its indentation, and the signs of quotes, lists and headings.
type marks struct {
	width   int  // their bytes, with the white space behind them
	column  int  // the column of the first of them, or else of the content
	quotes  int  // how many are a quote's
	begins  bool // there is a list's or a heading's
	heading bool
	late    bool // the first of them is of a list that does not begin with 1
	item    int  // the column of the text of a list's item; 0: there is none
	gap     int  // the columns between the last of them and the content
}

func marksOf(line string) marks {
	m := marks{column: -1}
	column := 0 // where we are
	for {
		var bytes int
		bytes, m.gap = indentation(line[m.width:], column)
		m.width += bytes
		column += m.gap
		if m.item > 0 {
			m.item = column
		}
		if m.column < 0 {
			m.column = column
		}
		rest := line[m.width:]
		size := listMark(rest)
		switch {
		case m.gap > 4 && (m.quotes > 0 || m.item > 0): // code
			return m
		case strings.HasPrefix(rest, ">"):
			size = 1
			m.quotes, m.item = m.quotes+1, 0
		case size > 0:
			if !m.begins {
				m.begins, m.late = true, rest[0] >= '0' && rest[0] <= '9' && rest[:size-1] != "1"
			}
			m.item = column + size
		default:
			if size = headingMark(rest); size > 0 {
				m.begins, m.heading = true, true
				m.width += size
			}
			return m
		}
		m.width, column = m.width+size, column+size
	}
}

// asText returns the marks of a line in which the signs of lists and headings mean nothing, nor those of quotes from the column on.
func (m marks) asText(deep int) marks {
	if m.column >= deep {
		return marks{column: m.column}
	}
	return marks{width: m.width, column: m.column, quotes: m.quotes}
}

// indentation returns how many bytes of white space the text begins with, and how many columns they fill.
func indentation(text string, column int) (bytes, columns int) {
	for ; bytes < len(text); bytes++ {
		switch text[bytes] {
		case ' ':
			columns++
		case '\t':
			columns += 4 - (column+columns)%4
		default:
			return bytes, columns
		}
	}
	return bytes, columns
}

// listMark returns the length of the sign of a list's item: "-", "12.".
func listMark(text string) int {
	size := 0
	for size < len(text) && size < 9 && text[size] >= '0' && text[size] <= '9' {
		size++
	}
	signs := ".)"
	if size == 0 {
		signs = "-+*"
	}
	if size == len(text) || strings.IndexByte(signs, text[size]) < 0 || !blankAt(text, size+1) {
		return 0
	}
	return size + 1
}

// headingMark returns the length of the sign of a heading: "##".
func headingMark(text string) int {
	size := runOf(text, '#')
	if size > 6 || !blankAt(text, size) {
		return 0
	}
	return size
}

func blankAt(text string, at int) bool {
	return at >= len(text) || strings.IndexByte(" \t\r\n", text[at]) >= 0
}
