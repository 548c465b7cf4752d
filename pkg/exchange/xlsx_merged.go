package exchange

import (
	"bytes"
	"encoding/xml"
	"iter"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

// stretch is a merged cell: its column, from 1, and its last row.
type stretch struct{ column, last int }

// mergedDown returns the merged cells by their first row: who merges a date over three rows means all three.
//
// They are looked for behind the rows, in the sheet as it is packed. To ask the library for them would have it hold every row of the sheet, and
// write them all down again each time that they are gone through.
func mergedDown(book *excelize.File, name string) map[int][]stretch {
	merged, looked := map[int][]stretch{}, 0
	content := packed(book, partOf(book, name))
	// In the part of a sheet, merged cells come behind sheetData (ECMA-376, part 1, 18.3.1.99), so nothing before that is looked through.
	for ref := range refsOf(content[max(0, bytes.LastIndex(content, []byte("sheetData"))):], "mergeCell", "ref") {
		if looked++; looked > mostMerged {
			break
		}
		start, end, _ := strings.Cut(ref, ":")
		column, first, err := excelize.CellNameToCoordinates(start)
		_, last, endErr := excelize.CellNameToCoordinates(end)
		// Those that are merged sideways alone mean one cell.
		if err == nil && endErr == nil && last > first && len(merged[first]) < mostMergedInRow {
			merged[first] = append(merged[first], stretch{column, last})
		}
	}
	return merged
}

// partOf returns under which name a sheet is packed into its workbook.
// The workbook names its sheets with ids, and its relationships (ECMA-376, part 2) lead from these to files. "" where none does.
func partOf(book *excelize.File, name string) (part string) {
	for _, sheet := range book.WorkBook.Sheets.Sheet {
		if sheet.Name != name {
			continue
		}
		// Most call it workbook.xml, and some programs workbook2.xml.
		book.Pkg.Range(func(at, content any) bool {
			if strings.HasPrefix(at.(string), "xl/_rels/workbook") {
				part = target(content, sheet.ID)
			}
			return part == ""
		})
	}
	return part
}

// target returns what a workbook means by an id.
// Targets are relative to xl/, where the workbook lies, unless they begin with a stroke.
func target(content any, id string) string {
	var related struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	// What cannot be read has no merged cells; the rows say what is wrong with it.
	raw, _ := content.([]byte)
	_ = xml.Unmarshal(raw, &related)
	for _, r := range related.Relationship {
		switch {
		case r.ID != id:
		case strings.HasPrefix(r.Target, "/"):
			return strings.TrimPrefix(path.Clean(r.Target), "/")
		default:
			return path.Join("xl", r.Target)
		}
	}
	return ""
}

// packed returns a file of the workbook as it is; nil if there is none.
func packed(book *excelize.File, part string) []byte {
	content, _ := book.Pkg.Load(part)
	found, _ := content.([]byte)
	return found
}

// refsOf yields what an attribute says, wherever such an element stands.
func refsOf(content []byte, element, attribute string) iter.Seq[string] {
	return func(yield func(string) bool) {
		decoder := xml.NewDecoder(bytes.NewReader(content))
		// What is not well-formed the rows refuse; here it only ends the search.
		decoder.Strict = false
		for {
			token, err := decoder.RawToken()
			if err != nil {
				return
			}
			start, ok := token.(xml.StartElement)
			if !ok || start.Name.Local != element {
				continue
			}
			for _, a := range start.Attr {
				if a.Name.Local == attribute && !yield(a.Value) {
					return
				}
			}
		}
	}
}

// filled puts into a row what merged cells above it say.
// A cell that says something itself is left as it is: then they were not merged for the eye.
func (b *bothRows) filled(r *row) {
	for m, c := range b.held {
		if m.last < r.line {
			delete(b.held, m)
			continue
		}
		for len(r.cells) < m.column {
			r.cells = append(r.cells, cell{line: r.line})
		}
		if r.cells[m.column-1].text == "" {
			c.line = r.line
			r.cells[m.column-1] = c
		}
	}
	for _, m := range b.merged[r.line] {
		if m.column <= len(r.cells) {
			b.held[m] = r.cells[m.column-1]
		}
	}
}
