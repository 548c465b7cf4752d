package recorder

import (
	"strings"

	"golang.org/x/text/unicode/norm"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// asTyped returns a copy of the content in which what looks the same is the same: an accent is part of its letter (Unicode's form NFC), and
// a line ends as it does everywhere but on Windows. Else one person would be two, by the keyboard that typed the name.
func asTyped(content *eventv1.Activity) *eventv1.Activity {
	if content == nil {
		return nil
	}
	c := proto.CloneOf(content)
	compose(c.ProtoReflect())
	return c
}

func compose(m protoreflect.Message) {
	m.Range(func(field protoreflect.FieldDescriptor, value protoreflect.Value) bool {
		switch {
		case field.IsList():
			composeList(field, value.List())
		case field.Kind() == protoreflect.StringKind:
			m.Set(field, protoreflect.ValueOfString(composed(value.String())))
		case field.Kind() == protoreflect.MessageKind:
			compose(value.Message())
		}
		return true
	})
}

func composeList(field protoreflect.FieldDescriptor, list protoreflect.List) {
	for i := range list.Len() {
		switch field.Kind() {
		case protoreflect.StringKind:
			list.Set(i, protoreflect.ValueOfString(composed(list.Get(i).String())))
		case protoreflect.MessageKind:
			compose(list.Get(i).Message())
		}
	}
}

func composed(s string) string {
	// Most text is already so, and this says so without a copy.
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	return strings.ReplaceAll(s, "\r\n", "\n")
}
