package dontblink_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"dontblink.dev/pkg/localtest"
	"dontblink.dev/services/dontblink"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"dontblink": func() { os.Exit(dontblink.Main(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// TestCommands types what stands in testdata/script, each script in a folder of its own.
func TestCommands(t *testing.T) {
	t.Parallel()
	if os.Getenv("REQUIRE_SERVERS") != "1" {
		// Skips, with the reason, where there is no Postgres.
		localtest.DSN(t)
	}
	example, err := filepath.Abs("example")
	if err != nil {
		t.Fatal(err)
	}
	root := localtest.Dir(t)
	// Postgres does not run as root; the user that it then runs as passes through.
	if err := os.Chmod(root, 0o711); err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:         "testdata/script",
		WorkdirRoot: root,
		Setup: func(env *testscript.Env) error {
			env.Setenv("EXAMPLE", example)
			env.Setenv("NATS_URL", "")
			env.Setenv("DATABASE_URL", "")
			env.Setenv("D", filepath.Join(env.WorkDir, "data"))
			// As on any machine, so that the folders of Postgres' programs are found.
			env.Setenv("PATH", env.Getenv("PATH")+":"+os.Getenv("PATH"))
			return nil
		},
		UpdateScripts: os.Getenv("UPDATE") == "1",
	})
}
