package vault_test

import (
	"testing"

	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/vault"
)

func BenchmarkFresh(b *testing.B) {
	v := vault.New(localtest.DB(b), master)
	for b.Loop() {
		if _, err := v.Fresh(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSealAndOpen(b *testing.B) {
	v := vault.New(localtest.DB(b), master)
	id, err := v.Fresh(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	payload := make([]byte, 1500)
	b.SetBytes(int64(len(payload)))
	for b.Loop() {
		sealed, err := v.Seal(b.Context(), id, payload, "about it")
		if err != nil {
			b.Fatal(err)
		}
		ring, err := v.Ring(b.Context(), []string{id})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := ring.Open(id, sealed, "about it"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkKeysOfABatch fetches two thousand keys that are not in memory.
func BenchmarkKeysOfABatch(b *testing.B) {
	db := localtest.DB(b)
	v := vault.New(db, master)
	ids := make([]string, 2000)
	for i := range ids {
		var err error
		if ids[i], err = v.Fresh(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
	reader := vault.New(db, master)
	if err := reader.Open(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		reader.Forget(ids...)
		ring, err := reader.Ring(b.Context(), ids)
		if err != nil || len(ring) != len(ids) {
			b.Fatal(len(ring), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(ids)), "ns/key")
}

// BenchmarkOpen is what a start costs when the keys are there already.
func BenchmarkOpen(b *testing.B) {
	db := localtest.DB(b)
	if _, err := vault.New(db, master).Fresh(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := vault.New(db, master).Open(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
