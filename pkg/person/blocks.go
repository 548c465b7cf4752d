package person

import "strings"

// blocks reads a text line by line, and tells running text from code, HTML and definitions.
type blocks struct {
	*sketch
	text string

	// What the lines before leave behind.
	paragraph bool   // the last line is running text that the next may continue
	quotes    int    // so many quotes, one within the other, hold the last line
	item      int    // the column of the current list item's text; 0: in no list
	within    int    // so many quotes hold that list
	fence     fence  // the fence of the code that we are in
	until     string // what ends the HTML that we are in
	html      place  // where that began
	last      int    // where the last line of running text begins
	table     bool   // we are in a table
	certain   bool   // its head has as many columns as what divides it from the rows, without which it is none
	run       bool   // the last line is running text, or an item without any
	masked    []byte // the text with the signs of quotes and lists blank; nil: there are none
}

// place is what a block stands in.
type place struct {
	quotes int // so many of them, one within the other
	item   int // the column of the list item's text; 0: in no list
}

// leftBy reports whether a line stands outside of the place.
func (p place) leftBy(m marks, content string) bool {
	return m.quotes < p.quotes || m.column < p.item && content != ""
}

// place returns where a line stands that begins a block which is no running text.
func (b *blocks) place(m marks) place {
	b.leave(m)
	return place{m.quotes, max(b.item, m.item)}
}

// fence opens a block of code: so many of the sign, or more of them, close it.
type fence struct {
	place
	sign         byte // 0: there is none
	size, column int
}

func (b *blocks) read() {
	for at := 0; at < len(b.text); {
		to := len(b.text)
		if n := strings.IndexByte(b.text[at:], '\n'); n >= 0 {
			to = at + n + 1
		}
		b.line(at, to)
		at = to
	}
}

func (b *blocks) line(from, to int) {
	m := marksOf(b.text[from:to])
	content := strings.TrimSpace(b.text[from+m.width : to])
	goesOn := b.paragraph && b.continues(m)
	switch {
	case b.inFence(m, content), b.inHTML(m, content):
		b.shut(from, to)
	case content == "" && !b.isSunk(m):
		b.empty(from, to, m)
	case goesOn && (m.begins || b.isDeep(m)): // whatever it looks like: its signs mean nothing there
		b.running(from, to, m.asText(b.item+4), goesOn)
		if m.quotes > 0 && m.gap > 4 {
			b.close(from, to) // in another quote, beside an item of the first, it would be code
		}
	case !goesOn && b.isIndented(m):
		b.doubtful(from, to)
	case b.dividesTable(content), b.isRule(m, content), b.opensFence(m, content), b.opensHTML(m, content), b.defines(content):
		if m.column >= 4 || b.table && !b.certain {
			b.doubtful(from, to)
		} else {
			b.shut(from, to)
		}
	default:
		b.running(from, to, m, goesOn)
	}
}

// isSunk reports whether the signs of a line are text of the paragraph before it, since they stand as deep as code would.
func (b *blocks) isSunk(m marks) bool {
	return b.paragraph && (m.quotes > 0 || m.begins) && m.column >= b.item+4
}

// empty takes in a line without content. One that begins an item ends the list, since what follows an empty item may be code.
func (b *blocks) empty(from, to int, m marks) {
	b.paragraph, b.quotes, b.table = false, 0, false
	if m.begins || b.within != m.quotes {
		b.item = 0
	}
	if !m.begins {
		b.run = false
		return
	}
	b.mask(from, to) // its text may be on the next line, or it is text of the paragraph before it
	b.join(from, to)
}

// leave ends the list when a line stands outside of it.
func (b *blocks) leave(m marks) {
	if m.column < b.item || b.within != m.quotes {
		b.item = 0
	}
}

// shut closes a line that is not running text.
func (b *blocks) shut(from, to int) {
	b.paragraph, b.run = false, false
	b.close(from, to)
}

// running takes in a line of running text, as the next of its paragraph or as the first of another.
func (b *blocks) running(from, to int, m marks, goesOn bool) {
	if m.quotes > 0 || m.begins {
		b.close(from, from+m.width)
		b.mask(from, from+m.width)
	}
	b.join(from, to)
	if goesOn {
		b.lines[len(b.lines)-1].to = to
	} else {
		b.lines = append(b.lines, stretch{from, to})
		b.quotes = m.quotes
	}
	b.paragraph, b.last = !m.heading && !b.table, from
	if m.item > 0 {
		b.item, b.within = m.item, m.quotes
	}
}

// continues reports whether a line goes on with the paragraph before it. One that happens to begin with "2024." does: only a list that
// begins with 1 interrupts a paragraph, and nothing does that is indented like code.
func (b *blocks) continues(m marks) bool {
	if m.column >= b.item+4 {
		return true
	}
	list := m.begins && (m.heading || !m.late || b.item > 0 || m.quotes != b.quotes)
	return !list && m.quotes <= b.quotes
}

// doubtful closes a line that may be running text to others: indented, since they may take its list for ended, or in what may be no table.
func (b *blocks) doubtful(from, to int) {
	run := b.run
	b.shut(from, to)
	b.run = run
	b.extend(to)
}

// isIndented reports whether the line is code because it is indented by four columns or more. Within a list that counts from
// the item's text.
func (b *blocks) isIndented(m marks) bool {
	b.leave(m)
	return b.isDeep(m)
}

func (b *blocks) isDeep(m marks) bool {
	return m.column >= b.item+4 || m.gap > 4 && (m.item > 0 || m.quotes > 0)
}

// isRule reports whether the line is a rule, or underlines a heading.
func (b *blocks) isRule(m marks, content string) bool {
	if strings.IndexByte("-=_*", content[0]) < 0 || strings.Trim(content, content[:1]+" \t") != "" {
		return false
	}
	b.leave(m)
	return true
}

func (b *blocks) inFence(m marks, content string) bool {
	f := b.fence
	if f.sign == 0 {
		return false
	}
	if f.leftBy(m, content) {
		b.fence = fence{}
		return false
	}
	size := runOf(content, f.sign)
	if size >= f.size && size == len(content) && m.column <= f.column+3 && !m.begins && m.quotes == f.quotes {
		b.fence = fence{}
	}
	return true
}

func (b *blocks) opensFence(m marks, content string) bool {
	sign := content[0]
	size := runOf(content, sign)
	if m.heading || sign != '`' && sign != '~' || size < 3 || sign == '`' && strings.Contains(content[size:], "`") {
		return false
	}
	b.fence = fence{b.place(m), sign, size, max(m.column, m.item)}
	return true
}

// runOf returns how many of the sign the text begins with.
func runOf(text string, sign byte) int {
	n := 0
	for n < len(text) && text[n] == sign {
		n++
	}
	return n
}

// defines reports whether the line says where a reference leads, and keeps the reference's name.
func (b *blocks) defines(content string) bool {
	if b.paragraph || content[0] != '[' || strings.HasPrefix(content, "[^") {
		return false
	}
	label, ok := labelAt(content, 1)
	if !ok || !strings.HasPrefix(content[len(label)+2:], ":") {
		return false
	}
	if b.labels == nil {
		b.labels = map[string]bool{}
	}
	b.labels[normal(label)] = true
	return true
}

// labelAt returns what stands from the place to the next closing bracket, unless another opens before that.
func labelAt(text string, at int) (string, bool) {
	const longest = 999 // CommonMark's limit
	for i := at; i < min(len(text), at+longest); i++ {
		switch {
		case text[i] == '\\' && escapes(text, i):
			i++
		case text[i] == '[':
			return "", false
		case text[i] == ']':
			return text[at:i], true
		}
	}
	return "", false
}
