package activity

import (
	"google.golang.org/protobuf/reflect/protoreflect"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// field is one of the fields of an activity, as the language declares them.
type field = protoreflect.FieldDescriptor

// fields returns the fields of an activity, in the order of the language.
func fields() []field {
	declared := (*eventv1.Activity)(nil).ProtoReflect().Descriptor().Fields()
	all := make([]field, declared.Len())
	for i := range all {
		all[i] = declared.Get(i)
	}
	return all
}

func fieldNames() []string {
	var names []string
	for _, f := range fields() {
		names = append(names, string(f.Name()))
	}
	return names
}

// Paths returns the names of the fields in which the two differ, in the order of the language.
func Paths(a, b *eventv1.Activity) []string {
	var paths []string
	for _, f := range fields() {
		if !same(a, b, f) {
			paths = append(paths, string(f.Name()))
		}
	}
	return paths
}

// same reports whether a field says the same in both. A message that is absent says the same as an empty one.
func same(a, b *eventv1.Activity, f field) bool {
	return a.ProtoReflect().Get(f).Equal(b.ProtoReflect().Get(f))
}

// take sets a field of one activity to what it is in the other. They share it from then on.
func take(to, from *eventv1.Activity, f field) {
	if !from.ProtoReflect().Has(f) {
		to.ProtoReflect().Clear(f)
		return
	}
	to.ProtoReflect().Set(f, from.ProtoReflect().Get(f))
}
