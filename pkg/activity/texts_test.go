package activity_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/reflect/protoreflect"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// fill writes its place into every text of a message, two entries in each list, and returns the places in the order of the language.
func fill(m protoreflect.Message, within string) (places []string) {
	declared := m.Descriptor().Fields()
	for i := range declared.Len() {
		f := declared.Get(i)
		at := within + string(f.Name())
		fillOne := func(at string, mutable func() protoreflect.Message, set func(string)) {
			if f.Kind() == protoreflect.MessageKind {
				places = append(places, fill(mutable(), at+".")...)
			} else {
				set(at)
				places = append(places, at)
			}
		}
		switch {
		case f.Kind() != protoreflect.MessageKind && f.Kind() != protoreflect.StringKind:
		case f.IsList():
			list := m.Mutable(f).List()
			for n := range 2 {
				fillOne(fmt.Sprintf("%s[%d]", at, n),
					func() protoreflect.Message { return list.AppendMutable().Message() },
					func(s string) { list.Append(protoreflect.ValueOfString(s)) })
			}
		default:
			fillOne(at,
				func() protoreflect.Message { return m.Mutable(f).Message() },
				func(s string) { m.Set(f, protoreflect.ValueOfString(s)) })
		}
	}
	return places
}

func TestEveryTextOfTheLanguageIsFoundAtItsPlace(t *testing.T) {
	t.Parallel()
	content := &eventv1.Activity{}
	places := fill(content.ProtoReflect(), "")
	var found, said []string
	activity.Texts(content, func(text activity.Text) bool {
		found, said = append(found, text.Where()), append(said, text.Get())
		text.Set("changed")
		return true
	})
	if diff := cmp.Diff(places, found); diff != "" {
		t.Errorf("places (-declared +found):\n%s", diff)
	}
	if diff := cmp.Diff(places, said); diff != "" {
		t.Errorf("texts (-written +read):\n%s", diff)
	}
	if got := content.GetSegments()[1].GetRule().GetUntil().GetZone(); got != "changed" {
		t.Errorf("a text that was set says %q", got)
	}
}

func TestNoFurtherTextIsLookedAtThanAskedFor(t *testing.T) {
	t.Parallel()
	seen := 0
	activity.Texts(&eventv1.Activity{Headline: "A", Kinds: []string{"b", "c"}, Links: []*eventv1.Link{{Url: "d"}, nil}}, func(activity.Text) bool {
		seen++
		return seen < 2
	})
	if seen != 2 {
		t.Errorf("%d texts were looked at, want 2", seen)
	}
}
