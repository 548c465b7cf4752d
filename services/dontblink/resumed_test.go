package dontblink_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// talks writes a file of so many activities, who name ten people by turns.
func talks(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	var lines strings.Builder
	for i := range n {
		fmt.Fprintf(&lines, `{"source": "team", "key": "talk-%d", "headline": "Talk %d", "kind": "talk", "when": "2024-03-%02d", "place": "Ghent", `+
			`"priorities": ["privacy"], "people": [{"name": "Ada Example %d"}], "body": "Ada Example %d spoke."}`+"\n", i, i, i%28+1, i%10, i%10)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(lines.String()), 0o600))
}

// grows waits until the log in a folder is so many bytes longer. It looks again and again: the log is in the hands of another process, which is to be
// killed while it writes.
func grows(ts *testscript.TestScript, _ bool, args []string) {
	more, err := strconv.ParseInt(args[1], 10, 64)
	ts.Check(err)
	size := func() (all int64) {
		blocks, err := filepath.Glob(filepath.Join(ts.MkAbs(args[0]), "nats", "jetstream", "$G", "streams", "ADVOCACY", "msgs", "*.blk"))
		ts.Check(err)
		for _, block := range blocks {
			if info, err := os.Stat(block); err == nil {
				all += info.Size()
			}
		}
		return all
	}
	from := size()
	for range 30_000 {
		if size() >= from+more {
			return
		}
		time.Sleep(time.Millisecond)
	}
	ts.Fatalf("the log in %s does not grow", args[0])
}
