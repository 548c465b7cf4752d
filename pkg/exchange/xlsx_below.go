package exchange

import (
	"bytes"
	"strconv"
)

// saysBelow returns the first row below another that says anything, by the sheet as it is packed; 0 for none. To have the library go through a
// million rows that were laid out and left empty takes it twenty seconds, and whoever wrote something below them must be told all the same. So
// only what matters is looked at: where a row begins, and whether a cell has a value.
func saysBelow(sheet []byte, above int) int {
	line := 0
	for {
		at := bytes.IndexByte(sheet, '<')
		if at < 0 {
			return 0
		}
		sheet = sheet[at+1:]
		end := bytes.IndexByte(sheet, '>')
		if end < 0 {
			return 0
		}
		tag := sheet[:end]
		sheet = sheet[end+1:]
		switch name := elementOf(tag); {
		case name == "row":
			line = rowNumber(tag, line+1)
		// A value, or a text that stands in the cell itself. Whether it is a blank only, nobody can tell here.
		case line > above && (name == "v" || name == "t") && len(sheet) > 0 && sheet[0] != '<' && tag[len(tag)-1] != '/':
			return line
		}
	}
}

// elementOf returns the name of the element that a tag begins, without its namespace.
func elementOf(tag []byte) string {
	if end := bytes.IndexAny(tag, " \t\r\n/"); end >= 0 {
		tag = tag[:end]
	}
	return string(tag[bytes.IndexByte(tag, ':')+1:])
}

// rowNumber returns the number that a row gives itself; one that gives none follows the one before.
func rowNumber(tag []byte, next int) int {
	_, after, ok := bytes.Cut(tag, []byte(` r="`))
	number, _, closed := bytes.Cut(after, []byte(`"`))
	if n, err := strconv.Atoi(string(number)); ok && closed && err == nil && n > 0 {
		return n
	}
	return next
}
