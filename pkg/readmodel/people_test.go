package readmodel

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func called(name string) thing.Thing { return thing.Person(person.ID(name)) }

// naming returns an activity of a day that names people, each with "role, organisation" behind a bar.
func naming(day string, people ...string) *eventv1.Activity {
	a := on(day, "privacy")
	for _, who := range people {
		name, rest, _ := strings.Cut(who, "|")
		role, organisation, _ := strings.Cut(rest, ", ")
		a.People = append(a.People, &eventv1.Participation{Id: person.ID(name), Name: name, Role: role, Organisation: organisation})
	}
	return a
}

// cast is a story of George, who goes by several names, of an organisation, and of Bo.
func cast() *story {
	s := &story{}
	for _, name := range []string{"George Costanza", "Bo Ólsen", "Art Vandelay", "Geo Costanza"} {
		s.tell(called(name), &eventv1.PersonRecorded{Name: name})
	}
	s.tell(called("External Service"), &eventv1.OrganisationRecorded{Name: "External Service", Abbreviation: "EXS"})
	s.tell(called("T-Bone"), &eventv1.PersonRecorded{Name: "T-Bone"}, &eventv1.PersonMerged{Into: person.ID("George Costanza")})
	s.tell(called("George Costanza"), &eventv1.AliasGiven{Alias: "T-Bone"}, &eventv1.ShortNameGiven{ShortName: "George"})
	s.tell(called("Geo Costanza"), &eventv1.PersonMerged{Into: person.ID("George Costanza"), Reason: "same"})
	s.tell(called("George Louis"), &eventv1.PersonRecorded{Name: "George Louis"}, &eventv1.PersonMerged{Into: person.ID("George Costanza")})
	s.tell(called("George Costanza"), &eventv1.PersonRenamed{Name: "George Louis", From: "2024-05"})
	for i, a := range []*eventv1.Activity{
		naming("2023-01-10", "George Costanza|judge, High Court"), naming("2024-02-10", "T-Bone|, External Service", "Bo Ólsen"),
		naming("2024-06-10", "George Louis|clerk, Small Court", "Geo Costanza"), naming("2022-03-10", "Geo Costanza"),
	} {
		s.tell(thing.Activity(thing.ID("activity", strconv.Itoa(i))), recorded(a))
	}
	return s
}

func listedPeople(t *testing.T, r *Reader, q PeopleQuery) (lines []string) {
	t.Helper()
	for {
		page, next, err := r.People(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range page {
			lines = append(lines, fmt.Sprintf("%s %d %s %s", p.Name(), p.Activities, p.LastRole, p.LastOrganisation))
		}
		if q.After = next; next == "" {
			return lines
		}
	}
}

func TestPeopleAreListedByTheNameThatHolds(t *testing.T) {
	t.Parallel()
	r := after(t, cast())
	want := []string{"Art Vandelay 0  ", "Bo Ólsen 1  ", "External Service 0  ", "George Louis 4 clerk Small Court"}
	for _, limit := range []int{0, 1, 2, 3} {
		if diff := cmp.Diff(want, listedPeople(t, r, PeopleQuery{Limit: limit})); diff != "" {
			t.Errorf("people, %d on a page (-want +got):\n%s", limit, diff)
		}
	}
}

func TestPeopleAreFoundByTheBeginningOfAnyWordOfAnyName(t *testing.T) {
	t.Parallel()
	r := after(t, cast())
	for search, want := range map[string]string{
		"costanza": "George Louis", "COST": "George Louis", "costanza geo": "George Louis", "t-bo": "George Louis", "bone": "George Louis",
		"exs": "External Service", "service": "External Service", "ols": "Bo Ólsen", "ÓLS": "Bo Ólsen", "vand": "Art Vandelay", "louis": "George Louis",
		"stanza": "", "george vandelay": "",
	} {
		got, _, err := r.People(t.Context(), PeopleQuery{Search: search})
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, p := range got {
			names = append(names, p.Name())
		}
		if strings.Join(names, ", ") != want {
			t.Errorf("search for %q finds %v, want %s", search, names, want)
		}
	}
	for _, q := range []PeopleQuery{{Search: "!?"}, {After: "no page"}, {After: "_____w"}} {
		if _, _, err := r.People(t.Context(), q); !errors.Is(err, fault.Invalid) {
			t.Errorf("question %v = %v, want to be refused", q, err)
		}
	}
}

// The first word on somebody is parked, and others are merged into them meanwhile.
func TestWhoIsKnownLateIsMeantByThoseWhoWereMergedIntoThem(t *testing.T) {
	t.Parallel()
	s := &story{}
	s.tell(called("Geo Costanza"), &eventv1.PersonRecorded{Name: "Geo Costanza"}, &eventv1.PersonMerged{Into: person.ID("George Costanza"), Reason: "same"})
	s.tell(called("George Costanza"), &eventv1.PersonRecorded{Name: "George Costanza"})
	db := localtest.DB(t)
	slot := newSlot(t, db, "late")
	apply(t, db, slot, s.events, 1, 1, 1)
	george := person.ID("George Costanza")
	if got := rowsOf(t, db, slot, "select distinct means from slot.person"); !slices.Equal(got, []string{george}) {
		t.Errorf("the two mean %v, want George: %s", got, george)
	}
}

func TestAnyNameMeansThePersonWithAllThatNamesThem(t *testing.T) {
	t.Parallel()
	r := after(t, cast())
	george := person.ID("George Costanza")
	for _, typed := range []string{"george  COSTANZA", "T-Bone", "Geo Costanza", "George Louis", george, george[:8], strings.ToUpper(george), person.ID("T-Bone")} {
		m, err := r.Person(t.Context(), typed)
		if err != nil {
			t.Fatal(err)
		}
		if m.ID != george || m.Name() != "George Louis" || m.Activities != 4 || len(m.Merged) != 1 || m.Merged[0].Name() != "Geo Costanza" {
			t.Errorf("%q means %v, want George", typed, m)
		}
	}
	if m, err := r.Person(t.Context(), "exs"); err != nil || m.Name() != "External Service" {
		t.Errorf("an abbreviation means %v, %v", m, err)
	}
	parts, err := r.Parts(t.Context(), george, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range parts {
		got = append(got, p.Day.Format("2006-01-02")+" "+p.Named)
	}
	want := []string{"2024-06-10 George Louis", "2024-06-10 Geo Costanza", "2024-02-10 T-Bone", "2023-01-10 George Costanza", "2022-03-10 Geo Costanza"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("parts, named as at the time (-want +got):\n%s", diff)
	}
	for typed, sentence := range map[string]string{
		"costanza": "nobody in the log is called just “costanza”; there are “George Louis”", "nobody": "nobody in the log is called “nobody”", "": "is called “”",
		strings.Repeat("x", 10_000): "…”", "\xff\x00": "is called",
	} {
		if _, err := r.Person(t.Context(), typed); !errors.Is(err, fault.NotFound) || !strings.Contains(err.Error(), sentence) {
			t.Errorf("%.20q means %v, want nobody: %s", typed, err, sentence)
		}
	}
}

func TestActivitiesAreListedByPersonUnderAllOfTheirNames(t *testing.T) {
	t.Parallel()
	s := cast()
	// Withdrawn, and named twice.
	s.tell(thing.Activity(thing.ID("activity", "1")), &eventv1.ActivityWithdrawn{Reason: "entered twice"})
	a := naming("2024-07-01", "T-Bone|host", "T-Bone|speaker", "Bo Ólsen")
	a.Priorities = []string{"copyright"}
	s.tell(thing.Activity(thing.ID("activity", "twice")), recorded(a))
	r := after(t, s)
	kin, err := r.Kin(t.Context(), "T-Bone")
	if err != nil || len(kin) != 4 {
		t.Fatalf("kin: %v, %v", kin, err)
	}
	days := func(q Query) (all []string) {
		q.People = kin
		for {
			page, next, err := r.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range page {
				all = append(all, row.Content.GetWhen().GetFrom())
			}
			if q.After = next; next == "" {
				return all
			}
		}
	}
	want := []string{"2024-07-01", "2024-06-10", "2023-01-10", "2022-03-10"}
	for _, limit := range []int{1, 2, 3, 100} {
		if diff := cmp.Diff(want, days(Query{Limit: limit})); diff != "" {
			t.Errorf("activities, %d on a page (-want +got):\n%s", limit, diff)
		}
	}
	if got := days(Query{Priority: "copyright"}); len(got) != 1 {
		t.Errorf("of a priority: %v", got)
	}
	if got := days(Query{From: month(t, "2024-06"), To: month(t, "2024-06")}); len(got) != 1 || got[0] != "2024-06-10" {
		t.Errorf("in June: %v", got)
	}
}

func TestANameThatWasDroppedAndThatNobodyBoreIsNobodys(t *testing.T) {
	t.Parallel()
	s := cast()
	s.tell(called("George Costanza"), &eventv1.AliasDropped{Alias: "T-Bone"})
	s.tell(called("T-Bone"), &eventv1.PersonMergeUndone{})
	s.tell(called("Koko"), &eventv1.PersonRecorded{Name: "Koko"}, &eventv1.PersonMerged{Into: person.ID("George Costanza")}, &eventv1.PersonMergeUndone{})
	want := []string{"Art Vandelay 0  ", "Bo Ólsen 1  ", "External Service 0  ", "George Louis 3 clerk Small Court", "T-Bone 1  External Service"}
	if diff := cmp.Diff(want, listedPeople(t, after(t, s), PeopleQuery{})); diff != "" {
		t.Errorf("T-Bone was named so, Koko never was (-want +got):\n%s", diff)
	}
}

func TestNothingOfAnErasedPersonIsInAnyTable(t *testing.T) {
	t.Parallel()
	s := cast()
	for _, name := range []string{"T-Bone", "Geo Costanza", "George Louis", "George Costanza"} {
		s.tell(called(name), &eventv1.PersonErased{Reason: "asked for", Keys: []string{"key-of-" + strconv.Itoa(len(s.events))}})
	}
	for i := range 4 {
		left := on("2024-01-10", "privacy")
		s.tell(thing.Activity(thing.ID("activity", strconv.Itoa(i))), erasedNow(left, "key-of-activity-"+strconv.Itoa(i)))
	}
	r := after(t, s)
	all := strings.ToLower(wholeSlot(t, r.pool, r.slot))
	for _, name := range []string{"george", "costanza", "bone", "louis", "judge", "clerk"} {
		if strings.Contains(all, name) {
			t.Errorf("the rows still say %q", name)
		}
	}
	if !strings.Contains(all, "vandelay") {
		t.Error("whoever was not erased is gone")
	}
}
