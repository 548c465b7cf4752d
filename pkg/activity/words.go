package activity

import (
	"bytes"
	"encoding/json"
	"slices"
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

// ValueWords returns what an activity says in one field as people read it; what has too many parts for that as JSON under the field's name; "" for nothing.
func ValueWords(content *eventv1.Activity, path string) string {
	m := content.ProtoReflect()
	field := m.Descriptor().Fields().ByName(protoreflect.Name(path))
	if field == nil || !m.Has(field) {
		return ""
	}
	switch {
	case path == "when":
		return dateWords(content.GetWhen())
	case path == "announcement":
		return "it is one"
	case path == "people" || path == "organisations":
		return namesWords(m.Get(field).List())
	case field.Kind() == protoreflect.StringKind && field.IsList():
		return listWords(m.Get(field).List())
	case field.Kind() == protoreflect.StringKind:
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

func listWords(list protoreflect.List) string {
	words := make([]string, list.Len())
	for i := range words {
		words[i] = list.Get(i).String()
	}
	return strings.Join(words, ", ")
}

// namesWords tells those who took part with what is said of them.
func namesWords(list protoreflect.List) string {
	words := make([]string, list.Len())
	for i := range words {
		who, _ := list.Get(i).Message().Interface().(*eventv1.Participation)
		words[i] = who.GetName()
		of := slices.DeleteFunc([]string{who.GetAbbreviation(), who.GetRole(), who.GetOrganisation(), who.GetPart(), who.GetSegment()},
			func(part string) bool { return part == "" })
		if len(of) > 0 {
			words[i] += " (" + strings.Join(of, ", ") + ")"
		}
	}
	return strings.Join(words, "; ")
}
