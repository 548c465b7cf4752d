package exchange

import (
	"io"
	"path/filepath"
	"strings"
	"time"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Exported is an activity on its way into a file.
// The content is that of the log, with ids and mentions; files have neither.
type Exported struct {
	// ID is the activity's, Source and Key are by what a file names it.
	// What was logged here and never imported has the source "dontblink" and its id as its key, by which an import finds it again.
	ID, Source, Key string
	Content         *eventv1.Activity
	// Withdrawn is why it was withdrawn; empty: it counts.
	Withdrawn string
	// Gone are the ids of those that it is tied to and that are in the log no more: a file names them by these, since no file can hold them.
	Gone []string
	// Recorded is when it was written down first.
	Recorded time.Time
}

// Writer writes activities into a file, one after the other.
// After an error of either the file is of no use. Add may keep the activity until Close, so nobody may change it before.
type Writer interface {
	// Add writes one more.
	Add(Exported) error
	// Close writes what ends the file. It closes nothing beneath it.
	Close() error
}

// NewWriter returns the writer for a file of that name. YAML and JSON Lines lose nothing that a file can say; CSV and workbooks are for people to
// read; a calendar has what is planned and promised. zone is the team's.
// Any other ending is fault.Invalid, with the endings that there are.
func NewWriter(name, zone string, w io.Writer) (Writer, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl":
		return lineWriter{w}, nil
	case ".yaml", ".yml":
		return &yamlWriter{w: w}, nil
	case ".csv":
		return newCSVWriter(w), nil
	case ".xlsx":
		return newBookWriter(w)
	case ".ics":
		return newCalendarWriter(w, zone), nil
	}
	return nil, fault.New(fault.Invalid, "%s: name the file .yaml or .jsonl for all that there is, .csv or .xlsx to read it in a spreadsheet, "+
		".ics for a calendar of what is planned", name)
}

// Whole reports whether a file of that name takes all that there is, also what was withdrawn.
// Whoever exports asks it what to read from the log.
func Whole(name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl", ".yaml", ".yml":
		return true
	}
	return false
}

// lineWriter writes JSON Lines.
type lineWriter struct{ w io.Writer }

func (l lineWriter) Add(e Exported) error {
	return WriteJSONLine(l.w, e.Source, e.Key, e.Content, e.Withdrawn, e.Gone...)
}

func (lineWriter) Close() error { return nil }

// tree is an activity as the tree that a file of it would be read into. All writers but that of JSON Lines go by it: what one can write, all can.
// The detour through JSON saves a second description of what a file holds.
func (e Exported) tree() (node, error) {
	var line strings.Builder
	if err := WriteJSONLine(&line, e.Source, e.Key, e.Content, e.Withdrawn, e.Gone...); err != nil {
		return node{}, err
	}
	n, bad := parseJSON(line.String(), 1, 1)
	if bad != nil {
		return node{}, fault.New(fault.Invalid, "activity %s cannot be written: %s", e.ID, bad.sentence)
	}
	return n, nil
}
