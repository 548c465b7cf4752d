package activity_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// variant sets some fields to one of the values that they may have.
type variant func(*eventv1.Activity)

// byFile are the things that a file may say; the first of each is what it says at first.
var byFile = [][]variant{
	{
		func(a *eventv1.Activity) { a.Headline = "file one" },
		func(a *eventv1.Activity) { a.Headline = "file two" },
	},
	{
		func(a *eventv1.Activity) { a.Place = "" },
		func(a *eventv1.Activity) { a.Place = "online" },
	},
	{
		func(a *eventv1.Activity) { a.Status = "" },
		func(a *eventv1.Activity) { a.Status = "done" },
		func(a *eventv1.Activity) { a.Status = "cancelled" },
	},
	{
		func(a *eventv1.Activity) { a.When = &eventv1.When{From: "2024-01-30"} },
		func(a *eventv1.Activity) { a.When = &eventv1.When{From: "2024-01-30T10:00"} },
		func(a *eventv1.Activity) { a.When = &eventv1.When{From: "2024-05", Zone: "Europe/Rome"} },
	},
	{
		func(a *eventv1.Activity) {
			a.Announcement, a.Priorities, a.Pillar, a.PillarReason = false, []string{"copyright"}, "", ""
		},
		func(a *eventv1.Activity) {
			a.Announcement, a.Priorities, a.Pillar, a.PillarReason = false, []string{"copyright", "human-rights"}, "people", "file"
		},
		func(a *eventv1.Activity) { a.Announcement, a.Priorities, a.Pillar, a.PillarReason = true, nil, "", "" },
	},
	{
		func(a *eventv1.Activity) { a.Organisations = nil },
		func(a *eventv1.Activity) {
			a.Organisations = []*eventv1.Participation{{Name: "Wikimedia", Part: "host"}}
		},
		func(a *eventv1.Activity) { a.Organisations = []*eventv1.Participation{{Name: "Wikimedia Italia"}} },
	},
	{
		func(a *eventv1.Activity) { a.Body = []*eventv1.Passage{{Text: "file of Wikimedia Italia and Ada"}} },
		func(a *eventv1.Activity) {
			a.Body = []*eventv1.Passage{{Text: "file of Wikimedia"}, {Text: "and of Ada"}}
		},
	},
	{
		func(a *eventv1.Activity) { a.Segments = nil },
		func(a *eventv1.Activity) {
			a.Segments = []*eventv1.Segment{{Name: "Panel", Rule: &eventv1.Rule{Kind: "public"}}}
		},
		func(a *eventv1.Activity) {
			a.Segments = []*eventv1.Segment{{Name: "Panel", Rule: &eventv1.Rule{Kind: "embargo", Until: &eventv1.When{From: "2024-03-01T10:00"}}}}
		},
	},
}

// byMember are amendments. Their values are none that a file has, so that whose a field is can be seen.
var byMember = map[string]variant{
	"headline":      func(a *eventv1.Activity) { a.Headline = "mine" },
	"place":         func(a *eventv1.Activity) { a.Place = "Bogotá" },
	"status":        func(a *eventv1.Activity) { a.Status = "planned" },
	"when":          func(a *eventv1.Activity) { a.When = &eventv1.When{From: "2024-01-15", Zone: "Asia/Tokyo"} },
	"priorities":    func(a *eventv1.Activity) { a.Priorities = []string{"privacy"} },
	"pillar_reason": func(a *eventv1.Activity) { a.PillarReason = "mine" },
	"organisations": func(a *eventv1.Activity) { a.Organisations = []*eventv1.Participation{{Name: "Ada", Segment: "Panel"}} },
	"people":        func(a *eventv1.Activity) { a.People = []*eventv1.Participation{{Name: "Ada"}} },
	"body":          func(a *eventv1.Activity) { a.Body = []*eventv1.Passage{{Segment: "Panel", Text: "mine of Ada"}} },
	"rule":          func(a *eventv1.Activity) { a.Rule = &eventv1.Rule{Kind: "internal"} },
	"topics":        func(a *eventv1.Activity) { a.Topics = []string{"DSA"} },
}

// world plays files and members against one another, and remembers what each said.
type world struct {
	*rapid.T
	a    *activity.Activity
	file *eventv1.Activity
	mine map[string]*eventv1.Activity // by field: the content as a member left it
}

func newWorld(t *rapid.T) *world {
	w := &world{T: t, a: given(), file: &eventv1.Activity{Kinds: []string{"talk"}}, mine: map[string]*eventv1.Activity{}}
	for _, variants := range byFile {
		variants[0](w.file)
	}
	w.imports()
	return w
}

func (w *world) imports() activity.Outcome {
	events, outcome, err := activity.Import(w.a, file(w.file), team(), now)
	if err != nil {
		w.Fatalf("import of %v: %v", w.file, err)
	}
	if changed := outcome.What == activity.Recorded || outcome.What == activity.Amended; changed != (len(events) == 1) {
		w.Fatalf("%v events and outcome %v", events, outcome)
	}
	w.apply(events)
	return outcome
}

func (w *world) apply(events []proto.Message) {
	for _, event := range events {
		w.a.Apply(event)
	}
	if err := activity.Check(w.a.Content, team()).Err(); err != nil {
		w.Fatalf("what stands now would be refused: %v", err)
	}
}

func (w *world) changeFile() {
	w.file = proto.CloneOf(w.file)
	for range rapid.IntRange(1, 3).Draw(w.T, "changes") {
		rapid.SampledFrom(rapid.SampledFrom(byFile).Draw(w.T, "field")).Draw(w.T, "variant")(w.file)
	}
}

// amend lets a member say something. What would be refused is not said.
func (w *world) amend() {
	path := rapid.SampledFrom(slices.Sorted(maps.Keys(byMember))).Draw(w.T, "path")
	events, err := activity.Amend(w.a, with(w.a.Content, byMember[path]), []string{path}, "", 0, team(), now)
	if err == nil && len(events) > 0 {
		w.apply(events)
		w.mine[path] = w.a.Content
	}
}

// play runs a story of files and members.
func (w *world) play() {
	for range rapid.IntRange(0, 8).Draw(w.T, "steps") {
		if rapid.Bool().Draw(w.T, "member") {
			w.amend()
			continue
		}
		w.changeFile()
		w.imports()
	}
}

// said returns a field as it was written, without what we add to it.
func said(content *eventv1.Activity, path string) *eventv1.Activity {
	only := &eventv1.Activity{}
	f := only.ProtoReflect().Descriptor().Fields().ByName(protoreflect.Name(path))
	content = with(content, func(a *eventv1.Activity) {
		for _, p := range slices.Concat(a.GetPeople(), a.GetOrganisations()) {
			p.Id = ""
		}
		for _, p := range a.GetBody() {
			p.Text = person.Plain(p.GetText())
		}
	})
	if content.ProtoReflect().Has(f) {
		only.ProtoReflect().Set(f, content.ProtoReflect().Get(f))
	}
	return only
}

func TestAFileImportedTwiceIsNothingNewWhateverMembersDo(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.play()
		for range rapid.IntRange(0, 3).Draw(t, "edits") {
			w.amend()
		}
		if outcome := w.imports(); outcome.What != activity.Unchanged {
			t.Fatalf("the same file again: %v", outcome)
		}
	})
}

func TestAFieldThatNoMemberTouchedIsTheFiles(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.play()
		w.changeFile()
		w.imports()
		clashes := w.a.Import.GetClashes()
		want := completed(w.file)
		for _, path := range activity.Paths(w.a.Content, want) {
			noOpinion := path == "status" && w.file.GetStatus() == "" || path == "when" && w.file.GetWhen().GetZone() == ""
			derived := path == "body" && (w.mine["people"] != nil || w.mine["organisations"] != nil || slices.Contains(clashes, "organisations"))
			if w.mine[path] == nil && !slices.Contains(clashes, path) && !noOpinion && !derived {
				t.Fatalf("%s (-file +activity):\n%s", path, cmp.Diff(want, w.a.Content, protocmp.Transform()))
			}
		}
	})
}

func TestNoEditOfAMemberIsLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		w.play()
		for path, left := range w.mine {
			if diff := cmp.Diff(said(left, path), said(w.a.Content, path), protocmp.Transform()); diff != "" {
				t.Fatalf("%s (-as the member left it +now):\n%s", path, diff)
			}
		}
	})
}
