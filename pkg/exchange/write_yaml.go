package exchange

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"dontblink.dev/pkg/fault"
)

// yamlWriter writes YAML. A file of it is read as a whole, so it is written as a whole too, in the order of days.
// size counts the bytes of the entries; a mebibyte is left for the head and the sources.
type yamlWriter struct {
	w     io.Writer
	size  int
	parts []yamlPart
}

// text is the entry as it will stand in the file, "- key: …" and what follows.
type yamlPart struct {
	source, key, day, text string
}

// Add keeps one activity.
// What would make a file too large to be read again is fault.Invalid, before more is written.
func (y *yamlWriter) Add(e Exported) error {
	n, err := e.tree()
	if err != nil {
		return err
	}
	// Which source stands at the top is known at the end.
	// The first key is the source, which WriteJSONLine writes before all others.
	n.kids = n.kids[2:]
	text, err := yamlEntry(n)
	if err != nil {
		return fmt.Errorf("write activity %s as YAML: %w", e.ID, err)
	}
	y.parts = append(y.parts, yamlPart{e.Source, e.Key, e.Content.GetWhen().GetFrom(), text})
	if y.size += len(text); y.size > LargestFile-(1<<20) {
		return fault.New(fault.Invalid, "this is more than the 16 MiB that a YAML file may have: name the file .jsonl, or export a few months at a time")
	}
	return nil
}

// Close writes what was kept.
// An empty file could not be told from one that was cut, so it is fault.NotFound.
func (y *yamlWriter) Close() error {
	if len(y.parts) == 0 {
		return fault.New(fault.NotFound, "nothing is logged there, and a YAML file without activities says nothing: nothing was written")
	}
	slices.SortFunc(y.parts, func(a, b yamlPart) int {
		return cmp.Or(strings.Compare(a.day, b.day), strings.Compare(a.source, b.source), strings.Compare(a.key, b.key))
	})
	source := y.usual()
	top, err := yaml.Marshal(map[string]string{"source": source})
	if err != nil {
		return err
	}
	var out bytes.Buffer
	out.Write(top)
	out.WriteString("\nactivities:\n")
	for _, part := range y.parts {
		if part.source == source {
			out.WriteString(part.text)
			continue
		}
		own, err := yaml.Marshal(map[string]string{"source": part.source})
		if err != nil {
			return err
		}
		out.WriteString("- " + string(own) + "  " + strings.TrimPrefix(part.text, "- "))
	}
	_, err = y.w.Write(out.Bytes())
	return err
}

// usual is the source of most activities; of several, the first by name.
func (y *yamlWriter) usual() string {
	count := map[string]int{}
	for _, part := range y.parts {
		count[part.source]++
	}
	best := ""
	for source, n := range count {
		if n > count[best] || n == count[best] && source < best {
			best = source
		}
	}
	return best
}

// yamlEntry writes an activity as an entry of a list. It is read back: what people's texts hold is not for a library to guess at, and an entry that
// says something else is written anew, with every text in quotes.
func yamlEntry(n node) (string, error) {
	for _, careful := range []bool{false, true} {
		var out bytes.Buffer
		encoder := yaml.NewEncoder(&out)
		encoder.SetIndent(2)
		if err := encoder.Encode(&yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{yamlNode(n, careful)}}); err != nil {
			return "", err
		}
		clean, bad := raw(out.Bytes(), 1)
		if bad != nil {
			continue
		}
		if back, bad := parseYAML(clean); bad == nil && back.kind == list && len(back.kids) == 1 && says(back.kids[0], n) {
			return out.String(), nil
		}
	}
	return "", fault.New(fault.Invalid, "a text of it holds what YAML cannot: export it as JSON Lines, to a file that ends in .jsonl")
}

// says reports whether two trees say the same.
// YAML has no truth of its own kind here: true is text like any other.
func says(a, b node) bool {
	if a.kind == truth {
		a.kind = text
	}
	if b.kind == truth {
		b.kind = text
	}
	return a.kind == b.kind && a.text == b.text && slices.EqualFunc(a.kids, b.kids, says)
}

var (
	// Only these may stand without quotes though YAML knows them as something else: they are read back as they are spelt.
	plainDay   = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}$`)
	plainCount = regexp.MustCompile(`^[1-9]\d*$`)
)

// yamlNode turns our tree into the library's.
func yamlNode(n node, careful bool) *yaml.Node {
	y := &yaml.Node{Kind: yaml.MappingNode}
	switch n.kind {
	case list:
		y.Kind = yaml.SequenceNode
	case mapping:
	default:
		return yamlScalar(n, careful)
	}
	for i, kid := range n.kids {
		y.Content = append(y.Content, yamlNode(kid, careful && (n.kind == list || i%2 == 1)))
	}
	// A list of words reads best on one line.
	if n.kind == list && !slices.ContainsFunc(n.kids, func(kid node) bool { return kid.kind != text || len(kid.text) > 40 }) {
		y.Style = yaml.FlowStyle
	}
	return y
}

// The tags steer the library's quotes: it puts them where a text would be read as something else than its tag.
func yamlScalar(n node, careful bool) *yaml.Node {
	y := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: n.text}
	switch {
	case n.kind == truth:
		y.Tag = "!!bool"
	case n.plain && plainCount.MatchString(n.text):
		// In quotes it would be no number, however careful we are with what people wrote.
		y.Tag = "!!int"
	case careful:
		y.Style = yaml.DoubleQuotedStyle
	case plainDay.MatchString(n.text):
		y.Tag = "!!timestamp"
	case strings.Contains(n.text, "\n"):
		y.Style = yaml.LiteralStyle
	}
	return y
}
