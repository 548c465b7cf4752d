package activity

import (
	"bytes"
	"encoding/json"
	"strings"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/reflect/protoreflect"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// FieldWords returns the name of a field as the team says it: "follow_ups" is "follow-ups".
func FieldWords(path string) string {
	switch path {
	case "when":
		return "date"
	case "by":
		return "word on who acted"
	case "body":
		return "story"
	case "tell_in":
		return "issues it is told in"
	case "follow_ups":
		return "follow-ups"
	case "pillar_reason":
		return "reason for its pillar"
	case "status_reason":
		return "reason for its status"
	case "images":
		return "pictures"
	}
	return strings.ReplaceAll(path, "_", " ")
}

// ValueWords returns what an activity says in one field: words as they are, anything else as JSON under the field's name, "" for nothing.
func ValueWords(content *eventv1.Activity, path string) string {
	m := content.ProtoReflect()
	field := m.Descriptor().Fields().ByName(protoreflect.Name(path))
	if field == nil || !m.Has(field) {
		return ""
	}
	if field.Kind() == protoreflect.StringKind && !field.IsList() {
		return m.Get(field).String()
	}
	only := (&eventv1.Activity{}).ProtoReflect()
	only.Set(field, m.Get(field))
	text, err := protojson.MarshalOptions{UseProtoNames: true}.Marshal(only.Interface())
	if err != nil {
		return ""
	}
	// protojson varies its white space on purpose; two answers to one question should look alike.
	var still bytes.Buffer
	if err := json.Compact(&still, text); err != nil {
		return ""
	}
	return still.String()
}
