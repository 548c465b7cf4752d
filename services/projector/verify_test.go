package projector_test

import (
	"errors"
	"testing"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

func TestVerifyNamesTheTableInWhichARowWasChangedByHand(t *testing.T) {
	t.Parallel()
	g, keeper := open(t)
	happens(t, g, "A talk")
	happens(t, g, "A panel")
	slot := until(t, keeper, func(s *apiv1.GetStatusResponse) bool { return s.GetProjected() == 2 }).GetSlot()
	sound, err := keeper.Verify(t.Context(), &apiv1.VerifyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	if !sound.GetEqual() || sound.GetSequence() != 2 || sound.GetSlot() != slot || len(sound.GetTables()) < 6 {
		t.Errorf("verified %v, want all tables, each equal at 2, in %s", sound, slot)
	}
	if _, err := g.Rows.Exec(t.Context(), "update "+slot+".activity set headline = 'A walk' where headline = 'A talk'"); err != nil {
		t.Fatal(err)
	}
	tampered, err := keeper.Verify(t.Context(), &apiv1.VerifyRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range tampered.GetTables() {
		if table.GetEqual() != (table.GetName() != "activity") || table.GetRows() != table.GetRowsMade() {
			t.Errorf("%v, want all but activity equal", table)
		}
	}
	if tampered.GetEqual() {
		t.Error("all is called equal")
	}
}

func TestVerifySaysWhenThereIsAnotherLog(t *testing.T) {
	t.Parallel()
	g, keeper := open(t)
	happens(t, g, "A talk")
	slot := until(t, keeper, func(s *apiv1.GetStatusResponse) bool { return s.GetProjected() == 1 }).GetSlot()
	if _, err := g.Rows.Exec(t.Context(), "update "+slot+".place set id = 'other'"); err != nil {
		t.Fatal(err)
	}
	if _, err := keeper.Verify(t.Context(), &apiv1.VerifyRequest{}); !errors.Is(err, fault.Unavailable) {
		t.Errorf("verify: %v, want it to say that nothing can be compared", err)
	}
}

func TestRebuildMakesTheRowsAnewAndTheyAreFollowed(t *testing.T) {
	t.Parallel()
	g, keeper := open(t)
	happens(t, g, "A talk")
	slot := until(t, keeper, func(s *apiv1.GetStatusResponse) bool { return s.GetProjected() == 1 }).GetSlot()
	if _, err := g.Rows.Exec(t.Context(), "update "+slot+".activity set headline = 'A walk'"); err != nil {
		t.Fatal(err)
	}
	rebuilt, err := keeper.Rebuild(t.Context(), &apiv1.RebuildRequest{})
	if err != nil {
		t.Fatal(err)
	}
	happens(t, g, "A panel")
	status := until(t, keeper, func(s *apiv1.GetStatusResponse) bool { return s.GetProjected() == 2 })
	if status.GetSlot() != rebuilt.GetSlot() || status.GetSlot() == slot || status.GetState() != "live" || status.GetWhy() != "" {
		t.Errorf("status %v, want live in %s, not in %s", status, rebuilt.GetSlot(), slot)
	}
	if verified, err := keeper.Verify(t.Context(), &apiv1.VerifyRequest{}); err != nil || !verified.GetEqual() {
		t.Errorf("verified %v, %v, want all equal", verified, err)
	}
}

func TestRowsThatStandStillAreMadeAnewInTheirPlace(t *testing.T) {
	t.Parallel()
	d := newTeam(t)
	s := d.serve()
	d.taken(s)
	slot := until(t, s, func(s *apiv1.GetStatusResponse) bool { return s.GetProjected() == 1 }).GetSlot()
	if _, err := s.ground.Rows.Exec(t.Context(), "update "+slot+".place set sequence = 7"); err != nil {
		t.Fatal(err)
	}
	happens(t, s.ground, "A talk")
	d.refused(s, "somebody else has moved the place", "`dontblink rebuild`")
	rebuilt, err := s.Rebuild(t.Context(), &apiv1.RebuildRequest{})
	if err != nil || rebuilt.GetSlot() == slot {
		t.Fatalf("rebuilt %v, %v, want another slot than %s", rebuilt, err, slot)
	}
	d.taken(s)
	if verified, err := s.Verify(t.Context(), &apiv1.VerifyRequest{}); err != nil || !verified.GetEqual() {
		t.Errorf("verified %v, %v, want all equal", verified, err)
	}
}
