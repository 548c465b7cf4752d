package projector_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// poisons appends what no row can hold, a NUL, and a withdrawal behind it, past the recorder.
func poisons(t *testing.T, log *eventlog.Log, id string) {
	t.Helper()
	command := eventlog.Command{ID: uuid.NewString(), Actor: "mallory", Source: "/test", Time: time.Now().UTC()}
	_, err := log.Append(t.Context(), command, thing.Activity(id), eventlog.At{},
		&eventv1.ActivityRecorded{Activity: &eventv1.Activity{Headline: "A \x00 talk", When: &eventv1.When{From: "2024-01"}}},
		&eventv1.ActivityWithdrawn{Reason: "a slip"})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAPoisonedActivityStandsStillAndCommandsAreStillTaken(t *testing.T) {
	t.Parallel()
	d := newTeam(t)
	s := d.serve()
	poisons(t, s.ground.Log, "poisoned")
	if err := d.record(s); err != nil {
		t.Fatal(err)
	}
	until(t, s, func(s *apiv1.GetStatusResponse) bool {
		return s.GetProjected() == 3 && s.GetState() == "live" && s.GetParked() == 1
	})
	if err := d.record(s); err != nil {
		t.Errorf("a command is refused over one that stands still: %v", err)
	}
	answer, err := s.ListParked(t.Context(), &apiv1.ListParkedRequest{})
	if err != nil || len(answer.GetParked()) != 1 {
		t.Fatalf("parked %v, %v, want one", answer, err)
	}
	got := answer.GetParked()[0]
	if got.GetThing() != "activity/poisoned" || got.GetSequence() != 1 || got.GetEvents() != 2 || !strings.Contains(got.GetWhy(), "invalid byte sequence") {
		t.Errorf("parked %v", got)
	}
	verified, err := s.Verify(t.Context(), &apiv1.VerifyRequest{})
	if err != nil || !verified.GetEqual() {
		t.Errorf("verified %v, %v, want that a fresh projection parks the same", verified, err)
	}
}

func TestUnparkSaysWhatItMeansAndWhyNot(t *testing.T) {
	t.Parallel()
	d := newTeam(t)
	s := d.serve()
	poisons(t, s.ground.Log, "poisoned-1")
	poisons(t, s.ground.Log, "poisoned-2")
	until(t, s, func(s *apiv1.GetStatusResponse) bool { return s.GetParked() == 2 })
	for _, c := range []struct {
		thing string
		kind  error
		says  string
	}{
		{"activity/poisoned-1", fault.Conflict, "event 1, advocacy.event.v1.ActivityRecorded of activity/poisoned-1, still cannot be applied"},
		{"poisoned-2", fault.Conflict, "event 3, "},
		{"poison", fault.Invalid, "activity/poisoned-1 or activity/poisoned-2"},
		{"elsewhere", fault.NotFound, "nothing that is called"},
		{"", fault.NotFound, "nothing that is called"},
	} {
		if _, err := s.Unpark(t.Context(), &apiv1.UnparkRequest{Thing: c.thing}); !errors.Is(err, c.kind) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("unpark %q: %v, want %v that says %q", c.thing, err, c.kind, c.says)
		}
	}
	if err := d.record(s); err != nil {
		t.Fatal(err)
	}
	until(t, s, func(s *apiv1.GetStatusResponse) bool { return s.GetProjected() == 5 && s.GetParked() == 2 })
}

func TestWhatWasMendedIsUnparkedWhereverItStoodStill(t *testing.T) {
	t.Parallel()
	lists, searching := table{readmodel.Version, "activity"}, table{readmodel.SearchConfig().Version, "words"}
	for name, c := range map[string]struct {
		in  []table
		why string
	}{
		"in lists":     {[]table{lists}, "ERROR: new row"},
		"in searching": {[]table{searching}, "lists and counts go on, searching does not: ERROR: new row"},
		"in both":      {[]table{lists, searching}, "ERROR: new row"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newTeam(t).serve()
			happens(t, s.ground, "A talk")
			until(t, s, func(s *apiv1.GetStatusResponse) bool { return s.GetProjected() == 1 && s.GetState() == "live" })
			// As when a rule was laid on the rows by hand, and is taken away.
			for _, in := range c.in {
				in.sees(t, s.ground, 1)
				in.alter(t, s.ground, "add constraint mine check (false) not valid")
			}
			happens(t, s.ground, "A panel")
			parked := stillIn(t, s, len(c.in))
			if !strings.HasPrefix(parked.GetWhy(), c.why) || parked.GetEvents() != 1 {
				t.Errorf("parked %v, want that it says %q", parked, c.why)
			}
			for _, in := range c.in {
				in.alter(t, s.ground, "drop constraint mine")
			}
			unparked, err := s.Unpark(t.Context(), &apiv1.UnparkRequest{Thing: parked.GetThing()})
			if err != nil || unparked.GetEvents() != 1 {
				t.Fatalf("unparked %v, %v, want one event", unparked, err)
			}
			until(t, s, func(s *apiv1.GetStatusResponse) bool { return s.GetParked() == 0 && s.GetProjected() == 2 })
			if verified, err := s.Verify(t.Context(), &apiv1.VerifyRequest{}); err != nil || !verified.GetEqual() {
				t.Errorf("verified %v, %v, want all equal", verified, err)
			}
		})
	}
}

// table is one of a version's slot that serves.
type table struct{ version, name string }

func (in table) alter(t *testing.T, g *host.Ground, how string) {
	t.Helper()
	if _, err := g.Rows.Exec(t.Context(), "alter table "+in.slot(t, g)+"."+in.name+" "+how); err != nil {
		t.Fatal(err)
	}
}

// sees waits until the rows have seen an event: what is searched follows by itself.
func (in table) sees(t *testing.T, g *host.Ground, sequence uint64) {
	t.Helper()
	slot := in.slot(t, g)
	eventually(t, in.version+" to follow", func() bool {
		reached, err := projection.Reached(t.Context(), g.Rows, slot)
		return err == nil && reached.Sequence >= sequence
	})
}

// slot waits until there is one: what is searched is made by itself.
func (in table) slot(t *testing.T, g *host.Ground) (slot string) {
	t.Helper()
	eventually(t, "a slot of "+in.version, func() bool {
		var ok bool
		var err error
		slot, ok, err = projection.Serving(t.Context(), g.Rows, in.version)
		return err == nil && ok
	})
	return slot
}

// stillIn waits until one thing stands still in so many slots.
func stillIn(t *testing.T, s served, slots int) (parked *apiv1.Parked) {
	t.Helper()
	eventually(t, "what stands still", func() bool {
		n := 0
		for _, version := range []string{readmodel.Version, readmodel.SearchConfig().Version} {
			slot := table{version: version}.slot(t, s.ground)
			things, err := projection.Parked(t.Context(), s.ground.Rows, slot)
			if err != nil {
				t.Fatal(err)
			}
			n += len(things)
		}
		answer, err := s.ListParked(t.Context(), &apiv1.ListParkedRequest{})
		if err != nil || n != slots || len(answer.GetParked()) != 1 {
			return false
		}
		parked = answer.GetParked()[0]
		return true
	})
	return parked
}

func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	tick, patience := time.NewTicker(5*time.Millisecond), time.After(time.Minute)
	defer tick.Stop()
	for !is() {
		select {
		case <-tick.C:
		case <-patience:
			t.Fatalf("waited for %s in vain", what)
		}
	}
}
