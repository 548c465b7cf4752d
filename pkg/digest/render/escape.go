package render

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/util"

	"dontblink.dev/pkg/person"
)

// plain returns words that are no Markdown, such as a headline, on one line, with mentions as the names they show.
func plain(s string) string {
	return strings.Join(strings.Fields(strings.Map(visible, person.Plain(s))), " ")
}

// visible leaves out what no page may hold: control characters, and what is no character at all.
func visible(r rune) rune {
	// The last two of every plane are no characters: U+FFFE, U+FFFF, U+1FFFE, …
	if unicode.IsControl(r) && r != '\n' && r != '\t' || r&0xFFFE == 0xFFFE {
		return -1
	}
	return r
}

// literal writes words so that Markdown shows them as they are, whatever they hold.
func literal(words string) string {
	words = entity.ReplaceAllString(strings.ReplaceAll(words, `\`, `\\`), `\&$1`)
	words = hashes.ReplaceAllString(words, `$1\$2`)
	return escaped(words)
}

var (
	// entity is what Markdown would take for a character's name: &amp; &#38;
	entity = regexp.MustCompile(`&(#?[0-9A-Za-z]+;)`)
	// hashes at the end of a headline would end the heading, and not be shown.
	hashes = regexp.MustCompile(`(^| )(#+)$`)
)

// escaped keeps what an author has escaped, and escapes what would mean something though it means nothing here: a bracket, an asterisk
// or an angle that Markdown took for text might open something in other company.
func escaped(markdown string) string {
	var b strings.Builder
	for i := 0; i < len(markdown); i++ {
		if markdown[i] == '\\' && i+1 < len(markdown) && util.IsPunct(markdown[i+1]) {
			b.WriteByte('\\')
			i++
		} else if special(markdown, i) {
			b.WriteByte('\\')
		}
		b.WriteByte(markdown[i])
	}
	return b.String()
}

// special reports whether the character at i might mean something to Markdown.
func special(s string, i int) bool {
	switch s[i] {
	case '\\', '`', '*', '[', ']':
		return true
	case '_':
		return !inWord(s, i)
	case '~':
		return i+1 < len(s) && s[i+1] == '~' || i > 0 && s[i-1] == '~'
	// Before a blank, a digit or an equals sign it compares, and opens nothing.
	case '<':
		return i+1 == len(s) || strings.IndexByte(" \t0123456789=", s[i+1]) < 0
	}
	return false
}

// inWord reports whether letters or digits stand on both sides: then an underscore is nothing but itself.
func inWord(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+1:])
	return isWord(before) && isWord(after)
}

func isWord(r rune) bool { return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

var (
	// A heading, an item, a quotation, or the line below a heading; and an item with its number.
	markerStart = regexp.MustCompile(`^(#{1,6}(?:[ \t]|$)|[-+](?:[ \t]|$)|>|=+$|-+$)`)
	numberStart = regexp.MustCompile(`^([0-9]{1,9})([.)])([ \t]|$)`)
)

// lineStarts escapes what at the start of a line would begin a list, a quotation or a heading.
func lineStarts(paragraph string) string {
	lines := strings.Split(paragraph, "\n")
	for i, line := range lines {
		line = strings.Trim(line, " \t")
		line = markerStart.ReplaceAllString(line, `\$1`)
		lines[i] = numberStart.ReplaceAllString(line, `$1\$2$3`)
	}
	return strings.Join(lines, "\n")
}

func longestRun(s string, of byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != of {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return longest
}
