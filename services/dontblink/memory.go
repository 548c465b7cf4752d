package dontblink

import (
	"os"
	"runtime/debug"
)

const (
	// frugalHeap is what an import of any size needs with room to spare; without a limit the heap grows to twice that before it is swept,
	// for the server keeps in memory what was just written.
	frugalHeap = 192 << 20
	// indexPerEvent is what the server keeps in memory of each event, for as long as it runs.
	indexPerEvent = 300
)

// beFrugal has a laptop's memory left for other things, unless GOMEMLIMIT says how much we may take. It is no bound: what is needed is
// taken, and the collector works harder.
func beFrugal(events uint64) {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(frugalHeap + indexPerEvent*int64(events))
	}
}
