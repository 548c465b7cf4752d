package activity_test

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"dontblink.dev/pkg/activity"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestEveryEventOfAnActivityHasAWord(t *testing.T) {
	t.Parallel()
	nouns := map[protoreflect.Name]bool{}
	for _, noun := range []protoreflect.Name{
		"Import", "Activity", "When", "Link", "Participation", "Segment", "Rule", "Passage", "FollowUp", "Image", "ImagePart", "Relation", "Series",
	} {
		nouns[noun] = true
	}
	words := map[string]protoreflect.Name{}
	messages := eventv1.File_advocacy_event_v1_activity_proto.Messages()
	for i := range messages.Len() {
		name := messages.Get(i).Name()
		kind, err := protoregistry.GlobalTypes.FindMessageByName(messages.Get(i).FullName())
		if err != nil {
			t.Fatal(err)
		}
		word := activity.Deed(kind.New().Interface())
		if nouns[name] != (word == "") {
			t.Errorf("the word for %s is %q", name, word)
		}
		if other, twice := words[word]; twice && word != "" {
			t.Errorf("%s and %s have the same word, %q", name, other, word)
		}
		words[word] = name
	}
}

func TestAnAmendmentInAWordOfItsOwnIsAMembersEdit(t *testing.T) {
	t.Parallel()
	a := &activity.Activity{ID: "a"}
	a.Apply(&eventv1.ActivityRecorded{Activity: &eventv1.Activity{Status: "planned"}, Import: &eventv1.Import{Source: "s", Key: "k", Clashes: []string{"status", "place"}}})
	a.Apply(&eventv1.ActivityCompleted{Activity: &eventv1.Activity{Status: "done"}, Paths: []string{"status"}})
	if got := a.Content.GetStatus(); got != "done" {
		t.Errorf("status = %q, want done", got)
	}
	if got := strings.Join(a.Edited, " "); got != "status" {
		t.Errorf("edited = %q, want status", got)
	}
	if got := strings.Join(a.Import.GetClashes(), " "); got != "place" {
		t.Errorf("clashes = %q, want place: a member has settled the other", got)
	}
}

func TestWhatIsRestoredOrParted(t *testing.T) {
	t.Parallel()
	a := &activity.Activity{ID: "a"}
	a.Apply(&eventv1.ActivityRecorded{Activity: &eventv1.Activity{Headline: "A"}})
	a.Apply(&eventv1.ActivityWithdrawn{Reason: "entered twice"})
	a.Apply(&eventv1.ActivityRestored{Reason: "it was not", Activity: a.Content})
	if a.Withdrawn {
		t.Error("restored and still withdrawn")
	}
	a.Apply(&eventv1.ActivityMerged{Into: "b"})
	if a.MergedInto != "b" || a.Content.GetHeadline() != "A" {
		t.Errorf("merged into %q, and says %q; want b, and what it said", a.MergedInto, a.Content.GetHeadline())
	}
	a.Apply(&eventv1.ActivityMergeUndone{Activity: a.Content})
	if a.MergedInto != "" || a.Version != 5 {
		t.Errorf("merged into %q at version %d, want none at 5", a.MergedInto, a.Version)
	}
}
