package activity

import (
	"reflect"
	"strconv"
	"strings"
	"sync"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Text is a text of an activity, at its place. It holds for the call that it is given to.
type Text struct {
	path  []step
	value reflect.Value
}

// step is one part of a path: a field and, in a list, the place.
type step struct {
	of    *textField
	index int
}

// Get returns what the text says.
func (t Text) Get() string { return t.value.String() }

// Set has it say something else.
func (t Text) Set(text string) { t.value.SetString(text) }

// Name is that of the field, in the language.
func (t Text) Name() string { return t.path[len(t.path)-1].of.name }

// Where is its place as "links[0].url".
func (t Text) Where() string {
	var at strings.Builder
	for i, s := range t.path {
		if i > 0 {
			at.WriteByte('.')
		}
		at.WriteString(s.of.name)
		if s.of.list {
			at.WriteString("[" + strconv.Itoa(s.index) + "]")
		}
	}
	return at.String()
}

// Texts calls each with the texts of an activity that are not empty, in the order of the language, until it returns false. It finds them by what
// the language declares, so that a field that is added is among them from its first day.
func Texts(content *eventv1.Activity, each func(Text) bool) {
	walk := textWalk{path: make([]step, 0, 8), each: each}
	walk.message(reflect.ValueOf(content).Elem(), layout())
}

type textWalk struct {
	path []step
	each func(Text) bool
}

func (w *textWalk) message(m reflect.Value, fields []*textField) bool {
	for _, f := range fields {
		value := m.Field(f.index)
		if value.IsZero() {
			continue
		}
		w.path = append(w.path, step{of: f})
		if !w.field(value, f) {
			return false
		}
		w.path = w.path[:len(w.path)-1]
	}
	return true
}

func (w *textWalk) field(value reflect.Value, f *textField) bool {
	if !f.list {
		return w.value(value, f)
	}
	for i := range value.Len() {
		w.path[len(w.path)-1].index = i
		if !w.value(value.Index(i), f) {
			return false
		}
	}
	return true
}

func (w *textWalk) value(value reflect.Value, f *textField) bool {
	if f.of == nil {
		return w.each(Text{w.path, value})
	}
	return value.IsNil() || w.message(value.Elem(), f.of)
}

// textField is a field that is a text, or a message that holds some.
type textField struct {
	name  string
	index int
	list  bool
	of    []*textField // of a message
}

// layout is where an activity has its texts. protoreflect finds them too, in ten times the time, and an import looks at them four times.
var layout = sync.OnceValue(func() []*textField { return layoutOf(reflect.TypeFor[eventv1.Activity]()) })

func layoutOf(message reflect.Type) (fields []*textField) {
	for i := range message.NumField() {
		declared, kind := message.Field(i), message.Field(i).Type
		// What has no name in the language is the library's own.
		_, rest, named := strings.Cut(declared.Tag.Get("protobuf"), "name=")
		if !named {
			continue
		}
		f := &textField{index: i, list: kind.Kind() == reflect.Slice}
		f.name, _, _ = strings.Cut(rest, ",")
		if f.list {
			kind = kind.Elem()
		}
		switch kind.Kind() {
		case reflect.String:
		case reflect.Pointer:
			f.of = layoutOf(kind.Elem())
		default:
			continue
		}
		fields = append(fields, f)
	}
	return fields
}
