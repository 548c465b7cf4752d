package exchange

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// quoted reads a text. Most of a file is texts, so each is looked through in leaps: for its end, for what may not stand in it, for backslashes.
func (p *jsonText) quoted() (node, *flaw) {
	p.pos++
	inside, bad := p.inside()
	n := node{kind: text, line: int32(p.line), text: inside}
	if strings.IndexByte(inside, '\\') < 0 {
		p.pos += len(inside)
	} else {
		// What is wrong before the place where the text breaks off is told first.
		var slip *flaw
		if n.text, slip = p.unescaped(len(inside)); slip != nil {
			bad = slip
		}
	}
	if bad != nil {
		return node{}, bad
	}
	p.pos++
	return n, nil
}

// inside returns the text up to its closing quotation mark, or up to where it breaks off and why.
func (p *jsonText) inside() (string, *flaw) {
	end, closed := closing(p.text, p.pos)
	inside := p.text[p.pos:end]
	var bad *flaw
	if !closed {
		bad = p.flaw("this text has no closing quotation mark")
	}
	// raw lets no other control character pass.
	// The first of them in the text is told, whichever it is: each shortens what the next is looked for in.
	for _, c := range []byte("\n\r\t") {
		if i := strings.IndexByte(inside, c); i >= 0 {
			inside, bad = inside[:i], p.broken(c)
		}
	}
	return inside, bad
}

// closing returns where the quotation mark stands that closes a text; one behind a backslash does not, unless that one has another before it.
// Backslashes are counted back from each quotation mark, which are few.
func closing(text string, from int) (at int, closed bool) {
	for at = from; ; at++ {
		i := strings.IndexByte(text[at:], '"')
		if i < 0 {
			return len(text), false
		}
		at += i
		before := at
		for before > from && text[before-1] == '\\' {
			before--
		}
		if (at-before)%2 == 0 {
			return at, true
		}
	}
}

// unescaped reads so many bytes of a text, some of them backslashes.
func (p *jsonText) unescaped(size int) (string, *flaw) {
	end := p.pos + size
	var b strings.Builder
	b.Grow(size)
	for {
		i := strings.IndexByte(p.text[p.pos:end], '\\')
		if i < 0 {
			b.WriteString(p.text[p.pos:end])
			p.pos = end
			return b.String(), nil
		}
		b.WriteString(p.text[p.pos : p.pos+i])
		p.pos += i
		// An escape may not reach beyond the text: its digits would be the next one's.
		r, ok := p.escape()
		if !ok || p.pos > end {
			return "", p.flaw("a backslash stands here that JSON does not know; write two for one")
		}
		b.WriteRune(r)
	}
}

// broken says what a text holds that it may only hold escaped.
func (p *jsonText) broken(c byte) *flaw {
	if c == '\t' {
		return p.flaw("a tab stands in this text; write \\t")
	}
	return p.flaw("this text goes over the end of the line; close it with a quotation mark, and write \\n for a line break within it")
}

// escape reads the character that a backslash stands for. Half a surrogate pair stands for none.
// RFC 8259, section 7. encoding/json puts U+FFFD for half a pair; here it is a mistake, since the text was cut by some program.
func (p *jsonText) escape() (rune, bool) {
	if p.pos+1 >= len(p.text) {
		return 0, false
	}
	const from, to = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	c := p.text[p.pos+1]
	if i := strings.IndexByte(from, c); i >= 0 {
		p.pos += 2
		return rune(to[i]), true
	}
	r, ok := p.unit()
	if ok && utf16.IsSurrogate(r) {
		low, isUnit := p.unit()
		r = utf16.DecodeRune(r, low)
		ok = isUnit && r != utf8.RuneError
	}
	return r, ok
}

// unit reads \u and its four digits.
func (p *jsonText) unit() (rune, bool) {
	rest := p.text[p.pos:]
	if len(rest) < 6 || rest[:2] != `\u` {
		return 0, false
	}
	v, err := strconv.ParseUint(rest[2:6], 16, 16)
	p.pos += 6
	return rune(v), err == nil
}

// The number stays as it is spelt: 1e3 is for whoever reads the field to refuse.
func (p *jsonText) number() (node, *flaw) {
	start := p.pos
	p.take('-')
	whole := p.pos
	good := p.digits() && (p.text[whole] != '0' || p.pos == whole+1)
	if good && p.take('.') {
		good = p.digits()
	}
	if good && (p.take('e') || p.take('E')) {
		_ = p.take('+') || p.take('-')
		good = p.digits()
	}
	// What begins like a number and goes on otherwise is a date, a time or a version without quotes: 2024-01-31, 19:30, 1.2.3.
	if c := p.peek(); !good || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c == '-' || c == ':' {
		return node{}, p.flaw("this is no number; put it in double quotes if it is text or a date")
	}
	return node{kind: text, plain: true, line: int32(p.line), text: p.text[start:p.pos]}, nil
}

// digits goes past them, and reports whether there were any.
func (p *jsonText) digits() bool {
	start := p.pos
	for p.pos < len(p.text) && p.text[p.pos] >= '0' && p.text[p.pos] <= '9' {
		p.pos++
	}
	return p.pos > start
}

// word reads true, false and null; any other is told whole, so that it can be found.
func (p *jsonText) word() (node, *flaw) {
	end := p.pos
	for end < len(p.text) && (p.text[end]|0x20 >= 'a' && p.text[end]|0x20 <= 'z') {
		end++
	}
	n := node{kind: truth, plain: true, line: int32(p.line), text: p.text[p.pos:end]}
	switch n.text {
	case "null":
		n.kind = nothing
	case "true", "false":
	default:
		return node{}, p.flaw("“%s” stands here without quotes; put text in double quotes", shown(n.text))
	}
	p.pos = end
	return n, nil
}
