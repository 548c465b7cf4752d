package recorder_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func priorityNamed(id, name, pillar string) *apiv1.Revision {
	return &apiv1.Revision{Change: &apiv1.Revision_Priority{Priority: &eventv1.PriorityNamed{
		Priority: &eventv1.Priority{Id: id, Name: name, Pillar: pillar, From: "2024-01", Position: 1},
	}}}
}

func revising(seen uint64, revisions ...*apiv1.Revision) *apiv1.ReviseEditionRequest {
	return &apiv1.ReviseEditionRequest{CommandId: uuid.NewString(), Revisions: revisions, Seen: seen}
}

func (d *desk) editionAt() uint64 {
	d.t.Helper()
	history, err := d.log.Load(d.t.Context(), thing.Edition)
	if err != nil {
		d.t.Fatal(err)
	}
	return history.At().Sequence
}

func TestARevisionIsRecordedOnceAndToldInWords(t *testing.T) {
	t.Parallel()
	d := open(t)
	req := revising(d.editionAt(), priorityNamed("copyright", "Copyright reform", "model"))
	answer, err := d.ReviseEdition(d.as("amara"), req)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"renamed the priority copyright from “Copyright” to “Copyright reform”, from January 2024 on"}
	if diff := cmp.Diff(want, answer.GetSentences()); diff != "" {
		t.Errorf("what was done (-want +got):\n%s", diff)
	}
	again, err := d.ReviseEdition(d.as("amara"), req)
	if err != nil || again.GetSequence() != answer.GetSequence() {
		t.Errorf("sent again it is at %d, %v; want %d", again.GetSequence(), err, answer.GetSequence())
	}
}

func TestTwoWhoChangeTheSameAreToldOfEachOther(t *testing.T) {
	t.Parallel()
	d := open(t)
	seen := d.editionAt()
	var group sync.WaitGroup
	refusals := make([]error, 2)
	for i, name := range []string{"Copyright reform", "Copyright law"} {
		group.Go(func() {
			_, refusals[i] = d.ReviseEdition(d.as(name), revising(seen, priorityNamed("copyright", name, "model")))
		})
	}
	group.Wait()
	var refused []error
	for _, err := range refusals {
		if err != nil {
			refused = append(refused, err)
		}
	}
	if len(refused) != 1 || !errors.Is(refused[0], fault.Conflict) || !strings.Contains(refused[0].Error(), "has renamed the priority copyright") {
		t.Fatalf("of two who rename it one is refused with what the other did; got %v", refusals)
	}
	// What nobody has touched since may be changed all the same.
	if _, err := d.ReviseEdition(d.as("ben"), revising(seen, priorityNamed("privacy", "Private life", "people"))); err != nil {
		t.Errorf("another priority: %v", err)
	}
}

func TestOfSeveralRevisionsAllAreRecordedOrNone(t *testing.T) {
	t.Parallel()
	d := open(t)
	before := d.editionAt()
	_, err := d.ReviseEdition(d.as("amara"), revising(0, priorityNamed("copyright", "Copyright reform", "model"), priorityNamed("copyrihgt", "X", "model")))
	if !errors.Is(err, fault.NotFound) || !strings.Contains(err.Error(), "revisions[1]: ") || d.editionAt() != before {
		t.Errorf("with a slip in the second: %v, and the edition moved from %d to %d", err, before, d.editionAt())
	}
	answer, err := d.ReviseEdition(d.as("amara"), revising(0,
		&apiv1.Revision{Introduces: true, Change: &apiv1.Revision_Pillar{Pillar: &eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "values", Name: "Values", From: "2024-01"}}}},
		priorityNamed("copyright", "Copyright", "values"),
	))
	if err != nil || len(answer.GetSentences()) != 2 {
		t.Errorf("a pillar and what moves there: %v, %v", answer, err)
	}
	for _, req := range []*apiv1.ReviseEditionRequest{revising(0), revising(0, &apiv1.Revision{}), revising(0, make([]*apiv1.Revision, 51)...)} {
		if _, err := d.ReviseEdition(d.as("amara"), req); !errors.Is(err, fault.Invalid) {
			t.Errorf("%d revisions that say nothing: %v", len(req.GetRevisions()), err)
		}
	}
}
