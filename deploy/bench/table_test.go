package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the table anew")

func TestTheTableTellsMediansSpreadsAndTargets(t *testing.T) {
	t.Parallel()
	r := &results{}
	for _, f := range []figure{
		{row: oneWriter, value: 0.93, ours: 2790, theirs: 3000, disk: 5123}, {row: oneWriter, value: 0.8, ours: 2400, theirs: 3000, disk: 4000},
		{row: oneWriter, value: 0.96, ours: 2880, theirs: 3000, disk: 6000},
		ratio(byLog16, 4500, 5000), ratio(byPostgres256, 20_000, 8000),
		{row: importRate, value: 1_234_567}, {row: importMemory, value: 96.4}, ratio(loadFive, 0.15, 0.25),
		{row: visible200p50, value: 0.52, ours: 199.9}, {row: visible200p99, value: 1.12, ours: 199.9}, {row: visible2000p99, value: 5.01, ours: 1600},
	} {
		r.add(f)
	}
	var got bytes.Buffer
	if err := r.print(&got); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "table.golden")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("the table (-want +got); with -update it is written anew:\n%s", diff)
	}
}
