// Package services_test holds the tree to its order: who may import whom.
package services_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const root = "dontblink.dev/"

// pure are the packages that read no clock, no network and no database.
var pure = []string{
	"pkg/calendar", "pkg/fault", "pkg/thing", "pkg/edition", "pkg/person", "pkg/activity", "pkg/digest", "pkg/digest/render",
}

type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
	GoFiles    []string
	Dir        string
	Name       string
}

// packages asks the go command for ours, with all that they import.
func packages(t *testing.T) map[string]goPackage {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports,Deps,GoFiles,Dir,Name",
		root+"proto/...", root+"pkg/...", root+"services/...")
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			t.Fatalf("go list: %v\n%s", err, exit.Stderr)
		}
		t.Fatal(err)
	}
	found := map[string]goPackage{}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		found[strings.TrimPrefix(p.ImportPath, root)] = p
	}
	if len(found) < 20 {
		t.Fatalf("go list found %d packages of ours; the rules would hold for nothing", len(found))
	}
	return found
}

func TestThePureStayPure(t *testing.T) {
	t.Parallel()
	all := packages(t)
	forbidden := []string{"context", "os", "net", "net/http", "log", "log/slog", "database/sql", "math/rand", "math/rand/v2", "crypto/rand"}
	for _, name := range pure {
		p, ok := all[name]
		if !ok {
			t.Errorf("%s is gone; take it from the list of the pure", name)
			continue
		}
		for _, imported := range p.Imports {
			ours := strings.TrimPrefix(imported, root)
			switch {
			case slices.Contains(forbidden, imported):
				t.Errorf("%s imports %s: the pure are told what they need to know", name, imported)
			case ours != imported && !slices.Contains(pure, ours) && ours != "proto/gen/advocacy/event/v1":
				t.Errorf("%s imports %s: the pure import each other and the events, nothing else of ours", name, ours)
			case strings.Contains(strings.Split(imported, "/")[0], ".") && ours == imported && !pureMayUse(name, imported):
				t.Errorf("%s imports %s: the pure use the standard library and protobuf", name, imported)
			}
		}
	}
}

func pureMayUse(name, imported string) bool {
	return strings.HasPrefix(imported, "google.golang.org/protobuf/") ||
		name == "pkg/digest/render" && strings.HasPrefix(imported, "github.com/yuin/goldmark")
}

func TestNoPurePackageAsksForTheTime(t *testing.T) {
	t.Parallel()
	all := packages(t)
	for _, name := range pure {
		for _, file := range all[name].GoFiles {
			found, err := exec.CommandContext(t.Context(), "grep", "-nE", `time\.(Now|Since|Until|After|Sleep)\(`, all[name].Dir+"/"+file).Output()
			if err == nil {
				t.Errorf("%s/%s asks for the time: %s", name, file, found)
			}
		}
	}
}

func TestNothingFlowsUpward(t *testing.T) {
	t.Parallel()
	all := packages(t)
	rules := []struct {
		who, never string
		but        []string
		why        string
	}{
		{"proto/", "pkg/", nil, "the language knows nothing of its speakers"},
		{"proto/", "services/", nil, "the language knows nothing of its speakers"},
		{"pkg/", "services/", nil, "services use packages, not the other way round"},
		{"services/", "pkg/local", []string{"services/dontblink"}, "only the one binary brings its own servers"},
		{"services/web", "pkg/eventlog", nil, "pages know the API and render alone"},
		{"services/web", "pkg/readmodel", nil, "pages know the API and render alone"},
		{"services/web", "pkg/host", nil, "pages know the API and render alone"},
		{"services/insights", "pkg/projection", nil, "what answers questions never writes rows"},
		{"services/recorder", "pkg/readmodel", nil, "what appends never reads rows"},
	}
	for name, p := range all {
		for _, rule := range rules {
			if !strings.HasPrefix(name, rule.who) || slices.ContainsFunc(rule.but, func(b string) bool { return strings.HasPrefix(name, b) }) {
				continue
			}
			if slices.ContainsFunc(p.Imports, func(i string) bool { return strings.HasPrefix(strings.TrimPrefix(i, root), rule.never) }) {
				t.Errorf("%s imports %s: %s", name, rule.never, rule.why)
			}
		}
	}
}

func TestAServiceImportsNoOtherService(t *testing.T) {
	t.Parallel()
	for name, p := range packages(t) {
		service, ok := strings.CutPrefix(name, "services/")
		if !ok {
			continue
		}
		service, _, _ = strings.Cut(service, "/")
		if service == "dontblink" {
			continue
		}
		for _, imported := range p.Imports {
			other, ok := strings.CutPrefix(imported, root+"services/")
			other, _, _ = strings.Cut(other, "/")
			if ok && other != service {
				t.Errorf("%s imports the service %s: services speak through the API", name, other)
			}
		}
	}
}

func TestServiceBinariesBringNoServersOfTheirOwn(t *testing.T) {
	t.Parallel()
	for name, p := range packages(t) {
		if p.Name != "main" || strings.HasPrefix(name, "services/dontblink") {
			continue
		}
		if slices.ContainsFunc(p.Deps, func(d string) bool { return strings.HasPrefix(d, "github.com/nats-io/nats-server") }) {
			t.Errorf("%s links nats-server: on a cluster the servers are others'", name)
		}
	}
}

func TestOnlyRecorderAndComposerAppend(t *testing.T) {
	t.Parallel()
	for name, p := range packages(t) {
		if !strings.HasPrefix(name, "services/") || strings.HasPrefix(name, "services/recorder") || strings.HasPrefix(name, "services/composer") {
			continue
		}
		for _, file := range p.GoFiles {
			found, err := exec.CommandContext(t.Context(), "grep", "-nE", `[Ll]og\.Append\(`, p.Dir+"/"+file).Output()
			if err == nil {
				t.Errorf("%s/%s appends to the log: %s", name, file, found)
			}
		}
	}
}
