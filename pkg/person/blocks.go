package person

import "strings"

// blocks reads a text line by line, and tells running text from code, HTML and definitions.
type blocks struct {
	*sketch
	text string

	// What the lines before leave behind.
	paragraph bool   // the last line is running text that the next may continue
	quoted    bool   // the last line was quoted
	item      int    // the column of the current list item's text; 0: in no list
	fence     fence  // the fence of the code that we are in
	until     string // what ends the HTML that we are in
	last      int    // where the last line of running text begins
	table     bool   // we are in a table
}

// fence opens a block of code: so many of the sign, or more of them, close it.
type fence struct {
	sign         byte // 0: there is none
	size, column int
	quoted       bool
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
	switch {
	case b.inFence(m, content), b.inHTML(content):
		b.shut(from, to)
	case content == "":
		b.paragraph, b.quoted, b.table = false, false, false
	case b.isIndented(m), b.rules(content), b.isRule(m, content), b.opensFence(m, content), b.opensHTML(content), b.defines(content):
		b.shut(from, to)
	default:
		b.running(from, to, m)
	}
}

// shut closes a line that is not running text.
func (b *blocks) shut(from, to int) {
	b.paragraph = false
	b.close(from, to)
}

// running takes in a line of running text, as the next of its paragraph or as the first of another.
func (b *blocks) running(from, to int, m marks) {
	if m.quoted || m.begins {
		b.close(from, from+m.width)
	}
	if b.paragraph && b.continues(m) {
		b.lines[len(b.lines)-1].to = to
	} else {
		b.lines = append(b.lines, stretch{from, to})
		b.quoted = m.quoted
	}
	b.paragraph, b.last = !m.heading && !b.table, from
	if m.item > 0 {
		b.item = m.item
	}
}

// continues reports whether a line goes on with the paragraph before it. One that happens to begin with "2024." does: only a list that
// begins with 1 interrupts a paragraph, and nothing does that is indented like code.
func (b *blocks) continues(m marks) bool {
	if m.column >= b.item+4 {
		return true
	}
	list := m.begins && (m.heading || !m.late || b.item > 0 || m.quoted != b.quoted)
	return !list && (!m.quoted || b.quoted)
}

// isIndented reports whether the line is code because it is indented by four columns or more. Within a list that counts from
// the item's text; a paragraph that goes on may be indented as it likes.
func (b *blocks) isIndented(m marks) bool {
	if b.paragraph && b.continues(m) {
		return false
	}
	if m.column < b.item {
		b.item = 0
	}
	return m.column >= b.item+4 || m.gap > 4 && (m.item > 0 || m.quoted)
}

// rules reports whether the line divides the head of a table from its rows, and lets none of them go on with another.
func (b *blocks) rules(content string) bool {
	if !b.paragraph || strings.Trim(content, "|:- \t") != "" || !strings.Contains(content, "-") || !strings.ContainsAny(content, "|:") {
		return false
	}
	if text := &b.lines[len(b.lines)-1]; text.from < b.last {
		head := stretch{b.last, text.to}
		text.to = b.last
		b.lines = append(b.lines, head)
	}
	b.table = true
	return true
}

// isRule reports whether the line is a rule, or underlines a heading.
func (b *blocks) isRule(m marks, content string) bool {
	if strings.IndexByte("-=_*", content[0]) < 0 || strings.Trim(content, content[:1]+" \t") != "" {
		return false
	}
	if m.column < b.item {
		b.item = 0
	}
	return true
}

func (b *blocks) inFence(m marks, content string) bool {
	f := b.fence
	if f.sign == 0 {
		return false
	}
	if f.quoted && !m.quoted {
		b.fence = fence{}
		return false
	}
	size := runOf(content, f.sign)
	if size >= f.size && size == len(content) && m.column <= f.column+3 && !m.begins {
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
	b.fence = fence{sign, size, max(m.column, m.item), m.quoted}
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
