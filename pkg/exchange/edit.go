package exchange

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Editable writes one activity as a file of YAML for somebody to change by hand. What recording gives by itself, ids and mentions, is not in it.
func Editable(source, key string, a *eventv1.Activity) ([]byte, error) {
	var line bytes.Buffer
	if err := WriteJSONLine(&line, source, key, a, ""); err != nil {
		return nil, err
	}
	// JSON is YAML, but for signs that YAML takes for the end of a line; only how it is laid out has to change.
	spelt := strings.NewReplacer("\u0085", `\u0085`, "\u2028", `\u2028`, "\u2029", `\u2029`).Replace(line.String())
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(spelt), &document); err != nil {
		return nil, fmt.Errorf("lay out %s as YAML: %w", key, err)
	}
	top, activity := &yaml.Node{Kind: yaml.MappingNode}, document.Content[0]
	top.Content = append(top.Content, activity.Content[:2]...)
	activity.Content = activity.Content[2:]
	top.Content = append(top.Content,
		&yaml.Node{Kind: yaml.ScalarNode, Value: "activities"}, &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{activity}})
	plainly(top)
	var out bytes.Buffer
	encoder := yaml.NewEncoder(&out)
	encoder.SetIndent(2)
	if err := encoder.Encode(top); err != nil {
		return nil, fmt.Errorf("write %s as YAML: %w", key, err)
	}
	return out.Bytes(), nil
}

// plainly has the encoder choose how a value is best read: quotes where they are needed, a block for what goes over several lines. A sign that
// cannot be seen is spelt out: the encoder would take some of them for the end of a line.
func plainly(n *yaml.Node) {
	n.Style = 0
	if n.Kind == yaml.ScalarNode && strings.ContainsFunc(n.Value, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
		n.Style = yaml.DoubleQuotedStyle
	}
	for _, kid := range n.Content {
		plainly(kid)
	}
}

// Edited reads what Editable wrote and somebody has changed.
func Edited(name string, text []byte) (*eventv1.Activity, []Refusal) {
	file, refusals := Open(name, bytes.NewReader(text), int64(len(text)))
	if len(refusals) > 0 {
		return nil, refusals
	}
	var all []Item
	for item, found := range file.Items() {
		refusals = append(refusals, found...)
		all = append(all, item)
	}
	if len(refusals) == 0 && (len(all) != 1 || all[0].Content == nil) {
		refusals = append(refusals, Refusal{File: name, Sentence: fmt.Sprintf("holds %d activities: one was opened, and one is to be left", len(all))})
	}
	if len(refusals) > 0 {
		return nil, refusals
	}
	return all[0].Content, nil
}
