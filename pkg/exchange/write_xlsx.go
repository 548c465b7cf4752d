package exchange

import (
	"io"

	"github.com/xuri/excelize/v2"

	"dontblink.dev/pkg/fault"
)

// bookWriter writes a workbook of one sheet, row by row. Each cell is a text, which no spreadsheet takes for a formula; it is marked as in a CSV all the
// same, since the sheet may become one.
// The stream keeps rows beyond some megabytes in a file of its own, so a workbook of any size takes little memory; rows must come in order.
type bookWriter struct {
	w     io.Writer
	book  *excelize.File
	sheet *excelize.StreamWriter
	row   int
}

// mostRows is how many rows a sheet may have.
// It is Excel's limit, and the format's.
const mostRows = 1_048_576

// newBookWriter begins the sheet. Widths and panes must be said before the first row: the stream goes one way.
func newBookWriter(w io.Writer) (*bookWriter, error) {
	b := &bookWriter{w: w, book: excelize.NewFile()}
	if err := b.book.SetSheetName("Sheet1", "Activities"); err != nil {
		return nil, err
	}
	var err error
	if b.sheet, err = b.book.NewStreamWriter("Activities"); err != nil {
		return nil, err
	}
	for i, column := range written {
		if err := b.sheet.SetColWidth(i+1, i+1, column.wide); err != nil {
			return nil, err
		}
	}
	bold, err := b.book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return nil, err
	}
	if err := b.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return nil, err
	}
	var cells []any
	for _, name := range writtenNames() {
		cells = append(cells, excelize.Cell{Value: name, StyleID: bold})
	}
	// Row 1 has the headers, in bold, and stays in sight.
	b.row = 1
	return b, b.sheet.SetRow("A1", cells)
}

// Add writes a row.
func (b *bookWriter) Add(e Exported) error {
	row, err := rowOf(e)
	if err != nil {
		return err
	}
	if b.row++; b.row > mostRows {
		return fault.New(fault.Invalid, "a sheet has no more than 1,048,576 rows: export a few years at a time, or to a file that ends in .csv")
	}
	cells := make([]any, len(row))
	for i, content := range row {
		if content == "" {
			continue
		}
		if formulaLike(content) {
			content = "'" + content
		}
		// No cell takes more, and a text cut short is told by its end.
		if runes := []rune(content); len(runes) > excelize.TotalCellChars {
			content = string(runes[:excelize.TotalCellChars-1]) + "…"
		}
		cells[i] = content
	}
	at, err := excelize.CoordinatesToCellName(1, b.row)
	if err != nil {
		return err
	}
	return b.sheet.SetRow(at, cells)
}

// Close writes the workbook.
func (b *bookWriter) Close() error {
	if err := b.sheet.Flush(); err != nil {
		return err
	}
	if _, err := b.book.WriteTo(b.w); err != nil {
		return err
	}
	return b.book.Close()
}
