package projector_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
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

func TestVerifyTakesAnErasureThatTheRowsHaveNotSeenForNoDamage(t *testing.T) {
	t.Parallel()
	g, keeper := open(t)
	talk := thing.Activity(uuid.NewString())
	command := eventlog.Command{ID: uuid.NewString(), Actor: "amara", Source: "/recorder", Time: time.Now().UTC()}
	at, err := g.Log.Append(t.Context(), command, talk, eventlog.At{},
		&eventv1.ActivityRecorded{Activity: &eventv1.Activity{Headline: "A talk", When: &eventv1.When{From: "2024-01"}}})
	if err != nil {
		t.Fatal(err)
	}
	slot := until(t, keeper, func(s *apiv1.GetStatusResponse) bool { return s.GetProjected() == 1 }).GetSlot()
	history, err := g.Log.Load(t.Context(), talk)
	if err != nil {
		t.Fatal(err)
	}
	// The rows are held where they are, the log goes on, and the key goes.
	held, err := g.Rows.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = held.Rollback(t.Context()) }()
	if _, err := held.Exec(t.Context(), "lock table "+slot+".activity in exclusive mode"); err != nil {
		t.Fatal(err)
	}
	command.ID = uuid.NewString()
	if _, err := g.Log.Append(t.Context(), command, talk, at, &eventv1.ActivityErased{Reason: "asked", Keys: []string{history[0].Key}}); err != nil {
		t.Fatal(err)
	}
	if err := g.Log.Vault.Destroy(t.Context(), "asked", history[0].Key); err != nil {
		t.Fatal(err)
	}
	type answer struct {
		*apiv1.VerifyResponse
		error
	}
	answers := make(chan answer, 1)
	go func() {
		verified, err := keeper.Verify(t.Context(), &apiv1.VerifyRequest{})
		answers <- answer{verified, err}
	}()
	// It compares a second time: then the rows may go on.
	for first := uint32(0); len(answers) == 0; {
		var oid uint32
		if err := g.Rows.QueryRow(t.Context(), "select coalesce(max(oid::bigint), 0) from pg_namespace where nspname = 'rm_verify'").Scan(&oid); err != nil {
			t.Fatal(err)
		}
		if first != 0 && oid != 0 && oid != first {
			break
		}
		if oid != 0 {
			first = oid
		}
	}
	if err := held.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := <-answers; got.error != nil || !got.GetEqual() || got.GetSequence() != 2 {
		t.Errorf("verified %v, %v, want all equal at 2", got.VerifyResponse, got.error)
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

func TestWhatIsSearchedIsMadeAnewWhereItHasStopped(t *testing.T) {
	t.Parallel()
	d := newTeam(t)
	d.begin()
	s := d.serve()
	rebuilt, err := s.Rebuild(t.Context(), &apiv1.RebuildRequest{}) // returns when both are followed
	if err != nil {
		t.Fatal(err)
	}
	searched, _, err := projection.Serving(t.Context(), s.ground.Rows, readmodel.SearchVersion)
	if err != nil {
		t.Fatal(err)
	}
	s.stop()
	d.sql("update " + searched + ".place set id = 'other'")
	s = d.serve()
	defer s.stop()
	until(t, s, func(s *apiv1.GetStatusResponse) bool {
		return s.GetState() == "live" && strings.Contains(s.GetWhy(), "searching finds what was said up to event 4")
	})
	again, err := s.Rebuild(t.Context(), &apiv1.RebuildRequest{})
	if err != nil || again.GetSlot() == rebuilt.GetSlot() {
		t.Fatalf("rebuilt %v, %v, want all made anew", again, err)
	}
	if verified, err := s.Verify(t.Context(), &apiv1.VerifyRequest{}); err != nil || !verified.GetEqual() {
		t.Errorf("verified %v, %v, want all equal", verified, err)
	}
	until(t, s, func(s *apiv1.GetStatusResponse) bool { return s.GetState() == "live" && s.GetWhy() == "" })
}
