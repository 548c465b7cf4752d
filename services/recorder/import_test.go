package recorder_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/recorder"
)

// openBy runs a recorder that takes up so many activities at once.
func openBy(t *testing.T, atOnce int) *desk {
	t.Helper()
	g := localtest.Ground(t, []host.Service{recorder.By(atOnce)}, apiv1connect.RecorderRecordProcedure)
	d := &desk{RecorderClient: apiv1connect.NewRecorderClient(g.API.Client()), log: g.Log, t: t}
	d.imports("edition.yaml", edition)
	return d
}

// numbered is an id that is the same in every run of a test.
func numbered(n int) string { return fmt.Sprintf("5f0c8b52-0a1e-4f0c-9a53-%012d", n) }

func numberedImport(n int) func(*apiv1.ImportOptions) {
	return func(o *apiv1.ImportOptions) { o.CommandId = numbered(n) }
}

// dozen is a file of twelve activities, who name five people by turns. Each line may be changed on its way.
func dozen(change func(n int, line string) string) string {
	var lines strings.Builder
	for n := range 12 {
		lines.WriteString(change(n, fmt.Sprintf(`{"source": "team", "key": "talk-%d", "headline": "Talk %d", "kind": "talk", "when": "2024-03-05", `+
			`"place": "Ghent", "priorities": ["privacy"], "people": [{"name": "Ada Example %d"}], "body": "Ada Example %d spoke."}`, n, n, n%5, n%5)) + "\n")
	}
	return lines.String()
}

func asItIs(_ int, line string) string { return line }

// theSecondTime is the file after some weeks: some activities are placed elsewhere, two are headed anew, one was withdrawn, one is new.
func theSecondTime(n int, line string) string {
	switch n {
	case 1, 2, 8:
		return strings.Replace(line, "Ghent", "Liège", 1)
	case 3, 7:
		return strings.Replace(line, `"headline": "Talk`, `"headline": "The talk`, 1)
	case 5:
		return strings.Replace(line, `"people"`, `"withdrawn": "Logged twice", "people"`, 1)
	case 11:
		return strings.ReplaceAll(strings.Replace(line, "talk-11", "talk-12", 1), "Ada Example", "Ida Example")
	}
	return line
}

// everything returns what the log holds of each thing, as text, without when it was written and where it lies among others.
func (d *desk) everything() map[string][]string {
	d.t.Helper()
	all := map[string][]string{}
	_, err := d.log.Read(d.t.Context(), "", 0, func(r eventlog.Recorded) error {
		event, err := protojson.Marshal(r.Event)
		// protojson varies its blanks on purpose.
		all[r.Thing.String()] = append(all[r.Thing.String()], fmt.Sprint(r.Version, r.Type, r.Actor, r.CommandID, r.CorrelationID,
			strings.ReplaceAll(string(event), " ", "")))
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	delete(all, thing.Edition.String())
	return all
}

// story imports a file, amends two activities, and imports the file as it is later, first in a dry run. It returns all answers.
func (d *desk) story() []*apiv1.ImportResponse {
	d.t.Helper()
	answers := []*apiv1.ImportResponse{d.imports("talks.jsonl", dozen(asItIs), numberedImport(1))}
	for n, key := range []string{"talk-3", "talk-6"} {
		_, err := d.Amend(d.as("amara"), &apiv1.AmendRequest{
			CommandId: numbered(2 + n), Id: thing.ID(thing.KindActivity, "team", key), Paths: []string{"headline"},
			Activity: &eventv1.Activity{Headline: "Hers"},
		})
		if err != nil {
			d.t.Fatal(err)
		}
	}
	dry := func(o *apiv1.ImportOptions) { o.CommandId, o.DryRun = numbered(4), true }
	answers = append(answers, d.imports("talks.jsonl", dozen(theSecondTime), dry),
		d.imports("talks.jsonl", dozen(theSecondTime), numberedImport(5)), d.imports("talks.jsonl", dozen(theSecondTime), numberedImport(6)))
	for _, answer := range answers {
		// Who is named first stands between the activities, so where these lie depends on how many go at once.
		answer.Sequence = 0
	}
	return answers
}

func TestHowManyActivitiesGoAtOnceChangesNothing(t *testing.T) {
	t.Parallel()
	single := openBy(t, 1)
	answers, events := single.story(), single.everything()
	if a := answers[2]; a.GetRecorded() != 1 || a.GetAmended() != 4 || a.GetWithdrawn() != 1 || a.GetClashed() != 1 || a.GetPeople() != 1 {
		t.Fatalf("one at a time, the second file is told as %v", a)
	}
	for _, atOnce := range []int{2, 5, 12, 1000} {
		t.Run(strconv.Itoa(atOnce), func(t *testing.T) {
			t.Parallel()
			d := openBy(t, atOnce)
			if diff := cmp.Diff(answers, d.story(), protocmp.Transform()); diff != "" {
				t.Errorf("the answers differ from those of one at a time (-one +%d):\n%s", atOnce, diff)
			}
			if diff := cmp.Diff(events, d.everything()); diff != "" {
				t.Errorf("the events differ from those of one at a time (-one +%d):\n%s", atOnce, diff)
			}
		})
	}
}

func TestAnEditionOfMoreThanOneAppendTakesIsImportedInParts(t *testing.T) {
	t.Parallel()
	d := open(t)
	var file strings.Builder
	file.WriteString("team: {name: Policy team, zone: Europe/Brussels, languages: [en]}\npillars:\n")
	for n := range 1500 {
		fmt.Fprintf(&file, "  - {id: pillar-%d, name: Pillar %d, from: 2022-01}\n", n, n)
	}
	first := d.imports("edition.yaml", file.String(), numberedImport(1))
	if len(first.GetRefusals()) > 0 || first.GetEditionEvents() != 1500 {
		t.Fatalf("an edition of 1,500 pillars: %d events, %v", first.GetEditionEvents(), first.GetRefusals())
	}
	history, err := d.log.Load(t.Context(), thing.Edition)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(history), 6+1500; got != want || history.At().Sequence != first.GetSequence() {
		t.Errorf("the edition has %d events up to %d, want %d up to %d", got, history.At().Sequence, want, first.GetSequence())
	}
	if again := d.imports("edition.yaml", file.String()); again.GetEditionEvents() != 0 {
		t.Errorf("the same edition again brought %d events", again.GetEditionEvents())
	}
}

func TestAnActivityTiedToItselfIsRefusedBeforeAnythingIsRecorded(t *testing.T) {
	t.Parallel()
	d := open(t)
	answer := d.imports("march.yaml", file+"  - {key: panel, headline: A panel, kind: panel, when: 2024-02-03, priorities: [privacy], relations: [{rests_on: panel}]}\n")
	if len(answer.GetRefusals()) != 1 || answer.GetRefusals()[0].GetLine() != 5 {
		t.Errorf("refusals = %v, want the relation of line 5", answer.GetRefusals())
	}
	d.want(imported)
}

// TestAnImportThatIsCutOffAndSentAgainIsFinished cuts the line while the recorder is at work, wherever it has come by then.
func TestAnImportThatIsCutOffAndSentAgainIsFinished(t *testing.T) {
	t.Parallel()
	whole := openBy(t, 1)
	whole.imports("talks.jsonl", dozen(asItIs), numberedImport(1))
	want := whole.everything()
	for _, after := range []int{1, 4, 9} {
		t.Run(fmt.Sprint("after ", after), func(t *testing.T) {
			t.Parallel()
			d := openBy(t, 2)
			d.cutOff(after, numbered(1))
			again := d.imports("talks.jsonl", dozen(asItIs), numberedImport(1))
			if again.GetRecorded()+again.GetUnchanged() != 12 {
				t.Errorf("sent again: %v, want twelve activities, recorded now or before", again)
			}
			if diff := cmp.Diff(want, d.everything()); diff != "" {
				t.Errorf("events differ from those of an import that was not cut off (-whole +again):\n%s", diff)
			}
		})
	}
}

// cutOff sends the dozen and gives up as soon as so many of its events are in the log.
func (d *desk) cutOff(after int, commandID string) {
	d.t.Helper()
	head, err := d.log.Last(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	ctx, giveUp := context.WithCancel(d.as("importer"))
	defer giveUp()
	seen := 0
	following := make(chan error, 1)
	go func() {
		following <- d.log.Follow(ctx, "", head.Sequence, func(eventlog.Recorded) error {
			if seen++; seen == after {
				giveUp()
			}
			return nil
		})
	}()
	stream, err := d.Import(ctx)
	if err != nil {
		d.t.Fatal(err)
	}
	for _, piece := range []*apiv1.ImportRequest{
		{Piece: &apiv1.ImportRequest_Options{Options: &apiv1.ImportOptions{CommandId: commandID}}},
		{Piece: &apiv1.ImportRequest_File{File: "talks.jsonl"}},
		{Piece: &apiv1.ImportRequest_Data{Data: []byte(dozen(asItIs))}},
	} {
		if err := stream.Send(piece); err != nil && !errors.Is(err, io.EOF) {
			d.t.Fatal(err)
		}
	}
	// It may have been done before the line was cut.
	if _, err := stream.CloseAndReceive(); err != nil && ctx.Err() == nil {
		d.t.Fatal(err)
	}
	if err := <-following; err != nil {
		d.t.Fatal(err)
	}
}
