package dontblink

import (
	"bytes"
	"strings"
	"testing"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// sat is an asker at whose terminal somebody types these lines.
func sat(typed ...string) (*asker, *bytes.Buffer) {
	said := &bytes.Buffer{}
	k := newAsker(&cli{out: said, err: said}, true, capture.Given{})
	k.terminal, k.lines = true, make(chan string, len(typed))
	for _, line := range typed {
		k.lines <- line + "\n"
	}
	close(k.lines)
	return k, said
}

// talkWith settles a line with somebody who types that.
func talkWith(t *testing.T, line string, typed ...string) (w *waiting, said string, err error) {
	t.Helper()
	k, told := sat(typed...)
	w = &waiting{Today: calendar.Day{Year: 2026, Month: 11, Day: 26}.String(), Line: line}
	ed := edition.Of(&eventv1.Edition{
		Team: &eventv1.Team{Name: "The team"}, Pillars: []*eventv1.Pillar{{Id: "people", Name: "People", From: "2022-01", Position: 1}},
		Priorities: []*eventv1.Priority{{Id: "privacy", Name: "Privacy", Pillar: "people", From: "2022-01", Position: 1}},
	})
	for again := true; again && err == nil; {
		_, again, err = k.c.settleLine(t.Context(), w, known{edition: ed}, k)
	}
	return w, told.String(), err
}

func TestAnswersToAnEarlierLineAreOfferedAgain(t *testing.T) {
	t.Parallel()
	w, said, err := talkWith(t, "we won in curt #privacy", "yesterday", "outcome", "e", "we won in court #privacy", "", "", "")
	if err != nil || w.Line != "we won in court #privacy" || w.Given.When != "yesterday" || strings.Join(w.Given.Kinds, ",") != "outcome" {
		t.Errorf("%v: %q with %+v", err, w.Line, w.Given)
	}
	if !strings.Contains(said, "Enter: yesterday, as you said before") {
		t.Errorf("nobody is told that there was an answer before:\n%s", said)
	}
}

func TestALineTypedWhereYesOrNoIsAskedIsTheNewLine(t *testing.T) {
	t.Parallel()
	w, _, err := talkWith(t, "yesterday panel in curt #privacy", "yesterday panel in court #privacy", "")
	if err != nil || w.Line != "yesterday panel in court #privacy" {
		t.Errorf("%v: the line is %q", err, w.Line)
	}
}

func TestNothingTypedAnewLeavesTheLine(t *testing.T) {
	t.Parallel()
	w, _, err := talkWith(t, "yesterday panel #privacy", "e", "", "")
	if err != nil || w.Line != "yesterday panel #privacy" {
		t.Errorf("%v: the line is %q", err, w.Line)
	}
}

func TestWhoeverTypesNeitherIsToldWhatThereIs(t *testing.T) {
	t.Parallel()
	_, said, err := talkWith(t, "yesterday panel #privacy", "maybe", "y")
	if err != nil || !strings.Contains(said, "press Enter to log it, or type e or n") {
		t.Errorf("%v:\n%s", err, said)
	}
}

func TestTheEndOfTheTerminalGivesTheAnswersBack(t *testing.T) {
	t.Parallel()
	w, _, err := talkWith(t, "Thu panel, off the record #privacy", "1", "2")
	if err == nil {
		t.Fatal("it was logged")
	}
	want := `dontblink log 'Thu panel, off the record #privacy' --when '2026-11-26' --rule 'internal'`
	if got := typedAgain(w); got != want {
		t.Errorf("to be typed again is\n%s, want\n%s", got, want)
	}
}
