// Package readmodel keeps as rows what is asked often: activities in each of their versions, what changed in them and why,
// counts, and the edition.
//
// One file is one read model: its table, how events fill it, how it is read. A Writer folds batches of events into rows, a Reader
// answers questions from them. Rows are never migrated and never mended: they belong to a slot, a Postgres schema filled from the
// log's first event on, and whoever changes what shapes them gets a new Version and so a new slot. The package decides nothing
// about an activity and appends nothing to the log.
package readmodel

import (
	_ "embed"
	"strings"
	"time"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/projection"
)

//go:embed VERSION
var versionFile string

// Version names the code and the SQL that shape the rows. A binary reads only rows that its own version wrote.
// A test recomputes it and says how to refresh the file.
var Version = strings.TrimSpace(versionFile)

// Schema makes the tables of every read model. As in all SQL here, "slot." stands before each table for the slot's own schema.
const Schema = activityTable + changeTable + countTables + editionTable + erasedTable + personTable + filingTable + participationTable

// Indexes are what the tables need for being read and Writer does not; see projection.Config.
const Indexes = activityIndexes + changeIndexes + personIndexes + "analyze slot.filing; analyze slot.participation;"

// in returns the statement for the tables of one slot.
func in(slot, sql string) string { return projection.In(slot, sql) }

// date returns a day as Postgres takes it. No day becomes the first of the year 1, which no question asks about.
func date(d calendar.Day) time.Time {
	if d == (calendar.Day{}) {
		return time.Time{}
	}
	return d.Time(time.UTC)
}

// monthDate returns a month as Postgres keeps it: as its first day.
func monthDate(m calendar.Month) time.Time {
	if m.IsZero() {
		return time.Time{}
	}
	return date(m.FirstDay())
}

func monthDates(months []calendar.Month) []time.Time {
	dates := make([]time.Time, len(months))
	for i, m := range months {
		dates[i] = monthDate(m)
	}
	return dates
}
