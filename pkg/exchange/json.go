package exchange

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// deepest is how deep lists and mappings may be nested; the format itself needs five.
const deepest = 32

// mostValues is how many keys and values a file, or a line of JSON Lines, may hold. It bounds the memory that a hostile file
// takes; sixteen mebibytes of activities hold half as many.
const mostValues = 1_000_000

// jsonText reads JSON. The standard library's decoder knows neither lines nor that a key stands twice, and its sentences are
// for programmers.
// It takes what RFC 8259 allows, but for keys that stand twice, which the reader of fields refuses; a fuzz test holds it to encoding/json.
type jsonText struct {
	text string
	pos  int
	line int
	// stack holds what was read of the lists and mappings that are open; it is used again.
	stack []node
	// slab is memory for many small lists at once: taking it for each would cost more than reading them.
	slab   []node
	values int
	depth  int
	// key is the key of the activity that is being read; activities stand that deep.
	// It is told with every flaw, so that of a million lines the one that is broken is known by name.
	key        string
	activities int
}

// parseJSON reads a text that holds one value and has passed raw. line is the number of its first line; an activity stands
// within so many brackets, its own included.
func parseJSON(s string, line, activities int) (node, *flaw) {
	return (&jsonText{}).parse(s, line, activities)
}

// parse reads as parseJSON does. What reads many texts, one after the other, takes memory for all of them together.
func (p *jsonText) parse(s string, line, activities int) (node, *flaw) {
	s = strings.TrimRight(s, " \t\r\n")
	// The slab goes on where the last text left it: nodes of an earlier line may still be held by items, and are never written over.
	*p = jsonText{text: s, line: line, activities: activities, stack: p.stack[:0], slab: p.slab}
	p.space()
	n, bad := p.value()
	if bad != nil {
		return node{}, bad
	}
	p.space()
	if p.pos < len(s) {
		return node{}, p.flaw("%s stands after the end of what was opened on line %d; a file with one activity a line ends in .jsonl",
			p.here(), n.line)
	}
	return n, nil
}

// Depth is checked in next, on the way into a list or mapping, so this recursion ends.
func (p *jsonText) value() (node, *flaw) {
	p.values++
	if p.values > mostValues {
		return node{}, p.flaw("%s", tooManyValues)
	}
	switch c := p.peek(); {
	case c == '{':
		return p.mapping()
	case c == '[':
		return p.list()
	case c == '"':
		return p.quoted()
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
		return p.word()
	default:
		return node{}, p.misplaced("a value")
	}
}

// mapping reads { … }: keys and values by turns, as node.kids has them.
func (p *jsonText) mapping() (node, *flaw) {
	n, start := p.open(mapping)
	for first := true; ; first = false {
		done, bad := p.next(n, '}', first)
		if done || bad != nil {
			return p.close(n, start), bad
		}
		if p.peek() != '"' {
			return node{}, p.misplaced("a key in double quotes")
		}
		key, bad := p.quoted()
		if bad != nil {
			return node{}, bad
		}
		p.space()
		if !p.take(':') {
			return node{}, p.flaw("a colon belongs after the key “%s”", shown(key.text))
		}
		p.space()
		value, bad := p.value()
		if bad != nil {
			return node{}, bad
		}
		if p.depth == p.activities && key.text == "key" {
			p.key = value.text
		}
		// What is open lies on one stack, since a mapping knows how many keys it has only at its end.
		p.stack = append(p.stack, key, value)
	}
}

// list reads [ … ].
func (p *jsonText) list() (node, *flaw) {
	n, start := p.open(list)
	for first := true; ; first = false {
		done, bad := p.next(n, ']', first)
		if done || bad != nil {
			return p.close(n, start), bad
		}
		value, bad := p.value()
		if bad != nil {
			return node{}, bad
		}
		p.stack = append(p.stack, value)
	}
}

// open goes past the bracket that opens a list or mapping.
func (p *jsonText) open(k kind) (n node, start int) {
	p.pos++
	p.depth++
	if p.depth == p.activities {
		p.key = ""
	}
	return node{kind: k, line: int32(p.line)}, len(p.stack)
}

// next goes to the next entry of n, or past the bracket that closes it.
func (p *jsonText) next(n node, closing byte, first bool) (done bool, bad *flaw) {
	if p.depth > deepest {
		return false, p.flaw("%s", tooDeep)
	}
	p.space()
	if p.take(closing) {
		p.depth--
		return true, nil
	}
	if first && p.pos < len(p.text) {
		return false, nil
	}
	switch {
	case p.pos >= len(p.text):
		return false, p.flaw("what was opened on line %d is never closed; a %c is missing", n.line, closing)
	case !p.take(','):
		return false, p.flaw("%s stands where a comma or %c belongs", p.here(), closing)
	}
	p.space()
	if p.peek() == closing {
		return false, p.flaw("a comma stands before the closing %c; take it away", closing)
	}
	return false, nil
}

// close moves what was read since start from the stack into n.
func (p *jsonText) close(n node, start int) node {
	kids := p.stack[start:]
	if len(p.slab) < len(kids) {
		p.slab = make([]node, max(128, len(kids)))
	}
	// Capped at its length, so that nothing appended to one list could run into the next.
	n.kids = p.slab[:len(kids):len(kids)]
	p.slab = p.slab[len(kids):]
	copy(n.kids, kids)
	p.stack = p.stack[:start]
	return n
}

// space goes past blanks and line breaks.
func (p *jsonText) space() {
	for p.pos < len(p.text) {
		switch p.text[p.pos] {
		case '\n':
			p.line++
		case ' ', '\t', '\r':
		default:
			return
		}
		p.pos++
	}
}

// peek returns the byte reached, zero at the end.
func (p *jsonText) peek() byte {
	if p.pos < len(p.text) {
		return p.text[p.pos]
	}
	return 0
}

// take goes past a byte, if it is that one.
func (p *jsonText) take(c byte) bool {
	if p.peek() != c || p.pos >= len(p.text) {
		return false
	}
	p.pos++
	return true
}

// here names what stands at the place reached.
func (p *jsonText) here() string {
	if p.pos >= len(p.text) {
		return "nothing"
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.pos:])
	return "“" + shown(string(r)) + "”"
}

// misplaced says what people write who take JSON for JavaScript or Python.
func (p *jsonText) misplaced(wanted string) *flaw {
	switch p.peek() {
	case '\'':
		return p.flaw("a single quotation mark stands here; JSON wants double ones")
	case '/', '#':
		return p.flaw("JSON has no comments; take this one away, or name the file .yaml")
	default:
		return p.flaw("%s stands where %s belongs", p.here(), wanted)
	}
}

// flaw is at the line reached.
func (p *jsonText) flaw(format string, args ...any) *flaw {
	return &flaw{line: p.line, key: p.key, sentence: fmt.Sprintf(format, args...)}
}
