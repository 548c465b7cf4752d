package exchange

import (
	"bufio"
	"errors"
	"hash/maphash"
	"io"
	"iter"
	"regexp"
)

// longestJSONLine is how many bytes one line of JSON Lines may have. The file may have as many lines as it likes.
// An activity of activity.Largest, with every character escaped, has less than 3 MiB.
const longestJSONLine = 8 << 20

// openLines refuses a file of nothing but blank lines.
func (f *File) openLines() *flaw {
	// It is read up to the first sign that says something, mostly one.
	r := bufio.NewReader(io.NewSectionReader(f.lines, 0, f.size))
	for {
		switch c, err := r.ReadByte(); {
		case errors.Is(err, io.EOF):
			return flawed(1, "the file is empty; write one activity a line, as {\"source\": …, \"key\": …, \"headline\": …}")
		case err != nil:
			return unreadable(0, err)
		case c != ' ' && c != '\t' && c != '\r' && c != '\n':
			return nil
		}
	}
}

// linewise yields the activities of a JSON Lines file. It holds one line at a time.
// A line that cannot be read is refused by itself, and the next one is read: a line break ends every mistake.
func (f *File) linewise() iter.Seq2[Item, []Refusal] {
	return func(yield func(Item, []Refusal) bool) {
		r := bufio.NewReaderSize(io.NewSectionReader(f.lines, 0, f.size), 256<<10)
		// 256 KiB hold nearly every line, so nearly none is copied before it is read.
		first, parser := keys{}, &jsonText{}
		for number := 1; ; number++ {
			line, bad := nextLine(r, number)
			if bad == nil {
				line, bad = rawLine(line, number)
			}
			switch {
			case bad != nil:
				if !yield(f.badLine(bad)) || bad.last {
					return
				}
			case line == nil:
				return
			case blank(line):
			case !yield(f.lineItem(parser, string(line), number, first)):
				return
			}
		}
	}
}

// keyOf finds the key in a line that cannot be read otherwise.
var keyOf = regexp.MustCompile(`"key" *: *"([^"\\]*)"`)

// rawLine is raw, with the key of what is refused.
func rawLine(line []byte, number int) ([]byte, *flaw) {
	clean, bad := raw(line, number)
	if bad != nil {
		if m := keyOf.FindSubmatch(line); m != nil {
			bad.key = string(m[1])
		}
	}
	return clean, bad
}

// lineItem reads the activity of one line.
func (f *File) lineItem(parser *jsonText, line string, number int, first keys) (Item, []Refusal) {
	n, bad := parser.parse(line, number, 1)
	switch {
	case bad != nil:
		return f.badLine(bad)
	case n.get("activities") != nil:
		return f.badLine(flawed(number,
			"a list of activities stands in one line; write one activity a line, each with its source, or name the file .json"))
	default:
		return f.item(&reader{file: f.name}, &n, f.source, lineFields, first)
	}
}

// badLine is an item of which there is no more than its line, and why.
func (f *File) badLine(bad *flaw) (Item, []Refusal) {
	return Item{Line: bad.line, Key: bad.key, file: f, node: &node{line: int32(bad.line)}},
		[]Refusal{{File: f.name, Line: bad.line, Key: shown(bad.key), Sentence: bad.sentence}}
}

// nextLine returns the next line with its end, or nil after the last. Of a line that is too long it keeps nothing.
// What it returns holds until the next call.
func nextLine(r *bufio.Reader, number int) ([]byte, *flaw) {
	line, err := r.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = longLine(r, line)
	}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		bad := unreadable(number, err)
		bad.last = true
		return nil, bad
	case len(line) > longestJSONLine:
		return nil, flawed(number, "this line has more than 8 MiB; an activity needs less")
	case len(line) == 0:
		return nil, nil
	default:
		return line, nil
	}
}

// longLine reads on in a line that is longer than the buffer.
// It reads to the end of the line in any case, so that the next call begins with the next one, but keeps a little more than the limit at the most.
func longLine(r *bufio.Reader, begun []byte) ([]byte, error) {
	line := append(make([]byte, 0, 4*len(begun)), begun...)
	for {
		more, err := r.ReadSlice('\n')
		if len(line) <= longestJSONLine {
			line = append(line, more...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

// keys remembers on which line each key stood first. It keeps hashes, so that a file of a million activities costs no more
// than some dozens of megabytes; that two keys share a hash of 128 bits does not happen.
type keys map[[2]uint64]int

// Seeds are random for each process, so nobody can write a file whose keys collide.
var seeds = [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}

// see returns the line on which the key stood first, if it did.
func (k keys) see(source, key string, line int) (first int, again bool) {
	var hash [2]uint64
	for i, seed := range seeds {
		hash[i] = maphash.Comparable(seed, [2]string{source, key})
	}
	if first, again = k[hash]; !again {
		k[hash] = line
	}
	return first, again
}
