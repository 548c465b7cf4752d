package exchange

import (
	"io"

	"dontblink.dev/pkg/calendar"
)

// Reading is how files are read that do not say everything by themselves: a sheet does not say whose it is, and a calendar has no end.
// The zero Reading will do for what says everything: YAML, JSON, JSON Lines.
type Reading struct {
	// Source names where the activities come from, for files that do not.
	Source string
	// Mapping says which columns of a sheet hold what; nil: their headers do.
	Mapping *Mapping
	// Today is the day around which the dates of a calendar's recurring events are taken; without one such events are refused.
	// This package has no clock, and an import that comes again must find the same days.
	Today calendar.Day
	// Zone is where a calendar's moments in UTC took place, unless it says so itself.
	Zone string
}

// Note is something that a file holds and that was not taken, which is no mistake.
// What a note tells of cannot be refused, since most files hold something that is not ours: a column for the budget, a private event.
type Note struct {
	File string
	// Line is where it stands first, from 1; zero: in the file as a whole.
	Line int
	// Sentence says what was left out, and what to do if it should not be.
	Sentence string
}

// Notes says what was left out of the file, once its items have been read to the end.
// A second reading of the items does not note anything twice.
func (f *File) Notes() []Note { return f.notes }

// note notes what was left out. Of a file with a thousand oddities nobody reads more than the first.
func (f *File) note(line int, sentence string) {
	const most = 100
	if len(f.notes) < most {
		f.notes = append(f.notes, Note{File: f.name, Line: line, Sentence: sentence})
	}
}

// Open reads a file as if nothing more was known about it than what it says.
func Open(name string, r io.ReaderAt, size int64) (*File, []Refusal) {
	return Reading{}.Open(name, r, size)
}
