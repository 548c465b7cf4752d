package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"go.yaml.in/yaml/v3"
)

const (
	tooManyValues = "more than a million values stand here; cut the file into several"
	repeats       = "“*%s” repeats another value, which is not read; write the value out, or put it in quotes if it is text"
	tooDeep       = "lists and keys are nested more than 32 deep here; nothing in the format needs that"
)

// parseYAML reads a text that holds one document and has passed raw.
// YAML has far more than the format needs; what is beyond texts, lists and mappings becomes a node that is refused, with a sentence that says what
// YAML would have made of it. An empty text is nothing.
func parseYAML(data []byte) (n node, bad *flaw) {
	if values(data) > mostValues {
		return node{}, flawed(1, tooManyValues)
	}
	var document, second yaml.Node
	d := yaml.NewDecoder(bytes.NewReader(data))
	err := decode(d, &document)
	if errors.Is(err, io.EOF) {
		return node{}, nil
	}
	if err == nil {
		// There is no other way to learn whether the text goes on behind its document.
		err = decode(d, &second)
	}
	t := newYAMLText(data)
	switch {
	case err == nil:
		return node{}, flawed(t.line(&second), "a second document begins here; put it into a file of its own, and take --- and ... away")
	case !errors.Is(err, io.EOF):
		return node{}, diagnose(data, err)
	}
	return t.node(document.Content[0], 0), nil
}

// values bounds from above how many values a YAML text can hold, before memory is taken for them: each is announced by one
// of these characters, and by none but two.
func values(data []byte) int {
	n := 0
	for i, c := range data {
		switch c {
		case '[', '{', ',', ':':
			n++
		case '-', '?':
			if i+1 == len(data) || data[i+1] <= ' ' {
				n++
			}
		}
	}
	return n
}

// decode returns what goes wrong within the library as an error too.
func decode(d *yaml.Decoder, into *yaml.Node) (err error) {
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("yaml: %v", reason)
		}
	}()
	return d.Decode(into)
}

// linesOf cuts a text into its lines.
// A carriage return stays at the end of its line.
func linesOf(data []byte) []string {
	return strings.Split(string(data), "\n")
}

// yamlText turns the library's tree into ours.
type yamlText struct {
	lines []string
	// at tells where the lines that the library counts really are; empty when it counts as editors do.
	at []int
}

// newYAMLText counts lines as editors do, so that the line which somebody is told is the one that they see.
func newYAMLText(data []byte) *yamlText {
	t := &yamlText{lines: linesOf(data)}
	if !bytes.Contains(data, []byte("\u2028")) && !bytes.Contains(data, []byte("\u2029")) {
		return t
	}
	// The library takes these two separators for the end of a line, editors don't.
	for i, line := range t.lines {
		for range 1 + strings.Count(line, "\u2028") + strings.Count(line, "\u2029") {
			t.at = append(t.at, i+1)
		}
	}
	return t
}

// line returns where a node stands.
func (t *yamlText) line(n *yaml.Node) int {
	if n.Line > 0 && n.Line <= len(t.at) {
		return t.at[n.Line-1]
	}
	return n.Line
}

// node copies a value and all below it. Whether a plain text is a number, a truth or a date is not looked at: how it is spelt is kept.
func (t *yamlText) node(y *yaml.Node, depth int) node {
	n := node{line: int32(t.line(y))}
	if why := t.unread(y, depth, int(n.line)); why != "" {
		n.kind, n.text = refused, why
		return n
	}
	if y.Kind == yaml.ScalarNode {
		n.kind, n.text = text, y.Value
		n.block = y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
		n.plain = !n.block && y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0
		if n.plain && (n.text == "" || n.text == "~" || n.text == "null") {
			n.kind = nothing
		}
		return n
	}
	n.kind = list
	if y.Kind == yaml.MappingNode {
		n.kind = mapping
	}
	n.kids = make([]node, len(y.Content))
	for i, kid := range y.Content {
		n.kids[i] = t.node(kid, depth+1)
	}
	return n
}

// unread says why a node is not taken as it stands: what YAML reads into some characters would be lost, or would cost too much.
func (t *yamlText) unread(y *yaml.Node, depth, line int) string {
	const quote = "put the text in quotes if that belongs to it, otherwise take it away"
	switch {
	case depth > deepest:
		return tooDeep
	case y.Kind == yaml.AliasNode:
		return fmt.Sprintf(repeats, shown(y.Value))
	case y.Anchor != "":
		return fmt.Sprintf("YAML reads “&%s” as the name of a value; %s", shown(y.Anchor), quote)
	case y.Style&yaml.TaggedStyle != 0:
		return fmt.Sprintf("YAML reads “%s” as a tag; %s", shown(y.Tag), quote)
	case y.Kind != yaml.ScalarNode:
		return ""
	case y.Tag == "!!merge":
		return "“<<” would merge other values in, which is not read; write their keys out here"
	case y.Value != "" && t.sigil(line, y.Column) == '!':
		return "YAML reads “!” as a tag; " + quote
	// "topics: [a] #privacy" was to be a topic.
	case len(y.LineComment) > 1 && y.LineComment[1] > ' ' && y.LineComment[1] != '#':
		return fmt.Sprintf("YAML reads “%s” as a comment; put the text in quotes if that belongs to it, otherwise write a space after #",
			shown(y.LineComment))
	}
	return ""
}

// sigil returns the character at a place. Far to the right it does not look: a long line would be walked once for each of its values.
func (t *yamlText) sigil(line, column int) rune {
	// A sign further right than that is taken as the library reads it.
	if column > 200 || line < 1 || line > len(t.lines) {
		return 0
	}
	for _, r := range t.lines[line-1] {
		if column--; column == 0 {
			return r
		}
	}
	return 0
}
