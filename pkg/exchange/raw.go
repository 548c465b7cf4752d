package exchange

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// flaw is what makes a file, or a line of one, unreadable.
// line is 0 where it is about the file as a whole. It becomes a Refusal once the file's name is known.
type flaw struct {
	line int
	// key is the activity's, as far as it can be told.
	key      string
	sentence string
	// last: nothing can be read after it.
	last bool
}

func flawed(line int, format string, args ...any) *flaw {
	return &flaw{line: line, sentence: fmt.Sprintf(format, args...)}
}

// raw checks the bytes of a text before anybody tries to read it, and takes away the mark that some editors put at its
// beginning. line is the number of its first line.
// What the log could not hold, or no terminal should show, is refused here once for all formats: what is not UTF-8, and controls but for tabs and line
// ends. It looks at each byte, and at whole characters only beyond ASCII.
func raw(data []byte, line int) ([]byte, *flaw) {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(data, []byte(mark)) {
			return nil, flawed(line, "this is UTF-16; save it as UTF-8")
		}
	}
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	start := 0
	for i := 0; i < len(data); {
		if c := data[i]; c >= ' ' && c < 0x7f {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == '\n':
			line, start = line+1, i+1
		case r == utf8.RuneError && size == 1:
			return nil, flawed(line, "byte %d of this line is not UTF-8; save the file as UTF-8", i-start+1)
		// A carriage return is one half of a line end as Windows writes it, and nothing else.
		case forbidden(r) && (r != '\r' || i+1 >= len(data) || data[i+1] != '\n'):
			return nil, flawed(line, "a control character (U+%04X) stands at byte %d of this line; take it away", r, i-start+1)
		}
		i += size
	}
	return data, nil
}

// forbidden reports whether no text may hold the character: controls (but for tabs and line feeds), and what is no character.
// Controls are Unicode's C0 and C1 (class Cc) and DEL; U+FFFE and U+FFFF are noncharacters that XML forbids too, so no workbook could hold them.
func forbidden(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff
}

// control returns the first character that a text may not hold. Only a text of many lines may hold tabs and line breaks.
// Escapes and entities may bring in what raw has not seen.
func control(s string, lines bool) (rune, bool) {
	for i := range len(s) {
		// 0xc2 begins what follows ASCII's own controls; 0xef begins what is no character.
		if c := s[i]; c >= ' ' && c != 0x7f && c != 0xc2 && c != 0xef {
			continue
		}
		r, _ := utf8.DecodeRuneInString(s[i:])
		if forbidden(r) || !lines && (r == '\t' || r == '\n') {
			return r, true
		}
	}
	return 0, false
}

// blank reports whether a line holds nothing.
func blank(line []byte) bool { return len(bytes.Trim(line, " \t\r\n")) == 0 }
