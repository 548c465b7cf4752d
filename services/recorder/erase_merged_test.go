package recorder_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

func TestWhatIsErasedGoesFromWhatTookItOver(t *testing.T) {
	t.Parallel()
	for _, parted := range []bool{false, true} {
		d := open(t)
		a, b, c := d.logsTalk("kept"), d.logsTalk("in confidence"), d.logsTalk("kept too")
		for _, other := range []string{b, c} {
			if _, err := d.merges(a, other); err != nil {
				t.Fatal(err)
			}
		}
		if parted {
			if _, err := d.parts(b); err != nil {
				t.Fatal(err)
			}
		}
		answer, err := d.EraseActivity(d.as("mei"), &apiv1.EraseActivityRequest{CommandId: uuid.NewString(), Id: b, Reason: "asked"})
		if err != nil || !slices.Equal(answer.GetActivities(), []string{a}) {
			t.Fatalf("erased: %v, %v, want it gone from %s too", answer, err, a)
		}
		if said := d.whole(thing.Activity(a)); strings.Contains(said, "in confidence") {
			t.Errorf("what took it over still says %q", said)
		}
		if got := d.says(a).Content.GetTopics(); !slices.Equal(got, []string{"kept", "kept too"}) {
			t.Errorf("topics are %q, want what the others said", got)
		}
	}
}

func TestWhatWasTakenOverTwiceIsPartedBeforeItIsErased(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b, c := d.logsTalk("a"), d.logsTalk("b"), d.logsTalk("c")
	if _, err := d.merges(b, c); err != nil {
		t.Fatal(err)
	}
	if _, err := d.merges(a, b); err != nil {
		t.Fatal(err)
	}
	_, err := d.EraseActivity(d.as("mei"), &apiv1.EraseActivityRequest{CommandId: uuid.NewString(), Id: c, Reason: "asked"})
	refused(t, err, fault.Conflict, "part those two first")
}
