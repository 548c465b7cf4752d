package render

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
)

// clean returns Markdown that says the same and can do no harm where it is printed: both formats are made from it.
//
// It is written anew from what the author's Markdown means, so that nothing in one entry reaches into the next: a block of code that was
// never shut is shut, and a reference is followed, since two members may both have called a link [1]. Headings go below the entry's own.
// Mentions, and links that lead elsewhere than to https or mailto, become plain text; pictures become links, since an issue fetches
// nothing. HTML is shown as the text it is, without its comments.
func clean(markdown string) string {
	markdown = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(markdown)
	c := cleaner{source: []byte(strings.Map(visible, markdown))}
	document := goldmark.DefaultParser().Parse(text.NewReader(c.source))
	c.topHeading = topHeading(document)
	return c.blocks(document, "\n\n")
}

// firstHeading is the level of the highest heading in a story: the one below the entry's headline.
const firstHeading = 4

// deepest is how many quotations and lists may stand in each other. Whoever goes deeper is playing, and the words are printed without.
const deepest = 12

type cleaner struct {
	source     []byte
	topHeading int
	depth      int
}

// topHeading returns the level of the author's highest heading.
func topHeading(document ast.Node) int {
	top := 6
	for n := document.FirstChild(); n != nil; n = n.NextSibling() {
		if h, ok := n.(*ast.Heading); ok {
			top = min(top, h.Level)
		}
	}
	return top
}

// blocks writes the blocks within a node. What is empty is left out.
func (c *cleaner) blocks(parent ast.Node, between string) string {
	var blocks []string
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		if block := c.block(n); block != "" {
			blocks = append(blocks, block)
		}
	}
	return strings.Join(blocks, between)
}

func (c *cleaner) block(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		return lineStarts(c.inlines(n))
	case *ast.Heading:
		return c.heading(n)
	case *ast.ThematicBreak:
		// Three dashes would turn a line above them into a heading.
		return "***"
	case *ast.CodeBlock:
		return fenced(c.lines(n), "")
	case *ast.FencedCodeBlock:
		return fenced(c.lines(n), string(n.Language(c.source)))
	case *ast.Blockquote, *ast.List:
		return c.nested(n)
	case *ast.HTMLBlock:
		return c.html(n)
	case *ast.LinkReferenceDefinition:
		return ""
	}
	return c.blocks(n, "\n\n")
}

func (c *cleaner) nested(n ast.Node) string {
	if c.depth == deepest {
		return c.blocks(n, "\n\n")
	}
	c.depth++
	defer func() { c.depth-- }()
	if l, ok := n.(*ast.List); ok {
		return c.list(l)
	}
	return prefixed(c.blocks(n, "\n\n"), "> ", "> ")
}

func (c *cleaner) heading(h *ast.Heading) string {
	words := strings.ReplaceAll(strings.ReplaceAll(c.inlines(h), "\\\n", " "), "\n", " ")
	if words = strings.TrimSpace(words); words == "" {
		return ""
	}
	// Hashes at the end would close the heading, and not be shown.
	if strings.HasSuffix(words, "#") && !strings.HasSuffix(words, `\#`) {
		words = words[:len(words)-1] + `\#`
	}
	return strings.Repeat("#", min(firstHeading+max(h.Level-c.topHeading, 0), 6)) + " " + words
}

func (c *cleaner) list(l *ast.List) string {
	between := "\n\n"
	if l.IsTight {
		between = "\n"
	}
	var items []string
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		// The author's own marker: another one begins another list.
		marker := string(l.Marker) + " "
		if l.IsOrdered() {
			marker = strconv.Itoa(number) + marker
			number++
		}
		items = append(items, strings.TrimRight(prefixed(c.blocks(item, between), marker, strings.Repeat(" ", len(marker))), " "))
	}
	return strings.Join(items, between)
}

var comment = regexp.MustCompile(`(?s)<!--.*?-->`)

// html writes a block of HTML as the text it is.
func (c *cleaner) html(b *ast.HTMLBlock) string {
	raw := c.lines(b)
	if b.HasClosure() {
		raw += string(b.ClosureLine.Value(c.source))
	}
	var lines []string
	for line := range strings.Lines(comment.ReplaceAllString(raw, "")) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, literal(line))
		}
	}
	return lineStarts(strings.Join(lines, "\n"))
}

func (c *cleaner) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		segment := n.Lines().At(i)
		b.Write(segment.Value(c.source))
	}
	return b.String()
}

var language = regexp.MustCompile(`^[A-Za-z0-9+#.-]{1,40}$`)

// fenced writes a block of code with a fence longer than any within it.
func fenced(code, lang string) string {
	if !language.MatchString(lang) {
		lang = ""
	}
	fence := strings.Repeat("`", max(3, longestRun(code, '`')+1))
	return fence + lang + "\n" + strings.TrimSuffix(code, "\n") + "\n" + fence
}

// prefixed sets one prefix before the first line and another before the others.
func prefixed(block, first, others string) string {
	lines := strings.Split(block, "\n")
	for i, line := range lines {
		prefix := others
		if i == 0 {
			prefix = first
		}
		// No blank at the end of a line: editors take it away, and two of them break the line.
		if line == "" && i > 0 {
			prefix = strings.TrimRight(prefix, " ")
		}
		lines[i] = prefix + line
	}
	return strings.Join(lines, "\n")
}
