package recorder_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

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

func TestWhatWasTakenOverThreeTimesGoesFromAllOfThem(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b, c, other, last := d.logsTalk("first"), d.logsTalk("second"), d.logsTalk("in confidence"), d.logsTalk("fourth"), d.logsTalk("fifth")
	for _, two := range [][2]string{{b, c}, {a, b}, {a, other}, {last, a}} {
		if _, err := d.merges(two[0], two[1]); err != nil {
			t.Fatal(err)
		}
	}
	answer, err := d.EraseActivity(d.as("mei"), &apiv1.EraseActivityRequest{CommandId: uuid.NewString(), Id: c, Reason: "asked"})
	if err != nil || !slices.Equal(answer.GetActivities(), []string{b, a, last}) {
		t.Fatalf("erased: %v, %v, want it gone from %s, %s and %s", answer, err, b, a, last)
	}
	for _, id := range []string{a, b, c, last} {
		if said := d.whole(thing.Activity(id)); strings.Contains(said, "in confidence") {
			t.Errorf("%s still says %q", id, said)
		}
	}
	for id, want := range map[string][]string{b: {"second"}, a: {"first", "second", "fourth"}, last: {"fifth", "first", "second", "fourth"}} {
		if got := d.says(id).Content.GetTopics(); !slices.Equal(got, want) {
			t.Errorf("topics of %s are %q, want %q", id, got, want)
		}
	}
	if d.says(b).MergedInto != a || d.says(a).MergedInto != last {
		t.Error("they are no longer told in one another")
	}
}

func TestWhatWasTakenOverTwiceAndPartedIsErasedEverywhere(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b, c := d.logsTalk("first"), d.logsTalk("second"), d.logsTalk("in confidence")
	for _, two := range [][2]string{{b, c}, {a, b}} {
		if _, err := d.merges(two[0], two[1]); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.parts(b); err != nil {
		t.Fatal(err)
	}
	if _, err := d.EraseActivity(d.as("mei"), &apiv1.EraseActivityRequest{CommandId: uuid.NewString(), Id: c, Reason: "asked"}); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{a, b} {
		if said := d.whole(thing.Activity(id)); strings.Contains(said, "in confidence") {
			t.Errorf("%s still says %q", id, said)
		}
	}
}
