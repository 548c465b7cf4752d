package readmodel

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Each story costs some three hundred transactions; -rapid.checks asks for more of them.
func init() { _ = flag.Set("rapid.checks", "20") }

func TestHoweverEventsAreCutIntoBatchesTheRowsAreTheSame(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		s := anyStory(rt)
		whole, singly, cut := fmt.Sprintf("whole_%d", n), fmt.Sprintf("singly_%d", n), fmt.Sprintf("cut_%d", n)
		want := rowsAfter(t, db, whole, s)
		ones := make([]int, len(s.events))
		for i := range ones {
			ones[i] = 1
		}
		if diff := cmp.Diff(want, rowsAfter(t, db, singly, s, ones...)); diff != "" {
			rt.Errorf("rows after single events differ from those after one batch (-batch +single):\n%s", diff)
		}
		sizes := rapid.SliceOfN(rapid.IntRange(1, 60), 0, 8).Draw(rt, "batches")
		if diff := cmp.Diff(want, rowsAfter(t, db, cut, s, sizes...)); diff != "" {
			rt.Errorf("rows after batches of %v differ from those after one batch (-one +many):\n%s", sizes, diff)
		}
		agree(t, rt, db, whole, s)
		if _, err := db.Exec(t.Context(), fmt.Sprintf("drop schema %s, %s, %s cascade", whole, singly, cut)); err != nil {
			rt.Fatal(err)
		}
	})
}

func rowsAfter(t *testing.T, db *pgxpool.Pool, slot string, s *story, sizes ...int) string {
	t.Helper()
	newSlot(t, db, slot)
	apply(t, db, slot, s.events, sizes...)
	return dump(t, db, slot)
}

// anyStory draws events as they may happen: on few activities, months and priorities, so that they meet often.
func anyStory(rt *rapid.T) *story {
	s := &story{}
	if rapid.Bool().Draw(rt, "begins with an edition") {
		s.tell(thing.Edition, twoPillars()...)
	}
	var ids []string
	// Enough that some batches are copied in and others are not.
	for range rapid.IntRange(0, 150).Draw(rt, "events") {
		what := rapid.IntRange(0, 9).Draw(rt, "what")
		switch {
		case what == 9:
			s.tell(anyOther(rt))
		case what >= 5 && len(ids) > 0:
			id := rapid.SampledFrom(ids).Draw(rt, "activity")
			s.tell(thing.Activity(id), anyLater(rt))
		default:
			ids = append(ids, thing.ID("activity", strconv.Itoa(len(ids))))
			event := &eventv1.ActivityRecorded{Activity: anyActivity(rt), Import: anyImport(rt)}
			s.tell(thing.Activity(ids[len(ids)-1]), event)
		}
	}
	return s
}

func anyLater(rt *rapid.T) proto.Message {
	if rapid.IntRange(0, 3).Draw(rt, "withdrawn") == 0 {
		return &eventv1.ActivityWithdrawn{Reason: "entered twice"}
	}
	switch rapid.IntRange(0, 5).Draw(rt, "in a word of its own") {
	case 0:
		return &eventv1.ActivityCompleted{Activity: anyActivity(rt), Paths: []string{"status"}}
	case 1:
		return &eventv1.RuleTightened{Activity: anyActivity(rt), Paths: []string{"rule"}, Reason: "why", Was: &eventv1.Rule{Kind: "public"}}
	case 2:
		return &eventv1.FollowUpReported{Activity: anyActivity(rt), Paths: []string{"follow_ups"}, Key: "k", ReportedIn: thing.ID("activity", "0")}
	}
	return &eventv1.ActivityAmended{
		Activity: anyActivity(rt), Paths: []string{"when", "priorities"}, Reason: "it was wrong", Import: anyImport(rt),
	}
}

func anyOther(rt *rapid.T) (thing.Thing, proto.Message) {
	priority := rapid.SampledFrom([]string{"privacy", "copyright", "expression", "children"})
	pillar := rapid.SampledFrom([]string{"people", "model", "values"})
	month := rapid.SampledFrom([]string{"2022-12", "2023-12", "2024-01", "2024-02", "2024-04"})
	until := rapid.SampledFrom([]string{"", "2024-01", "2024-06"})
	switch rapid.IntRange(0, 4).Draw(rt, "other") {
	case 0:
		return thing.Person("p1"), &eventv1.PersonRecorded{Name: "Ada Example"}
	case 1:
		return thing.Issue("2024-01"), &eventv1.IssueOpened{Months: []string{"2024-01"}}
	case 2:
		return thing.Edition, &eventv1.PillarNamed{Pillar: &eventv1.Pillar{
			Id: pillar.Draw(rt, "pillar"), Name: "Pillar", From: month.Draw(rt, "from"), Until: until.Draw(rt, "until"),
		}}
	default:
		return thing.Edition, &eventv1.PriorityNamed{Priority: &eventv1.Priority{
			Id: priority.Draw(rt, "priority"), Pillar: pillar.Draw(rt, "pillar"), From: month.Draw(rt, "from"), Until: until.Draw(rt, "until"),
		}}
	}
}

func anyActivity(rt *rapid.T) *eventv1.Activity {
	a := on("", rapid.SliceOfN(rapid.SampledFrom([]string{"privacy", "copyright", "expression", "children"}), 0, 3).Draw(rt, "priorities")...)
	a.When = rapid.SampledFrom([]*eventv1.When{
		{From: "2024-01"}, {From: "2024-01-31T19:30", Zone: "America/New_York"}, {From: "2024-02-10"}, {From: "2024"},
		{From: "2023-12-30", To: "2024-02-02"}, {From: "2024-03", To: "2024-05"},
	}).Draw(rt, "when")
	a.Status = rapid.SampledFrom([]string{"done", "done", "done", "planned", "cancelled"}).Draw(rt, "status")
	a.Announcement = rapid.IntRange(0, 5).Draw(rt, "announcement") == 0
	a.Pillar = rapid.SampledFrom([]string{"", "", "", "people"}).Draw(rt, "override")
	a.TellIn = rapid.SampledFrom([][]string{nil, nil, {"2024-01"}, {"2024-01", "2024-03"}}).Draw(rt, "tell in")
	a.Topics = rapid.SampledFrom([][]string{nil, {"DSA"}, {"FIMI", "dsa"}}).Draw(rt, "topics")
	a.FollowUps = rapid.SampledFrom([][]*eventv1.FollowUp{
		nil, {{Key: "k", When: &eventv1.When{From: "2024-02-20"}}}, {{Key: "k", When: &eventv1.When{From: "2024-02-20"}, State: "closed"}},
	}).Draw(rt, "promised")
	a.Relations = rapid.SampledFrom([][]*eventv1.Relation{nil, {{Type: "follows", Id: thing.ID("activity", "0")}}}).Draw(rt, "tied")
	return a
}

func anyImport(rt *rapid.T) *eventv1.Import {
	if rapid.Bool().Draw(rt, "by hand") {
		return nil
	}
	return &eventv1.Import{Source: "team", Key: "k", Activity: on("2024-01", "privacy")}
}

// agree compares what a slot holds with what the plainest reading of the events gives.
func agree(t *testing.T, rt *rapid.T, db *pgxpool.Pool, slot string, s *story) {
	t.Helper()
	told := tellPlainly(s)
	var pillars []string
	for _, a := range told.activities {
		pillars = append(pillars, a.ID+" "+activity.Pillar(a.Content, told.edition))
	}
	held := rowsOf(t, db, slot, "select id || ' ' || pillar from slot.activity where until_seq is null order by from_seq")
	if diff := cmp.Diff(slices.Sorted(slices.Values(pillars)), slices.Sorted(slices.Values(held))); diff != "" {
		rt.Errorf("activities and their pillars (-plainly +rows):\n%s", diff)
	}
	from := calendar.Month{Year: 2023, Month: time.November}.Add(rapid.IntRange(0, 6).Draw(rt, "count from"))
	to := from.Add(rapid.IntRange(0, 6).Draw(rt, "count to"))
	counts, err := loadCounts(t.Context(), db, slot, from, to)
	if err != nil {
		rt.Fatal(err)
	}
	if diff := cmp.Diff(told.figures(from, to), figuresOf(counts)); diff != "" {
		rt.Errorf("counts from %s to %s (-plainly +rows):\n%s", from, to, diff)
	}
}

// plain is what happened, folded without rows.
type plain struct {
	edition    *edition.Edition
	activities map[string]*activity.Activity
}

func tellPlainly(s *story) plain {
	p := plain{edition.New(), map[string]*activity.Activity{}}
	for _, event := range s.events {
		switch id := event.Thing.ID; event.Thing.Kind {
		case thing.KindEdition:
			p.edition.Apply(proto.Clone(event.Event))
		case thing.KindActivity:
			if p.activities[id] == nil {
				p.activities[id] = &activity.Activity{ID: id}
			}
			p.activities[id].Apply(event.Event)
		}
	}
	return p
}

// figures counts by looking at every activity: "pillar people" → 2.
func (p plain) figures(from, to calendar.Month) map[string]int {
	figures := map[string]int{}
	for _, a := range p.activities {
		if a.Withdrawn || a.Content.GetStatus() != "done" || !calendar.MustOf(a.Content.GetWhen()).Overlaps(from, to) {
			continue
		}
		if a.Content.GetAnnouncement() {
			figures["announcements"]++
			continue
		}
		figures["distinct"]++
		figures["pillar "+activity.Pillar(a.Content, p.edition)]++
		for _, priority := range distinct(a.Content.GetPriorities()) {
			figures["labels"]++
			figures["priority "+priority]++
		}
	}
	return figures
}

func figuresOf(c Counts) map[string]int {
	figures := map[string]int{"distinct": c.Distinct, "labels": c.Labels, "announcements": c.Announcements}
	for _, l := range c.Pillars {
		figures["pillar "+l.Label] = l.Distinct
	}
	for _, l := range c.Priorities {
		figures["priority "+l.Label] = l.Distinct
	}
	for name, n := range figures {
		if n == 0 {
			delete(figures, name)
		}
	}
	return figures
}
