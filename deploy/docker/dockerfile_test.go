package docker_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// steps returns the Dockerfile's instructions as words, continued lines joined, comments left out.
func steps(t *testing.T) [][]string {
	t.Helper()
	text, err := os.ReadFile("Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	var found [][]string
	for line := range strings.Lines(strings.ReplaceAll(string(text), "\\\n", " ")) {
		words := strings.Fields(line)
		if len(words) > 0 && !strings.HasPrefix(words[0], "#") {
			found = append(found, words)
		}
	}
	return found
}

func TestEverythingThatTheImageCopiesExists(t *testing.T) {
	t.Parallel()
	for _, words := range steps(t) {
		// What another stage made is not in the folder.
		if words[0] != "COPY" || strings.HasPrefix(words[1], "--from=") {
			continue
		}
		for _, source := range words[1 : len(words)-1] {
			if found, err := filepath.Glob(filepath.Join(top, source)); err != nil || len(found) == 0 {
				t.Errorf("%s: %s is not there (%v)", strings.Join(words, " "), source, err)
			}
		}
	}
}

func TestEveryModuleOfTheWorkspaceIsThereBeforeGoRuns(t *testing.T) {
	t.Parallel()
	work, err := os.ReadFile(filepath.Join(top, "go.work"))
	if err != nil {
		t.Fatal(err)
	}
	all := steps(t)
	firstGo := slices.IndexFunc(all, func(words []string) bool { return words[0] == "RUN" })
	for line := range strings.Lines(string(work)) {
		module, ok := strings.CutPrefix(strings.TrimSpace(line), "./")
		copied := func(words []string) bool { return words[0] == "COPY" && slices.Contains(words, module+"/go.mod") }
		if ok && !slices.ContainsFunc(all[:firstGo], copied) {
			t.Errorf("%s/go.mod is not copied before the first go command, which then fails", module)
		}
	}
}

func TestTheImageBuildsACommandThatExists(t *testing.T) {
	t.Parallel()
	for _, words := range steps(t) {
		for _, word := range words {
			if !strings.HasPrefix(word, "./services/") {
				continue
			}
			if _, err := os.Stat(filepath.Join(top, word, "main.go")); err != nil {
				t.Errorf("the image builds %s: %v", word, err)
			}
		}
	}
}
