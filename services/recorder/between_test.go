package recorder

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// begun is an import of the talks at one place, which has decided on all of them and recorded nothing yet.
func begun(t *testing.T, log *recorder, place string) (*intake, []*saying) {
	t.Helper()
	var lines strings.Builder
	for n := range 20 {
		fmt.Fprintf(&lines, `{"source": "team", "key": "talk-%d", "headline": "Talk %d", "kind": "talk", "when": "2024-03-05", "place": %q, `+
			`"priorities": ["privacy"], "people": [{"name": "Ada Example"}, {"name": "Of %s %d"}]}`+"\n", n, n, place, place, n)
	}
	read, refusals := exchange.Open("talks.jsonl", strings.NewReader(lines.String()), int64(lines.Len()))
	if len(refusals) > 0 {
		t.Fatal(refusals)
	}
	i := &intake{far: &progress{},
		recorder: log, answer: &apiv1.ImportResponse{}, named: roll{}, counted: map[string]bool{},
		cmd: eventlog.Command{ID: uuid.NewString(), Actor: "importer", Source: "/recorder", Time: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC)},
		edition: edition.Of(&eventv1.Edition{
			Team:       &eventv1.Team{Name: "Policy team", Zone: "Europe/Brussels"},
			Priorities: []*eventv1.Priority{{Id: "privacy", Name: "Privacy", From: "2022-01"}},
		}),
	}
	for stretch := range stretches([]*spooled{{name: "talks.jsonl", file: read}}, atOnce) {
		said, err := i.sayings(stretch)
		if err == nil {
			err = i.decide(t.Context(), said)
		}
		if err != nil || len(said) != 20 {
			t.Fatalf("%d activities in one go, %v", len(said), err)
		}
		return i, said
	}
	t.Fatal("no activity was read")
	return nil, nil
}

func talkOf(n int) thing.Thing {
	return thing.Activity(activity.ImportedID("team", fmt.Sprintf("talk-%d", n)))
}

func history(t *testing.T, r *recorder, th thing.Thing) eventlog.History {
	t.Helper()
	h, err := r.ground.Log.Load(t.Context(), th)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestWhatAMemberAmendsBetweenTheDecisionAndTheRecordIsDecidedAnew(t *testing.T) {
	t.Parallel()
	r := &recorder{ground: localtest.Ground(t, nil), atOnce: atOnce}
	first, said := begun(t, r, "Ghent")
	if err := first.record(t.Context(), said); err != nil || first.answer.GetRecorded() != 20 || first.answer.GetPeople() != 21 {
		t.Fatalf("the first import: %v, %v", first.answer, err)
	}
	second, said := begun(t, r, "Liège")
	for n, place := range map[int]string{7: "Namur", 11: "Liège"} {
		member := second.cmd
		member.ID, member.Actor = uuid.NewString(), "amara"
		_, err := r.ground.Log.Change(t.Context(), member, talkOf(n), func(h eventlog.History) ([]proto.Message, error) {
			a := fold(talkOf(n).ID, h)
			return activity.Amend(a, &eventv1.Activity{Place: place}, []string{"place"}, "", a.Version, second.edition, member.Time)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := second.record(t.Context(), said); err != nil {
		t.Fatal(err)
	}
	// Of one the file and a member disagree, all of them name somebody else now; they are told in the order of the file.
	if a := second.answer; a.GetAmended() != 20 || a.GetClashed() != 1 || a.GetPeople() != 20 || len(a.GetOutcomes()) != 20 || a.GetOutcomes()[7].GetKey() != "talk-7" {
		t.Errorf("the second import says %v", a)
	}
	for n := range 20 {
		h := history(t, r, talkOf(n))
		a, want, events := fold(talkOf(n).ID, h), "Liège", 2
		if n == 7 {
			want = "Namur"
		}
		if n == 7 || n == 11 {
			events = 3
		}
		if a.Content.GetPlace() != want || len(h) != events {
			t.Errorf("talk %d is in %s after %d events, want %s after %d", n, a.Content.GetPlace(), len(h), want, events)
		}
	}
}

func TestWhoSomebodyElseNamesInBetweenIsNamedOnce(t *testing.T) {
	t.Parallel()
	r := &recorder{ground: localtest.Ground(t, nil), atOnce: atOnce}
	other := &recorder{ground: r.ground, atOnce: atOnce}
	one, said := begun(t, r, "Ghent")
	two, same := begun(t, other, "Ghent")
	strangers, err := r.strangers(t.Context(), one.named, one.named.mentions(one.cmd, said[0].events))
	if err != nil || len(strangers) != 2 {
		t.Fatalf("strangers = %v, %v", strangers, err)
	}
	if err := two.record(t.Context(), same); err != nil {
		t.Fatal(err)
	}
	if err := one.record(t.Context(), said); err != nil {
		t.Fatal(err)
	}
	if one.answer.GetPeople() != 0 || one.answer.GetRecorded() != 0 || one.answer.GetUnchanged() != 20 {
		t.Errorf("the slower of two imports of one file says %v, want that it found all there", one.answer)
	}
	for _, stranger := range strangers {
		if h := history(t, r, thing.Person(stranger.ID)); len(h) != 1 {
			t.Errorf("%s has %d events, want 1", stranger.Name, len(h))
		}
	}
}

func TestAnImportOfWhichAPartWasRecordedIsFinishedWhenItComesAgain(t *testing.T) {
	t.Parallel()
	r := &recorder{ground: localtest.Ground(t, nil), atOnce: atOnce}
	first, said := begun(t, r, "Ghent")
	if err := first.record(t.Context(), said[:9]); err != nil {
		t.Fatal(err)
	}
	again := &intake{far: &progress{}, recorder: r, answer: &apiv1.ImportResponse{}, named: roll{}, cmd: first.cmd, edition: first.edition}
	for _, s := range said {
		s.intake = again
	}
	if err := again.decide(t.Context(), said); err != nil {
		t.Fatal(err)
	}
	if err := again.record(t.Context(), said); err != nil {
		t.Fatal(err)
	}
	if again.answer.GetRecorded() != 11 {
		t.Errorf("sent again it says %v, want that 11 were left", again.answer)
	}
	for n := range 20 {
		if h := history(t, r, talkOf(n)); len(h) != 1 {
			t.Errorf("talk %d has %d events, want 1", n, len(h))
		}
	}
}
