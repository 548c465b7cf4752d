// Package exchange reads files of activities, and of the edition, into what events carry, and writes activities as files.
//
// It knows for every field the line it stands on, and says of a file that it cannot take what stands where and what to write
// instead. It checks shape and types: what the words mean (is there such a priority, such a date?) is for the domain to check,
// whose mistakes it turns into lines. It records nothing. The format is described in the folder's README.
package exchange

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"

	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// LargestFile is how many bytes a file may have that is read as a whole, that is in YAML or JSON.
// Read, it takes some hundreds of megabytes for a moment. JSON Lines have no such bound.
const LargestFile = 16 << 20

// File is a file that could be read: of activities, or of the edition.
// Which of root, lines and sheet is set tells how Items goes about it.
type File struct {
	name string
	// root is all of a YAML or JSON file.
	// It is kept as long as the file, since mistakes find their lines in it.
	root node
	// lines is a JSON Lines file, of that size.
	lines io.ReaderAt
	size  int64

	// sheet is a CSV or a workbook, whose rows are read one by one.
	sheet *sheet

	// source is the file's own, or the one that was given for it; activities are the list below its key.
	source     string
	activities *node
	edition    *eventv1.Edition
	// series are, for each activity of a calendar, the UID of the recurring event that it is one time of.
	series []string
	// notes say what was left out; the first so many of them, standing, were found before any item was read.
	notes    []Note
	standing int
}

// Item is an activity of a file.
// It keeps hold of what it was read from, so that mistakes which the domain finds later still have a line.
type Item struct {
	// Line is where it begins.
	// It counts from 1.
	Line int
	// Source and Key name it for ever.
	Source, Key string
	// Content is what the file says of it; nil when it says no more than that it was withdrawn.
	// Nothing in it is checked but shape and size, and it is the caller's own.
	Content *eventv1.Activity
	// Withdrawn is why it was withdrawn, if it was.
	Withdrawn string
	// Size is how many bytes all its texts have together.
	// It is what activity.Largest bounds.
	Size int
	// Series is the UID of the event in a calendar that it is one time of, if that recurs.
	Series string

	// ByID are the activities that it names by their ids, and not by keys: an id is no slip of the pen.
	ByID []string

	file *File
	node *node
}

// Refuse turns mistakes that were found in the content into refusals with lines.
// Fields are those of the activity ("links[0].url"); what has no line of its own is told where it should stand.
func (i Item) Refuse(mistakes fault.Mistakes) []Refusal {
	return i.file.inColumns(locate(i.file.name, i.Key, i.node, mistakes))
}

// Open reads a file. What kind it is its name says (.yaml, .yml, .json, .jsonl, .csv, .tsv, .xlsx, .ics), and what it holds its topmost keys.
// The reader must stay open, and the file unchanged, while the items are read.
//
// Refusals are about the file as a whole. A file without any may still hold activities that are refused one by one; a file with
// some is nil when nothing more can be said about it.
func (reading Reading) Open(name string, r io.ReaderAt, size int64) (*File, []Refusal) {
	f := &File{name: name, lines: r, size: size, source: reading.Source}
	var bad *flaw
	switch strings.ToLower(filepath.Ext(name)) {
	case ".jsonl":
		bad = f.openLines()
	case ".csv", ".tsv":
		return f.openAs(reading, (*File).openCSV)
	// A workbook with macros is one of XML all the same, and nothing in it is run.
	case ".xlsx", ".xlsm":
		return f.openAs(reading, (*File).openWorkbook)
	case ".ics", ".ical":
		return f.openAs(reading, (*File).openCalendar)
	case ".json":
		// An activity stands within three brackets: the file's, the list's and its own.
		bad = f.openWhole(func(data []byte) (node, *flaw) { return parseJSON(string(data), 1, 3) })
	case ".yaml", ".yml":
		bad = f.openWhole(parseYAML)
	default:
		bad = flawed(0, "files that end in .yaml, .yml, .json, .jsonl, .csv, .tsv, .xlsx or .ics are read; "+
			"give it one of these names if it is one of these")
	}
	switch {
	case bad != nil:
		return nil, []Refusal{{File: name, Line: bad.line, Key: shown(bad.key), Sentence: bad.sentence}}
	case f.root.kind != nothing:
		return f.recognise()
	default:
		return f, nil
	}
}

// openAs reads a file of a kind that needs to be told more.
// openAs turns what is wrong with the file into refusals: a flaw leaves nothing to go on with, and so do refusals of the headers.
func (f *File) openAs(reading Reading, open func(*File, Reading) ([]Refusal, *flaw)) (*File, []Refusal) {
	refusals, bad := open(f, reading)
	switch {
	case bad != nil:
		return nil, []Refusal{{File: f.name, Line: bad.line, Sentence: bad.sentence}}
	case len(refusals) > 0:
		return nil, refusals
	}
	return f, nil
}

// whole returns the bytes of a file that is read as a whole.
// Its size is what the caller says, who has the file or has received it.
func (f *File) whole() ([]byte, *flaw) {
	if f.size > LargestFile {
		return nil, flawed(0, "the file has more than 16 MiB; cut it into several, or write it as JSON Lines, one activity a line")
	}
	data, err := io.ReadAll(io.NewSectionReader(f.lines, 0, f.size))
	if err != nil {
		return nil, unreadable(0, err)
	}
	return data, nil
}

const empty = "the file is empty; write source: and activities:, or what describes the edition"

// openWhole reads a file that is one tree.
func (f *File) openWhole(parse func([]byte) (node, *flaw)) *flaw {
	data, bad := f.whole()
	if bad != nil {
		return bad
	}
	// From here on the file is a tree, and Items knows by this that it is none of lines.
	f.lines = nil
	// raw takes away the mark at the beginning; the key is looked for in what was there.
	given := data
	if data, bad = raw(data, 1); bad != nil {
		bad.key = keyAt(given, bad.line)
		return bad
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return flawed(1, empty)
	}
	if f.root, bad = parse(data); bad == nil && f.root.kind == nothing {
		return flawed(1, empty)
	}
	return bad
}

// unreadable is what the disk or whoever handed the file over says, in their words.
func unreadable(line int, err error) *flaw {
	return flawed(line, "the file cannot be read: %s", err)
}

var (
	// Of the keys that both kinds of file have (priorities, topics), what stands below decides.
	activitiesKeys = []string{"activities", "source"}
	editionKeys    = []string{"furniture", "left_out", "merged", "orders", "pillars", "publications", "retired", "team"}
)

// recognise tells activities and an edition apart, and reads what stands at the top.
// A file with both would be half taken if either was refused, so it is refused as a whole.
func (f *File) recognise() (*File, []Refusal) {
	r := &reader{file: f.name}
	has := func(keys []string) bool {
		return slices.ContainsFunc(keys, func(key string) bool { return f.root.get(key) != nil })
	}
	switch ofActivities, ofEdition := has(activitiesKeys), has(editionKeys) || f.describes("priorities") || f.describes("topics"); {
	case f.root.kind != mapping:
		r.wrong(&f.root, "source: and a name at the top, and the activities under activities:")
		return nil, r.refusals
	case ofActivities && ofEdition:
		r.refuse(&f.root, "activities and an edition stand in one file; write two")
		return nil, r.refusals
	case ofEdition:
		f.edition = r.edition(&f.root)
	default:
		f.top(r)
	}
	return f, r.done("", 1)
}

// describes reports whether more than words stand under a key: an activity names its priorities and topics, an edition says what they are.
func (f *File) describes(key string) bool {
	n := f.root.get(key)
	return n != nil && slices.ContainsFunc(n.entries(), func(entry node) bool { return entry.kind == mapping })
}

// top reads what stands at the top of a file of activities.
func (f *File) top(r *reader) {
	record(r, &f.root, fields[File]{
		// The file's own source goes before the one that was given for it.
		"source":     func(r *reader, n *node, f *File) { f.source = cmp.Or(r.name(n), f.source) },
		"activities": func(_ *reader, n *node, f *File) { f.activities = n },
	}, f, "source: and activities:")
	if f.source == "" && !r.blames("source") {
		r.refuse(&f.root, "the source is missing; write at the top source: and a word that names where these activities come from")
	}
	switch {
	case f.activities == nil:
		r.refuse(&f.root, "the activities are missing; write them as a list under activities:")
		f.activities = &node{}
	// An empty list is more likely a slip in the indentation than a file that means to say nothing.
	case len(f.activities.entries()) == 0:
		r.down("activities")
		r.refuse(f.activities, "no activity stands here; write at least one, as a list")
		r.up()
	}
}

// Edition returns the edition that the file describes, or nil when it is one of activities.
func (f *File) Edition() *eventv1.Edition { return f.edition }

// Refuse turns mistakes that were found in the edition into refusals with lines.
// A priority is found where it stands, mostly under its pillar.
// Item.Refuse does so for activities.
func (f *File) Refuse(mistakes fault.Mistakes) []Refusal {
	mistakes = f.inPlace(mistakes)
	return locate(f.name, "", &f.root, mistakes)
}

// Items yields the activities of the file in order, each with what is wrong with it. It may be called as often as one likes. An
// activity with refusals is not whole, so there is no sense in checking it further.
// Each has a line and, where it could be read, a key. Of a file without activities there are none.
func (f *File) Items() iter.Seq2[Item, []Refusal] {
	switch {
	case f.sheet != nil:
		return f.sheet.items()
	case f.lines != nil:
		return f.linewise()
	}
	return func(yield func(Item, []Refusal) bool) {
		if f.activities == nil {
			return
		}
		first := keys{}
		entries := f.activities.entries()
		for i := range entries {
			r := &reader{file: f.name, sourceless: f.source == ""}
			item, refusals := f.item(r, &entries[i], f.source, lineFields, first)
			if i < len(f.series) {
				item.Series = f.series[i]
			}
			if !yield(item, refusals) {
				return
			}
		}
	}
}

// item reads one activity, and sees to it that its key is its own.
// first remembers the keys of this reading of the file.
func (f *File) item(r *reader, n *node, source string, of fields[draft], first keys) (Item, []Refusal) {
	d := r.activity(n, source, of)
	if d.key != "" {
		if line, again := first.see(d.source, d.key, int(n.line)); again {
			at := n.get("key")
			r.down("key")
			r.refuse(at, "the activity of line %d has the same key; give each its own, or keep one of the two", line)
			r.up()
		}
	}
	item := Item{
		Line: int(n.line), Source: d.source, Key: d.key, Content: d.content, Withdrawn: d.withdrawn, Size: r.size, ByID: d.byID,
		file: f, node: n,
	}
	return item, r.done(d.key, item.Line)
}
