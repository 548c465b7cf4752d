package exchange

import (
	"bytes"
	"fmt"
	"testing"

	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// filled is an activity of which every field that the language declares says something, and each something else.
func filled() *eventv1.Activity {
	a, n := &eventv1.Activity{}, 0
	fill(a.ProtoReflect(), &n)
	// Recording gives the ids of those who are named; relations have words of their own, and ids are ids.
	for _, p := range append(a.GetPeople(), a.GetOrganisations()...) {
		p.Id = ""
	}
	for i, r := range a.GetRelations() {
		r.Type, r.Id = activity.Relations()[i], thing.ID("activity", r.GetKey(), "elsewhere")
	}
	for _, f := range a.GetFollowUps() {
		f.ReportedIn = thing.ID("activity", f.GetReportedIn())
	}
	return a
}

// fill writes two entries into each list, and never the same twice.
func fill(m protoreflect.Message, n *int) {
	one := func(f protoreflect.FieldDescriptor) protoreflect.Value {
		switch *n++; f.Kind() {
		case protoreflect.StringKind:
			return protoreflect.ValueOfString(fmt.Sprintf("%s %d", f.Name(), *n))
		case protoreflect.Uint32Kind:
			return protoreflect.ValueOfUint32(uint32(*n))
		case protoreflect.BoolKind:
			return protoreflect.ValueOfBool(true)
		}
		panic("no file can hold a " + f.Kind().String() + " yet: " + string(f.FullName()))
	}
	declared := m.Descriptor().Fields()
	for i := range declared.Len() {
		switch f := declared.Get(i); {
		case f.IsList() && f.Message() != nil:
			for range 2 {
				fill(m.Mutable(f).List().AppendMutable().Message(), n)
			}
		case f.IsList():
			for range 2 {
				m.Mutable(f).List().Append(one(f))
			}
		case f.Message() != nil:
			fill(m.Mutable(f).Message(), n)
		default:
			m.Set(f, one(f))
		}
	}
}

func TestEveryFieldOfTheLanguageComesBackFromAFile(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"f.yaml", "f.jsonl"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			write := func(a *eventv1.Activity, withdrawn string) string {
				var out bytes.Buffer
				w, err := NewWriter(name, "Europe/Rome", &out)
				if err == nil {
					err = w.Add(Exported{ID: "a", Source: "team", Key: "a", Content: a, Withdrawn: withdrawn})
				}
				if err == nil {
					err = w.Close()
				}
				if err != nil {
					t.Fatal(err)
				}
				return out.String()
			}
			want := filled()
			once := write(want, "told twice")
			all := items(t, name, once)
			if len(all) != 1 || all[0].Source != "team" || all[0].Key != "a" || all[0].Withdrawn != "told twice" {
				t.Fatalf("read %+v of\n%s", all, once)
			}
			same(t, all[0].Content, want)
			if again := write(all[0].Content, all[0].Withdrawn); again != once {
				t.Errorf("written again, it is\n%s\nand was\n%s", again, once)
			}
		})
	}
}

func TestEveryFieldOfTheLanguageIsLaidOutToBeEdited(t *testing.T) {
	t.Parallel()
	want := filled()
	text, err := Editable("team", "a", want)
	if err != nil {
		t.Fatal(err)
	}
	if got, refusals := Edited("a.yaml", text); len(refusals) > 0 || !proto.Equal(got, want) {
		t.Errorf("laid out\n%s\nread %v %v", text, got, refusals)
	}
}
