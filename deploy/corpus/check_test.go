package main

import (
	"testing"
	"time"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// readEdition returns the edition as it is after its import.
func readEdition(t *testing.T, c *Corpus) *edition.Edition {
	t.Helper()
	text, err := c.file.yaml()
	if err != nil {
		t.Fatal(err)
	}
	return edition.Of(open(t, "edition.yaml", text).Edition())
}

func TestNothingInItWouldBeRefused(t *testing.T) {
	t.Parallel()
	c := New(11, 3000, january2022, 36)
	ed := readEdition(t, c)
	for i := 0; i < c.size; i += 5 {
		key, first := c.Activity(i)
		if mistakes := activity.Check(first, ed); len(mistakes) > 0 {
			t.Errorf("%s: %v", key, mistakes)
		}
	}
}

func TestEveryAmendmentAmends(t *testing.T) {
	t.Parallel()
	c := New(12, 3000, january2022, 36)
	ed := readEdition(t, c)
	now := time.Date(2025, 1, 20, 12, 0, 0, 0, time.UTC)
	for i := range c.size {
		key, first := c.Activity(i)
		later, ok := c.Amended(i, first)
		if !ok {
			continue
		}
		a := &activity.Activity{ID: activity.ImportedID(source, key)}
		importOne(t, a, first, key, activity.Recorded, ed, now)
		importOne(t, a, later, key, activity.Amended, ed, now)
	}
}

// importOne imports what a file says of an activity, and wants that to become of it.
func importOne(
	t *testing.T, a *activity.Activity, content *eventv1.Activity, key string, want activity.What, ed *edition.Edition, now time.Time,
) {
	t.Helper()
	events, outcome, err := activity.Import(a, &eventv1.Import{Source: source, Key: key, Activity: content}, ed, now)
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	if outcome.What != want || len(outcome.Clashes) > 0 || want == activity.Amended && len(outcome.Paths) == 0 {
		t.Errorf("%s became %+v, want it %s", key, outcome, want)
	}
	for _, event := range events {
		a.Apply(event)
	}
}
