package faults_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// seed is where all chance comes from. Threads and disks have a chance of their own, so a seed brings back what was done to the product and
// when, not always what became of it.
var seed = flag.Uint64("seed", uint64(time.Now().UnixNano()), "brings back the faults of an earlier run, which printed it")

func TestMain(m *testing.M) {
	// Tests must not end up in a team's log, whatever the environment of whoever runs them names.
	os.Unsetenv("NATS_URL")
	os.Unsetenv("DATABASE_URL")
	if os.Getenv(serverVariable) != "" {
		serve() // this is the server of another run of ours
		return
	}
	flag.Parse()
	fmt.Printf("faults: -seed=%d FAULTS=%s\n", *seed, os.Getenv("FAULTS"))
	code := m.Run()
	removeBinary()
	os.Exit(code)
}

// often is how often something is done: a few times by default, so that whoever changes something hears soon; as `make faults` and as
// `make faults-full` do it.
func often(byDefault, ci, full int) int {
	switch os.Getenv("FAULTS") {
	case "ci":
		return ci
	case "full":
		return full
	}
	return byDefault
}

// atLength skips what takes too long for every day.
func atLength(t *testing.T) {
	t.Helper()
	if os.Getenv("FAULTS") == "" {
		t.Skip("takes a while: make faults")
	}
}

// chance is the source of chance of one test, which another test's does not change.
func chance(t *testing.T) *rand.Rand {
	t.Helper()
	second := uint64(14695981039346656037)
	for _, c := range []byte(t.Name()) {
		second = (second ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(*seed, second))
}

// wait lets the load run on for a while. It waits for nothing in particular: a fault comes at no particular moment.
func wait(from, to time.Duration, chance *rand.Rand) {
	timer := time.NewTimer(from + time.Duration(chance.Int64N(int64(to-from))))
	defer timer.Stop()
	<-timer.C
}
