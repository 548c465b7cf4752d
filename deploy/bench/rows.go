package main

// row is one line of the table: what was measured, what for, and what is aimed at.
type row struct {
	what, against string
	// figure is how the figure is written; sides how its two sides are, empty for a figure that stands alone.
	figure, sides unit
	// least and aim are the targets; 0: there is none.
	least, aim float64
	// smaller is better.
	smaller bool
}

// The rows, in the order of the table.
const (
	oneWriter = iota
	byLog16
	byLog64
	byLog256
	byPostgres64
	byPostgres256
	importRate
	importMemory
	loadFive
	sink
	rebuild
	byRouter
	byOurRouter
	visible200p50
	visible200p99
	visible2000p50
	visible2000p99
	idleMemory

	noRow = -1
)

const (
	alone    = "each append on its own"
	postgres = "Postgres events table"
)

var rows = [...]row{
	oneWriter:      {"durable append, one writer", "raw publish", times, perSecond, 0.9, 0.95, false},
	byLog16:        {"durable append, 16 writers", alone, times, perSecond, 1, 1.1, false},
	byLog64:        {"durable append, 64 writers", alone, times, perSecond, 3, 4, false},
	byLog256:       {"durable append, 256 writers", alone, times, perSecond, 7, 10, false},
	byPostgres64:   {"durable append, 64 writers", postgres, times, perSecond, 0.6, 1, false},
	byPostgres256:  {"durable append, 256 writers", postgres, times, perSecond, 1.2, 2, false},
	importRate:     {"import, from file to rows", "", perSecond, none, 15_000, 30_000, false},
	importMemory:   {"import, peak memory", "", mebibytes, none, 256, 0, true},
	loadFive:       {"load five events", "ordered consumer, time", times, milliseconds, 0.7, 0.6, true},
	sink:           {"rows, from memory", "COPY", times, perSecond, 0.5, 0.6, false},
	rebuild:        {"rows, from the log (rebuild)", "COPY", times, perSecond, 0.35, 0.5, false},
	byRouter:       {"rows, from the log (rebuild)", "Watermill, tx per message", times, perSecond, 25, 40, false},
	byOurRouter:    {"rows, from the log (rebuild)", "the same, from memory, our Writer", times, perSecond, 0, 0, false},
	visible200p50:  {"acknowledged to visible, 200/s, p50", "", milliseconds, perSecond, 0, 0, true},
	visible200p99:  {"acknowledged to visible, 200/s, p99", "", milliseconds, perSecond, 3, 0, true},
	visible2000p50: {"acknowledged to visible, 2,000/s, p50", "", milliseconds, perSecond, 0, 0, true},
	visible2000p99: {"acknowledged to visible, 2,000/s, p99", "", milliseconds, perSecond, 5, 0, true},
	idleMemory:     {"idle memory of up, without Postgres", "", mebibytes, none, 64, 40, true},
}
