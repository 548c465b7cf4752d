package eventlog_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"dontblink.dev/pkg/fault"
)

func TestAVerdictStandsUntilItIsLifted(t *testing.T) {
	t.Parallel()
	log, _ := open(t)
	mine, err := log.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	others, err := log.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := others.Pass(t.Context()); err != nil {
		t.Errorf("without a verdict = %v, want that commands pass", err)
	}
	if err := mine.Refuse(t.Context(), "event 2 is of a type that nobody knows"); err != nil {
		t.Fatal(err)
	}
	if err := others.Pass(t.Context()); !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "event 2") {
		t.Errorf("with a verdict = %v, want a refusal that says why", err)
	}
	for range 2 { // lifting what is lifted is nothing
		if err := mine.Lift(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := others.Pass(t.Context()); err != nil {
		t.Errorf("after the verdict was lifted = %v, want that commands pass", err)
	}
}

// One service refuses on a connection of its own; the other has asked just before, and trusts that.
func TestAVerdictIsHeardOfByWhoHasJustAsked(t *testing.T) {
	t.Parallel()
	l, theirs, dialer := deafened(t)
	v, err := l.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	other, err := theirs.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := v.Pass(t.Context()); err != nil {
			t.Fatalf("without a verdict = %v, want that commands pass", err)
		}
	}
	if err := other.Refuse(t.Context(), "event 2"); err != nil {
		t.Fatal(err)
	}
	ends := time.Now().Add(30 * time.Second)
	for v.Pass(t.Context()) == nil { // on its way
		if time.Now().After(ends) {
			t.Fatal("the verdict was never heard of")
		}
	}
	if err := other.Lift(t.Context()); err != nil {
		t.Fatal(err)
	}
	for v.Pass(t.Context()) != nil {
		if time.Now().After(ends) {
			t.Fatal("that the verdict was lifted was never heard of")
		}
	}

	// What changes while nothing is heard is known once the connection is there again.
	dialer.deaf.Store(true)
	if err := other.Refuse(t.Context(), "event 3"); err != nil {
		t.Fatal(err)
	}
	dialer.deaf.Store(false)
	_ = dialer.open.Load().Close()
	for l.Reconnects() == 0 {
	}
	if err := v.Pass(t.Context()); !errors.Is(err, fault.Unavailable) {
		t.Errorf("after the connection was lost = %v, want a refusal", err)
	}
}

func TestCommandsAreHeldUntilTheyAreLetGo(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	v, err := l.Verdict(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hold := func() (bool, func(context.Context) error) {
		held, release, err := v.Hold(t.Context(), "looking")
		if err != nil {
			t.Fatal(err)
		}
		return held, release
	}
	letGo := func(release func(context.Context) error) {
		if err := release(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	held, release := hold()
	if err := v.Pass(t.Context()); !held || !errors.Is(err, fault.Unavailable) {
		t.Errorf("held %v, and then %v, want a refusal", held, err)
	}
	if letGo(release); v.Pass(t.Context()) != nil {
		t.Error("let go, and still refused")
	}

	// Somebody has found a reason meanwhile.
	_, release = hold()
	if err := v.Refuse(t.Context(), "event 2"); err != nil {
		t.Fatal(err)
	}
	letGo(release)
	if err := v.Pass(t.Context()); err == nil || !strings.Contains(err.Error(), "event 2") {
		t.Errorf("after another's verdict = %v, want that to stand", err)
	}
	// Or had one before.
	held, release = hold()
	letGo(release)
	if err := v.Pass(t.Context()); held || err == nil || !strings.Contains(err.Error(), "event 2") {
		t.Errorf("held %v over another's verdict, then %v, want that to stand", held, err)
	}
}
