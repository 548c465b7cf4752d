package dontblink_test

import (
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
)

// damage does to the log in a folder what disks do: it flips a bit or cuts off the end of the block that holds the events, or garbles all
// files of the store. The index goes too, as in a crash, or JetStream would not look at the block before it is read.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	how, dir := args[0], ts.MkAbs(args[1])
	stream := filepath.Join(dir, "nats", "jetstream", "$G", "streams", "ADVOCACY")
	blocks, err := filepath.Glob(filepath.Join(stream, "msgs", "*.blk"))
	ts.Check(err)
	if len(blocks) == 0 {
		ts.Fatalf("there is no block in %s", stream)
	}
	if how == "garble" {
		ts.Check(filepath.WalkDir(stream, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return os.WriteFile(path, []byte("not what it was"), 0o600)
		}))
		return
	}
	block, err := os.ReadFile(blocks[0])
	ts.Check(err)
	if how == "truncate" {
		block = block[:len(block)/2]
	} else {
		block[len(block)/2] ^= 1
	}
	ts.Check(os.WriteFile(blocks[0], block, 0o600))
	if how != "flip-after-shutdown" {
		ts.Check(os.RemoveAll(filepath.Join(stream, "msgs", "index.db")))
	}
}
