package exchange

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/xuri/excelize/v2"
)

const (
	// mostUnzipped is how many bytes a workbook may have when it is unpacked: some hundred thousand rows.
	// The library unpacks every part into memory, so what it will be is asked before it is opened.
	mostUnzipped = 64 << 20
	// mostParts is how many files it may be made of.
	// A part is a sheet, a picture, a comment; each costs a header, however small it is.
	mostParts = 2000
	// mostMerged is how many merged cells are looked at, mostMergedInRow how many that begin in one row.
	mostMerged, mostMergedInRow = 10_000, 50
	// mostEmpty is how many empty rows may stand in a run. Sheets that were laid out to their last row have a million.
	mostEmpty = 10_000
)

// openWorkbook reads one sheet of a workbook.
// Its cells are read as they are shown and as they are kept, since only the first tells what people mean and only the second which day it is.
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
		// Added up as they are, sizes that lie could turn the sum over.
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
	// Excel for the Mac counted so for long, and files are carried on.
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
// Deferred as bad = rescued(recover(), bad): recover works only where it is called by the deferred function itself.
func rescued(panicked any, bad *flaw) *flaw {
	if panicked == nil {
		return bad
	}
	bad = flawed(0, "this is no workbook that can be read; save it anew in Excel or LibreOffice as .xlsx")
	bad.last = true
	return bad
}
