package render

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"
)

// inlines writes what stands within a paragraph or a heading.
func (c *cleaner) inlines(parent ast.Node) string {
	var written strings.Builder
	last := ""
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		next := c.inline(n)
		if next == "" {
			continue
		}
		if strings.HasPrefix(next, "[") && exclaims(last) {
			// Together the two would be a picture.
			last = last[:len(last)-1] + `\!`
		}
		written.WriteString(last)
		last = next
	}
	written.WriteString(last)
	return written.String()
}

// exclaims reports whether Markdown ends with an exclamation mark that is not escaped.
func exclaims(markdown string) bool {
	before, ok := strings.CutSuffix(markdown, "!")
	return ok && (len(before)-len(strings.TrimRight(before, `\`)))%2 == 0
}

func (c *cleaner) inline(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Text:
		return c.text(n)
	case *ast.CodeSpan:
		return c.code(n)
	case *ast.Emphasis:
		return c.emphasis(n)
	case *ast.Link:
		return c.link(n, n.Destination, n.Title)
	case *ast.Image:
		return c.link(n, n.Destination, n.Title)
	case *ast.AutoLink:
		return c.autolink(n)
	case *ast.RawHTML:
		return literal(comment.ReplaceAllString(string(n.Segments.Value(c.source)), ""))
	}
	return c.inlines(n)
}

func (c *cleaner) text(n *ast.Text) string {
	words := escaped(string(n.Value(c.source)))
	switch {
	case n.HardLineBreak():
		return words + "\\\n"
	case n.SoftLineBreak():
		return words + "\n"
	}
	return words
}

func (c *cleaner) emphasis(n *ast.Emphasis) string {
	words := c.inlines(n)
	if words == "" {
		return ""
	}
	mark := strings.Repeat(c.delimiter(n), n.Level)
	return mark + words + mark
}

// delimiter returns the author's own, * or _: exchanged, they may no longer open or close where they stand.
func (c *cleaner) delimiter(n *ast.Emphasis) string {
	if at := n.Pos(); at >= 0 && at < len(c.source) && c.source[at] == '_' {
		return "_"
	}
	return "*"
}

// code writes a span of code within marks longer than any within it.
func (c *cleaner) code(n *ast.CodeSpan) string {
	var b strings.Builder
	for child := n.FirstChild(); child != nil; child = child.NextSibling() {
		if t, ok := child.(*ast.Text); ok {
			b.Write(t.Value(c.source))
		}
	}
	code := strings.ReplaceAll(b.String(), "\n", " ")
	mark := strings.Repeat("`", longestRun(code, '`')+1)
	blank := strings.Trim(code, " ") == ""
	if strings.HasPrefix(code, "`") || strings.HasSuffix(code, "`") || !blank && strings.HasPrefix(code, " ") && strings.HasSuffix(code, " ") {
		// One space on each side is the mark's, not the code's.
		code = " " + code + " "
	}
	return mark + code + mark
}

// link writes a link that may be followed, and of any other its label. A picture becomes a link to it, unless it stands in one.
func (c *cleaner) link(n ast.Node, destination, title []byte) string {
	label := c.inlines(n)
	url := resolved(destination)
	if !allowed(url) || label == "" || within(n) {
		return label
	}
	target := markdownURL(url)
	if len(title) > 0 {
		target += ` "` + strings.ReplaceAll(literal(plain(resolved(title))), `"`, "&quot;") + `"`
	}
	return "[" + label + "](" + target + ")"
}

// resolved returns what an address or a title says, without Markdown's ways to write it.
func resolved(markdown []byte) string {
	return string(util.ResolveEntityNames(util.ResolveNumericReferences(util.UnescapePunctuations(markdown))))
}

// within reports whether a picture stands in a link.
func within(n ast.Node) bool {
	for p := n.Parent(); p != nil; p = p.Parent() {
		if p.Kind() == ast.KindLink || p.Kind() == ast.KindImage {
			return true
		}
	}
	return false
}

func (c *cleaner) autolink(n *ast.AutoLink) string {
	url, label := string(n.URL(c.source)), string(n.Label(c.source))
	if n.AutoLinkType == ast.AutoLinkEmail {
		url = "mailto:" + strings.TrimPrefix(url, "mailto:")
	}
	if !allowed(url) {
		return literal(label)
	}
	return "<" + label + ">"
}
