package readmodel

import (
	"flag"
	"fmt"
	"slices"
	"strconv"
	"strings"
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
	"dontblink.dev/pkg/person"
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
	switch rapid.IntRange(0, 11).Draw(rt, "other") {
	case 0, 7, 8, 9, 10:
		return anyNaming(rt)
	case 3:
		return thing.Edition, &eventv1.PriorityMerged{Id: priority.Draw(rt, "merged"), Into: priority.Draw(rt, "into"), From: month.Draw(rt, "from")}
	case 4:
		return thing.Edition, &eventv1.PillarMerged{Id: pillar.Draw(rt, "merged"), Into: pillar.Draw(rt, "into"), From: month.Draw(rt, "from")}
	case 5:
		if rapid.Bool().Draw(rt, "of a pillar") {
			return thing.Edition, &eventv1.PillarRetired{Id: pillar.Draw(rt, "retired"), Until: month.Draw(rt, "until")}
		}
		return thing.Edition, &eventv1.PriorityRetired{Id: priority.Draw(rt, "retired"), Until: month.Draw(rt, "until")}
	case 6:
		return thing.Edition, &eventv1.PillarsOrdered{From: month.Draw(rt, "from"), Ids: []string{pillar.Draw(rt, "first")}}
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

// anyNaming draws what may be said of few people and organisations, also what no recorder would take: circles, names of nobody.
func anyNaming(rt *rapid.T) (thing.Thing, proto.Message) {
	name := rapid.SampledFrom(fewNames)
	on := thing.Person(person.ID(name.Draw(rt, "of")))
	switch rapid.IntRange(0, 9).Draw(rt, "naming") {
	case 0:
		return on, &eventv1.OrganisationRecorded{Name: name.Draw(rt, "name"), Abbreviation: "ES"}
	case 1:
		return on, &eventv1.PersonRenamed{Name: name.Draw(rt, "name"), From: rapid.SampledFrom([]string{"", "2024-05", "2023-01-31"}).Draw(rt, "from")}
	case 2:
		return on, &eventv1.AliasGiven{Alias: name.Draw(rt, "name")}
	case 3:
		return on, &eventv1.AliasDropped{Alias: name.Draw(rt, "name")}
	case 4:
		return on, &eventv1.ShortNameGiven{ShortName: "Shorty"}
	case 5, 6:
		return on, &eventv1.PersonMerged{Into: person.ID(name.Draw(rt, "into")), Reason: rapid.SampledFrom([]string{"", "one"}).Draw(rt, "reason")}
	case 7:
		return on, &eventv1.PersonMergeUndone{}
	}
	return on, &eventv1.PersonRecorded{Name: name.Draw(rt, "name")}
}

var fewNames = []string{"Ada Example", "Áda Sample", "Bo Other", "External Service", "Bö"}

func anyActivity(rt *rapid.T) *eventv1.Activity {
	a := on("", rapid.SliceOfN(rapid.SampledFrom([]string{"privacy", "copyright", "expression", "children"}), 0, 3).Draw(rt, "priorities")...)
	a.When = rapid.SampledFrom([]*eventv1.When{
		{From: "2024-01"}, {From: "2024-01-31T19:30", Zone: "America/New_York"}, {From: "2024-02-10"}, {From: "2024"},
		{From: "2023-12-30", To: "2024-02-02"}, {From: "2024-03", To: "2024-05"},
	}).Draw(rt, "when")
	a.Status = rapid.SampledFrom([]string{"done", "done", "done", "planned", "cancelled"}).Draw(rt, "status")
	a.By = rapid.SampledFrom([][]string{nil, {"staff"}, {"affiliate"}, {"affiliate", "staff"}, {"third-party"}}).Draw(rt, "who acted")
	a.Announcement = rapid.IntRange(0, 5).Draw(rt, "announcement") == 0
	a.Pillar = rapid.SampledFrom([]string{"", "", "", "people"}).Draw(rt, "override")
	a.TellIn = rapid.SampledFrom([][]string{nil, nil, {"2024-01"}, {"2024-01", "2024-03"}}).Draw(rt, "tell in")
	a.Topics = rapid.SampledFrom([][]string{nil, {"DSA"}, {"FIMI", "dsa"}}).Draw(rt, "topics")
	a.FollowUps = rapid.SampledFrom([][]*eventv1.FollowUp{
		nil, {{Key: "k", When: &eventv1.When{From: "2024-02-20"}}}, {{Key: "k", When: &eventv1.When{From: "2024-02-20"}, State: "closed"}},
	}).Draw(rt, "promised")
	a.Relations = rapid.SampledFrom([][]*eventv1.Relation{nil, {{Type: "follows", Id: thing.ID("activity", "0")}}}).Draw(rt, "tied")
	for _, name := range rapid.SliceOfN(rapid.SampledFrom(fewNames), 0, 3).Draw(rt, "people") {
		a.People = append(a.People, &eventv1.Participation{Id: person.ID(name), Name: name, Role: "judge", Organisation: "High Court"})
	}
	if rapid.IntRange(0, 3).Draw(rt, "an organisation") == 0 {
		a.Organisations = []*eventv1.Participation{{Name: "External Service", Part: "host"}}
	}
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
	if diff := cmp.Diff(present(told.takingPart()), rowsOf(t, db, slot, "select activity || ' ' || named || ' ' || day from slot.participation order by 1")); diff != "" {
		rt.Errorf("who takes part (-plainly +rows):\n%s", diff)
	}
	if diff := cmp.Diff(present(told.filed()), rowsOf(t, db, slot, "select activity || ' ' || under || ' ' || day from slot.filing order by 1")); diff != "" {
		rt.Errorf("what is filed under what (-plainly +rows):\n%s", diff)
	}
	if diff := cmp.Diff(present(told.meaning()), rowsOf(t, db, slot, "select id || ' ' || names[cardinality(names)] || ' ' || means from slot.person order by 1")); diff != "" {
		rt.Errorf("whom a name means (-plainly +rows):\n%s", diff)
	}
	from := calendar.Month{Year: 2023, Month: time.November}.Add(rapid.IntRange(0, 6).Draw(rt, "count from"))
	to := from.Add(rapid.IntRange(0, 6).Draw(rt, "count to"))
	ours := rapid.Bool().Draw(rt, "count ours")
	counts, err := loadCounts(t.Context(), db, slot, from, to, ours)
	if err != nil {
		rt.Fatal(err)
	}
	if diff := cmp.Diff(told.figures(from, to, ours), figuresOf(counts)); diff != "" {
		rt.Errorf("counts from %s to %s (-plainly +rows):\n%s", from, to, diff)
	}
}

// plain is what happened, folded without rows.
type plain struct {
	edition    *edition.Edition
	activities map[string]*activity.Activity
	people     map[string]*person.Person
}

func tellPlainly(s *story) plain {
	p := plain{edition.New(), map[string]*activity.Activity{}, map[string]*person.Person{}}
	for _, event := range s.events {
		switch id := event.Thing.ID; event.Thing.Kind {
		case thing.KindEdition:
			p.edition.Apply(proto.Clone(event.Event))
		case thing.KindActivity:
			if p.activities[id] == nil {
				p.activities[id] = &activity.Activity{ID: id}
			}
			p.activities[id].Apply(event.Event)
		case thing.KindPerson:
			if p.people[id] == nil {
				p.people[id] = &person.Person{ID: id}
			}
			p.people[id].Apply(event.Event)
			if !p.people[id].Known() {
				p.people[id] = nil
			}
		}
	}
	return p
}

// filed tells what is filed under what, by looking at every activity.
func (p plain) filed() (lines []string) {
	for _, a := range p.activities {
		if a.Withdrawn || a.MergedInto != "" {
			continue
		}
		day := calendar.MustOf(a.Content.GetWhen()).From
		for _, id := range a.Content.GetPriorities() {
			lines = append(lines, fmt.Sprintf("%s priority %s %s", a.ID, id, day))
		}
		for _, topic := range a.Content.GetTopics() {
			lines = append(lines, fmt.Sprintf("%s topic %s %s", a.ID, strings.ToLower(strings.TrimSpace(topic)), day))
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// takingPart tells who takes part in what, by looking at every activity.
func (p plain) takingPart() (lines []string) {
	for _, a := range p.activities {
		if a.Withdrawn {
			continue
		}
		for _, who := range slices.Concat(a.Content.GetPeople(), a.Content.GetOrganisations()) {
			day := calendar.MustOf(a.Content.GetWhen()).From
			lines = append(lines, fmt.Sprintf("%s %s %s", a.ID, who.GetName(), day))
		}
	}
	slices.Sort(lines)
	return lines
}

// meaning tells whom each means, step by step.
func (p plain) meaning() (lines []string) {
	for id, one := range p.people {
		if one == nil {
			continue
		}
		means, seen := id, []string{}
		for next := id; p.people[next] != nil; next = p.people[next].MergedInto {
			if at := slices.Index(seen, next); at >= 0 {
				means = slices.Min(seen[at:])
				break
			}
			means, seen = next, append(seen, next)
		}
		lines = append(lines, id+" "+one.Name()+" "+means)
	}
	slices.Sort(lines)
	return lines
}

// figures counts by looking at every activity: "pillar people" → 2.
// A label that was merged by the last month counts under the other one.
func (p plain) figures(from, to calendar.Month, ours bool) map[string]int {
	figures := map[string]int{}
	for _, a := range p.activities {
		if a.Withdrawn || a.Content.GetStatus() != "done" || !calendar.MustOf(a.Content.GetWhen()).Overlaps(from, to) {
			continue
		}
		if ours && !activity.Ours(a.Content) {
			continue
		}
		if a.Content.GetAnnouncement() {
			figures["announcements"]++
			continue
		}
		figures["distinct"]++
		figures["pillar "+p.edition.As(edition.Pillar, activity.Pillar(a.Content, p.edition), to)]++
		goesAs := func(priority string) string { return p.edition.As(edition.Priority, priority, to) }
		for _, priority := range distinct(mapped(a.Content.GetPriorities(), goesAs)) {
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
