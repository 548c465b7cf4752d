package readmodel

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// story is a log on paper: events as they would come from the log, in order.
type story struct {
	events   []eventlog.Recorded
	versions map[thing.Thing]uint64
}

// tell adds events of one thing and returns the sequence reached.
func (s *story) tell(t thing.Thing, events ...proto.Message) uint64 {
	if s.versions == nil {
		s.versions = map[thing.Thing]uint64{}
	}
	for _, event := range events {
		s.versions[t]++
		sequence := uint64(len(s.events) + 1)
		s.events = append(s.events, eventlog.Recorded{
			Sequence: sequence, ID: fmt.Sprintf("event-%d", sequence), Type: string(event.ProtoReflect().Descriptor().FullName()),
			Thing: t, Time: time.Date(2024, 2, 1, 9, 0, int(sequence), 0, time.UTC), Actor: "ada", Source: "/recorder",
			Version: s.versions[t], Event: proto.Clone(event),
		})
	}
	return uint64(len(s.events))
}

// newSlot makes the tables of an empty slot.
func newSlot(tb testing.TB, db *pgxpool.Pool, slot string) string {
	tb.Helper()
	if _, err := db.Exec(tb.Context(), "create schema "+slot+"; "+in(slot, Schema+Indexes)); err != nil {
		tb.Fatal(err)
	}
	return slot
}

// apply applies events to a slot as batches of the given sizes and what is left as the last one; each time by a Writer that starts
// anew, as after a crash.
func apply(tb testing.TB, db *pgxpool.Pool, slot string, events []eventlog.Recorded, sizes ...int) {
	tb.Helper()
	for _, size := range append(slices.Clone(sizes), len(events)) {
		size = min(size, len(events))
		var w Writer
		if err := w.Start(tb.Context(), db, slot); err != nil {
			tb.Fatal(err)
		}
		applyOnce(tb, &w, db, slot, events[:size])
		events = events[size:]
	}
}

func applyOnce(tb testing.TB, w *Writer, db *pgxpool.Pool, slot string, batch []eventlog.Recorded) {
	tb.Helper()
	err := pgx.BeginFunc(tb.Context(), db, func(tx pgx.Tx) error { return w.Apply(tb.Context(), tx, slot, batch) })
	if err != nil {
		tb.Fatal(err)
	}
}

// dump returns every row of every table of a slot, in an order of their own.
func dump(tb testing.TB, db *pgxpool.Pool, slot string) string {
	tb.Helper()
	var b strings.Builder
	for _, table := range []string{"activity", "change", "edition", "pillar_count", "priority_count", "erased", "person", "filing", "participation"} {
		rows, _ := db.Query(tb.Context(), in(slot, "select row::text from slot."+table+" as row order by 1"))
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			tb.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n%s\n", table, strings.Join(lines, "\n"))
	}
	return b.String()
}

// on returns an activity done then, about those priorities.
func on(from string, priorities ...string) *eventv1.Activity {
	return &eventv1.Activity{
		Headline: "Speaking on " + strings.Join(priorities, " and "), Kinds: []string{"talk"}, Status: "done", By: []string{"staff"},
		When: &eventv1.When{From: from}, Priorities: priorities,
	}
}

// with returns the activity changed.
func with(a *eventv1.Activity, change func(*eventv1.Activity)) *eventv1.Activity {
	a = proto.CloneOf(a)
	change(a)
	return a
}

func recorded(a *eventv1.Activity) proto.Message { return &eventv1.ActivityRecorded{Activity: a} }

func amended(a *eventv1.Activity, paths ...string) proto.Message {
	return &eventv1.ActivityAmended{Activity: a, Paths: paths, Reason: "it was wrong"}
}

// twoPillars is an edition with the pillars people (privacy) and model (copyright, expression) from 2023 on.
func twoPillars() []proto.Message {
	events := []proto.Message{
		&eventv1.TeamDescribed{Team: &eventv1.Team{Name: "Team", Zone: "Etc/UTC"}},
		&eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "people", Name: "People", From: "2023-01", Position: 1}},
		&eventv1.PillarNamed{Pillar: &eventv1.Pillar{Id: "model", Name: "Model", From: "2023-01", Position: 2}},
	}
	for priority, pillar := range map[string]string{"privacy": "people", "copyright": "model", "expression": "model"} {
		events = append(events, belongs(priority, pillar, "2023-01"))
	}
	return events
}

// belongs says that from a month on a priority belongs to a pillar.
func belongs(priority, pillar, from string) proto.Message {
	return &eventv1.PriorityNamed{Priority: &eventv1.Priority{Id: priority, Name: priority, Pillar: pillar, From: from}}
}

// rowsOf returns what a query finds in a slot, a line each.
func rowsOf(tb testing.TB, db *pgxpool.Pool, slot, sql string, args ...any) []string {
	tb.Helper()
	rows, _ := db.Query(context.WithoutCancel(tb.Context()), in(slot, sql), args...)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		tb.Fatal(err)
	}
	return lines
}

// after returns a Reader of rows in which a story has been told.
func after(tb testing.TB, s *story) *Reader {
	tb.Helper()
	db := localtest.DB(tb)
	slot := newSlot(tb, db, "told")
	apply(tb, db, slot, s.events)
	return &Reader{pool: db, slot: slot, place: uint64(len(s.events)), advanced: make(chan struct{})}
}

func month(tb testing.TB, text string) calendar.Month {
	tb.Helper()
	if text == "" {
		return calendar.Month{}
	}
	m, err := calendar.ParseMonth(text)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}
