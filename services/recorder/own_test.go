package recorder_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// ours is a line of an export: an activity that was logged by hand, under its id.
func ours(id, headline string) string {
	return fmt.Sprintf(`{"source": "dontblink", "key": %q, "headline": %q, "kind": "talk", "when": "2024-03-05", "priorities": ["privacy"]}`+"\n", id, headline)
}

// sentences are the refusals of an answer, each with its key.
func sentences(answer *apiv1.ImportResponse) (told []string) {
	for _, r := range answer.GetRefusals() {
		told = append(told, fmt.Sprintf("%d %s %s: %s", r.GetLine(), r.GetKey(), r.GetField(), r.GetSentence()))
	}
	return told
}

func TestAnActivityLoggedByHandKeepsItsIDInAnotherLog(t *testing.T) {
	t.Parallel()
	d := open(t)
	id, other := numbered(1), numbered(2)
	tied := strings.Replace(ours(other, "The next"), `"kind"`, fmt.Sprintf(`"relations": [{"follows": %q}], "kind"`, id), 1)
	answer := d.imports("ours.jsonl", tied+ours(id, "A talk"))
	if answer.GetRecorded() != 2 {
		t.Fatalf("recorded %d, refused %v", answer.GetRecorded(), sentences(answer))
	}
	d.want(thing.Activity(id), "importer ActivityRecorded")
	history, err := d.log.Load(t.Context(), thing.Activity(other))
	if err != nil {
		t.Fatal(err)
	}
	if got := history[0].Event.(*eventv1.ActivityRecorded).GetActivity().GetRelations()[0].GetId(); got != id {
		t.Errorf("it follows %s, want %s", got, id)
	}
	if again := d.imports("ours.jsonl", ours(id, "A talk")); again.GetUnchanged() != 1 {
		t.Errorf("the same again is %v, want it unchanged", again)
	}
	if mended := d.imports("ours.jsonl", ours(id, "A talk, mended")); mended.GetAmended() != 1 || len(mended.GetOutcomes()[0].GetClashes()) > 0 {
		t.Errorf("mended in the file it came from, it is %v, want it amended", mended)
	}
}

func TestAnExportThatComesHomeChangesNothingAndTellsWhatDiffers(t *testing.T) {
	t.Parallel()
	d := open(t)
	recorded, err := d.Record(d.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: &eventv1.Activity{
		Headline: "A talk", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-03-05"}, Priorities: []string{"privacy"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	id := recorded.GetId()
	if answer := d.imports("ours.jsonl", ours(id, "A talk")); answer.GetUnchanged() != 1 || answer.GetClashed() != 0 {
		t.Errorf("home again it is %v %v, want it unchanged", answer, sentences(answer))
	}
	answer := d.imports("ours.jsonl", ours(id, "Another talk"))
	if answer.GetClashed() != 1 || answer.GetAmended() != 0 {
		t.Fatalf("with another headline it is %v %v, want a clash", answer, sentences(answer))
	}
	want := []string{"headline: here A talk, in the file Another talk"}
	var told []string
	for _, difference := range answer.GetOutcomes()[0].GetClashes() {
		told = append(told, fmt.Sprintf("%s: here %s, in the file %s", difference.GetPath(), difference.GetKept(), difference.GetFile()))
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Errorf("clashes (-want +told):\n%s", diff)
	}
}

func TestNobodyClaimsByItsIDWhatAnotherFileBrought(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.imports("march.yaml", file)
	claimed := thing.ID(thing.KindActivity, "team", "talk")
	answer := d.imports("ours.jsonl", ours(numbered(1), "Rightful")+ours(claimed, "Mine"))
	want := []string{fmt.Sprintf("2 %s key: this is the id of “talk” in team: give the activity that key and that source, or another id", claimed)}
	if diff := cmp.Diff(want, sentences(answer)); diff != "" {
		t.Errorf("refusals (-want +got):\n%s", diff)
	}
	d.want(thing.Activity(claimed), "importer ActivityRecorded")
	d.want(thing.Activity(numbered(1)))
}

func TestAClaimIsLookedIntoHoweverManyThereAre(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.imports("march.yaml", file)
	var lines strings.Builder
	for n := range 600 {
		lines.WriteString(ours(numbered(n), "Rightful"))
	}
	answer := d.imports("ours.jsonl", lines.String()+ours(thing.ID(thing.KindActivity, "team", "talk"), "Mine"))
	if len(answer.GetRefusals()) != 1 || answer.GetRefusals()[0].GetLine() != 601 || answer.GetRecorded() != 0 {
		t.Errorf("recorded %d, refused %v, want the last line refused and nothing recorded", answer.GetRecorded(), sentences(answer))
	}
}

func TestAKeyThatIsNoIDIsAKeyLikeAnyOther(t *testing.T) {
	t.Parallel()
	d := open(t)
	if answer := d.imports("ours.jsonl", ours("talk", "A talk")); answer.GetRecorded() != 1 {
		t.Fatalf("recorded %d, refused %v", answer.GetRecorded(), sentences(answer))
	}
	d.want(thing.Activity(thing.ID(thing.KindActivity, "dontblink", "talk")), "importer ActivityRecorded")
}
