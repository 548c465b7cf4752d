package composer_test

import (
	"errors"
	"fmt"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// manyTalks is more than one append takes.
const manyTalks = 1500

func giveManyTalks(d *desk) {
	d.t.Helper()
	cmd := eventlog.Command{Actor: "amara", Source: "/recorder", Time: time.Date(2024, 8, 1, 9, 0, 0, 0, time.UTC)}
	for i := range manyTalks {
		cmd.ID = uuid.NewString()
		on := thing.Activity(activity.ImportedID("test", strconv.Itoa(i)))
		if _, err := d.g.Log.Append(d.t.Context(), cmd, on, eventlog.At{}, recorded(fmt.Sprint("Talk ", i), "2024-07-03")); err != nil {
			d.t.Fatal(err)
		}
	}
}

// history is what the log has of an issue.
func (d *desk) history(id string) eventlog.History {
	d.t.Helper()
	history, err := d.g.Log.Load(d.t.Context(), thing.Issue(id))
	if err != nil {
		d.t.Fatal(err)
	}
	return history
}

func (d *desk) get(id string) (*eventv1.Issue, error) {
	answer, err := d.GetIssue(rpc.As(d.t.Context(), "mei"), &apiv1.GetIssueRequest{Issue: id})
	return answer.GetIssue(), err
}

// firstPart appends what the first thousand events of one issue say to another, as a composer that was killed behind them would have.
func (d *desk) firstPart(of, to string, opened *eventv1.IssueOpened) {
	d.t.Helper()
	events := []proto.Message{opened}
	for _, r := range d.history(of)[1:1000] {
		entry := proto.CloneOf(r.Event.(*eventv1.EntryDrafted).GetEntry())
		entry.Id = thing.ID("entry", to, entry.GetTold()[0].GetActivity()) // as digest names it
		events = append(events, &eventv1.EntryDrafted{Entry: entry})
	}
	d.happens(thing.Issue(to), events...)
}

func TestAnIssueOfMoreEntriesThanOneAppendTakesIsDrafted(t *testing.T) {
	t.Parallel()
	d := open(t)
	giveManyTalks(d)
	command := &apiv1.DraftIssueRequest{CommandId: uuid.NewString(), Months: []string{"2024-07"}}
	first := localtest.Patiently(t, func() (*apiv1.DraftIssueResponse, error) { return d.DraftIssue(rpc.As(t.Context(), "mei"), command) })
	if n := len(first.GetIssue().GetEntries()); n != manyTalks || first.GetIssue().GetDraft() != 1 || !first.GetChanged() {
		t.Errorf("draft %d has %d entries, changed %v", first.GetIssue().GetDraft(), n, first.GetChanged())
	}
	if issue, err := d.get("2024-07"); err != nil || !proto.Equal(issue, first.GetIssue()) {
		t.Errorf("GetIssue: %v, and not what was drafted", err)
	}
	if at := d.history("2024-07").At(); at.Sequence != first.GetSequence() || at.Version != manyTalks+2 {
		t.Errorf("the log has the issue at %v, the answer tells of event %d", at, first.GetSequence())
	}
	again, err := d.DraftIssue(rpc.As(t.Context(), "mei"), command)
	if err != nil || !proto.Equal(again, first) {
		t.Errorf("the same command again: %v, and another answer", err)
	}

	t.Run("killed between its parts, it is not there until it is drafted again", func(t *testing.T) {
		t.Parallel()
		d := &desk{d.ComposerClient, d.g, t}
		const id = "2024-07..2024-08"
		d.firstPart("2024-07", id, &eventv1.IssueOpened{Publication: "digest", Months: []string{"2024-07", "2024-08"}})
		if _, err := d.get(id); !errors.Is(err, fault.NotFound) {
			t.Errorf("GetIssue of half an issue = %v, want that there is none yet", err)
		}
		if issue, err := d.get("2024-08"); !errors.Is(err, fault.NotFound) {
			t.Errorf("GetIssue of a month of it = %s, %v, want that there is none yet", issue.GetId(), err)
		}
		if issue, err := d.get("2024-07"); err != nil || issue.GetId() != "2024-07" {
			t.Errorf("GetIssue of a month that has an issue = %s, %v", issue.GetId(), err)
		}
		issue := d.draft(0, id).GetIssue()
		if n := len(issue.GetEntries()); n != manyTalks || issue.GetDraft() != 1 {
			t.Errorf("draft %d has %d entries", issue.GetDraft(), n)
		}
		if n := len(d.history(id)); n != manyTalks+2 {
			t.Errorf("the issue has %d events, want %d: what was there was drafted again", n, manyTalks+2)
		}
	})
}

func TestADraftThatWasInterruptedChangesNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	reached := d.happens(talk, recorded("A talk", "2024-07-03"))
	before := d.draft(reached, "2024-07").GetIssue()
	changed := proto.CloneOf(before.GetEntries()[0])
	changed.Headline = "What somebody wrote and took back"
	d.happens(thing.Issue("2024-07"), &eventv1.EntryDrafted{Entry: changed})
	if issue, err := d.get("2024-07"); err != nil || !proto.Equal(issue, before) {
		t.Errorf("after an interrupted draft the issue is %v, %v", issue, err)
	}
	after := d.draft(0, "2024-07")
	if got := headlines(after.GetIssue()); len(got) != 1 || got[0] != "A talk" || after.GetIssue().GetDraft() != 2 || !after.GetChanged() {
		t.Errorf("the next draft is %v", after)
	}
}

func TestADraftThatWasInterruptedIsEndedEvenIfNothingIsLeftToSay(t *testing.T) {
	t.Parallel()
	d := open(t)
	first := d.draft(d.happens(talk, recorded("A talk", "2024-07-03")), "2024-07").GetIssue()
	d.happens(talk, &eventv1.ActivityAmended{Activity: recorded("A better talk", "2024-07-03").GetActivity(), Paths: []string{"headline"}})
	better := proto.CloneOf(d.draft(0, "2024-07..2024-08").GetIssue().GetEntries()[0])
	better.Id = first.GetEntries()[0].GetId()
	d.happens(thing.Issue("2024-07"), &eventv1.EntryDrafted{Entry: better})
	answer := d.draft(0, "2024-07")
	if got := headlines(answer.GetIssue()); len(got) != 1 || got[0] != "A better talk" || answer.GetIssue().GetDraft() != 2 {
		t.Errorf("the next draft is %v", answer)
	}
	if issue, err := d.get("2024-07"); err != nil || !proto.Equal(issue, answer.GetIssue()) {
		t.Errorf("GetIssue = %v, %v, want what was drafted", issue, err)
	}
}

func TestADraftRestsOnWhatIsRecordedWhenNobodySaysOnWhat(t *testing.T) {
	t.Parallel()
	d := open(t)
	for i := range 20 {
		reached := d.happens(thing.Activity(activity.ImportedID("test", strconv.Itoa(i))), recorded(fmt.Sprint("Talk ", i), "2024-07-03"))
		issue := d.draft(0, "2024-07").GetIssue()
		if len(issue.GetEntries()) != i+1 || issue.GetFrame().GetThrough() < reached {
			t.Fatalf("a draft behind event %d rests on %d and has %d entries, want %d",
				reached, issue.GetFrame().GetThrough(), len(issue.GetEntries()), i+1)
		}
	}
}

func TestACommandOfNoPlainIDIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	for _, id := range []string{"", "draft", "{5f0c8b52-0a1e-4f0c-9a53-3f1f0c1d2e3f}", "urn:uuid:5f0c8b52-0a1e-4f0c-9a53-3f1f0c1d2e3f"} {
		_, err := d.DraftIssue(rpc.As(t.Context(), "mei"), &apiv1.DraftIssueRequest{CommandId: id, Months: []string{"2024-07"}})
		if !errors.Is(err, fault.Invalid) {
			t.Errorf("the command %q = %v, want a refusal", id, err)
		}
	}
}
