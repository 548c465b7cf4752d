package exchange

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"path/filepath"
	"strings"

	"golang.org/x/text/encoding/charmap"
)

// separators part the cells of a CSV, by the words that a mapping file uses.
// There is no standard: RFC 4180 knows the comma alone, and Excel writes whatever the machine's region has for lists.
var separators = map[string]string{"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}

// encodings are those of a CSV. Browsers take Latin-1 for Windows-1252 too, since who says the one has the other.
// It is the same choice as that of the WHATWG Encoding Standard.
var encodings = []string{"utf-8", "windows-1252", "latin-1"}

// openCSV reads a table of text.
// It is held whole, since its rows are gone through several times: to find the separator, the headers, and then the rows themselves, perhaps twice.
func (f *File) openCSV(reading Reading) ([]Refusal, *flaw) {
	s := &sheet{mapping: reading.Mapping, source: reading.Source, ragged: true}
	if s.mapping == nil {
		s.mapping = &Mapping{}
	}
	data, bad := f.whole()
	if bad == nil {
		data, bad = decoded(data, s.mapping.encoding)
	}
	if bad != nil {
		return nil, bad
	}
	comma, data, offset := s.separator(data, strings.EqualFold(filepath.Ext(f.name), ".tsv"))
	s.rows = func() iter.Seq2[row, *flaw] { return records(data, comma, offset) }
	return f.openSheet(s), nil
}

// decoded returns the bytes as UTF-8. What is not is never guessed at: each byte means something in a dozen alphabets.
// encoding is one of encodings, or empty for UTF-8, with or without its mark.
func decoded(data []byte, encoding string) ([]byte, *flaw) {
	if encoding == "windows-1252" || encoding == "latin-1" {
		text, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return nil, flawed(1, "the file is not Windows-1252: %s", err)
		}
		data = text
	}
	clean, bad := raw(data, 1)
	if bad == nil {
		return clean, nil
	}
	// The sentence of raw tells nobody where in Excel that is said.
	if strings.Contains(bad.sentence, "not UTF-8") {
		bad.sentence = strings.TrimSuffix(bad.sentence, "; save the file as UTF-8") + `; save it anew, in Excel as “CSV UTF-8 (comma delimited)”, ` +
			"or say in a mapping file (--map) that it is encoding: windows-1252"
	}
	return nil, bad
}

// separator finds out what parts the cells: what the mapping file says, or the line that Excel reads, else whatever makes most of the first row.
// It returns the text without that line, and how many lines were taken away.
// tabs says that the file is called .tsv.
func (s *sheet) separator(data []byte, tabs bool) (comma rune, rest []byte, offset int) {
	first, after, _ := bytes.Cut(data, []byte("\n"))
	// Excel writes and reads "sep=;" as the first line; it goes before what the mapping says, since whoever saved the file anew may have changed it.
	if line := strings.TrimRight(string(first), "\r"); len(line) == len("sep=;") && strings.HasPrefix(line, "sep=") {
		return rune(line[4]), after, 1
	}
	if s.mapping.separator != "" {
		return rune(s.mapping.separator[0]), data, 0
	}
	if tabs {
		return '\t', data, 0
	}
	comma, best := ',', -1
	// Each is tried on the first rows; the comma wins where none makes more.
	for _, candidate := range ",;\t|" {
		// What we know weighs more than how many there are: a headline may hold three commas.
		made := 0
		looked := 0
		for r, bad := range records(data, candidate, 0) {
			if looked++; bad != nil || looked > headerWithin {
				break
			}
			made = max(made, 100*s.knows(r)+min(len(r.cells), 99))
		}
		if made > best {
			comma, best = candidate, made
		}
	}
	return comma, data, 0
}

// records yields the rows of a CSV, each with the line that it begins on.
// Quotes are those of RFC 4180. Rows may have any number of cells; a text of several lines has the line on which it begins. offset is how many lines were
// taken away above. After a flaw there is nothing more.
func records(data []byte, comma rune, offset int) iter.Seq2[row, *flaw] {
	return func(yield func(row, *flaw) bool) {
		reader := csv.NewReader(bytes.NewReader(data))
		reader.Comma, reader.FieldsPerRecord, reader.ReuseRecord = comma, -1, true
		for {
			record, err := reader.Read()
			if errors.Is(err, io.EOF) {
				return
			}
			if err != nil {
				yield(row{}, wrongCSV(err, offset))
				return
			}
			r := row{cells: make([]cell, len(record))}
			for i, content := range record {
				line, _ := reader.FieldPos(i)
				r.cells[i] = cell{line: line + offset, text: content}
			}
			r.line = r.cells[0].line
			if len(record) > mostColumns {
				yield(row{}, flawed(r.line, "this row has more than 16,384 cells; no sheet has as many columns"))
				return
			}
			if !yield(r, nil) {
				return
			}
		}
	}
}

// wrongCSV says what is wrong with the quotes of a CSV, which is all that can be.
// Where quotes are wrong nobody can say what belongs to which cell, so the file ends there.
func wrongCSV(err error, offset int) *flaw {
	parse, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		bad := unreadable(0, err)
		bad.last = true
		return bad
	}
	// A quotation mark that is never closed is found at the end of the file, and told where it opens.
	bad := flawed(parse.StartLine+offset, "a cell that begins with a quotation mark does not end with one; double each mark within it, as in \"\"this\"\"")
	if errors.Is(err, csv.ErrBareQuote) {
		bad = flawed(parse.Line+offset, "a quotation mark stands in a cell that does not begin with one; put the whole cell in quotation marks and double those within")
	}
	bad.last = true
	return bad
}

// harmless takes away the mark that keeps a spreadsheet from reading a text as a formula, as our own exports write it.
func harmless(s string) string {
	if len(s) > 1 && s[0] == '\'' && formulaLike(s[1:]) {
		return s[1:]
	}
	return s
}

// formulaLike reports whether a spreadsheet would read a text as a formula, and might then do what a stranger wrote.
// The signs are those that OWASP lists under CSV injection; a tab or a line end in front is skipped by some programs.
func formulaLike(s string) bool { return s != "" && strings.ContainsRune("=+-@\t\r\n", rune(s[0])) }
