package exchange

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"google.golang.org/protobuf/proto"
)

func FuzzYAML(f *testing.F) {
	for _, text := range []string{
		"source: x\nactivities:\n  - key: a\n    headline: b\n    when: {from: 2024-01, to: 2024-02}\n    body: |\n      c\n",
		"source: x\nactivities:\n- key: a\n  headline: Privacy: a primer\n", "team: {name: a}\npillars: [{id: b, priorities: [{id: c}]}]\n",
		"a: &a [x]\nb: *a\n", "? a\n: b\n? ", "source: x\n---\n", "[[[", "{a, b: c}", "- a\n-b\n", "%TAG ! x y\n", "a: 'b\n", "a: \"\\ud83d\"\n",
		"# c\n", "<<: {a: b}\n", "a: |2\n  b\n", "source: x\nactivities:\n  - {key: a, relations: [{rests_on: {id: b}}], segments: [{rule: embargo, until: c}]}\n",
		"a: !b c #d\n", "\"a\": b\u2028\n", "source: x\nactivities:\n  - key: a\n\theadline: b\n",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) { read(t, "f.yaml", data) })
}

func FuzzJSONLines(f *testing.F) {
	for _, text := range []string{
		`{"source":"x","key":"a","headline":"b","when":{"from":"2024","zone":"c"},"body":[{"segment":"d","text":"e"}]}`,
		"{\"source\":\"x\",\"key\":\"a\"}\n\n{\"source\":\"x\",\"key\":\"a\"}\r\n", `{"key":1e3,"withdrawn":"f"}`, `{"a":"\ud83d\ude00\n"}`, "[1,]", "{", "nul", `"`, "-",
		`{"source":"x","key":"a","rule":{"kind":"embargo","until":"b"},"series":{"number":1},"announcement":true,"links":null}`,
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		read(t, "f.jsonl", data)
		read(t, "f.json", data)
		asTheStandardLibrary(t, data)
	})
}

// read reads a file and checks what must hold of any: it is read or refused, at a line that it has and in words that can be
// shown; reading it again gives the same; what was read can be written, and read again.
func read(t *testing.T, name string, data []byte) {
	t.Helper()
	file, refusals := open(name, string(data))
	if file == nil && len(refusals) == 0 {
		t.Fatal("neither read nor refused")
	}
	for range 2 {
		if file == nil {
			break
		}
		for item, more := range file.Items() {
			refusals = append(refusals, more...)
			if len(more) == 0 && item.Source != "" {
				again(t, item)
			}
			if item.Line < 1 {
				t.Errorf("an activity stands on line %d", item.Line)
			}
		}
	}
	for _, refusal := range refusals {
		if last := bytes.Count(data, []byte("\n")) + 1; refusal.Line < 1 || refusal.Line > last {
			t.Errorf("%s: the file has %d lines", refusal, last)
		}
		if strings.ContainsFunc(refusal.String(), unicode.IsControl) || refusal.Sentence == "" || strings.Contains(refusal.Sentence, "yaml: ") {
			t.Errorf("%q is nothing to show", refusal.String())
		}
	}
}

// again writes an activity and reads it.
func again(t *testing.T, item Item) {
	t.Helper()
	var b bytes.Buffer
	if err := WriteJSONLine(&b, item.Source, item.Key, item.Content, item.Withdrawn); err != nil {
		t.Fatal(err)
	}
	file, refusals := open("f.jsonl", b.String())
	if len(refusals) > 0 {
		t.Fatalf("%q is refused: %v", b.String(), refusals)
	}
	for second, refusals := range file.Items() {
		if len(refusals) > 0 || second.Key != item.Key || second.Withdrawn != item.Withdrawn || !proto.Equal(second.Content, item.Content) {
			t.Fatalf("%q\nis read as %v %v\nand was %v", b.String(), second.Content, refusals, item.Content)
		}
	}
}

// asTheStandardLibrary compares what is JSON and what is not.
func asTheStandardLibrary(t *testing.T, data []byte) {
	t.Helper()
	clean, bad := raw(data, 1)
	if bad != nil {
		return
	}
	n, bad := parseJSON(string(clean), 1, 1)
	valid := json.Valid(clean)
	switch {
	case bad == nil && !valid:
		t.Fatalf("%q is taken for JSON", clean)
	case bad != nil && valid && bad.sentence != tooDeep && !bytes.Contains(clean, []byte(`\u`)):
		t.Fatalf("%q is not taken for JSON: %s", clean, bad.sentence)
	case bad == nil && n.kind == text && !n.plain:
		var want string
		if err := json.Unmarshal(clean, &want); err != nil || want != n.text {
			t.Fatalf("%q is read as %q, want %q (%v)", clean, n.text, want, err)
		}
	}
}
