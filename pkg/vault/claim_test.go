package vault_test

import (
	"sync"
	"testing"

	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/vault"
)

// Also those that were claimed ahead, while others were taken.
func TestWhateverManyTakeAtOnceEachKeyIsAnotherAndOnDisk(t *testing.T) {
	t.Parallel()
	db := localtest.DB(t)
	v := vault.New(db, master)
	const takers, each = 8, 200
	taken := make([][]string, takers)
	var all sync.WaitGroup
	for i := range takers {
		all.Go(func() {
			for range each {
				id, err := v.Fresh(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				taken[i] = append(taken[i], id)
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	var ids []string
	for _, id := range taken {
		ids = append(ids, id...)
	}
	for _, id := range ids {
		seen[id] = true
	}
	var onDisk int
	if err := db.QueryRow(t.Context(), `select count(*) from keys.key where id = any($1::uuid[])`, ids).Scan(&onDisk); err != nil {
		t.Fatal(err)
	}
	if len(seen) != takers*each || onDisk != takers*each {
		t.Errorf("%d keys were taken, of which %d differ and %d are on disk", takers*each, len(seen), onDisk)
	}
}
