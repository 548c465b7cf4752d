package person

import (
	"regexp"
	"strings"
)

// blockTags are the tags that begin a block of HTML wherever they begin a line (CommonMark 0.31, section 4.6).
//
//nolint:misspell // HTML's words, not ours: center is a tag.
var blockTags = setOf(`address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt
	fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link main menu
	menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead title tr track ul`)

// rawTags are those whose content reaches to their end, over empty lines.
var rawTags = setOf("pre script style textarea")

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}

// emptyLine ends most blocks of HTML.
const emptyLine = "\n"

func (b *blocks) inHTML(m marks, content string) bool {
	switch {
	case b.until == "":
		return false
	case b.html.leftBy(m, content):
		b.until = ""
		return false
	case b.until == emptyLine:
		if empty := content == "" && !m.begins && m.quotes == b.html.quotes; empty {
			b.until = ""
			return false
		}
		return true
	}
	if strings.Contains(strings.ToLower(content), b.until) {
		b.until = ""
	}
	return true
}

func (b *blocks) opensHTML(m marks, content string) bool {
	name := tagName(content)
	switch end, ok := terminator(content); {
	case ok:
		b.until = end
	case rawTags[name] && content[1] != '/':
		b.until = "</" + name
	case blockTags[name]:
		b.until = emptyLine
	case name != "" && !rawTags[name] && !b.paragraph && tagEnd(content, 0) == len(content):
		b.until = emptyLine
	default:
		return false
	}
	if b.until != emptyLine && strings.Contains(strings.ToLower(content[2:]), b.until) {
		b.until = ""
	}
	b.html = b.place(m)
	return true
}

// terminator returns what ends a comment, an instruction or a declaration that the text begins with.
func terminator(text string) (string, bool) {
	switch {
	case strings.HasPrefix(text, "<!--"):
		return "-->", true
	case strings.HasPrefix(text, "<?"):
		return "?>", true
	case strings.HasPrefix(text, "<![CDATA["):
		return "]]>", true
	case len(text) > 2 && strings.HasPrefix(text, "<!") && isLetter(text[2]):
		return ">", true
	}
	return "", false
}

// tagName returns the name of the tag, opening or closing, that the text begins with.
func tagName(text string) string {
	rest, ok := strings.CutPrefix(text, "<")
	rest = strings.TrimPrefix(rest, "/")
	end := 0
	for end < len(rest) && (isLetter(rest[end]) || end > 0 && (rest[end] >= '0' && rest[end] <= '9' || rest[end] == '-')) {
		end++
	}
	if !ok || end < len(rest) && strings.IndexByte(" \t\r\n/>", rest[end]) < 0 {
		return ""
	}
	return strings.ToLower(rest[:end])
}

// tag is one as CommonMark has it (0.31, section 6.6), from its beginning to its end.
var tag = regexp.MustCompile(`(?i)^<(?:/[a-z][a-z0-9-]*\s*|[a-z][a-z0-9-]*(?:\s+[a-z_:][a-z0-9_.:-]*(?:\s*=\s*(?:[^\s"'=<>\x60]+|'[^']*'|"[^"]*"))?)*\s*/?)>$`)

// tagEnd returns where the tag ends that begins at the place, or 0 if none does. A second "<" outside of quotes ends the search,
// so that a text full of them is read in linear time.
func tagEnd(text string, at int) int {
	if tagName(text[at:min(len(text), at+64)]) == "" {
		return 0
	}
	quote := byte(0)
	for i := at + 1; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			if !strings.HasSuffix(strings.TrimRight(text[:i], " \t\r\n"), "=") {
				return 0
			}
			quote = c
		case c == '<' || c == '`':
			return 0
		case c == '>':
			return i + 1
		}
	}
	return 0
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
