// Package services_test holds the tree to its order: who may import whom, and who may do what.
package services_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	root   = "dontblink.dev/"
	events = "proto/gen/advocacy/event/v1"
)

// pure are the packages that read no clock, no network and no database, each above those that it may import.
var pure = []string{
	"pkg/fault", "pkg/thing", "pkg/spelling", "pkg/figure", "pkg/calendar", "pkg/edition", "pkg/person", "pkg/activity", "pkg/likeness", "pkg/digest", "pkg/digest/render",
	"pkg/capture",
}

// may lists what else each package imports of ours, beside the language and what is pure, and of others. A service imports no other,
// so only the one binary names services.
var may = map[string]struct{ ours, others []string }{
	"pkg/exchange": {nil, []string{
		"go.yaml.in/yaml", "github.com/xuri/excelize", "github.com/arran4/golang-ical", "github.com/teambition/rrule-go", "golang.org/x/text/encoding/charmap",
	}},
	"pkg/vault":      {[]string{"pkg/migrate"}, []string{"github.com/jackc/pgx"}},
	"pkg/eventlog":   {[]string{"pkg/vault"}, []string{"github.com/nats-io/nats.go", "github.com/nats-io/nuid", "github.com/klauspost/compress/s2", "github.com/ThreeDotsLabs/watermill/message", errgroup}},
	"pkg/picture":    {nil, []string{"golang.org/x/image"}},
	"pkg/album":      {[]string{"pkg/eventlog", "pkg/picture"}, []string{"github.com/nats-io/nats.go"}},
	"pkg/migrate":    {nil, []string{"github.com/jackc/pgx", "github.com/pressly/goose"}},
	"pkg/archive":    {[]string{"pkg/eventlog", "pkg/migrate"}, []string{"github.com/jackc/pgx"}},
	"pkg/projection": {[]string{"pkg/eventlog", "pkg/migrate"}, []string{"github.com/ThreeDotsLabs/watermill", "github.com/jackc/pgx"}},
	// Readers ask the projection which slot serves; see pkg/README.md, Decisions.
	"pkg/readmodel": {[]string{"pkg/eventlog", "pkg/projection"}, []string{"github.com/jackc/pgx", "golang.org/x/text/unicode/norm"}},
	"pkg/rpc":       {nil, []string{connect}},
	"pkg/process":   {},
	"pkg/host":      {[]string{"pkg/album", "pkg/eventlog", "pkg/vault", "pkg/process", "pkg/rpc"}, []string{connect, "github.com/nats-io/nats.go", "github.com/jackc/pgx", errgroup}},
	"pkg/local":     {nil, []string{"github.com/nats-io", "github.com/jackc/pgx", errgroup}},
	"pkg/localtest": {[]string{"pkg/eventlog", "pkg/vault", "pkg/host", "pkg/local"}, []string{"github.com/nats-io", "github.com/jackc/pgx"}},

	"services/recorder":  {[]string{"pkg/picture", "pkg/exchange", "pkg/eventlog", "pkg/host", "pkg/rpc"}, []string{connect, uuid, errgroup, "golang.org/x/text/unicode/norm"}},
	"services/projector": {[]string{"pkg/album", "pkg/archive", "pkg/eventlog", "pkg/projection", "pkg/readmodel", "pkg/vault", "pkg/host"}, []string{connect}},
	"services/composer":  {[]string{"pkg/eventlog", "pkg/readmodel", "pkg/host", "pkg/rpc"}, []string{connect}},
	"services/insights":  {[]string{"pkg/readmodel", "pkg/host"}, []string{connect}},
	"services/web":       {[]string{"pkg/process", "pkg/rpc"}, []string{connect, uuid}},
	"services/dontblink": {
		[]string{"pkg/album", "pkg/picture", "pkg/archive", "pkg/eventlog", "pkg/exchange", "pkg/projection", "pkg/host", "pkg/local", "pkg/process", "pkg/rpc", "pkg/vault", "services"}, []string{connect, uuid, errgroup, "github.com/spf13/cobra", "golang.org/x/term"},
	},
	"services/dontblink/example": {},
}

const (
	connect  = "connectrpc.com/connect"
	uuid     = "github.com/google/uuid"
	errgroup = "golang.org/x/sync/errgroup"
)

type goPackage struct {
	ImportPath, Dir, Name, Export string
	Imports, Deps, GoFiles        []string
	Standard                      bool
}

// short is the import path within the tree: "pkg/calendar"; what is not ours stays whole.
func short(path string) string { return strings.TrimPrefix(path, root) }

// in reports whether a path is one of those listed, or lies below one.
func in(path string, listed []string) bool {
	return slices.ContainsFunc(listed, func(l string) bool { return path == l || strings.HasPrefix(path, l+"/") })
}

// tree is every package that ours are made of, by the short path.
type tree map[string]goPackage

// whole asks the go command once for all of ours, with what they import and what the compiler knows of it.
var whole = sync.OnceValues(func() (tree, error) {
	cmd := exec.CommandContext(context.Background(), "go", "list", "-deps", "-export",
		"-json=ImportPath,Imports,Deps,GoFiles,Dir,Name,Export,Standard", root+"proto/...", root+"pkg/...", root+"services/...")
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return nil, fmt.Errorf("go list: %w\n%s", err, exit.Stderr)
	}
	if err != nil {
		return nil, err
	}
	found := tree{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, err
		}
		found[short(p.ImportPath)] = p
	}
})

func packages(t *testing.T) tree {
	t.Helper()
	all, err := whole()
	if err != nil {
		t.Fatal(err)
	}
	ours := 0
	for range all.within("proto", "pkg", "services") {
		ours++
	}
	if ours < 20 {
		t.Fatalf("go list found %d packages of ours; the rules would hold for nothing", ours)
	}
	return all
}

// within yields our packages in these folders, in order.
func (all tree) within(folders ...string) func(func(string, goPackage) bool) {
	var names []string
	for name, p := range all {
		if strings.HasPrefix(p.ImportPath, root) && in(name, folders) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return func(yield func(string, goPackage) bool) {
		for _, name := range names {
			if !yield(name, all[name]) {
				return
			}
		}
	}
}

func TestThePureImportWhatLiesBelowThemAndNothingThatKnowsTheWorld(t *testing.T) {
	t.Parallel()
	all := packages(t)
	worldly := []string{"context", "log", "log/slog", "database/sql", "math/rand", "math/rand/v2", "crypto/rand", "syscall", "plugin"}
	for height, name := range pure {
		p, ok := all[name]
		if !ok {
			t.Errorf("%s is gone; take it from the list of the pure", name)
			continue
		}
		for _, imported := range p.Imports {
			first, _, _ := strings.Cut(imported, "/")
			switch ours := short(imported); {
			case ours == events, slices.Contains(pure[:height], ours):
			case ours != imported:
				t.Errorf("%s imports %s: the pure import the events and each other, downward", name, ours)
			case slices.Contains(worldly, imported), first == "os", first == "net" && imported != "net/url":
				t.Errorf("%s imports %s: the pure are told what they need to know", name, imported)
			case !all[imported].Standard && !pureMayUse(name, imported):
				t.Errorf("%s imports %s: the pure use the standard library and protobuf", name, imported)
			}
		}
		for _, dep := range p.Deps {
			ours := short(dep)
			if !all[ours].Standard && ours != events && !slices.Contains(pure, ours) && !pureMayUse(name, dep) && !pureMayUse("pkg/calendar", dep) {
				t.Errorf("%s rests on %s, by way of another", name, ours)
			}
		}
	}
}

func pureMayUse(name, imported string) bool {
	return strings.HasPrefix(imported, "google.golang.org/protobuf/") ||
		name == "pkg/calendar" && in(imported, []string{"github.com/go-playground/locales"}) ||
		name == "pkg/likeness" && in(imported, []string{"golang.org/x/text/unicode/norm", "golang.org/x/text/transform"}) ||
		name == "pkg/digest/render" && strings.HasPrefix(imported, "github.com/yuin/goldmark")
}

func TestEachImportsOnlyWhatItMay(t *testing.T) {
	t.Parallel()
	all := packages(t)
	for name, p := range all.within("pkg", "services") {
		if slices.Contains(pure, name) || strings.Contains(name, "/internal/") || len(p.GoFiles) == 0 {
			continue
		}
		if p.Name == "main" {
			all.mainIsThin(t, name)
			continue
		}
		rule, ok := may[name]
		if !ok {
			t.Errorf("%s is new: say in the list what it may import", name)
		}
		for _, imported := range p.Imports {
			ours := short(imported)
			switch {
			case all[ours].Standard, in(ours, pure), in(ours, []string{"proto/gen", "google.golang.org/protobuf"}):
			case ours != imported && !in(ours, rule.ours):
				t.Errorf("%s imports %s, and may import of ours what is pure and %v", name, ours, rule.ours)
			case ours == imported && !in(imported, rule.others):
				t.Errorf("%s imports %s, and may import of others %v", name, imported, rule.others)
			}
			if in(name, []string{"pkg"}) && in(ours, []string{"proto/gen/advocacy/api"}) {
				t.Errorf("%s imports the API: packages know the events, services the API", name)
			}
		}
	}
}

func TestNobodyMayMoreThanTheyDo(t *testing.T) {
	t.Parallel()
	all := packages(t)
	for name, rule := range may {
		p, ok := all[name]
		if !ok {
			t.Errorf("%s is gone; take it from the list", name)
			continue
		}
		for _, allowed := range slices.Concat(rule.ours, rule.others) {
			if !slices.ContainsFunc(p.Imports, func(imported string) bool { return in(short(imported), []string{allowed}) }) {
				t.Errorf("%s may import %s, and does not: take that from the list", name, allowed)
			}
		}
	}
}

// mainIsThin holds the binaries to run the service beside them and nothing else.
func (all tree) mainIsThin(t *testing.T, name string) {
	t.Helper()
	service, _, _ := strings.Cut(strings.TrimPrefix(name, "services/"), "/")
	for _, imported := range all[name].Imports {
		if ours := short(imported); !all[ours].Standard && ours != "services/"+service && ours != "pkg/host" && ours != "pkg/process" {
			t.Errorf("%s imports %s: a binary runs its service on a ground, and decides nothing", name, ours)
		}
	}
}

func TestWhatMustNotBeLinked(t *testing.T) {
	t.Parallel()
	all := packages(t)
	servers := []string{"github.com/nats-io/nats-server", root + "pkg/local"}
	rows := []string{"github.com/jackc/pgx", "github.com/nats-io", root + "pkg/eventlog", root + "pkg/readmodel", root + "pkg/projection"}
	rules := []struct {
		who, but string
		never    []string
		why      string
	}{
		{"proto", "", []string{root + "pkg", root + "services"}, "the language knows nothing of its speakers"},
		{"pkg", "", []string{root + "services"}, "services use packages, not the other way round"},
		{"services", "services/dontblink", servers, "on a cluster the servers are others': only the one binary brings its own"},
		{"services/web", "", rows, "pages know the API and what is pure"},
	}
	for _, rule := range rules {
		followed := 0
		for name, p := range all.within(rule.who) {
			if rule.but != "" && in(name, []string{rule.but}) {
				continue
			}
			followed++
			// The first is enough: what it brings along would fill the screen.
			if i := slices.IndexFunc(p.Deps, func(dep string) bool { return in(dep, rule.never) }); i >= 0 {
				t.Errorf("%s links %s: %s", name, p.Deps[i], rule.why)
			}
		}
		if followed == 0 {
			t.Errorf("nobody is called %s any more; the rule would hold for nothing", rule.who)
		}
	}
}
