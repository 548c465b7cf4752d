package exchange

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"iter"
	"path"
	"strings"

	"github.com/xuri/excelize/v2"
)

const (
	// mostUnzipped is how many bytes a workbook may have when it is unpacked: some hundred thousand rows.
	mostUnzipped = 64 << 20
	// mostParts is how many files it may be made of.
	mostParts = 2000
	// mostMerged is how many merged cells are looked at, mostMergedInRow how many that begin in one row.
	mostMerged, mostMergedInRow = 10_000, 50
	// mostEmpty is how many empty rows may stand in a run. Sheets that were laid out to their last row have a million.
	mostEmpty = 10_000
)

// openWorkbook reads one sheet of a workbook.
func (f *File) openWorkbook(reading Reading) ([]Refusal, *flaw) {
	s := &sheet{mapping: reading.Mapping, source: reading.Source, serials: true}
	if s.mapping == nil {
		s.mapping = &Mapping{}
	}
	if bad := f.unpackable(); bad != nil {
		return nil, bad
	}
	book, name, bad := f.book(s)
	if bad != nil {
		return nil, bad
	}
	merged := mergedDown(book, name)
	s.rows = func() iter.Seq2[row, *flaw] { return sheetRows(book, name, merged) }
	s.below = func(line int) int { return saysBelow(packed(book, partOf(book, name)), line) }
	return f.openSheet(s), nil
}

// unpackable refuses what is no workbook, and what would be too large once it is unpacked. The sizes are those that the file says of its
// parts, which reading holds it to.
func (f *File) unpackable() *flaw {
	if f.size > LargestFile {
		return flawed(0, "the file has more than 16 MiB; cut it into several, or save the sheet as CSV")
	}
	parts, err := zip.NewReader(f.lines, f.size)
	if err != nil {
		return flawed(0, "this is no workbook that can be read; save it in Excel or LibreOffice as .xlsx, without a password")
	}
	var size uint64
	for _, part := range parts.File {
		size += min(part.UncompressedSize64, mostUnzipped+1)
		if size > mostUnzipped || len(parts.File) > mostParts {
			return flawed(0, "the workbook has more than 64 MiB when it is unpacked; take pictures and empty rows out, or save the sheet as CSV")
		}
	}
	return nil
}

// book opens the workbook and finds the sheet to read: the one that the mapping file names, else the first that can be seen.
func (f *File) book(s *sheet) (book *excelize.File, name string, bad *flaw) {
	defer func() { bad = rescued(recover(), bad) }()
	book, err := excelize.OpenReader(io.NewSectionReader(f.lines, 0, f.size),
		// Nothing is unpacked to disk: it is bounded already.
		excelize.Options{UnzipSizeLimit: mostUnzipped + 1, UnzipXMLSizeLimit: mostUnzipped + 1})
	if err != nil {
		return nil, "", unreadableBook(err)
	}
	properties, err := book.GetWorkbookProps()
	if err != nil {
		return nil, "", unreadableBook(err)
	}
	s.since1904 = properties.Date1904 != nil && *properties.Date1904
	var seen []string
	for _, sheet := range book.GetSheetList() {
		visible, err := book.GetSheetVisible(sheet)
		if err == nil && visible {
			seen = append(seen, sheet)
		}
		if sheet == s.mapping.sheet {
			name = sheet
		}
	}
	switch {
	case name != "":
		return book, name, nil
	case s.mapping.sheet != "":
		return nil, "", flawed(0, "the workbook has no sheet “%s”; it has %s", shown(s.mapping.sheet), shown(strings.Join(book.GetSheetList(), ", ")))
	case len(seen) == 0:
		return nil, "", flawed(0, "no sheet of the workbook can be seen; name the one that is meant in a mapping file (--map), as sheet: …")
	}
	for _, other := range seen[1:] {
		f.note(0, fmt.Sprintf("sheet “%s” was left out; to read it, say sheet: %s in a mapping file (--map)", shown(other), shown(other)))
	}
	return book, seen[0], nil
}

func unreadableBook(err error) *flaw {
	if errors.Is(err, excelize.ErrWorkbookFileFormat) || errors.Is(err, excelize.ErrWorkbookPassword) {
		return flawed(0, "the workbook is locked with a password; save it without one")
	}
	return flawed(0, "this is no workbook that can be read (%s); save it anew in Excel or LibreOffice as .xlsx", shown(err.Error()))
}

// rescued makes a sentence of what goes wrong within the library.
func rescued(panicked any, bad *flaw) *flaw {
	if panicked == nil {
		return bad
	}
	bad = flawed(0, "this is no workbook that can be read; save it anew in Excel or LibreOffice as .xlsx")
	bad.last = true
	return bad
}

// stretch is a merged cell: its column, from 1, and its last row.
type stretch struct{ column, last int }

// mergedDown returns the merged cells by their first row: who merges a date over three rows means all three.
//
// They are looked for behind the rows, in the sheet as it is packed. To ask the library for them would have it hold every row of the sheet, and
// write them all down again each time that they are gone through.
func mergedDown(book *excelize.File, name string) map[int][]stretch {
	merged, looked := map[int][]stretch{}, 0
	content := packed(book, partOf(book, name))
	for ref := range refsOf(content[max(0, bytes.LastIndex(content, []byte("sheetData"))):], "mergeCell", "ref") {
		if looked++; looked > mostMerged {
			break
		}
		start, end, _ := strings.Cut(ref, ":")
		column, first, err := excelize.CellNameToCoordinates(start)
		_, last, endErr := excelize.CellNameToCoordinates(end)
		if err == nil && endErr == nil && last > first && len(merged[first]) < mostMergedInRow {
			merged[first] = append(merged[first], stretch{column, last})
		}
	}
	return merged
}

// partOf returns under which name a sheet is packed into its workbook.
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

func packed(book *excelize.File, part string) []byte {
	content, _ := book.Pkg.Load(part)
	found, _ := content.([]byte)
	return found
}

// refsOf yields what an attribute says, wherever such an element stands.
func refsOf(content []byte, element, attribute string) iter.Seq[string] {
	return func(yield func(string) bool) {
		decoder := xml.NewDecoder(bytes.NewReader(content))
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

// sheetRows yields the rows of a sheet, as they are shown and as they are kept; the last is beyond when a long run of empty ones ends them.
func sheetRows(book *excelize.File, name string, merged map[int][]stretch) iter.Seq2[row, *flaw] {
	return func(yield func(row, *flaw) bool) {
		b := &bothRows{merged: merged, held: map[stretch]cell{}}
		if bad := b.open(book, name); bad != nil {
			yield(row{}, bad)
			return
		}
		defer b.close()
		for run := 0; ; {
			r, more, bad := b.next()
			if bad != nil {
				bad.last = true
				yield(row{}, bad)
				return
			}
			if run++; !r.empty() {
				run = 0
			}
			r.beyond = run > mostEmpty
			if !more || !yield(r, nil) || r.beyond {
				return
			}
		}
	}
}

// bothRows goes through a sheet twice in step.
type bothRows struct {
	shown, raw *excelize.Rows
	line       int
	merged     map[int][]stretch
	// held are the merged cells that reach down to here, and what stands in them.
	held map[stretch]cell
}

func (b *bothRows) open(book *excelize.File, name string) (bad *flaw) {
	defer func() { bad = rescued(recover(), bad) }()
	var err, rawErr error
	b.shown, err = book.Rows(name)
	b.raw, rawErr = book.Rows(name)
	if err := errors.Join(err, rawErr); err != nil {
		return unreadableBook(err)
	}
	return nil
}

func (b *bothRows) close() {
	_, _ = b.shown.Close(), b.raw.Close()
}

func (b *bothRows) next() (r row, more bool, bad *flaw) {
	defer func() { bad = rescued(recover(), bad) }()
	if !b.shown.Next() || !b.raw.Next() {
		if err := errors.Join(b.shown.Error(), b.raw.Error()); err != nil {
			return row{}, false, unreadableBook(err)
		}
		return row{}, false, nil
	}
	b.line++
	seen, err := b.shown.Columns()
	raw, rawErr := b.raw.Columns(excelize.Options{RawCellValue: true})
	if err := errors.Join(err, rawErr); err != nil {
		return row{}, false, unreadableBook(err)
	}
	r = row{line: b.line, cells: make([]cell, len(seen))}
	for i := range seen {
		r.cells[i] = cell{line: b.line, text: seen[i]}
		if i < len(raw) {
			r.cells[i].raw = raw[i]
		}
	}
	b.filled(&r)
	return r, true, nil
}

// filled puts into a row what merged cells above it say.
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
