package person

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// inline reads one stretch of running text, and closes code, HTML, addresses and links.
type inline struct {
	*sketch
	text string // up to the end of the stretch
	at   int

	brackets []bracket       // those that are open
	links    int             // so many of them, from the first, cannot begin a link: one stands inside of them already
	last     int             // where the last bracket was read
	ticks    map[int][]int   // where runs of backticks begin, by their length
	missing  map[string]bool // what was looked for and does not come any more
	address  int             // where the last address ended
}

// bracket is an opening one.
type bracket struct {
	at    int
	image bool
}

func (in *inline) read() {
	in.findTicks()
	in.missing = map[string]bool{}
	for in.at < len(in.text) {
		if meaning[in.text[in.at]] {
			in.at += in.step()
		} else {
			in.at++
		}
	}
}

// meaning holds the bytes at which step has something to do.
var meaning = func() (of [256]bool) {
	for _, c := range []byte("\\`<![]:@wW") {
		of[c] = true
	}
	return of
}()

// step reads what stands at the place, and returns its length.
func (in *inline) step() int {
	rest := in.text[in.at:]
	switch c := rest[0]; {
	case c == '\\' && escapes(in.text, in.at):
		return 2
	case c == '`':
		return in.code()
	case c == '<':
		return in.angle()
	case strings.HasPrefix(rest, "!["):
		in.open(bracket{in.at + 1, true})
		return 2
	case c == '[':
		in.open(bracket{in.at, false})
	case c == ']':
		return in.shutBracket()
	case c == ':', c == '@', c == 'w' || c == 'W':
		in.addresses()
	}
	return 1
}

func (in *inline) findTicks() {
	in.ticks = map[int][]int{}
	first := strings.IndexByte(in.text[in.at:], '`')
	if first < 0 {
		return
	}
	for i := in.at + first; i < len(in.text); i++ {
		if size := runOf(in.text[i:], '`'); size > 0 {
			in.ticks[size] = append(in.ticks[size], i)
			i += size
		}
	}
}

// code closes a code span: from a run of backticks to the next of the same length.
func (in *inline) code() int {
	size := runOf(in.text[in.at:], '`')
	ticks := in.ticks[size]
	for len(ticks) > 0 && ticks[0] <= in.at {
		ticks = ticks[1:]
	}
	in.ticks[size] = ticks
	if len(ticks) == 0 {
		return size
	}
	end := ticks[0] + size
	in.close(in.at, end)
	return end - in.at
}

// angle closes <https://example.org>, a tag, or a comment.
func (in *inline) angle() int {
	rest := in.text[in.at:]
	end := autolinkEnd(rest)
	if mark, ok := terminator(rest); ok {
		end = in.find(mark)
	} else if end == 0 {
		end = max(tagEnd(in.text, in.at)-in.at, 0)
		if end > 0 && !tag.MatchString(rest[:end]) {
			in.close(in.at, in.at+end)
			return 1 // what looks like one and is none may hold the beginning of a link
		}
	}
	if end == 0 {
		return 1
	}
	in.close(in.at, in.at+end)
	return end
}

// find returns how far it is to the end of the mark, 0 if it does not come. It is looked for in vain but once.
func (in *inline) find(mark string) int {
	if in.missing[mark] {
		return 0
	}
	n := strings.Index(in.text[in.at+2:], mark)
	if n < 0 {
		in.missing[mark] = true
		return 0
	}
	return 2 + n + len(mark)
}

// autolinkEnd returns the length of <scheme:address> at the beginning of the text, 0 if there is none.
func autolinkEnd(text string) int {
	colon := 1
	for colon < len(text) && colon <= 33 && (isLetter(text[colon]) || colon > 1 && strings.IndexByte("0123456789+.-", text[colon]) >= 0) {
		colon++
	}
	if colon < 3 || colon == len(text) || text[colon] != ':' {
		return 0
	}
	end := strings.IndexAny(text[1:], "<> \t\r\n")
	if end < 0 || text[1+end] != '>' {
		return 0
	}
	return end + 2
}

// addresses closes what readers' software makes a link of without being asked: https://…, www.…, name@host; and @handles.
func (in *inline) addresses() {
	text, at := in.text, in.at
	if at < in.address {
		return
	}
	from, to := at, at
	switch {
	case strings.HasPrefix(text[at:], "://"):
		from -= back(text[in.address:at], "+-.")
		to += wordsEnd(text[at:])
	case text[at] == '@':
		from -= back(text[in.address:at], "!#$%&'*+-./=?^_`{|}~")
		to += 1 + forth(text[at+1:], "-._")
	case len(text)-at > 4 && strings.EqualFold(text[at:at+4], "www.") && back(text[in.address:at], "") == 0:
		to += wordsEnd(text[at:])
	default:
		return
	}
	in.address = to
	in.close(from, to)
}

// wordsEnd returns the length of the text up to white space or "<".
func wordsEnd(text string) int {
	if end := strings.IndexFunc(text, func(r rune) bool { return r == '<' || unicode.IsSpace(r) }); end >= 0 {
		return end
	}
	return len(text)
}

// forth returns for how many bytes the text begins with letters, digits and these signs; back, for how many it ends with them.
func forth(text, signs string) int {
	return len(text) - len(strings.TrimLeftFunc(text, partOf(signs)))
}

func back(text, signs string) int {
	return len(text) - len(strings.TrimRightFunc(text, partOf(signs)))
}

func partOf(signs string) func(rune) bool {
	return func(r rune) bool { return inWord(r) || r != utf8.RuneError && strings.ContainsRune(signs, r) }
}
