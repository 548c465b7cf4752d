package services_test

import (
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// use is a name in the code of a package, and what it means to the compiler: whatever a variable is called, a method is known by its type.
type use struct {
	at token.Position
	of string
}

// uses returns what a package uses of others, as "time.Now" or "(*dontblink.dev/pkg/eventlog.Log).Append".
func (all tree) uses(t *testing.T, name string) []use {
	t.Helper()
	p, files := all[name], token.NewFileSet()
	var parsed []*ast.File
	for _, file := range p.GoFiles {
		f, err := parser.ParseFile(files, filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	compiled := func(path string) (io.ReadCloser, error) {
		if export := all[short(path)].Export; export != "" {
			return os.Open(export)
		}
		return nil, errors.New("go list has not compiled it")
	}
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: importer.ForCompiler(files, "gc", compiled)}
	if _, err := config.Check(p.ImportPath, files, parsed, &info); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var found []use
	for ident, object := range info.Uses {
		if object.Pkg() == nil || object.Pkg().Path() == p.ImportPath {
			continue
		}
		of := object.Pkg().Path() + "." + object.Name()
		if f, ok := object.(*types.Func); ok {
			of = f.FullName()
		}
		found = append(found, use{files.Position(ident.Pos()), of})
	}
	return found
}

func TestNoPurePackageAsksForTheTime(t *testing.T) {
	t.Parallel()
	all := packages(t)
	clock := []string{
		"time.Now", "time.Since", "time.Until", "time.After", "time.AfterFunc", "time.Sleep", "time.Tick", "time.NewTicker", "time.NewTimer", "time.Local",
	}
	for _, name := range pure {
		uses := all.uses(t, name)
		if len(uses) == 0 {
			t.Errorf("%s uses nothing of others: the rule would hold for nothing", name)
		}
		for _, use := range uses {
			if slices.Contains(clock, use.of) {
				t.Errorf("%s: %s is for the edge to ask: the pure are told", use.at, use.of)
			}
		}
	}
}

// deeds are what only some may do. Tests may do as they like.
var deeds = []struct {
	what   string
	is     func(of string) bool
	who    []string
	reason string
}{
	{
		"appends to the log",
		oneOf("(*"+root+"pkg/eventlog.Log).Append", "(*"+root+"pkg/eventlog.Log).AppendAll", "(*"+root+"pkg/eventlog.Log).Change"),
		[]string{"services/recorder", "services/composer"},
		"what happened is decided in one place",
	},
	{
		"puts events back into a log",
		oneOf("(*" + root + "pkg/eventlog.Log).Refill"),
		[]string{"pkg/archive"},
		"only what was in it before",
	},
	{
		"turns the log into rows",
		oneOf(root+"pkg/projection.Run", root+"pkg/readmodel.Writer", "(*"+root+"pkg/readmodel.Writer).Apply"),
		[]string{"services/projector"},
		"rows that two services write agree with neither",
	},
	{
		"destroys keys",
		oneOf("(*" + root + "pkg/vault.Vault).Destroy"),
		[]string{"services/recorder", "services/projector"},
		"what is destroyed comes back for nobody: it is decided in the one, and done again in the other when the log says so",
	},
	{
		"speaks to Postgres",
		func(of string) bool { return strings.Contains(of, "github.com/jackc/pgx/") },
		[]string{"pkg/migrate", "pkg/archive", "pkg/vault", "pkg/projection", "pkg/readmodel", "pkg/host", "pkg/local", "pkg/localtest"},
		"services ask the read models",
	},
	{
		"speaks to NATS",
		func(of string) bool { return strings.Contains(of, "github.com/nats-io/") },
		[]string{"pkg/album", "pkg/eventlog", "pkg/host", "pkg/local", "pkg/localtest"},
		"the log, and the pictures beside it, are all that there is of NATS",
	},
}

func oneOf(names ...string) func(string) bool {
	return func(of string) bool { return slices.Contains(names, of) }
}

func TestOnlyWhoMayDoesIt(t *testing.T) {
	t.Parallel()
	all := packages(t)
	done := make([]bool, len(deeds))
	for name := range all.within("pkg", "services") {
		for _, use := range all.uses(t, name) {
			for i, deed := range deeds {
				if !deed.is(use.of) {
					continue
				}
				done[i] = true
				if !slices.Contains(deed.who, name) {
					t.Errorf("%s: %s, which is for %v: %s", use.at, deed.what, deed.who, deed.reason)
				}
			}
		}
	}
	for i, deed := range deeds {
		if !done[i] {
			t.Errorf("nobody %s: the rule looks for what is called otherwise by now", deed.what)
		}
	}
}
