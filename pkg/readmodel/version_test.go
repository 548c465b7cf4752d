package readmodel

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write VERSION anew")

// shaping are the folders whose code decides what stands in a row.
var shaping = []string{".", "../activity", "../calendar", "../edition", "../person", "../../proto/advocacy/event"}

func TestVersion(t *testing.T) {
	t.Parallel()
	want := sourcesVersion(t)
	if *update {
		if err := os.WriteFile("VERSION", []byte(want+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if Version != want {
		t.Errorf("VERSION is %s, but the code that shapes the rows is %s, so rows made by other code would be taken for its own:\n"+
			"refresh the file in pkg/ with `go test ./readmodel -run TestVersion -update`, and commit it", Version, want)
	}
}

// sourcesVersion hashes every source that shapes the rows, by name and content.
func sourcesVersion(t *testing.T) string {
	t.Helper()
	hash := sha256.New()
	for _, folder := range shaping {
		for _, path := range sources(t, folder) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(hash, "%s %d\n%s", filepath.ToSlash(path), len(content), content)
		}
	}
	const short = 12
	return hex.EncodeToString(hash.Sum(nil))[:short]
}

// sources returns the files of a folder, and of those within, that are code, SQL or the language.
func sources(t *testing.T, folder string) []string {
	t.Helper()
	var paths []string
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		if slices.Contains([]string{".go", ".sql", ".proto"}, filepath.Ext(path)) && !strings.HasSuffix(path, "_test.go") {
			paths = append(paths, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(paths)
	return paths
}
