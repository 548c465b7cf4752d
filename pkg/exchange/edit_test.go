package exchange

import (
	"strings"
	"testing"

	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestWhatNobodyTouchesIsReadAsItWasLaidOut(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		want := anyActivity(t)
		text, err := Editable("our team", "k-1", want)
		if err != nil {
			t.Fatal(err)
		}
		got, refusals := Edited("k-1.yaml", text)
		if len(refusals) > 0 || !proto.Equal(got, want) {
			t.Fatalf("laid out\n%s\nread %v %v\nwant %v", text, got, refusals, want)
		}
	})
}

func TestAnActivityIsLaidOutForPeople(t *testing.T) {
	t.Parallel()
	id := thing.ID("person", "Ada")
	text, err := Editable("log", "a", &eventv1.Activity{
		Headline: "Law: a talk", When: &eventv1.When{From: "2024-01-31"},
		People: []*eventv1.Participation{{Id: id, Name: "Ada"}},
		Body:   []*eventv1.Passage{{Text: "[Ada](person:" + id + ") spoke.\n\nWe listened.\n"}},
	})
	want := `source: log

activities:
- key: a
  headline: 'Law: a talk'
  when: 2024-01-31
  people:
    - name: Ada
  body: |
    Ada spoke.

    We listened.
`
	if err != nil || string(text) != want {
		t.Errorf("laid out\n%s(%v)\nwant\n%s", text, err, want)
	}
}

func TestANumberStaysOneBesideATextThatNeedsItsQuotes(t *testing.T) {
	t.Parallel()
	want := &eventv1.Activity{Series: &eventv1.Series{Name: "Clinics", Number: 1, Of: 2}, Body: []*eventv1.Passage{{Text: "\t\n"}}}
	text, err := Editable("log", "a", want)
	if err != nil {
		t.Fatal(err)
	}
	if got, refusals := Edited("a.yaml", text); len(refusals) > 0 || !proto.Equal(got, want) {
		t.Errorf("laid out\n%s\nread %v %v", text, got, refusals)
	}
}

func TestOneActivityIsLeftInTheFile(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"source: x\nactivities:\n  - {key: a, headline: A}\n  - {key: b, headline: B}\n": "holds 2 activities",
		"source: x\nactivities:\n  - {key: a, withdrawn: entered twice}\n":               "holds 1 activities",
		"source: x\nactivities: [\n": "edited.yaml:",
		"":                           "edited.yaml",
	} {
		if _, refusals := Edited("edited.yaml", []byte(text)); len(refusals) == 0 || !strings.Contains(refusals[0].String(), want) {
			t.Errorf("%q is read with %v, want a refusal with %q", text, refusals, want)
		}
	}
}
