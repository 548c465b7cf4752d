package exchange

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"dontblink.dev/pkg/activity"
)

// mostMistakes is how many mistakes of one activity are told one by one.
// More mean that the file is of another kind, or was made by a program that does the same thing wrong everywhere.
const mostMistakes = 50

// reader turns nodes into content and notes what is wrong on the way.
// One reader reads one activity, or one edition. Reading goes on after a mistake: people mend ten at once.
type reader struct {
	file string
	path []step
	// sourceless: that the source is missing was told already, of the whole file.
	sourceless bool
	// size counts the bytes of all texts, body those of the passages.
	size, body int
	refusals   []Refusal
	// more counts those beyond mostMistakes.
	more int
}

// step is one part of a path: a name, or an index when the name is empty.
// Paths are kept as steps and written only for a refusal: nearly all activities have none.
type step struct {
	name  string
	index int
}

func (r *reader) down(name string) { r.path = append(r.path, step{name: name}) }
func (r *reader) up()              { r.path = r.path[:len(r.path)-1] }

// where writes the path as "links[0].url".
func (r *reader) where() string {
	var b strings.Builder
	for _, s := range r.path {
		switch {
		case s.name == "":
			b.WriteString("[" + strconv.Itoa(s.index) + "]")
		case b.Len() > 0:
			b.WriteString("." + shown(s.name))
		default:
			b.WriteString(shown(s.name))
		}
	}
	return b.String()
}

// refuse notes a mistake in n, at the path reached.
func (r *reader) refuse(n *node, format string, args ...any) {
	if len(r.refusals) >= mostMistakes {
		r.more++
		return
	}
	r.refusals = append(r.refusals, Refusal{File: r.file, Line: int(n.line), Field: r.where(), Sentence: fmt.Sprintf(format, args...)})
}

// done returns what was refused, all of it about the activity of that key.
// The key may stand below what was refused, so it is added at the end.
func (r *reader) done(key string, line int) []Refusal {
	if r.more > 0 {
		r.refusals = append(r.refusals, Refusal{File: r.file, Line: line, Sentence: fmt.Sprintf("and %d mistakes more", r.more)})
	}
	for i := range r.refusals {
		r.refusals[i].Key = shown(key)
	}
	return r.refusals
}

// wrong notes that n is not of the kind that belongs there.
func (r *reader) wrong(n *node, wanted string) {
	switch n.kind {
	case refused:
		r.refuse(n, "%s", n.text)
	case list:
		r.refuse(n, "a list stands here; write %s", wanted)
	case mapping:
		r.refuse(n, "keys and values stand here; write %s", wanted)
	case nothing:
		r.refuse(n, "nothing stands here; write %s", wanted)
	default:
		r.refuse(n, "“%s” stands here; write %s", shown(n.text), wanted)
	}
}

// text reads any text; nothing is an empty one.
// It counts its bytes towards the limits, whether the text will be taken or not.
func (r *reader) text(n *node) (string, bool) {
	switch n.kind {
	case nothing:
		return "", false
	case text:
	case list, mapping:
		r.wrong(n, "one text, in quotes if it begins with a bracket or holds a colon")
		return "", false
	default:
		r.wrong(n, "text, in quotes")
		return "", false
	}
	r.size += len(n.text)
	return n.text, true
}

// line reads a text of one line.
func (r *reader) line(n *node) string { return r.atMost(n, activity.LongestLine) }

// atMost reads a text of one line that has no more characters than that.
func (r *reader) atMost(n *node, most int) string {
	s, ok := r.text(n)
	if !ok {
		return ""
	}
	// A YAML block ends with a line break that nobody typed.
	if n.block {
		s = strings.TrimRight(s, "\n")
	}
	// Bytes are told at once, and only a text that has too many is counted.
	if len(s) > most {
		if has := utf8.RuneCountInString(s); has > most {
			r.refuse(n, "this has %d characters; write %d at the most", has, most)
			return ""
		}
	}
	switch c, bad := control(s, false); {
	case bad && (c == '\n' || c == '\r'):
		r.refuse(n, "this goes over several lines; write one")
	case bad && c == '\t':
		r.refuse(n, "a tab stands in this text; write a space")
	case bad:
		r.refuse(n, "a control character (U+%04X) stands in this text; take it away", c)
	}
	return s
}

// passage reads a text of many lines. Line breaks as Windows writes them become those of everybody else.
// It has no limit of its own: bounds looks at all passages together.
func (r *reader) passage(n *node) string {
	s, ok := r.text(n)
	if !ok {
		return ""
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	r.body += len(s)
	if c, bad := control(s, true); bad {
		r.refuse(n, "a control character (U+%04X) stands in this text; take it away", c)
	}
	return s
}

// lines reads a list of texts; one that stands alone needs no list.
func (r *reader) lines(n *node) []string {
	return each(r, n, func(n *node) string {
		if n.kind == nothing {
			r.wrong(n, "a text, or take the empty entry away")
		}
		return r.line(n)
	})
}

// flag reads true or false.
// "true" in quotes is text, and a slip more often than not.
func (r *reader) flag(n *node) bool {
	if n.kind == nothing {
		return false
	}
	if !n.plain || n.kind != truth && n.kind != text || n.text != "true" && n.text != "false" {
		r.wrong(n, "true or false, without quotes")
	}
	return n.text == "true"
}

// count reads a number from 1.
// Zero comes back for nothing, and for what was refused.
func (r *reader) count(n *node) uint32 {
	if n.kind == nothing {
		return 0
	}
	v, err := strconv.ParseUint(n.text, 10, 32)
	if n.kind != text || !n.plain || err != nil || v == 0 {
		r.wrong(n, "a whole number from 1, without quotes")
	}
	return uint32(v)
}

// each reads the entries of a list.
// Of an empty entry read decides: most refuse it, since a dash with nothing behind it was to be something.
func each[T any](r *reader, n *node, read func(*node) T) []T {
	if n.kind != list {
		// What stands alone is at the list's own place.
		if n.kind == nothing {
			return nil
		}
		return []T{read(n)}
	}
	entries := make([]T, 0, len(n.kids))
	r.path = append(r.path, step{})
	for i := range n.kids {
		r.path[len(r.path)-1].index = i
		entries = append(entries, read(&n.kids[i]))
	}
	r.up()
	return entries
}

// fields says how the value of each known key is read into a T.
// Reading and the list of known keys come from one table, so no key can be read and not known.
type fields[T any] map[string]func(*reader, *node, *T)

func (f fields[T]) names() []string { return slices.Sorted(maps.Keys(f)) }

// record reads a mapping. example is what to write where something else stands.
// It reports whether a mapping stands there; what is wrong within it is noted, and the rest is read.
func record[T any](r *reader, n *node, of fields[T], into *T, example string) bool {
	if n.kind != mapping {
		r.wrong(n, example)
		return false
	}
	r.twice(n)
	for key, value := range n.pairs() {
		if key.kind != text {
			r.wrong(key, "a key, which is one word")
			continue
		}
		r.down(key.text)
		if read, known := of[key.text]; known {
			read(r, value, into)
		} else {
			r.unknown(key, value, of.names)
		}
		r.up()
	}
	return true
}

// unknown notes a key that the format does not have.
func (r *reader) unknown(key, value *node, names func() []string) {
	// Finding what was meant costs more than reading, and a file of a million unknown keys is to be refused as quickly as one of ten.
	if len(r.refusals) >= mostMistakes {
		r.more++
		return
	}
	known := names()
	switch meant := nearest(key.text, known); {
	case meant != "":
		r.refuse(key, "there is no such key; did you mean “%s”?", meant)
	case value.kind == nothing && value.text == "" && strings.Contains(key.text, " "):
		r.refuse(key, "there is no such key; if it is the rest of a text with a comma, put that text in quotes")
	default:
		r.refuse(key, "there is no such key; the keys here are %s", strings.Join(known, ", "))
	}
}

// twice notes keys that stand more than once: one of the values would be lost.
// YAML forbids it and JSON leaves open what it means; either way somebody wrote both and meant one.
func (r *reader) twice(n *node) {
	seen := func(name string, before int) *node {
		for i := 0; i < before; i += 2 {
			if n.kids[i].text == name {
				return &n.kids[i]
			}
		}
		return nil
	}
	// Looking back is quickest for the dozen keys of an activity, and takes for ever in a mapping of a million.
	if len(n.kids) > 100 {
		first := make(map[string]*node, len(n.kids)/2)
		seen = func(name string, at int) *node {
			earlier := first[name]
			if earlier == nil {
				first[name] = &n.kids[at]
			}
			return earlier
		}
	}
	for i := 0; i < len(n.kids); i += 2 {
		key := &n.kids[i]
		if key.kind != text {
			continue
		}
		if earlier := seen(key.text, i); earlier != nil {
			r.down(key.text)
			if earlier.line == key.line {
				r.refuse(key, "the key stands twice; keep one of the two")
			} else {
				r.refuse(key, "the key stands here again, first on line %d; keep one of the two", earlier.line)
			}
			r.up()
		}
	}
}
