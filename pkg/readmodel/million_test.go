package readmodel

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// pagesAsked are the pages of a list that somebody asks for, each of the 100 activities that are usual.
func pagesAsked(tb testing.TB) map[string]Query {
	tb.Helper()
	june := month(tb, "2020-06")
	return map[string]Query{
		"the newest":                      {},
		"a month":                         {From: june, To: june},
		"five years":                      {From: month(tb, "2018-01"), To: month(tb, "2022-12")},
		"a pillar":                        {Pillar: "pillar-1"},
		"a pillar of long ago":            {Pillar: "old"},
		"a frequent priority":             {Priority: "priority-1"},
		"a rare priority":                 {Priority: "rare"},
		"a priority of long ago":          {Priority: "old"},
		"a priority in a month":           {Priority: "priority-1", From: june, To: june},
		"a topic":                         {Topic: "bill 7"},
		"a topic in five years":           {Topic: "bill 7", From: month(tb, "2018-01"), To: month(tb, "2022-12")},
		"a priority with those it is now": Query{Priority: "priority-2"}.Spanning(oneOfThree()),
		"what is planned":                 {Status: "planned"},
		"what is planned for a priority":  {Status: "planned", Priority: "priority-1"},
		"a person":                        {People: []string{"person-7"}},
		"a frequent person":               {People: []string{"frequent"}},
		"a frequent person in a month":    {People: []string{"frequent"}, From: june, To: june},
		"a person of several names":       {People: []string{"frequent", "person-7", "person-8"}},
	}
}

// oneOfThree is an edition in which three priorities are one.
func oneOfThree() *edition.Edition {
	return edition.Of(&eventv1.Edition{Mergers: []*eventv1.Merger{
		{Kind: "priority", Id: "priority-3", Into: "priority-2", From: "2024-01"},
		{Kind: "priority", Id: "rare", Into: "priority-2", From: "2024-01"},
	}})
}

// BenchmarkMillion asks for pages of a list over as many activities as ACTIVITIES says, some gigabytes for a million: the first page, and one
// far behind. It tells the median and the slowest hundredth of a thousand calls.
func BenchmarkMillion(b *testing.B) {
	n, err := strconv.Atoi(os.Getenv("ACTIVITIES"))
	if err != nil {
		b.Skip("fills a database: ACTIVITIES=1000000 asks for it")
	}
	r := filled(b, n)
	// A test's heap is so small that it is collected every ten pages, and they wait. That of `up` holds so much while it answers.
	held := make([]byte, 15<<20)
	defer runtime.KeepAlive(held)
	for _, name := range sortedKeys(pagesAsked(b)) {
		q := pagesAsked(b)[name]
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				tellPages(b, r, q)
			}
		})
	}
}

func sortedKeys(m map[string]Query) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

// tellPages measures a thousand calls, most of them for pages behind the first. The edition is read with each, since whoever asks has names resolved.
func tellPages(b *testing.B, r *Reader, q Query) {
	b.Helper()
	const calls = 1000
	took := make([]time.Duration, 0, calls)
	for len(took) < calls {
		began := time.Now()
		if _, err := r.Edition(b.Context()); err != nil {
			b.Fatal(err)
		}
		page, next, err := r.List(b.Context(), q)
		took = append(took, time.Since(began))
		if err != nil || len(page) == 0 {
			b.Fatalf("%d activities, %v", len(page), err)
		}
		if q.After = next; len(took)%50 == 0 {
			q.After = ""
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(buffers(b, r, q)), "buffers")
	b.ReportMetric(took[calls/2].Seconds()*1000, "ms-p50")
	b.ReportMetric(took[calls*99/100].Seconds()*1000, "ms-p99")
	b.ReportMetric(0, "ns/op")
}

// buffers returns how many pages of tables and indexes Postgres looks at for a page of the list: however busy the machine is, it is the same.
func buffers(b *testing.B, r *Reader, q Query) int {
	b.Helper()
	sql, args, err := q.statement()
	if err != nil {
		b.Fatal(err)
	}
	rows, _ := r.pool.Query(b.Context(), "explain (analyze, buffers) "+in(r.slot, sql), append([]any{pgx.QueryExecModeExec}, args...)...)
	lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		b.Fatal(err)
	}
	if os.Getenv("EXPLAIN") != "" {
		b.Log(strings.Join(lines, "\n"))
	}
	for _, line := range lines {
		// The first line of buffers is that of the whole.
		if _, counts, ok := strings.Cut(line, "Buffers: shared "); ok {
			hit, read := 0, 0
			for part := range strings.FieldsSeq(counts) {
				_, _ = fmt.Sscanf(part, "hit=%d", &hit)
				_, _ = fmt.Sscanf(part, "read=%d", &read)
			}
			return hit + read
		}
	}
	b.Fatalf("no buffers in %s", strings.Join(lines, "\n"))
	return 0
}

// filled returns a Reader over n activities of ten years: mostly under two priorities of forty and on one topic of five hundred. One priority
// is rare, and one, with its pillar, was told of only in the first year. Somebody is named in every fourth activity, and two of a thousand others
// in each.
func filled(b *testing.B, n int) *Reader {
	b.Helper()
	db := localtest.DB(b)
	if _, err := db.Exec(b.Context(), "create schema million; "+in("million", Schema)); err != nil {
		b.Fatal(err)
	}
	sample := busyYears(1).events
	content, err := proto.Marshal(sample[len(sample)-1].Event.(*eventv1.ActivityRecorded).GetActivity())
	if err != nil {
		b.Fatal(err)
	}
	for from := 0; from < n; from += 50_000 {
		rows := make([]*activityRow, min(50_000, n-from))
		for i := range rows {
			rows[i] = manyYears(from+i, n, content)
		}
		err := pgx.BeginFunc(b.Context(), db, func(tx pgx.Tx) error {
			var filed []filingRow
			var parts []participationRow
			for i, row := range rows {
				filed, parts = append(filed, row.filings()...), append(parts, manyPeople(from+i, row)...)
			}
			return errors.Join(
				copyRows(b.Context(), tx, "million", "activity", activityColumns, rows),
				copyRows(b.Context(), tx, "million", "filing", filingColumns, filed),
				copyRows(b.Context(), tx, "million", "participation", participationColumns, parts),
			)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for _, sql := range []string{in("million", Indexes), "vacuum analyze million.activity", "vacuum analyze million.filing", "vacuum analyze million.participation"} {
		if _, err := db.Exec(b.Context(), sql); err != nil {
			b.Fatal(err)
		}
	}
	return &Reader{pool: db, slot: "million", place: uint64(n), advanced: make(chan struct{})}
}

func manyYears(i, n int, content []byte) *activityRow {
	day := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, i*3650/n)
	first := time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
	row := &activityRow{
		ID: thing.ID("activity", strconv.Itoa(i)), Version: 1, FromSeq: uint64(i + 1), Starts: day, Ends: day,
		FirstMonth: first, LastMonth: first, Pillar: fmt.Sprintf("pillar-%d", i%4), Status: "done", Headline: "A talk", RecordedAt: day, RecordedBy: "amara",
		Priorities: []string{fmt.Sprintf("priority-%d", i%40), fmt.Sprintf("priority-%d", (i/40+i%40+1)%40)}, Topics: []string{fmt.Sprintf("bill %d", i*7919%500)},
		Tied: []string{}, LaterMonths: []time.Time{}, TellMonths: []time.Time{}, Kinds: []string{"talk"}, By: []string{"staff"}, Ours: true, Jurisdictions: []string{"EU"}, Content: content,
	}
	row.Priorities = distinct(row.Priorities)
	if i%500 == 0 {
		row.Status = "planned"
	}
	switch {
	case i < n/10 && i%3 == 0:
		row.Pillar, row.Priorities = "old", []string{"old", "priority-1"}
	case i%1000 == 0:
		row.Priorities = append(row.Priorities, "rare")
	case i%97 == 0:
		row.Ends, row.LastMonth = day.AddDate(0, 1, 0), first.AddDate(0, 1, 0)
		row.LaterMonths = []time.Time{row.LastMonth}
	}
	return row
}

func manyPeople(i int, row *activityRow) (rows []participationRow) {
	ids := []string{fmt.Sprintf("person-%d", i%1000), fmt.Sprintf("person-%d", i*7%1000)}
	if i%4 == 0 {
		ids = append(ids, "frequent")
	}
	for nth, id := range ids {
		rows = append(rows, participationRow{id, row.Starts, row.ID, nth, "Somebody", "judge", "High Court", ""})
	}
	return rows
}
