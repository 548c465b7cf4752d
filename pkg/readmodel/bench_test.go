package readmodel

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// busyYears tells of n activities as a file may hold them, over three years; one in ten is amended soon after.
func busyYears(n int) *story {
	s := &story{}
	s.tell(thing.Edition, twoPillars()...)
	priorities := []string{"privacy", "copyright", "expression", "children"}
	body := strings.Repeat("We told the committee what the bill would mean for those who write and those who read. ", 5)
	for i := range n {
		a := on(fmt.Sprintf("%d-%02d-%02d", 2023+i/12%3, i%12+1, i%28+1), priorities[i/7%4], priorities[(i/7+1+i%2)%4])
		a.Topics, a.Jurisdictions = []string{fmt.Sprintf("bill %d", i%500)}, []string{"EU"}
		a.Body = []*eventv1.Passage{{Text: body}}
		a.Links = []*eventv1.Link{{Verb: "read", Label: "submission", Url: "https://example.org/submission"}}
		for j, role := range []string{"judge", "moderator"} {
			name := fmt.Sprintf("Person %d Example", (i*7+j)%1000)
			a.People = append(a.People, &eventv1.Participation{Id: person.ID(name), Name: name, Role: role, Organisation: "High Court"})
		}
		id := thing.Activity(thing.ID("activity", "team", strconv.Itoa(i)))
		s.tell(id, &eventv1.ActivityRecorded{Activity: a, Import: &eventv1.Import{Source: "team", Key: strconv.Itoa(i), Activity: a}})
		if i%10 == 5 {
			s.tell(id, amended(with(a, func(a *eventv1.Activity) { a.Place = "online" }), "place"))
		}
	}
	return s
}

func BenchmarkApply(b *testing.B) {
	s := busyYears(10_000)
	for _, size := range []int{1, 1000, 10_000} {
		b.Run(fmt.Sprintf("batches of %d", size), func(b *testing.B) {
			db := localtest.DB(b)
			if _, err := db.Exec(b.Context(), "alter database "+db.Config().ConnConfig.Database+" set synchronous_commit = off"); err != nil {
				b.Fatal(err)
			}
			events, slots := 0, 0
			var rest []eventlog.Recorded
			var w Writer
			var slot string
			began := processorTime(b, db)
			for b.Loop() {
				if len(rest) < size {
					slots++
					slot, rest = newSlot(b, db, fmt.Sprintf("slot_%d", slots)), s.events
					if err := w.Start(b.Context(), db, slot); err != nil {
						b.Fatal(err)
					}
				}
				applyOnce(b, &w, db, slot, rest[:size])
				rest, events = rest[size:], events+size
			}
			b.ReportMetric(float64(events)/b.Elapsed().Seconds(), "events/s")
			took := processorTime(b, db)
			b.ReportMetric((took.ours-began.ours).Seconds()*1e6/float64(events), "µs/event")
			b.ReportMetric((took.postgres-began.postgres).Seconds()*1e6/float64(events), "µs-postgres/event")
		})
	}
}

// spent is processor time, which does not depend on how busy the machine is.
type spent struct{ ours, postgres time.Duration }

// processorTime returns what this process and those that serve its connections have spent.
func processorTime(b *testing.B, db *pgxpool.Pool) (s spent) {
	b.Helper()
	rows, _ := db.Query(b.Context(), "select pid from pg_stat_activity where datname = current_database()")
	pids, err := pgx.CollectRows(rows, pgx.RowTo[int])
	if err != nil {
		b.Fatal(err)
	}
	s.ours = spentBy(os.Getpid())
	for _, pid := range pids {
		s.postgres += spentBy(pid)
	}
	return s
}

// spentBy reads what a process has spent, as Linux tells it in hundredths of a second; elsewhere it is 0.
func spentBy(pid int) time.Duration {
	stat, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, behindName, _ := strings.Cut(string(stat), ") ")
	fields := strings.Fields(behindName)
	const user, system = 11, 12
	if len(fields) <= system {
		return 0
	}
	const tick = 10 * time.Millisecond
	var all time.Duration
	for _, field := range []string{fields[user], fields[system]} {
		n, _ := strconv.Atoi(field)
		all += time.Duration(n) * tick
	}
	return all
}

// BenchmarkCopy is the yardstick: the same rows copied into a table without any index.
func BenchmarkCopy(b *testing.B) {
	db := localtest.DB(b)
	s := busyYears(10_000)
	f := newFold(edition.New(), nil)
	events := 0
	for i := range s.events {
		if ofEdition(s.events[i]) {
			continue
		}
		events++
		if err := f.apply(&s.events[i]); err != nil {
			b.Fatal(err)
		}
	}
	slot := newSlot(b, db, "slot")
	if _, err := db.Exec(b.Context(), in(slot, "create table slot.bare (like slot.activity)")); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		err := pgx.BeginFunc(b.Context(), db, func(tx pgx.Tx) error { return copyRows(b.Context(), tx, slot, "bare", activityColumns, f.rows) })
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(events*b.N)/b.Elapsed().Seconds(), "events/s")
}

func BenchmarkReading(b *testing.B) {
	const activities = 100_000
	r := after(b, busyYears(activities))
	if _, err := r.pool.Exec(b.Context(), "analyze"); err != nil {
		b.Fatal(err)
	}
	june := month(b, "2024-06")
	for name, q := range map[string]Query{
		"newest 100":                      {},
		"newest 50 of a priority":         {Priority: "privacy", Limit: 50},
		"newest 50 of a priority in June": {Priority: "privacy", From: june, To: june, Limit: 50},
		"newest 50 of a topic":            {Topic: "bill 7", Limit: 50},
	} {
		b.Run("List, "+name, func(b *testing.B) {
			for b.Loop() {
				if page, _, err := r.List(b.Context(), q); err != nil || len(page) == 0 {
					b.Fatalf("%d activities, %v", len(page), err)
				}
			}
		})
	}
	b.Run("Count, 36 months", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.Count(b.Context(), month(b, "2023-01"), month(b, "2025-12"), false); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("Get", func(b *testing.B) {
		id := thing.ID("activity", "team", "4711")
		for b.Loop() {
			if _, err := r.Get(b.Context(), id); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("select 1", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.pool.Exec(b.Context(), "select 1"); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkPeople asks among 100,000 people, as somebody who types a name does.
func BenchmarkPeople(b *testing.B) {
	s := &story{}
	for i := range 100_000 {
		name := fmt.Sprintf("%s%d Costanza%d", string(rune('A'+i%26)), i, i%5000)
		s.tell(thing.Person(person.ID(name)), &eventv1.PersonRecorded{Name: name})
	}
	for i := range 1000 {
		name := fmt.Sprintf("%s%d Costanza%d", string(rune('A'+i%26)), i, i%5000)
		alias := fmt.Sprintf("Alias %d", i)
		s.tell(thing.Person(person.ID(alias)), &eventv1.PersonRecorded{Name: alias}, &eventv1.PersonMerged{Into: person.ID(name)})
		s.tell(thing.Activity(thing.ID("activity", strconv.Itoa(i))), recorded(naming("2024-01-10", name, alias)))
	}
	r := after(b, s)
	if _, err := r.pool.Exec(b.Context(), "analyze"); err != nil {
		b.Fatal(err)
	}
	for name, q := range map[string]PeopleQuery{
		"everybody, the first 100": {}, "one letter": {Search: "c", Limit: 10}, "a rare beginning": {Search: "costanza4711"}, "two words": {Search: "c2 cost", Limit: 10},
		"an alias": {Search: "alias 99"}, "nobody": {Search: "zzz"},
	} {
		b.Run("People, "+name, func(b *testing.B) {
			for b.Loop() {
				if _, _, err := r.People(b.Context(), q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("Person", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.Person(b.Context(), "Alias 500"); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("select 1", func(b *testing.B) {
		for b.Loop() {
			if _, err := r.pool.Exec(b.Context(), "select 1"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
