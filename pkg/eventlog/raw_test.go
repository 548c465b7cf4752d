package eventlog_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/thing"
)

// rawOf reads a log as it is stored.
func rawOf(t *testing.T, l *eventlog.Log, after, until uint64) (all []eventlog.Stored) {
	t.Helper()
	if err := l.Raw(t.Context(), after, until, func(events []eventlog.Stored) error {
		all = append(all, events...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

func TestRawGivesWhatIsStoredWithoutTheServersOwnHeaders(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	mustAppend(t, l, command("one"), thing.Activity("kohs"), eventlog.At{}, several(3)...)
	mustAppend(t, l, command("two"), thing.Edition, eventlog.At{}, several(1)...)
	all := rawOf(t, l, 1, 4)
	if len(all) != 3 || all[0].Sequence != 2 || all[2].Subject != "advocacy.edition" {
		t.Fatalf("read %v, want events 2 to 4", all)
	}
	lines := strings.Split(strings.TrimSuffix(string(all[1].Header), "\n"), "\n")
	if !slices.IsSorted(lines) || strings.Contains(string(all[1].Header), "Nats-") {
		t.Errorf("headers %q, want ours alone, in order", lines)
	}
	if h := load(t, l, thing.Activity("kohs")); all[1].ID() != h[2].ID {
		t.Errorf("the id is %q, want %q", all[1].ID(), h[2].ID)
	}
}

func TestRawEndsWhereTheLogDoes(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	if all := rawOf(t, l, 0, 10); len(all) != 0 {
		t.Errorf("read %v from an empty log", all)
	}
	mustAppend(t, l, command("one"), thing.Edition, eventlog.At{}, several(2)...)
	if all := rawOf(t, l, 0, 10); len(all) != 2 {
		t.Errorf("read %d events, want both", len(all))
	}
}

func TestRawEndsWithWhatEachReturns(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	mustAppend(t, l, command("one"), thing.Edition, eventlog.At{}, several(2)...)
	enough := errors.New("enough")
	if err := l.Raw(t.Context(), 0, 2, func([]eventlog.Stored) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("it ended with %v", err)
	}
}

func TestARefilledLogIsWhatItWas(t *testing.T) {
	t.Parallel()
	was, _ := open(t)
	var at eventlog.At
	for _, id := range []string{"one", "two", "three"} {
		at = mustAppend(t, was, command(id), thing.Activity("kohs"), at, several(700)...)
	}
	all := rawOf(t, was, 0, 2100)
	is, _ := open(t)
	// In two goes, as after a restore that was broken off.
	for _, part := range [][]eventlog.Stored{all[:1500], all[1500:]} {
		if err := is.Refill(t.Context(), part); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(all, rawOf(t, is, 0, 2100)); diff != "" {
		t.Errorf("the log is another one (-was +is):\n%s", diff)
	}
	// And it goes on.
	mustAppend(t, is, command("four"), thing.Activity("kohs"), at, several(1)...)
}

func TestRefillLeavesALogAloneThatEndsElsewhere(t *testing.T) {
	t.Parallel()
	was, _ := open(t)
	mustAppend(t, was, command("one"), thing.Edition, eventlog.At{}, several(3)...)
	all := rawOf(t, was, 0, 3)
	other, _ := open(t)
	mustAppend(t, other, command("other"), thing.Activity("kohs"), eventlog.At{}, several(1)...)
	for _, part := range [][]eventlog.Stored{all, all[2:]} {
		err := other.Refill(t.Context(), part)
		if _, stopped := errors.AsType[*eventlog.Stop](err); !stopped {
			t.Errorf("refill from event %d: %v, want it refused", part[0].Sequence, err)
		}
	}
	if err := other.Refill(t.Context(), []eventlog.Stored{all[1], all[0]}); err == nil {
		t.Error("events that do not follow each other are taken")
	}
	if last, err := other.Last(t.Context()); err != nil || last.Sequence != 1 {
		t.Errorf("the log ends at %v (%v), want it untouched", last, err)
	}
}
