package exchange

import (
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

func (p *jsonText) quoted() (node, *flaw) {
	p.pos++
	start := p.pos
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == '"':
			p.pos++
			return node{kind: text, line: int32(p.line), text: p.text[start : p.pos-1]}, nil
		case c == '\\':
			return p.escaped(start)
		case c < ' ':
			return node{}, p.broken(c)
		}
		p.pos++
	}
	return node{}, p.flaw("this text has no closing quotation mark")
}

// escaped reads on in a text whose first backslash has been reached.
func (p *jsonText) escaped(start int) (node, *flaw) {
	var b strings.Builder
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == '"':
			b.WriteString(p.text[start:p.pos])
			p.pos++
			return node{kind: text, line: int32(p.line), text: b.String()}, nil
		case c == '\\':
			b.WriteString(p.text[start:p.pos])
			r, ok := p.escape()
			if !ok {
				return node{}, p.flaw("a backslash stands here that JSON does not know; write two for one")
			}
			b.WriteRune(r)
			start = p.pos
		case c < ' ':
			return node{}, p.broken(c)
		default:
			p.pos++
		}
	}
	return node{}, p.flaw("this text has no closing quotation mark")
}

// broken says what a text holds that it may only hold escaped.
func (p *jsonText) broken(c byte) *flaw {
	if c == '\t' {
		return p.flaw("a tab stands in this text; write \\t")
	}
	return p.flaw("this text goes over the end of the line; close it with a quotation mark, and write \\n for a line break within it")
}

// escape reads the character that a backslash stands for. Half a surrogate pair stands for none.
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

func (p *jsonText) digits() bool {
	start := p.pos
	for p.pos < len(p.text) && p.text[p.pos] >= '0' && p.text[p.pos] <= '9' {
		p.pos++
	}
	return p.pos > start
}

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
