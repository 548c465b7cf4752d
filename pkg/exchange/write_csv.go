package exchange

import (
	"encoding/csv"
	"io"
)

// csvWriter writes a CSV as Excel reads it: with a mark that says UTF-8, and with no cell that it would take for a formula.
type csvWriter struct {
	w     *csv.Writer
	begun bool
	out   io.Writer
}

// RFC 4180 ends lines with both signs, and so does Excel.
func newCSVWriter(w io.Writer) *csvWriter {
	writer := csv.NewWriter(w)
	writer.UseCRLF = true
	return &csvWriter{w: writer, out: w}
}

// Without the mark (U+FEFF) Excel takes UTF-8 for the alphabet of the machine.
func (c *csvWriter) begin() error {
	if c.begun {
		return nil
	}
	c.begun = true
	if _, err := io.WriteString(c.out, "\ufeff"); err != nil {
		return err
	}
	return c.w.Write(writtenNames())
}

// Add writes a row.
func (c *csvWriter) Add(e Exported) error {
	cells, err := rowOf(e)
	if err == nil {
		err = c.begin()
	}
	if err != nil {
		return err
	}
	for i := range cells {
		// An import takes the apostrophe away again.
		if formulaLike(cells[i]) {
			cells[i] = "'" + cells[i]
		}
	}
	return c.w.Write(cells)
}

// Close ends the file; one without activities has its headers.
func (c *csvWriter) Close() error {
	if err := c.begin(); err != nil {
		return err
	}
	c.w.Flush()
	return c.w.Error()
}
