package exchange

import (
	"bytes"
	"fmt"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Editable writes one activity as a file of YAML for somebody to change by hand, as an export would. What recording gives by itself, ids and
// mentions, is not in it.
// Only what YAML cannot hold, and an activity larger than a file may be, is an error.
func Editable(source, key string, a *eventv1.Activity) ([]byte, error) {
	var out bytes.Buffer
	y := &yamlWriter{w: &out}
	if err := y.Add(Exported{ID: key, Source: source, Key: key, Content: a}); err != nil {
		return nil, err
	}
	err := y.Close()
	return out.Bytes(), err
}

// Edited reads what Editable wrote and somebody has changed.
// name stands in the refusals. One activity must be left: with two nobody could say which of them was meant, and none is no withdrawal.
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
