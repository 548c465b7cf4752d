package services_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	guid "github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// plot is one story: things of its own, few of each, so that what is said of them meets often.
type plot struct {
	*rapid.T
	*office
	// n tells the story's names and priorities from those of others on the same log.
	n int
	// activities are all that were recorded, in order.
	activities []string
	// gone and withdrawn are those that were merged and withdrawn at some time.
	gone, withdrawn []string
	// begin is where the log stood before the story, at the last event of it that was acknowledged.
	begin, at uint64
}

func (p *plot) month() string {
	return rapid.SampledFrom([]string{"2024-01", "2024-02", "2024-03"}).Draw(p.T, "month")
}

func (p *plot) name() string {
	who := rapid.SampledFrom([]string{"Ada", "Bo", "Cleo"}).Draw(p.T, "who")
	return fmt.Sprintf("%s Storyteller%c%c", who, 'a'+p.n/26, 'a'+p.n%26)
}

func (p *plot) priority() string {
	return fmt.Sprintf("%s-%d", rapid.SampledFrom([]string{"privacy", "copyright", "speech"}).Draw(p.T, "priority"), p.n)
}

func (p *plot) id() string {
	if len(p.activities) == 0 {
		return guid.NewString()
	}
	return rapid.SampledFrom(p.activities).Draw(p.T, "activity")
}

// did notes an answer. What is refused is refused for a reason that somebody can act on.
func (p *plot) did(sequence uint64, err error) bool {
	switch {
	case err == nil:
		p.at = max(p.at, sequence)
		return true
	case errors.Is(err, fault.Invalid), errors.Is(err, fault.NotFound), errors.Is(err, fault.Conflict):
		return false
	}
	p.Fatalf("%v", err)
	return false
}

func command() string { return guid.NewString() }

// content is what may be said of an activity, with names wherever a name may stand.
func (p *plot) content() *eventv1.Activity {
	a := &eventv1.Activity{
		Headline: "A talk with " + p.name(), Kinds: []string{rapid.SampledFrom([]string{"talk", "panel"}).Draw(p.T, "kind")},
		When:   &eventv1.When{From: p.month() + rapid.SampledFrom([]string{"", "-05", "-28"}).Draw(p.T, "day")},
		Status: rapid.SampledFrom([]string{"", "done", "planned", "cancelled"}).Draw(p.T, "status"),
	}
	if a.GetStatus() == "cancelled" {
		a.StatusReason = p.name() + " was ill"
	}
	if rapid.IntRange(0, 9).Draw(p.T, "announcement") == 0 {
		a.Announcement = true
	} else {
		a.Priorities = slices.Compact([]string{p.priority(), p.priority()})
	}
	if rapid.Bool().Draw(p.T, "people") {
		a.People = []*eventv1.Participation{{Name: p.name(), Role: "Friend of " + p.name(), Part: "speaker"}}
		a.Body = []*eventv1.Passage{{Text: p.name() + " spoke to " + p.name() + "."}}
	}
	if rapid.Bool().Draw(p.T, "parts") {
		rule := rapid.SampledFrom(activity.Rules()).Draw(p.T, "rule")
		a.Segments = []*eventv1.Segment{{Name: "Opening", Rule: p.rule("public")}, {Name: "Panel", Rule: p.rule(rule)}}
		a.Body = append(a.Body, &eventv1.Passage{Segment: "Panel", Text: "What " + p.name() + " said."})
		for _, b := range a.Body[:len(a.Body)-1] {
			b.Segment = "Opening"
		}
	}
	if rapid.Bool().Draw(p.T, "promise") {
		a.FollowUps = []*eventv1.FollowUp{{Key: "clinic", What: "Call " + p.name(), When: &eventv1.When{From: "2024-04"}, PromisedBy: p.name()}}
	}
	if rapid.Bool().Draw(p.T, "topics") {
		a.Topics, a.Place = []string{rapid.SampledFrom([]string{"dsa", "tafel"}).Draw(p.T, "topic")}, "Ghent"
	}
	return a
}

func (p *plot) rule(kind string) *eventv1.Rule {
	rule := &eventv1.Rule{Kind: kind}
	if kind == activity.Embargo {
		rule.Until = &eventv1.When{From: "2024-05-01T10:00"}
	}
	return rule
}

func (p *plot) record() {
	answer, err := p.Record(p.as(), &apiv1.RecordRequest{CommandId: command(), Activity: p.content()})
	if p.did(answer.GetSequence(), err) {
		p.activities = append(p.activities, answer.GetId())
	}
}

func (p *plot) amend() {
	content := p.content()
	paths := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"headline", "when", "status", "priorities", "people", "body", "segments", "follow_ups", "topics", "place", "announcement",
	}), 1, 5, rapid.ID).Draw(p.T, "paths")
	answer, err := p.Amend(p.as(), &apiv1.AmendRequest{CommandId: command(), Id: p.id(), Activity: content, Paths: paths, Reason: p.name() + " said so"})
	p.did(answer.GetSequence(), err)
}

func (p *plot) ruled() {
	rule := p.rule(rapid.SampledFrom(activity.Rules()).Draw(p.T, "rule"))
	answer, err := p.Amend(p.as(), &apiv1.AmendRequest{CommandId: command(), Id: p.id(), Activity: &eventv1.Activity{Rule: rule}, Paths: []string{"rule"}, Reason: "as " + p.name() + " asks"})
	p.did(answer.GetSequence(), err)
}

func (p *plot) settle() {
	id := p.id()
	p.seen()
	got, err := p.insights.GetActivity(p.as(), &apiv1.GetActivityRequest{Id: id, AtLeast: p.at})
	if !p.did(0, err) || len(got.GetActivity().GetActivity().GetFollowUps()) == 0 {
		return
	}
	content := got.GetActivity().GetActivity()
	f := content.GetFollowUps()[0]
	f.State = rapid.SampledFrom(activity.FollowUpStates()).Draw(p.T, "state")
	if f.GetState() == activity.Reported {
		f.ReportedIn = p.id()
	}
	answer, err := p.Amend(p.as(), &apiv1.AmendRequest{CommandId: command(), Id: id, Activity: content, Paths: []string{"follow_ups"}, Reason: p.name() + " called", Version: got.GetActivity().GetVersion()})
	p.did(answer.GetSequence(), err)
}

func (p *plot) relate() {
	relation := &eventv1.Relation{Type: rapid.SampledFrom(activity.Relations()).Draw(p.T, "relation"), Id: p.id()}
	answer, err := p.Amend(p.as(), &apiv1.AmendRequest{CommandId: command(), Id: p.id(), Activity: &eventv1.Activity{Relations: []*eventv1.Relation{relation}}, Paths: []string{"relations"}})
	p.did(answer.GetSequence(), err)
}

func (p *plot) merge() {
	id, other := p.id(), p.id()
	answer, err := p.MergeActivities(p.as(), &apiv1.MergeActivitiesRequest{CommandId: command(), Id: id, Other: other, Reason: "as " + p.name() + " saw"})
	if p.did(answer.GetSequence(), err) {
		p.gone = append(p.gone, other)
	}
}

func (p *plot) part() {
	id := p.id()
	if len(p.gone) > 0 {
		id = rapid.SampledFrom(p.gone).Draw(p.T, "gone")
	}
	answer, err := p.UndoMerge(p.as(), &apiv1.UndoMergeRequest{CommandId: command(), Id: id, Reason: "as " + p.name() + " saw"})
	p.did(answer.GetSequence(), err)
}

// thereAndBack merges two and parts them at once: both say what they said before.
func (p *plot) thereAndBack() {
	id, other := p.id(), p.id()
	was, otherWas := p.says(id), p.says(other)
	merged, err := p.MergeActivities(p.as(), &apiv1.MergeActivitiesRequest{CommandId: command(), Id: id, Other: other})
	if !p.did(merged.GetSequence(), err) {
		return
	}
	parted, err := p.UndoMerge(p.as(), &apiv1.UndoMergeRequest{CommandId: command(), Id: other})
	if !p.did(parted.GetSequence(), err) {
		p.Fatalf("what was merged a moment ago cannot be parted: %v", err)
	}
	for _, before := range []*activity.Activity{was, otherWas} {
		if diff := cmp.Diff(before.Content, p.says(before.ID).Content, protocmp.Transform()); diff != "" {
			p.Errorf("%s, merged and parted again (-before +after):\n%s", before.ID, diff)
		}
	}
}

func (p *plot) apart() {
	answer, err := p.TellApart(p.as(), &apiv1.TellApartRequest{CommandId: command(), Id: p.id(), Other: p.id(), Reason: p.name() + " was at both"})
	p.did(answer.GetSequence(), err)
}

func (p *plot) withdraw() {
	id := p.id()
	answer, err := p.Withdraw(p.as(), &apiv1.WithdrawRequest{CommandId: command(), Id: id, Reason: p.name() + " was not there"})
	if p.did(answer.GetSequence(), err) {
		p.withdrawn = append(p.withdrawn, id)
	}
}

func (p *plot) restore() {
	id := p.id()
	if len(p.withdrawn) > 0 {
		id = rapid.SampledFrom(p.withdrawn).Draw(p.T, "withdrawn")
	}
	answer, err := p.Restore(p.as(), &apiv1.RestoreRequest{CommandId: command(), Id: id, Reason: p.name() + " was there"})
	p.did(answer.GetSequence(), err)
}

func (p *plot) changePerson() {
	req := &apiv1.ChangePersonRequest{CommandId: command(), Person: p.name(), Reason: "as " + p.name() + " says"}
	alias := fmt.Sprintf("%s the %s%d", req.GetPerson(), rapid.SampledFrom([]string{"Great", "Small"}).Draw(p.T, "alias"), p.n)
	switch rapid.IntRange(0, 6).Draw(p.T, "change") {
	case 0:
		req.Change = &apiv1.ChangePersonRequest_Rename{Rename: &apiv1.Renaming{Name: alias, From: "2024-02"}}
	case 1:
		req.Change = &apiv1.ChangePersonRequest_Rename{Rename: &apiv1.Renaming{Name: p.name()}}
	case 2:
		req.Change = &apiv1.ChangePersonRequest_GiveAlias{GiveAlias: alias}
	case 3:
		req.Change = &apiv1.ChangePersonRequest_DropAlias{DropAlias: alias}
	case 4:
		req.Change = &apiv1.ChangePersonRequest_ShortName{ShortName: strings.Fields(req.GetPerson())[0]}
	case 5:
		req.Change = &apiv1.ChangePersonRequest_MergeInto{MergeInto: p.name()}
	case 6:
		req.Change = &apiv1.ChangePersonRequest_UndoMerge{UndoMerge: true}
	}
	answer, err := p.ChangePerson(p.as(), req)
	p.did(answer.GetSequence(), err)
}

func (p *plot) erasePerson() {
	name := p.name()
	answer, err := p.ErasePerson(p.as(), &apiv1.ErasePersonRequest{CommandId: command(), Person: name, Reason: "they asked us to"})
	if p.did(answer.GetSequence(), err) {
		p.unsaid(name)
	}
}

// unsaid looks for a name that was erased a moment ago in all that can be read of the log, and in the rows.
func (p *plot) unsaid(name string) {
	_, err := p.ground.Log.Read(p.as(), "", p.begin, func(r eventlog.Recorded) error {
		if text := fmt.Sprint(r.Event); r.Event != nil && strings.Contains(strings.ToLower(text), strings.ToLower(name)) {
			p.Fatalf("event %d, %s of %s, still says %s: %s", r.Sequence, r.Type, r.Thing, name, text)
		}
		return nil
	})
	if err != nil {
		p.Fatal(err)
	}
	p.seen()
	rows, _ := p.ground.Rows.Query(p.as(), "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname !~ '^(pg_|information_schema)'")
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 12 {
		p.Fatalf("there are %v, %v", tables, err)
	}
	for _, table := range tables {
		var row string
		err := p.ground.Rows.QueryRow(p.as(), "select coalesce(min(t::text), '') from "+table+" t where t::text ilike $1", "%"+name+"%").Scan(&row)
		if err != nil {
			p.Fatal(err)
		}
		if row != "" {
			p.Fatalf("a row of %s still says %s: %s", table, name, row)
		}
	}
}

func (p *plot) eraseActivity() {
	answer, err := p.EraseActivity(p.as(), &apiv1.EraseActivityRequest{CommandId: command(), Id: p.id(), Reason: "told in confidence"})
	p.did(answer.GetSequence(), err)
}

func (p *plot) attach() {
	m := image.NewGray(image.Rect(0, 0, 4, 3))
	for i := range m.Pix {
		m.Pix[i] = byte(rapid.IntRange(0, 3).Draw(p.T, "shade"))
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		p.Fatal(err)
	}
	stream, err := p.pictures.AttachImage(p.as())
	if err != nil {
		p.Fatal(err)
	}
	words := &eventv1.Image{Alt: p.name() + " at a desk", Author: p.name(), Licence: "CC0", LicenceVersion: "1.0", Source: "own work of " + p.name(), Caption: "Look"}
	_ = stream.Send(&apiv1.AttachImageRequest{Piece: &apiv1.AttachImageRequest_Words{Words: &apiv1.AttachImageWords{CommandId: command(), Id: p.id(), Image: words, Reason: "of " + p.name()}}})
	_ = stream.Send(&apiv1.AttachImageRequest{Piece: &apiv1.AttachImageRequest_Data{Data: b.Bytes()}})
	answer, err := stream.CloseAndReceive()
	p.did(answer.GetSequence(), err)
}

func (p *plot) revise() {
	r, from := &apiv1.Revision{}, p.month()
	one, other := p.priority(), p.priority()
	switch rapid.IntRange(0, 4).Draw(p.T, "revision") {
	case 0:
		r.Change = &apiv1.Revision_Priority{Priority: &eventv1.PriorityNamed{Priority: &eventv1.Priority{Id: one, Name: "Named " + from, Pillar: "people", From: from}}}
	case 1:
		r.Change = &apiv1.Revision_RetirePriority{RetirePriority: &eventv1.PriorityRetired{Id: one, Until: from}}
	case 2:
		r.Change = &apiv1.Revision_MergePriority{MergePriority: &eventv1.PriorityMerged{Id: one, Into: other, From: from}}
	case 3:
		r.Change = &apiv1.Revision_OrderPriorities{OrderPriorities: &eventv1.PrioritiesOrdered{From: from, Pillar: "model", Ids: []string{one, other}}}
	case 4:
		r.Introduces, r.Change = true, &apiv1.Revision_Priority{Priority: &eventv1.PriorityNamed{Priority: &eventv1.Priority{Id: one, Name: "Again " + from, Pillar: "model", From: from}}}
	}
	answer, err := p.ReviseEdition(p.as(), &apiv1.ReviseEditionRequest{CommandId: command(), Revisions: []*apiv1.Revision{r}})
	p.did(answer.GetSequence(), err)
}

func (p *plot) draft() {
	p.seen()
	answer, err := p.composer.DraftIssue(p.as(), &apiv1.DraftIssueRequest{CommandId: command(), Months: []string{p.month()}, AtLeast: p.at})
	p.did(answer.GetSequence(), err)
}

// file imports one or two keys that always stand for the same activities.
func (p *plot) file() {
	var text strings.Builder
	for _, key := range []string{"a", "b"} {
		fmt.Fprintf(&text, `{"source": "team", "key": "%s-%d", "headline": "A file of %s", "kind": "talk", "when": "2024-02-0%d", "status": %q, "priorities": [%q], "people": [{"name": %q}], "body": %q}`+"\n",
			key, p.n, p.name(), rapid.IntRange(1, 3).Draw(p.T, "day"), rapid.SampledFrom([]string{"done", "planned"}).Draw(p.T, "status"),
			p.priority(), p.name(), p.name()+" came")
	}
	answer := p.imports("file.jsonl", text.String())
	for _, key := range []string{"a", "b"} {
		id := activity.ImportedID("team", fmt.Sprintf("%s-%d", key, p.n))
		if len(answer.GetRefusals()) == 0 && !slices.Contains(p.activities, id) {
			p.activities = append(p.activities, id)
		}
	}
}

func (p *plot) imports(name, text string) *apiv1.ImportResponse {
	stream, err := p.Import(p.as())
	if err != nil {
		p.Fatal(err)
	}
	for _, piece := range []*apiv1.ImportRequest{
		{Piece: &apiv1.ImportRequest_Options{Options: &apiv1.ImportOptions{CommandId: command()}}},
		{Piece: &apiv1.ImportRequest_File{File: name}},
		{Piece: &apiv1.ImportRequest_Data{Data: []byte(text)}},
	} {
		_ = stream.Send(piece)
	}
	answer, err := stream.CloseAndReceive()
	if err != nil {
		p.Fatal(err)
	}
	p.at = max(p.at, answer.GetSequence())
	return answer
}
