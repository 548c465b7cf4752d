package exchange

import (
	"errors"
	"iter"

	"github.com/xuri/excelize/v2"
)

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
			// The row that is beyond is yielded too, so that somebody can tell where it stopped.
			if !more || !yield(r, nil) || r.beyond {
				return
			}
		}
	}
}

// bothRows goes through a sheet twice in step.
// The library can give the one or the other, and no row twice.
type bothRows struct {
	shown, raw *excelize.Rows
	line       int
	merged     map[int][]stretch
	// held are the merged cells that reach down to here, and what stands in them.
	held map[stretch]cell
}

// Each of the two is a reader of its own over the same bytes; nothing is held but the row.
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

// next counts rows itself: the library leaves none out, the empty ones neither.
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
